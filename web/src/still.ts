// A list marked data-hold="still": while somebody reads it its rows stand still, whatever comes, goes or changes places. What is new is
// announced, and comes in when asked for or when nobody has moved for a while. Refuses to touch anything but the list's own table.
import { isReading, keepPlaces } from "./hold";

const look = 1000;
let moved = -Infinity;

export function isStill(list: Element): boolean {
  return list.matches('[data-hold="still"]');
}

/** A group's head is no row that could be new. */
const row = "tr[data-row][id]:not(.gh)";

function ids(table: Element): string[] {
  return [...table.querySelectorAll(row)].map((found) => found.id);
}

export function isBeingRead(list: Element): boolean {
  const bar = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
  const first = list.querySelector("[data-row]")?.getBoundingClientRect();
  return isReading({
    scrolledPast: first !== undefined && first.top < bar,
    picked: list.querySelectorAll("[data-pick]:checked").length,
    inside: list.querySelector("table")?.contains(document.activeElement) ?? false,
    idle: performance.now() - moved,
  });
}

/** Lets the refreshed list keep the table that stands, with the refreshed contents of its rows; gives how many rows wait. */
export function holdStill(list: Element, fragment: DocumentFragment): number {
  const [standing, fresh] = [list.querySelector("table"), fragment.querySelector("table")];
  const letIn = list.hasAttribute("data-let-in") || !isBeingRead(list);
  list.removeAttribute("data-waits");
  if (!standing || !fresh || letIn) return 0;
  const places = keepPlaces(ids(standing), ids(fresh));
  if (places.same) return 0;
  const kept = standing.cloneNode(true) as Element;
  const gone = new Set(places.gone);
  for (const old of kept.querySelectorAll("tr[id]")) {
    const now = fresh.querySelector(`#${CSS.escape(old.id)}`);
    if (now) old.replaceWith(now);
    else if (gone.has(old.id)) old.classList.add("gone");
  }
  fresh.replaceWith(kept);
  (fragment.querySelector(`#${CSS.escape(list.id)}`) ?? list).setAttribute("data-waits", "");
  list.setAttribute("data-waits", "");
  return places.arrived.length;
}

/** Fetches the list anew, and takes in what comes. */
export function letIn(list: Element): void {
  list.setAttribute("data-let-in", "");
  const name = /live:[^\s,]+/.exec(list.getAttribute("hx-trigger") ?? "")?.[0];
  if (name) document.body.dispatchEvent(new CustomEvent(name));
}

export function watchStill(): void {
  for (const name of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"]) {
    document.addEventListener(name, () => (moved = performance.now()), { passive: true });
  }
  setInterval(() => {
    for (const list of document.querySelectorAll("[data-waits]")) if (!document.hidden && !isBeingRead(list)) letIn(list);
  }, look);
}
