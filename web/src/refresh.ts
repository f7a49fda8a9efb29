// How a part of a page refreshes itself: waits for the writer, never swaps in nothing, holds new rows above a reader.
import type { RequestContext, SwapTask } from "./htmx";
import { counted } from "./page";
import { newRowsAbove } from "./hold";
import { holdStill, isStill, letIn } from "./still";

const waiting = new Map<string, Set<string>>();

function isLive(context: RequestContext): boolean {
  return context.sourceEvent?.type?.startsWith("live:") ?? false;
}

/** Whether a button of this part, which lies elsewhere, sends the form in which somebody writes: it goes on saying what that does. */
function sends(part: Element, active: Element): boolean {
  const { form } = active as HTMLInputElement;
  if (!(form instanceof HTMLFormElement)) return false;
  return [...part.querySelectorAll<HTMLButtonElement>("button[form]")].some((button) => button.form === form);
}

/** The control in this part, or in the form that it sends, that somebody is in the middle of using, if any. */
function inUse(part: Element): Element | null {
  const active = document.activeElement;
  if (!active || !(part.contains(active) || sends(part, active))) return null;
  if (active instanceof HTMLSelectElement) return active;
  if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) {
    return active.value !== active.defaultValue ? active : null;
  }
  return active instanceof HTMLElement && active.isContentEditable ? active : null;
}

/** Takes out of the fragment the rows that would push down what is read; gives how many. */
function holdAbove(task: SwapTask, target: Element): number {
  const known = new Set([...target.querySelectorAll("[data-row][id]")].map((row) => row.id));
  const bar = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
  const first = target.querySelector("[data-row]")?.getBoundingClientRect();
  const scrolledPast = first !== undefined && first.top < bar;
  const rows = [...task.fragment.querySelectorAll("[data-row][id]")];
  const above = scrolledPast && !target.hasAttribute("data-let-in") ? newRowsAbove(rows.map((row) => row.id), known) : [];
  for (const id of above) {
    const row = rows.find((candidate) => candidate.id === id);
    const group = row?.closest(".g");
    row?.remove();
    if (group && !group.querySelector("[data-row]")) group.remove();
  }
  return above.length;
}

function holdRows(task: SwapTask, target: Element): void {
  if (!target.matches("[data-hold]")) return;
  const count = isStill(target) ? holdStill(target, task.fragment) : holdAbove(task, target);
  const button = target.querySelector<HTMLButtonElement>("button.new-rows");
  target.removeAttribute("data-let-in");
  if (count === 0) {
    button?.remove();
    return;
  }
  const line = button ?? document.createElement("button");
  line.type = "button";
  line.className = "new-rows";
  line.textContent = counted(document.body.dataset["new"], count);
  if (!button) putButton(target, line);
}

/** In a list that stands still right before the rows, so that it can lie over their heads and move nothing. */
function putButton(list: Element, button: Node): void {
  const table = list.querySelector("table");
  if (isStill(list) && table) table.before(button);
  else list.prepend(button);
}

/** Keeps the button through the morph: the fragment gets a twin in its place, and the twin is never patched. */
function keepButton(task: SwapTask, target: Element): void {
  const kept = target.querySelector("button.new-rows");
  const fresh = task.fragment.querySelector(`#${CSS.escape(target.id)}`);
  if (kept && fresh) putButton(fresh, kept.cloneNode(true));
  else if (kept) task.fragment.prepend(kept.cloneNode(true));
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
  // What a person asked for comes at once.
  if (!isLive(ctx)) target.setAttribute("data-let-in", "");
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
    part.scrollIntoView({ block: "start" });
    letIn(part);
  });
}
