// Times that run: <time data-elapsed|data-since|data-until="ISO">. The server writes them whole; this only counts on.
import { language } from "./page";
import { clock, length, until } from "./time-words";

let ahead = 0;

function write(element: HTMLElement, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}

function tick(): void {
  const now = Date.now() + ahead;
  const words = language();
  for (const element of document.querySelectorAll<HTMLElement>("[data-elapsed], [data-since], [data-until]")) {
    const { elapsed, since, until: due } = element.dataset;
    const at = Date.parse(elapsed ?? since ?? due ?? "");
    if (Number.isNaN(at)) continue;
    if (elapsed !== undefined) write(element, clock(now - at, words));
    else if (since !== undefined) write(element, length(now - at, words));
    else {
      const left = until(at - now, words);
      write(element, left.words);
      element.classList.toggle("urgent", left.over);
      element.closest(".owed, .next, [role=timer]")?.classList.toggle("over", left.over);
    }
  }
}

export function watchTimes(): void {
  const server = Date.parse(document.body.dataset["now"] ?? "");
  if (!Number.isNaN(server) && Math.abs(server - Date.now()) > 5000) ahead = server - Date.now();
  const run = () => {
    if (!document.hidden) tick();
    setTimeout(run, 1000 - ((Date.now() + ahead) % 1000));
  };
  run();
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:after:swap", tick);
}
