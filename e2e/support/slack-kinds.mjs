// What kind of thing somebody in Slack was shown: which form, the summary in which status, the nudge of which step, which sentence.

import { words } from "./block-kit.mjs";
import { pattern, texts } from "./words.mjs";

// What begins with no sentence.
const LISTS = [["list", /^• (?:🔒 )?INC-/u], ["exchange", /^EX-/]];

/** A function that names the kind of what was shown, in this language. */
export async function kinds(language) {
  const all = await texts(language);
  // What is a blank alone would fit everything.
  const known = [...all].filter(([key, text]) => /^(bot|incident|failure)-|^question-declined-said$|^postmortem-(in-review|is-published)$/.test(key) && text !== "" && !/^\{ ?\$\w+ ?\}$/.test(text));
  // The bot's own first, and the longest of them: of two that fit, it says more.
  const own = ([key]) => key.startsWith("bot-");
  const length = ([, text]) => text.replace(/\{[^}]*\}/g, "").length;
  known.sort((a, b) => own(b) - own(a) || length(b) - length(a));
  const sentences = known.map(([key, text]) => ({ key, fits: new RegExp(`^(?:⚠️ )?${pattern(text)}(?:$|[\\s–])`) }));
  const events = sentences.filter(({ key }) => key.startsWith("incident-event-"));
  const sayings = sentences.filter(({ key }) => !/event-|^bot-form-/.test(key));
  const statuses = [...all].filter(([key]) => key.startsWith("incident-status-")).map(([key, text]) => [text, key.slice("incident-status-".length)]);
  const which = (among, text) => LISTS.find(([, fits]) => fits.test(text))?.[0] ?? among.find(({ fits }) => fits.test(text))?.key ?? `? ${text}`;

  // What goes to those who must know, in a channel of theirs; its title could be anything.
  const letters = [["letter update", "telling-subject-update"], ["letter", "telling-subject"]].map(([name, key]) => [name, new RegExp(`^${pattern(all.get(key))}`)]);
  const mark = `${all.get("drill-mark-chat")} `;
  const asks = new RegExp(`^${pattern(all.get("question-asks"))}`);
  const came = ["opened", "declined", "withdrawn"].map((how) => [how, new RegExp(`\\n${pattern(all.get(`question-came-${how}`))}`)]);

  const named = (shown) => {
    const { method, view, blocks = [] } = shown;
    const [first = "", ...rest] = words(shown);
    // Of a drill the same is said, with its mark in front.
    const drill = first.startsWith(mark) ? "drill " : "";
    const lines = [drill ? first.slice(mark.length) : first, ...rest];
    if (shown.to === "general" && asks.test(lines[0])) return `question ${came.find(([, fits]) => fits.test(lines[0]))?.[0] ?? "waits"}`;
    const letter = shown.to === "general" && method === "chat.postMessage" && letters.find(([, fits]) => fits.test(lines[0]));
    if (letter) return letter[0];
    if (method === "refused") return `form ${view.callback_id}, refused`;
    if (view?.type === "modal") return `form ${view.callback_id}`;
    if (view) {
      const said = which(sayings, lines[0]);
      // That a form did not open stands above the rest, whatever that is.
      const parts = said === "bot-no-form" ? [] : ["exchange", "no-incidents", "no-tasks"];
      const part = parts.find((part) => lines.includes(all.get(`bot-home-${part}`)));
      return ["home", said, part].filter(Boolean).join(" ");
    }
    const later = blocks.flatMap(({ elements = [] }) => elements).find(({ action_id: id = "" }) => id.startsWith("later:"));
    if (later) return `nudge ${later.value.match(/ (tell|[a-z]+\/[a-z]+)/)[1]}`;
    const status = blocks[1]?.fields?.[0] && statuses.find(([text]) => lines[1].endsWith(`\n${text}`))?.[1];
    if (status) return `${drill}${method === "reply" ? "standing" : "summary"} ${status}`;
    return method === "chat.postMessage" ? `${drill}told ${which(events, lines[0])}` : `said ${which(sayings, lines[0])}`;
  };
  const remembered = new WeakMap();
  return (shown) => {
    if (!remembered.has(shown)) remembered.set(shown, named(shown));
    return remembered.get(shown);
  };
}
