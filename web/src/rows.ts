// Rows one can move through, pick and fold. Refuses to invent rows: what the server marked is what there is.
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
  setCurrent(next);
  (next.querySelector<HTMLElement>("a.title, a, button, summary") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function countPicks(): void {
  for (const bar of document.querySelectorAll<HTMLElement>(".bulk[data-picks]")) {
    const boxes = bar.closest("form")?.elements ?? document.querySelectorAll("[data-pick]");
    const n = [...boxes].filter((box) => box.matches("[data-pick]:checked")).length;
    bar.classList.toggle("on", n > 0);
    bar.hidden = n === 0;
    const words = bar.querySelector("b");
    if (words) words.textContent = counted(bar.dataset["picks"], n);
  }
}

function unpick(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-pick]:checked")) box.checked = false;
  countPicks();
}

function fold(toggle: HTMLElement): void {
  const group = toggle.closest(".g");
  const folded = group?.toggleAttribute("data-folded") ?? false;
  toggle.setAttribute("aria-expanded", String(!folded));
}

export function watchRows(): void {
  document.addEventListener("change", (event) => {
    if ((event.target as Element).matches("[data-pick]")) countPicks();
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const toggle = target.closest<HTMLElement>(".tg");
    if (toggle) fold(toggle);
    if (target.closest("[data-unpick]")) unpick();
  });
  document.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (row && currentRow() && row !== currentRow()) setCurrent(row);
  });
  document.addEventListener("htmx:after:swap", countPicks);
  addEventListener("pageshow", countPicks);
  countPicks();
}
