// The command palette: one field, a list from the server, the last answer wins. Words and states are the server's.
import { csrf } from "./page";

const stillness = 120;
let asking: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

const dialog = () => document.querySelector<HTMLDialogElement>("#palette");
const field = () => document.querySelector<HTMLInputElement>("#palette input[name=q]");
const list = () => document.querySelector<HTMLElement>("#palette-list");
const options = () => [...(list()?.querySelectorAll<HTMLElement>("[role=option]") ?? [])];

export function openPalette(): boolean {
  const box = dialog();
  if (!box) return false;
  if (!box.open) box.showModal();
  field()?.focus();
  field()?.select();
  ask(0);
  return true;
}

function ask(after: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void fetchOptions(), after);
}

async function fetchOptions(): Promise<void> {
  asking?.abort();
  const mine = (asking = new AbortController());
  const query = field()?.value.trim() ?? "";
  list()?.setAttribute("aria-busy", "true");
  try {
    const headers = { accept: "text/html", "hx-request": "true", "x-csrf-token": csrf() };
    const answer = await fetch(`/palette?q=${encodeURIComponent(query)}`, { headers, signal: mine.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const html = await answer.text();
    if (!mine.signal.aborted) show(html);
  } catch {
    if (!mine.signal.aborted) show(document.querySelector<HTMLTemplateElement>("#palette-error")?.innerHTML ?? "");
  }
}

function show(html: string): void {
  const into = list();
  if (!into) return;
  into.innerHTML = html;
  into.removeAttribute("aria-busy");
  options().forEach((option, n) => (option.id ||= `palette-option-${n}`));
  field()?.setAttribute("aria-expanded", String(options().length > 0));
  select(0);
}

function select(n: number): void {
  const all = options();
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === n)));
  const chosen = all[n];
  if (chosen) field()?.setAttribute("aria-activedescendant", chosen.id);
  else field()?.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.keyCode === 229) return;
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + (at < 0 ? 1 : 0) }[event.key];
  if (to !== undefined && all.length > 0) {
    event.preventDefault();
    select((to + all.length) % all.length);
  } else if (event.key === "Enter") {
    event.preventDefault();
    all[at]?.querySelector<HTMLElement>("a, button")?.click();
  }
}

export function watchPalette(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("button.palette")) openPalette();
  });
  document.addEventListener("input", (event) => {
    if (event.target === field() && !(event as InputEvent).isComposing) ask(stillness);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target === field()) ask(stillness);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === field()) onKey(event);
  });
}
