// htmx with its evaluation of strings taken out: a page may not carry script, so no hx-on, no js: values, no [filters].
import htmx from "htmx.org";
import { csrf } from "./page";

interface Internal {
  initSecurity(policy: null, sync: unknown, async_: unknown): void;
}
export interface RequestContext {
  sourceElement: Element;
  sourceEvent: Event;
  select?: string | null;
  request: { method: string; action: string; headers: Record<string, string>; body: FormData | URLSearchParams | null };
  response?: { raw: Response; status: number };
}
export interface SwapTask {
  type: string;
  fragment: DocumentFragment;
  target: Element | string | null;
}

function refuse(): never {
  throw new Error("script in attributes is not allowed here: no hx-on, no js:, no [filter]");
}

/** Attributes that belong to the reader or to an island; a refreshed fragment leaves them as they are. */
const theirs: ReadonlyArray<[selector: string, attribute: string]> = [
  ["details, dialog", "open"],
  ["[data-row]", "aria-current"],
  [".tg", "aria-expanded"],
  [".g", "data-folded"],
  ["button[aria-busy]", "aria-busy"],
];

/** Whether somebody writes in this form, or is about to: its words and the version that they belong to then stay together. */
function isWrittenIn(form: HTMLFormElement): boolean {
  const fields = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  return form.contains(document.activeElement) || fields.some((field) => field.value !== field.defaultValue);
}

htmx.config.history = "reload";
htmx.config.morphSkip = "[hx-morph-skip], .new-rows";
htmx.registerExtension("ryugaku", {
  init: (internal: unknown) => (internal as Internal).initSecurity(null, refuse, refuse),
  htmx_before_morph_node: (node: Node) =>
    !(node instanceof HTMLFormElement && node.matches("[data-keep-written]") && isWrittenIn(node)),
  htmx_before_morph_attr: (element: Element, detail: { attrName: string }) =>
    !theirs.some(([selector, attribute]) => attribute === detail.attrName && element.matches(selector)),
} as never);

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: RequestContext }>).detail;
  ctx.request.headers["x-csrf-token"] = csrf();
  const { body } = ctx.request;
  if (ctx.request.method === "GET" && body && ctx.sourceElement.matches("form.filter")) {
    for (const [name, value] of [...body]) if (value === "") body.delete(name);
  }
});

export { htmx };
