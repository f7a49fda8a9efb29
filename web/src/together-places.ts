// Where the others are in a text that several write at once: a caret with a name, and what they have selected. Colours are classes,
// since the page allows no style in an attribute.
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import * as Y from "yjs";
import type { Here } from "./together-line";

const colours = 6;

export function colour(client: number): string {
  return `there-${client % colours}`;
}

/** A selection by the letters beside it, which stays right whatever the others write. */
export function places(text: Y.Text, anchor: number, head: number): string {
  return JSON.stringify([anchor, head].map((at) => Y.createRelativePositionFromTypeIndex(text, at)));
}

function found(doc: Y.Doc, cursor: string): [number, number] | null {
  try {
    const [anchor, head] = (JSON.parse(cursor) as unknown[]).map((place) =>
      Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), doc)?.index);
    return anchor === undefined || head === undefined ? null : [anchor, head];
  } catch {
    return null;
  }
}

class Caret extends WidgetType {
  constructor(private readonly name: string, private readonly colour: string) {
    super();
  }

  override eq(other: Caret): boolean {
    return other.name === this.name && other.colour === this.colour;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `there ${this.colour}`;
    caret.setAttribute("aria-hidden", "true");
    const name = caret.appendChild(document.createElement("span"));
    name.textContent = this.name;
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

export const setPresent = StateEffect.define<Here[]>();

function drawn(doc: Y.Doc, here: Here[], length: number): DecorationSet {
  const marks: { from: number; to: number; mark: Decoration }[] = [];
  for (const one of here) {
    const [anchor, head] = found(doc, one.cursor) ?? [];
    if (anchor === undefined || head === undefined || Math.max(anchor, head) > length) continue;
    const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
    if (from < to) marks.push({ from, to, mark: Decoration.mark({ class: `chosen ${colour(one.client)}` }) });
    marks.push({ from: head, to: head, mark: Decoration.widget({ widget: new Caret(one.name, colour(one.client)), side: 1 }) });
  }
  return Decoration.set(marks.map(({ from, to, mark }) => mark.range(from, to)), true);
}

/** A name that would reach over the editor's edge stands on the other side of its caret: to the left, or below. */
function turned(view: EditorView): void {
  view.requestMeasure({
    key: turned,
    read: () => {
      const edge = view.scrollDOM.getBoundingClientRect();
      const right = edge.left + view.scrollDOM.clientWidth;
      return [...view.contentDOM.querySelectorAll<HTMLElement>(".there")].map((caret) => {
        const [place, name] = [caret.getBoundingClientRect(), caret.firstElementChild?.getBoundingClientRect()];
        const [wide, high] = [name?.width ?? 0, name?.height ?? 0];
        return { caret, left: place.left + wide > right && place.left - wide > edge.left, below: place.top - high < edge.top };
      });
    },
    write: (carets) => {
      for (const { caret, left, below } of carets) {
        caret.classList.toggle("left", left);
        caret.classList.toggle("below", below);
      }
    },
  });
}

export function others(doc: Y.Doc): Extension {
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(shown, transaction) {
      for (const effect of transaction.effects) {
        if (effect.is(setPresent)) return drawn(doc, effect.value, transaction.state.doc.length);
      }
      return shown.map(transaction.changes);
    },
    provide: (field) => EditorView.decorations.from(field),
  });
  return [field, EditorView.updateListener.of(({ view }) => turned(view))];
}
