// A form that asks first: form[data-confirm="#dialog"]. Its dialog answers with returnValue "go"; anything else is no.
// Without script the form posts at once, and the server offers the way back.

const agreed = new WeakSet<HTMLFormElement>();
const asked = new WeakMap<HTMLDialogElement, { form: HTMLFormElement; submitter: HTMLElement | null }>();

function ask(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const selector = form.dataset["confirm"];
  if (!selector || agreed.delete(form)) return;
  const dialog = document.querySelector<HTMLDialogElement>(selector);
  if (!dialog) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  asked.set(dialog, { form, submitter: event.submitter });
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
}

function answer(event: Event): void {
  const dialog = event.target as HTMLDialogElement;
  const question = asked.get(dialog);
  // The event comes late: by then the same dialog may stand open again with a new question.
  if (!question || dialog.open) return;
  asked.delete(dialog);
  if (dialog.returnValue !== "go" || !question.form.isConnected) return;
  agreed.add(question.form);
  question.form.requestSubmit(question.submitter?.isConnected ? question.submitter : null);
  agreed.delete(question.form); // an invalid form sends no submit event: it is asked about again
}

export function watchConfirm(): void {
  document.addEventListener("submit", ask, { capture: true });
  document.addEventListener("close", answer, { capture: true });
}
