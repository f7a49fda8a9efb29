// How long: the words of the house for waits, ages and countdowns, in both languages. Pure.

export type Language = "ja" | "en";
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const two = (n: number) => String(n).padStart(2, "0");

const units = {
  ja: { s: "秒", m: "分", h: "時間", d: "日", over: "超過" },
  en: { s: " s", m: " min", h: " h", d: " d", over: " over" },
};

/** A length in its largest sensible unit: 18分 / 18 min. Milliseconds; below zero counts as zero. */
export function length(ms: number, language: Language): string {
  const word = units[language];
  const rest = Math.max(0, ms);
  if (rest < minute) return `${Math.floor(rest / 1000)}${word.s}`;
  if (rest < hour) return `${Math.floor(rest / minute)}${word.m}`;
  if (rest < 2 * day) return `${Math.floor(rest / hour)}${word.h}`;
  return `${Math.floor(rest / day)}${word.d}`;
}

/** A running clock: 25:12, 1:04:09, 2日 3:04:09. */
export function clock(ms: number, language: Language): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const tail = days + hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return days > 0 ? `${days}${units[language].d} ${tail}` : tail;
}

/** Until a moment: 3:48 under an hour, 5時間 / 5 h above; once past, 2分超過 / 2 min over. */
export function until(ms: number, language: Language): { words: string; over: boolean } {
  if (ms <= 0) return { words: length(-ms, language) + units[language].over, over: true };
  return { words: ms < hour ? clock(ms + 999, language) : length(ms, language), over: false };
}
