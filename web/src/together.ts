// The editor of a text that several write at once: form[data-together="address"] with a textarea. Own script of that page.
// Refuses to take the textarea's place before the text is here: without a line, or without script, the textarea stays.
import { defaultKeymap } from "@codemirror/commands";
import { markdownKeymap, markdownLanguage } from "@codemirror/lang-markdown";
import { syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import * as Y from "yjs";
import { csrf, renewCsrf } from "./page";
import { type Here, Line, type Standing } from "./together-line";
import { colour, others, places, setPresent } from "./together-places";

/** So long the text is waited for before the textarea is given free. */
const patience = 8000;
const still = 300;

class Writing {
  private readonly doc = new Y.Doc();
  private readonly text = this.doc.getText("body");
  private readonly frozen = new Compartment();
  private readonly line: Line;
  private view: EditorView | undefined;
  private leaving = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly area: HTMLTextAreaElement,
    private readonly word: HTMLElement,
    private readonly names: HTMLElement,
  ) {
    this.line = new Line(this.doc, {
      post: (body) => fetch(form.dataset["together"] ?? "", {
        method: "POST", body, signal: AbortSignal.timeout(20_000),
        headers: { "content-type": "application/json", accept: "application/json", "x-csrf-token": csrf() },
      }),
      renew: renewCsrf,
      cursor: () => this.cursor(),
      busy: () => this.view?.composing ?? false,
      stands: (standing, words) => this.say(standing, words),
      present: (here) => this.show(here),
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    });
  }

  async start(): Promise<void> {
    this.area.readOnly = true;
    await Promise.race([this.line.ask(), new Promise((done) => setTimeout(done, patience))]);
    this.area.readOnly = false;
    // A text is never empty: nothing has come. Then nobody is told that somebody is here.
    if (this.text.length === 0) return this.line.close();
    this.open();
    // Published, and taken back.
    for (const topic of ["writing", "postmortem"]) document.body.addEventListener(`live:${topic}`, () => void this.line.ask());
    addEventListener("online", () => void this.line.ask());
    document.addEventListener("visibilitychange", () => document.hidden || void this.line.ask());
    addEventListener("beforeunload", (event) => {
      if (!this.line.isSaved && !this.leaving) event.preventDefault();
    });
    this.form.removeAttribute("data-submit-once");
    this.form.addEventListener("submit", (event) => void this.send(event));
  }

  private open(): void {
    const label = this.form.querySelector<HTMLElement>(`label[for="${this.area.id}"]`);
    const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
    const place = document.createElement("div");
    place.className = "together";
    this.area.before(place);
    this.area.hidden = true;
    this.area.required = false;
    const undo = new Y.UndoManager(this.text);
    this.view = new EditorView({
      parent: place,
      state: EditorState.create({
        doc: this.text.toString(),
        extensions: [
          EditorView.cspNonce.of(nonce),
          yCollab(this.text, null, { undoManager: undo }),
          others(this.doc),
          markdownLanguage,
          syntaxHighlighting(classHighlighter),
          EditorView.lineWrapping,
          // ⌘↵ sends the form, as everywhere.
          keymap.of([...undoing, ...markdownKeymap, ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter")]),
          this.frozen.of([]),
          EditorView.contentAttributes.of({
            tabindex: "0", "aria-label": label?.textContent ?? "", "aria-describedby": this.area.getAttribute("aria-describedby") ?? "", spellcheck: "true",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.mirror();
            else if (update.selectionSet || update.focusChanged) this.line.soon(still);
          }),
          look,
        ],
      }),
    });
    label?.addEventListener("click", () => this.view?.focus());
    this.word.hidden = false;
    this.mirror();
    if (this.line.isClosed) this.giveBack();
    else if (this.line.isFrozen) this.freeze(true);
  }

  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The preview, and a browser that restores the page, read the textarea. */
  private mirror(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.area.value = this.text.toString();
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }, still);
  }

  private cursor(): string {
    if (!this.view?.hasFocus) return "";
    const { anchor, head } = this.view.state.selection.main;
    return places(this.text, anchor, head);
  }

  private say(standing: Standing, words: string): void {
    const own = { saved: "saved", saving: "saving", offline: "offline", stranger: "stranger", frozen: "unsaved", refused: "refused" }[standing];
    const said = [standing === "frozen" && this.line.isSaved ? "" : this.form.dataset[own] ?? "", words].filter(Boolean).join(" ");
    if (this.word.textContent !== said) this.word.textContent = said;
    this.word.classList.toggle("urgent", !["saved", "saving"].includes(standing));
    if (standing === "frozen") this.freeze(true);
    else if (standing === "refused") this.giveBack();
    // Not before all has come through: what stands here is then what stands there.
    else if (standing === "saved") this.freeze(false);
  }

  private freeze(on: boolean): void {
    if (this.view && this.view.state.readOnly !== on) this.view.dispatch({ effects: this.frozen.reconfigure(on ? EditorState.readOnly.of(true) : []) });
  }

  /** What is not taken as it is stands in the textarea again, to be mended and saved as a whole. */
  private giveBack(): void {
    if (!this.view) return;
    clearTimeout(this.timer);
    const place = this.view.dom.parentElement;
    this.view.destroy();
    this.view = undefined;
    place?.remove();
    const version = this.form.querySelector<HTMLInputElement>('input[name="version"]');
    if (version && this.line.version !== undefined) version.value = String(this.line.version);
    this.area.value = this.text.toString();
    this.area.hidden = false;
    this.area.required = true;
    this.form.setAttribute("data-submit-once", "");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.area.focus();
  }

  private show(here: Here[]): void {
    this.view?.dispatch({ effects: setPresent.of(here) });
    const fresh = here.map(({ client, name }) => {
      const item = document.createElement("li");
      item.className = colour(client);
      item.textContent = name;
      return item;
    });
    const same = this.names.children.length === fresh.length && fresh.every((item, at) => item.isEqualNode(this.names.children[at] ?? null));
    if (!same) this.names.replaceChildren(...fresh);
    this.names.hidden = here.length === 0;
  }

  /** Nothing is saved that has not come through: the form waits for it, and stays where it does not. */
  private async send(event: SubmitEvent): Promise<void> {
    // The textarea is sent as it is.
    if (!this.view) this.leaving = true;
    if (this.leaving) return;
    event.preventDefault();
    await this.line.ask();
    if (!this.line.isSaved || this.line.isClosed || this.line.isFrozen) return;
    this.leaving = true;
    const mark = document.createElement("input");
    Object.assign(mark, { type: "hidden", name: "together", value: "on" });
    this.form.append(mark);
    this.form.requestSubmit(event.submitter);
  }
}

/** Nothing is taken back in a text that nobody may write in for now. */
const undoing = yUndoManagerKeymap.map((binding) => ({ ...binding, run: (view: EditorView) => view.state.readOnly || (binding.run?.(view) ?? false) }));

/** The editor's own styles lie outside of the layers and would win: what is ours is said to it. */
const look = EditorView.theme({
  "&": { fontSize: "inherit", backgroundColor: "transparent", maxBlockSize: "70vh" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.65" },
  ".cm-content": { padding: "var(--s2) 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 var(--s3)" },
});

const form = document.querySelector<HTMLFormElement>("form[data-together]");
const [area, word, names] = ["textarea", "#standing", "#writers"].map((selector) => form?.querySelector<HTMLElement>(selector));
if (form && area instanceof HTMLTextAreaElement && word && names) void new Writing(form, area, word, names).start();
