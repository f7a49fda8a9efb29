// One quiet line for screen readers, for things that change under a button.

let line: HTMLElement | undefined;

export function readySay(): void {
  line = document.createElement("p");
  line.className = "unseen";
  line.setAttribute("role", "status");
  document.body.append(line);
}

export function say(words: string): void {
  if (line) line.textContent = words;
}
