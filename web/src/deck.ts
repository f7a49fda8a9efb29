// Keys of a deck: ← → from slide to slide, F for the whole screen. Without it one scrolls. It loads and sends nothing.

const slides = [...document.querySelectorAll<HTMLElement>(".slide")];

/** The slide that most of the window shows. */
function here(): number {
  const middle = innerHeight / 2;
  const away = slides.map((slide) => {
    const box = slide.getBoundingClientRect();
    return Math.abs((box.top + box.bottom) / 2 - middle);
  });
  return away.indexOf(Math.min(...away));
}

function show(at: number): void {
  slides[Math.max(0, Math.min(slides.length - 1, at))]?.scrollIntoView({ block: "center" });
}

function fit(): void {
  const zoom = Math.min(innerWidth / 1280, innerHeight / 720);
  const root = document.documentElement.style;
  root.setProperty("--zoom", String(zoom));
  // A margin is enlarged with its slide.
  root.setProperty("--band", `${Math.max(0, (innerHeight - 720 * zoom) / 2 / zoom)}px`);
}

function wholeScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Record<string, () => void> = {
    ArrowRight: () => show(here() + 1),
    PageDown: () => show(here() + 1),
    " ": () => show(here() + (event.shiftKey ? -1 : 1)),
    ArrowLeft: () => show(here() - 1),
    PageUp: () => show(here() - 1),
    Home: () => show(0),
    End: () => show(slides.length - 1),
    f: wholeScreen,
  };
  const onLink = event.target instanceof HTMLAnchorElement && event.key === " ";
  const move = moves[event.key];
  if (!move || onLink) return;
  event.preventDefault();
  move();
});

let shown = 0;
addEventListener("scroll", () => { if (!resizing) shown = here(); }, { passive: true });
let resizing = false;
addEventListener("resize", () => {
  resizing = true;
  fit();
  requestAnimationFrame(() => {
    show(shown);
    requestAnimationFrame(() => { resizing = false; });
  });
});
fit();
