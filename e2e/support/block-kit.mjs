// What is sent to Slack, as Slack's desktop shows it, in HTML: messages, answers to one alone, forms and home tabs, of the blocks that are
// sent and no others. Marks are read as Slack reads them: a star that stands inside a word is a star.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);
const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A page of all that was shown, each in a frame of its own with its name as `id`. */
export function rendered(all, { language, dark, names = {} }) {
  const frames = all.map(({ name, shown }, place) => `<section id="s${place}" aria-label="${escaped(name)}">${frame(shown, { language, names, place })}</section>`);
  return `<!doctype html><html lang="${language}"${dark ? ' class="dark"' : ""}><head><meta charset="utf-8"><title>${language}</title><style>${STYLE}</style></head><body><main><h1>Block Kit</h1>${frames.join("\n")}</main></body></html>`;
}

/** All words of it, without marks, moments and who is mentioned. */
export function words({ blocks, view, errors = {} }) {
  const whole = (text) => unescaped(tokens(text.text, text.type === "mrkdwn").map(({ shown }) => shown).join(""));
  const inView = view ? [view.title, view.submit, view.close] : [];
  const parts = (block) => [block.text, ...(block.fields ?? []), ...(block.elements ?? []), block.label, block.hint, ...(block.element?.option_groups ?? []).map(({ label }) => label), ...optionsOf(block.element)];
  const texts = [...inView, ...(blocks ?? view.blocks).flatMap(parts)].filter(Boolean).map((one) => (typeof one.text === "object" ? one.text : one));
  const initial = (view?.blocks ?? []).map(({ element }) => element?.initial_value).filter(Boolean);
  return [...texts.map(whole), ...initial, ...Object.values(errors)];
}

function frame({ method, blocks, view, errors }, around) {
  if (view?.type === "modal") {
    const inputs = view.blocks.map((one, n) => input(one, errors?.[one.block_id], `${around.place}-${n}`, around.language)).join("");
    const buttons = `<button>${escaped(view.close.text)}</button><button class="primary">${escaped(view.submit.text)}</button>`;
    return `<div class="modal"><h2>${escaped(view.title.text)}</h2>${inputs}<div class="foot">${buttons}</div></div>`;
  }
  if (view) return `<div class="home">${view.blocks.map((one) => block(one, around)).join("")}</div>`;
  const alone = method === "reply" || method === "chat.postEphemeral";
  const only = alone ? `<p class="only">${around.language === "ja" ? "あなただけに表示されています" : "Only visible to you"}</p>` : "";
  return `<div class="message"><span class="face" aria-hidden="true">留</span><div class="body">${only}<p class="who"><b>ryugaku</b> <span class="app">APP</span></p>${blocks.map((one) => block(one, around)).join("")}</div></div>`;
}

function block(one, around) {
  const text = (text) => marked(text, around);
  switch (one.type) {
    case "header":
      return `<h2>${escaped(one.text.text)}</h2>`;
    case "divider":
      return "<hr>";
    case "context":
      return `<p class="context">${one.elements.map(text).join(" ")}</p>`;
    case "section":
      return `${one.text ? `<p class="section">${text(one.text)}</p>` : ""}${one.fields ? `<ul class="fields">${one.fields.map((field) => `<li>${text(field)}</li>`).join("")}</ul>` : ""}`;
    case "actions":
      return `<div class="actions">${one.elements.map(({ text, style = "" }) => `<button class="${style}">${escaped(text.text)}</button>`).join("")}</div>`;
    default:
      throw new Error(`no block of kind ${one.type} is known`);
  }
}

function input({ label, hint, element, optional }, wrong, id, language) {
  const below = `${wrong ? `<p class="wrong">${escaped(wrong)}</p>` : ""}${hint ? `<p class="context">${escaped(hint.text)}</p>` : ""}`;
  const heading = `${escaped(label.text)}${optional ? ` <span class="context">${language === "ja" ? "(任意)" : "(optional)"}</span>` : ""}`;
  if (element.type === "checkboxes") {
    const ticked = (option) => (element.initial_options ?? []).some(({ value }) => value === option.value);
    const boxes = element.options.map((option) => `<li><label><input type="checkbox"${ticked(option) ? " checked" : ""}> ${escaped(option.text.text)}</label></li>`);
    return `<fieldset><legend class="label">${heading}</legend><ul class="boxes">${boxes.join("")}</ul></fieldset>${below}`;
  }
  const placeholder = element.type === "multi_static_select" ? "…" : "";
  const value = element.initial_option?.text.text ?? element.initial_value ?? placeholder;
  const field = element.multiline
    ? `<textarea id="i${id}" rows="4">${escaped(value)}</textarea>`
    : `<input id="i${id}" value="${escaped(value)}">${optionsOf(element).length > 0 ? `<ul class="options">${optionsOf(element).map(({ text }) => `<li>${escaped(text.text)}</li>`).join("")}</ul>` : ""}`;
  return `<p class="label"><label for="i${id}">${heading}</label></p>${field}${below}`;
}

/** All that can be chosen, in groups or not. */
const optionsOf = (element) => element?.option_groups?.flatMap(({ options }) => options) ?? element?.options ?? [];

