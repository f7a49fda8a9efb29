// How a part of a page refreshes itself: waits for the writer, never swaps in nothing, holds new rows above a reader.
import type { RequestContext, SwapTask } from "./htmx";
import { counted } from "./page";
import { newRowsAbove } from "./hold";

const waiting = new Map<string, Set<string>>();

function isLive(context: RequestContext): boolean {
  return context.sourceEvent?.type?.startsWith("live:") ?? false;
}

/** The control in this part that somebody is in the middle of using, if any. */
function inUse(part: Element): Element | null {
  const active = document.activeElement;
  if (!active || !part.contains(active)) return null;
  if (active instanceof HTMLSelectElement) return active;
  if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) {
    return active.value !== active.defaultValue ? active : null;
  }
  return active instanceof HTMLElement && active.isContentEditable ? active : null;
}

function holdRows(task: SwapTask, target: Element): void {
  if (!target.matches("[data-hold]")) return;
  const known = new Set([...target.querySelectorAll("[data-row][id]")].map((row) => row.id));
  const bar = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
  const first = target.querySelector("[data-row]")?.getBoundingClientRect();
  const button = target.querySelector<HTMLButtonElement>("button.new-rows");
  const scrolledPast = first !== undefined && first.top < bar;
  const rows = [...task.fragment.querySelectorAll("[data-row][id]")];
  const above = scrolledPast && !target.hasAttribute("data-let-in") ? newRowsAbove(rows.map((row) => row.id), known) : [];
  for (const id of above) {
    const row = rows.find((candidate) => candidate.id === id);
    const group = row?.closest(".g");
    row?.remove();
    if (group && !group.querySelector("[data-row]")) group.remove();
  }
  target.removeAttribute("data-let-in");
  if (above.length === 0) {
    button?.remove();
    return;
  }
  const line = button ?? document.createElement("button");
  line.type = "button";
  line.className = "new-rows";
  line.textContent = counted(document.body.dataset["new"], above.length);
  if (!button) target.prepend(line);
}

/** Keeps the button through the morph: the fragment gets a twin in its place, and the twin is never patched. */
function keepButton(task: SwapTask, target: Element): void {
  const kept = target.querySelector(":scope > button.new-rows");
  const fresh = task.fragment.querySelector(`#${CSS.escape(target.id)}`) ?? task.fragment;
  if (kept) fresh.prepend(kept.cloneNode(true));
}

function onSwap(event: Event): void {
  const { ctx, tasks } = (event as CustomEvent<{ ctx: RequestContext; tasks: SwapTask[] }>).detail;
  const main = tasks.find((task) => task.type === "main");
  if (!main) return;
  const failed = (ctx.response?.status ?? 200) >= 400;
  if (main.fragment.childElementCount === 0 || (failed && isLive(ctx))) {
    event.preventDefault();
    // Asked for by a person and answered by another page (signed out, gone): go and see that page.
    if (!isLive(ctx) && ctx.request.method === "GET") location.assign(ctx.request.action);
    return;
  }
  const target = typeof main.target === "string" ? document.querySelector(main.target) : main.target;
  if (!target) return;
  holdRows(main, target);
  keepButton(main, target);
}

function release(): void {
  for (const [id, events] of waiting) {
    const part = document.getElementById(id);
    if (part && inUse(part)) continue;
    waiting.delete(id);
    for (const name of events) if (part) document.body.dispatchEvent(new CustomEvent(name));
  }
}

export function watchRefresh(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: RequestContext }>).detail;
    if (!isLive(ctx) || !inUse(ctx.sourceElement)) return;
    event.preventDefault();
    const id = ctx.sourceElement.id;
    waiting.set(id, (waiting.get(id) ?? new Set()).add(ctx.sourceEvent.type));
  });
  document.addEventListener("htmx:before:swap", onSwap);
  for (const name of ["focusout", "change"]) document.addEventListener(name, () => setTimeout(release));
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest?.("button.new-rows");
    const part = button?.closest<HTMLElement>("[data-hold]");
    if (!button || !part) return;
    part.setAttribute("data-let-in", "");
    part.scrollIntoView({ block: "start" });
    const name = /live:[^\s,]+/.exec(part.getAttribute("hx-trigger") ?? "")?.[0];
    if (name) document.body.dispatchEvent(new CustomEvent(name));
  });
}
