// Moving what is planned: Alt and an arrow, or dragging with a mouse. Posts the form that each movable slot holds; without
// script the item's own page has the same form as buttons.
import { currentRow } from "./rows";
import { dragShift, isMoved, keyShift, snapped, type Shift } from "./week-shift";

const slot = ".week.fine > .slot[data-moves]";
const still = 4;

function post(element: HTMLElement, shift: Shift): boolean {
  const form = element.querySelector<HTMLFormElement>("form[action$='/move']");
  if (!form || !isMoved(shift)) return false;
  const set = (name: keyof Shift) => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = String(shift[name]);
  };
  set("days");
  set("minutes");
  form.requestSubmit();
  return true;
}

/** A day's width and a quarter's height, as the grid is drawn now. */
function steps(element: HTMLElement): { column: number; row: number } {
  const week = element.closest<HTMLElement>(".week");
  const heads = [...(week?.querySelectorAll<HTMLElement>(":scope > h3") ?? [])].map((head) => head.getBoundingClientRect().left);
  const rules = [...(week?.querySelectorAll<HTMLElement>(":scope > .rule") ?? [])].map((rule) => rule.getBoundingClientRect().top);
  const gap = (places: number[], by: number) => (places.length > 1 ? ((places[1] ?? 0) - (places[0] ?? 0)) / by : 0);
  return { column: gap(heads, 1), row: gap(rules, 4) };
}

function drag(element: HTMLElement, start: PointerEvent): void {
  const { column, row } = steps(element);
  // Below each other, on a phone, there is nowhere to drag to.
  if (column <= 0 || row <= 0) return;
  const way = (event: PointerEvent) => ({ x: event.clientX - start.clientX, y: event.clientY - start.clientY });
  const move = (event: PointerEvent) => {
    const { x, y } = way(event);
    if (!element.classList.contains("dragged") && Math.hypot(x, y) < still) return;
    element.classList.add("dragged");
    const at = snapped(dragShift({ x, y }, column, row), column, row);
    element.style.translate = `${at.x}px ${at.y}px`;
  };
  const stop = () => {
    element.removeEventListener("pointermove", move);
    element.classList.remove("dragged");
    element.style.translate = "";
  };
  const drop = (event: PointerEvent) => {
    const dragged = element.classList.contains("dragged");
    stop();
    element.removeEventListener("pointercancel", stop);
    if (!dragged) return;
    // The press that ends a drag opens nothing.
    element.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    post(element, dragShift(way(event), column, row));
  };
  element.setPointerCapture(start.pointerId);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", drop, { once: true });
  element.addEventListener("pointercancel", stop, { once: true });
}

/** After it was moved the page comes back at the item: it stays selected, so that the next arrow moves it on. */
function selectNamed(): void {
  const named = location.hash.startsWith("#i-") ? document.getElementById(location.hash.slice(1)) : null;
  if (!named?.matches(".week > .slot")) return;
  named.setAttribute("aria-current", "true");
  named.querySelector<HTMLElement>("a.title")?.focus();
}

export function watchWeek(): void {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const shift = keyShift(event.key);
    const row = currentRow();
    if (shift && row?.matches(slot) && post(row, shift)) event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    const element = (event.target as Element).closest<HTMLElement>(slot);
    if (element && event.button === 0 && event.pointerType !== "touch") drag(element, event);
  });
  // The browser's own dragging of links would end ours.
  document.addEventListener("dragstart", (event) => {
    if ((event.target as Element).closest?.(slot)) event.preventDefault();
  });
  // Only then has the browser gone to the place, and taken the focus away with it.
  addEventListener("pageshow", selectNamed);
  addEventListener("hashchange", selectNamed);
}
