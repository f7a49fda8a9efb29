// A toast goes away by itself, but not from under a pointer or a focus.

function watch(toast: HTMLElement): void {
  const seconds = Number(toast.dataset["expires"]);
  if (!(seconds > 0)) return;
  const expire = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(expire, 1000);
    else toast.remove();
  };
  setTimeout(expire, seconds * 1000);
}

export function watchToasts(): void {
  document.querySelectorAll<HTMLElement>(".toast[data-expires]").forEach(watch);
  document.addEventListener("htmx:after:swap", () => {
    for (const toast of document.querySelectorAll<HTMLElement>(".toast[data-expires]:not([data-watched])")) watch(mark(toast));
  });
  document.querySelectorAll<HTMLElement>(".toast[data-expires]").forEach(mark);
}

function mark(toast: HTMLElement): HTMLElement {
  toast.dataset["watched"] = "";
  return toast;
}
