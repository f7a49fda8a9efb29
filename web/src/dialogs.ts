// Dialogs: a press outside closes them, a link or button with data-open shows one. Esc is the browser's own.

function outside(event: MouseEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

export function watchDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target instanceof HTMLDialogElement && target.open && event.detail > 0 && outside(event, target)) target.close();
    const opener = target.closest<HTMLElement>("[data-open]");
    const dialog = opener && document.querySelector(opener.dataset["open"] ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    if (target.closest("[data-close]")) target.closest("dialog")?.close();
  });
}
