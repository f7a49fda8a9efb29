// Rows one can move through, pick and fold; and what is done with those that are picked. Refuses to invent rows: what the server marked is what there is.
import { counted } from "./page";

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.getClientRects().length > 0);
}

export function currentRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-row][aria-current]");
}

function setCurrent(row: HTMLElement): void {
  for (const other of document.querySelectorAll("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

export function moveRow(by: 1 | -1): boolean {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(currentRow() as HTMLElement);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (!next) return false;
  goTo(next);
  return true;
}

function goTo(row: HTMLElement): void {
  setCurrent(row);
  const link = row.querySelector<HTMLElement>("a.title") ?? row.querySelector<HTMLElement>("a, button, summary") ?? row;
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const picks = "[data-pick]";
/** The row that was picked last: where picking up to another begins. */
let last: Element | null = null;

function boxes(within: ParentNode): HTMLInputElement[] {
  return [...within.querySelectorAll<HTMLInputElement>(picks)];
}

/** A group's box says whether all, some or none of its rows are picked. */
function countGroups(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-pick-group]")) {
    const all = boxes(box.closest(".g") ?? box);
    const n = all.filter((one) => one.checked).length;
    box.hidden = all.length === 0;
    box.checked = n > 0 && n === all.length;
    box.indeterminate = n > 0 && n < all.length;
  }
}

function countPicks(): void {
  countGroups();
  for (const bar of document.querySelectorAll<HTMLElement>(".bulk[data-picks]")) {
    const boxes = bar.closest("form")?.elements ?? document.querySelectorAll("[data-pick]");
    const n = [...boxes].filter((box) => box.matches("[data-pick]:checked")).length;
    bar.classList.toggle("on", n > 0);
    bar.hidden = n === 0;
    const words = bar.querySelector("b");
    if (words) words.textContent = counted(bar.dataset["picks"], n);
  }
}

/** Whether anything was picked. */
export function unpick(): boolean {
  const picked = boxes(document).filter((box) => box.checked);
  for (const box of picked) box.checked = false;
  countPicks();
  return picked.length > 0;
}

/** Picks the row, and all between it and the one that was picked last. */
export function pickTo(row: Element | null): boolean {
  const all = boxes(document).filter((box) => box.getClientRects().length > 0);
  const box = row?.querySelector<HTMLInputElement>(picks);
  const [from, to] = [all.findIndex((one) => one.closest("[data-row]") === last), box ? all.indexOf(box) : -1];
  if (to < 0) return false;
  const first = from < 0 ? to : from;
  for (const one of all.slice(Math.min(first, to), Math.max(first, to) + 1)) one.checked = true;
  last = row;
  countPicks();
  return true;
}

/** The act of the bar that this key stands for: for what is picked; else for the row or the group one is on, which is picked for it. */
export function bulkAct(key: string, picked: boolean): HTMLElement | undefined {
  const act = `[data-key="${CSS.escape(key)}" i]`;
  if (picked) return document.querySelector<HTMLElement>(`.bulk.on ${act}`) ?? undefined;
  const row = currentRow();
  const within = row?.matches(".gh") ? row.closest(".g") : row;
  const own = within ? boxes(within) : [];
  const found = own[0]?.form?.querySelector<HTMLElement>(`.bulk ${act}`);
  if (!found) return undefined;
  for (const box of own) box.checked = true;
  countPicks();
  return found;
}

/** The group one is in; on its head, if it has one, once it is folded. */
export function foldCurrent(folded: boolean): boolean {
  const group = currentRow()?.closest(".g");
  const toggle = group?.querySelector<HTMLElement>(".tg");
  if (!group || !toggle || group.hasAttribute("data-folded") === folded) return false;
  fold(toggle);
  const head = group.querySelector<HTMLElement>(".gh[data-row]");
  if (folded && head) goTo(head);
  return true;
}

function fold(toggle: HTMLElement): void {
  const group = toggle.closest(".g");
  const folded = group?.toggleAttribute("data-folded") ?? false;
  toggle.setAttribute("aria-expanded", String(!folded));
}

export function watchRows(): void {
  document.addEventListener("change", (event) => {
    const target = event.target as HTMLInputElement;
    if (target.matches("[data-pick-group]")) for (const box of boxes(target.closest(".g") ?? target)) box.checked = target.checked;
    else if (!target.matches(picks)) return;
    last = target.closest("[data-row]");
    countPicks();
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const toggle = target.closest<HTMLElement>(".tg");
    if (toggle) fold(toggle);
    if (target.closest("[data-unpick]")) unpick();
    if (target.matches(picks) && event.shiftKey) pickTo(target.closest("[data-row]"));
  });
  document.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (row && currentRow() && row !== currentRow()) setCurrent(row);
  });
  document.addEventListener("htmx:after:swap", countPicks);
  addEventListener("pageshow", countPicks);
  countPicks();
}
