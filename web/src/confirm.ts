// A form that asks first: form[data-confirm="#dialog"]. Its dialog answers with returnValue "go"; anything else is no.
// Without script the form posts at once, and the server offers the way back.

const agreed = new WeakSet<HTMLFormElement>();

export function watchConfirm(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const selector = form.dataset["confirm"];
    if (!selector || agreed.delete(form)) return;
    const dialog = document.querySelector<HTMLDialogElement>(selector);
    if (!dialog) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "go") return;
      agreed.add(form);
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  }, { capture: true });
}
