// Forms: send themselves when a choice changes, send once, and lead to the first field that was refused, or to its line.

import { lineOf } from "./text-line";

const stillness = 250;
const longestSend = 15_000;
const sending = new Map<HTMLFormElement, { button: HTMLElement | null; timer: ReturnType<typeof setTimeout> }>();

function restore(form: HTMLFormElement): void {
  const sent = sending.get(form);
  if (!sent) return;
  clearTimeout(sent.timer);
  sending.delete(form);
  sent.button?.removeAttribute("aria-busy");
  sent.button?.removeAttribute("aria-disabled");
}

function once(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!form.matches("[data-submit-once]")) return;
  if (sending.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const button = event.submitter ?? form.querySelector<HTMLElement>("button:not([type=button])");
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-disabled", "true");
  // A download never leaves the page: the button comes back by itself.
  sending.set(form, { button, timer: setTimeout(() => restore(form), longestSend) });
}

function watchFilters(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const submit = (target: EventTarget | null) => (target as HTMLInputElement).form?.requestSubmit();
  document.addEventListener("change", (event) => {
    if ((event.target as Element).matches("[data-autosubmit]")) submit(event.target);
  });
  const typed = (event: Event) => {
    if (!(event.target as Element).matches("input[data-filter]") || (event as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => submit(event.target), stillness);
  };
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);
}

/** From what was refused to its line in the field. Without script, and with a key held down, the address leads to the line as it was sent. */
function leadToLine(event: MouseEvent): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest<HTMLAnchorElement>(".refused a[href^='#l-']");
  const text = document.querySelector<HTMLTextAreaElement>("textarea[name='text']");
  if (!link || !text) return;
  event.preventDefault();
  const [begin, end] = lineOf(text.value, Number(link.hash.slice("#l-".length)));
  text.setSelectionRange(begin, begin);
  // A field that is given the focus shows where its caret is.
  text.blur();
  text.focus();
  text.setSelectionRange(begin, end);
}

export function watchForms(): void {
  document.addEventListener("click", leadToLine);
  document.addEventListener("submit", once, { capture: true });
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.target instanceof HTMLFormElement) restore(event.target);
  });
  addEventListener("pageshow", () => [...sending.keys()].forEach(restore));
  watchFilters();
  if (!document.querySelector("[autofocus]")) document.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
}
