// Copy buttons. Where the clipboard is closed (plain http on another host) the old way is tried, and the text stays selected.
import { readySay, say } from "./say";

function textOf(source: Element): string {
  if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) return source.value;
  return (source.textContent ?? "").trim();
}

function selectAll(source: Element): void {
  if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) source.select();
  else getSelection()?.selectAllChildren(source);
}

async function copy(source: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(textOf(source));
    return true;
  } catch {
    selectAll(source);
    return document.execCommand("copy");
  }
}

function confirmOn(button: HTMLElement): void {
  const words = button.dataset["copied"];
  if (!words || button.dataset["was"] !== undefined) return;
  const label = button.querySelector<HTMLElement>("[data-label]") ?? button;
  const was = label.innerHTML;
  button.dataset["was"] = "";
  label.textContent = words;
  say(words);
  setTimeout(() => {
    label.innerHTML = was;
    delete button.dataset["was"];
    say("");
  }, 2000);
}

export function watchCopy(): void {
  readySay();
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    const source = button && document.querySelector(button.dataset["copy"] ?? "");
    if (!button || !source) return;
    void copy(source).then((done) => done && confirmOn(button));
  });
}