function marked(text, { names, language }) {
  const one = ({ kind, shown, is }) => {
    if (kind === "bold") return `<b>${shown}</b>`;
    if (kind === "link") return `<a href="${escaped(is)}">${shown}</a>`;
    if (kind === "person") return `<span class="mention">@${escaped(names[is] ?? is)}</span>`;
    if (kind === "date") return dated(Number(is), language);
    return shown;
  };
  // What stands there is escaped already, as Slack wants it.
  return tokens(text.text, text.type === "mrkdwn").map(one).join("").replaceAll("\n", "<br>");
}

/** `{date_short_pretty} {time}`, the one format that is sent. */
function dated(seconds, language) {
  const format = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" };
  return new Intl.DateTimeFormat(language, format).format(new Date(seconds * 1000));
}

// Slack takes a star for a mark where a word begins or ends there, and nowhere else.
const BOLD = String.raw`(?<=^|[\s(「、。・])\*(?<bold>[^*\n]+)\*(?=$|[\s.,:;!?)」、。・–-])`;
const TOKEN = new RegExp(String.raw`<(?<angle>[^<>]+)>|${BOLD}`, "g");

function tokens(text, isMarkdown) {
  if (!isMarkdown) return [{ kind: "text", shown: text }];
  const found = [];
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > last) found.push({ kind: "text", shown: text.slice(last, match.index) });
    found.push(match.groups.bold ? { kind: "bold", shown: match.groups.bold } : angle(match.groups.angle));
    last = match.index + match[0].length;
  }
  return [...found, { kind: "text", shown: text.slice(last) }];
}

function angle(inside) {
  const [is, shown = is] = inside.split("|");
  if (is.startsWith("@")) return { kind: "person", is: is.slice(1), shown: "" };
  if (is.startsWith("!date^")) return { kind: "date", is: is.split("^")[1], shown: "" };
  return { kind: "link", is: unescaped(is), shown };
}

// Slack's own measures and colours, as far as they can be seen: 15 px Lato, two fields a line, buttons that wrap.
const STYLE = `
:root { --back: #fff; --text: #1d1c1d; --dim: #616061; --line: #dddddd; --link: #0b4c8c; --mark: #e8f5fa; --go: #007a5a; --stop: #c01343; --wrong: #b3093c; }
.dark { --back: #1a1d21; --text: #e8e8e8; --dim: #b9babd; --line: #35373b; --link: #4db6f5; --mark: #1d3a49; --go: #007a5a; --stop: #c01343; --wrong: #ff8ba7; }
* { box-sizing: border-box; margin: 0; }
body { background: var(--back); color: var(--text); font: 15px/1.47 Lato, "Noto Sans CJK JP", "Noto Sans", sans-serif; }
h1 { position: absolute; clip-path: inset(50%); }
section { padding: 12px 16px; border-bottom: 1px solid var(--line); }
.message { display: grid; grid-template-columns: 36px minmax(0, 1fr); gap: 8px; }
.face { width: 36px; height: 36px; border-radius: 4px; background: #3a5a40; color: #fff; display: grid; place-items: center; }
.app, .only, .context { color: var(--dim); font-size: 13px; }
.app { border: 1px solid var(--line); border-radius: 2px; padding: 0 3px; font-size: 10px; }
h2 { font-size: 18px; line-height: 1.33; margin: 8px 0; overflow-wrap: anywhere; }
p, li, h2 { overflow-wrap: break-word; }
.section { margin: 4px 0 8px; }
.fields { list-style: none; padding: 0; margin: 4px 0 8px; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px 16px; }
.actions, .foot { display: flex; flex-wrap: wrap; gap: 8px; margin: 4px 0 8px; }
.foot { justify-content: flex-end; }
button { font: 700 13px/1.4 inherit; font-family: inherit; min-height: 28px; max-width: 100%; padding: 2px 12px; color: var(--text); background: var(--back); border: 1px solid var(--dim); border-radius: 4px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
button.primary { background: var(--go); color: #fff; border: 0; } button.danger { background: var(--stop); color: #fff; border: 0; }
a { color: var(--link); text-decoration: underline; } .mention { background: var(--mark); color: var(--link); border-radius: 3px; padding: 0 2px; }
hr { border: 0; border-top: 1px solid var(--line); margin: 8px 0; }
.modal, .home { max-width: 520px; border: 1px solid var(--line); border-radius: 8px; padding: 8px 20px; }
.label { font-weight: 700; margin-top: 12px; } .label .context { font-weight: 400; }
input, textarea { width: 100%; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--dim); border-radius: 4px; padding: 6px 12px; field-sizing: content; min-width: 0; max-width: 100%; }
input { width: 100%; text-overflow: ellipsis; }
fieldset { border: 0; padding: 0; min-width: 0; }
.boxes { list-style: none; padding: 0; } .boxes input { width: auto; }
.options { list-style: none; padding: 4px 12px; border: 1px solid var(--line); border-radius: 4px; max-height: 140px; overflow: hidden; }
.wrong { color: var(--wrong); font-size: 13px; }
`;
