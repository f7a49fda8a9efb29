// The keyboard: asks key-choice what a press means and does it. Single keys sleep while one types.
import { choose, type Choice, type Place } from "./key-choice";
import { keysAreOn } from "./page";
import { bulkAct, currentRow, foldCurrent, moveRow, pickTo, unpick } from "./rows";
import { openPalette } from "./palette";

const pause = 1200;
let gPressed = -Infinity;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "reset"].includes(target.type);
}

function placeOf(event: KeyboardEvent): Place {
  const target = event.target as Element | null;
  return {
    typing: isTyping(target),
    onControl: target?.closest?.("a[href], button, summary, input, [role='option']") != null,
    dialogOpen: document.querySelector("dialog[open]") !== null,
    singleKeys: keysAreOn(),
    afterG: event.timeStamp - gPressed < pause,
  };
}

function visible(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

/** In the current row first, then on the page outside of rows. */
function keyed(attribute: string, key: string): HTMLElement | undefined {
  const selector = `[${attribute}="${CSS.escape(key)}" i]`;
  const inRow = currentRow()?.querySelectorAll<HTMLElement>(selector) ?? [];
  const onPage = [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => !element.closest("[data-row]"));
  return [...inRow, ...onPage].find(visible);
}

/** What is picked comes before the row one is on; a row alone may have what only the bar can do. */
function press(key: string): boolean {
  const element = bulkAct(key, true) ?? keyed("data-key", key) ?? bulkAct(key, false);
  if (!element) {
    if (key !== "/") return false;
    openPalette();
    return true;
  }
  if (element.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  } else {
    element.click();
  }
  return true;
}

function send(target: EventTarget | null): boolean {
  const form = (target as HTMLElement).closest<HTMLFormElement>("form");
  if (!form) return false;
  form.requestSubmit(form.querySelector<HTMLButtonElement>("button.main:not([type=button]), button[type=submit]"));
  return true;
}

function help(): boolean {
  const dialog = document.querySelector<HTMLDialogElement>("#keys-help");
  dialog?.showModal();
  return dialog !== null;
}

function openRow(): boolean {
  const link = currentRow()?.querySelector<HTMLElement>("a.title");
  link?.click();
  return link != null;
}

function go(to: string): boolean {
  const link = keyed("data-go", to);
  link?.click();
  return link !== undefined;
}

function perform(choice: NonNullable<Choice>, event: KeyboardEvent): boolean {
  gPressed = choice.act === "wait-for-place" ? event.timeStamp : -Infinity;
  switch (choice.act) {
    case "palette": return openPalette();
    case "send": return send(event.target);
    case "help": return help();
    case "wait-for-place": return document.querySelector("[data-go]") !== null;
    case "go": return go(choice.to);
    case "row": return moveRow(choice.by);
    case "open-row": return openRow();
    case "pick-to": return pickTo(currentRow());
    case "unpick": return unpick();
    case "fold": return foldCurrent(choice.folded);
    case "press": return press(choice.key);
  }
}

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    // Safari ends the composition before the Enter that confirmed it: that Enter must not send a form.
    if (composing && event.key === "Enter" && !event.isComposing) event.preventDefault();
    if (event.defaultPrevented) return;
    const { key, ctrlKey: ctrl, metaKey: meta, altKey: alt, shiftKey: shift, repeat } = event;
    const choice = choose({ key, ctrl, meta, alt, shift, composing, repeat }, placeOf(event));
    if (choice && perform(choice, event)) event.preventDefault();
  });
}
