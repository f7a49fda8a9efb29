// What goes between a text that several write at once and the server: changes out, what is lacking in, who else is here.
// Refuses to lose a change: what was not confirmed is sent again, and kept for as long as the page is open.
import * as Y from "yjs";
import { wait } from "./backoff";

export interface Here {
  client: number;
  name: string;
  /** Two places in the text as `places` writes them; empty for somebody who is nowhere in it. */
  cursor: string;
}

interface Told {
  update: string;
  version?: number;
  present: Here[];
}

/** `stranger`: the session has ended. `frozen`: nobody may write for now. `refused`: what was written is not taken as it is. */
export type Standing = "saved" | "saving" | "offline" | "stranger" | "frozen" | "refused";

export interface Ends {
  /** One request; what it throws counts as no line. */
  post(body: string): Promise<Response>;
  /** Takes over the session that holds now, if somebody signed in again; what it throws counts as no line. */
  renew(): Promise<void>;
  cursor(): string;
  /** Whether nothing may change right now: somebody is composing a word. */
  busy(): boolean;
  stands(standing: Standing, words: string): void;
  present(here: Here[]): void;
  sleep(ms: number): Promise<void>;
}

const pause = 150;
const beat = 10_000;

export class Line {
  /** Of the text as it was saved last when an answer came: all of it is in what is here. */
  version: number | undefined;
  private waiting: Uint8Array[] = [];
  private going: Promise<void> | undefined;
  private again = false;
  private closed = false;
  private frozen = false;
  /** Whether the server did not know who asked. */
  private stranger = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer rings. */
  private due = Infinity;

  constructor(private readonly doc: Y.Doc, private readonly ends: Ends) {
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      this.waiting.push(update);
      if (this.closed || this.frozen || this.failures > 0) return;
      ends.stands("saving", "");
      this.soon(pause);
    });
  }

  get isSaved(): boolean {
    return this.waiting.length === 0;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Until an answer says otherwise: it goes on being asked. */
  get isFrozen(): boolean {
    return this.frozen;
  }

  /** Asks after so long; a question that waits already comes no later, however fast somebody types. */
  soon(after: number): void {
    const due = Date.now() + after;
    if (this.closed || due >= this.due) return;
    this.forget();
    this.due = due;
    this.timer = setTimeout(() => {
      this.forget();
      void this.ask();
    }, after);
  }

  /** Sends and fetches until nothing waits, or there is no line. */
  ask(): Promise<void> {
    if (this.going) this.again = true;
    else this.going = this.run().finally(() => (this.going = undefined));
    return this.going;
  }

  /** Nothing is asked any more. */
  close(): void {
    this.closed = true;
    this.forget();
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.due = Infinity;
  }

  private async run(): Promise<void> {
    this.forget();
    do {
      this.again = false;
      if (this.closed || !(await this.once())) return;
    } while (this.again || this.waiting.length > 0);
    this.ends.stands("saved", "");
    this.soon(beat);
  }

  /** One question; false where there is no use in asking at once again. */
  private async once(whole = false): Promise<boolean> {
    try {
      if (this.stranger) await this.ends.renew();
    } catch {
      return this.lost("");
    }
    while (this.ends.busy()) await this.ends.sleep(pause);
    const count = this.waiting.length;
    const update = whole ? Y.encodeStateAsUpdate(this.doc) : count > 0 ? Y.mergeUpdates(this.waiting) : undefined;
    const said = {
      ...(update && { update: toText(update) }),
      vector: toText(Y.encodeStateVector(this.doc)),
      client: this.doc.clientID,
      cursor: this.ends.cursor(),
    };
    let response: Response;
    let told: Told | { detail?: string; errors?: { detail: string }[] };
    try {
      response = await this.ends.post(JSON.stringify(said));
      told = await response.json() as typeof told;
    } catch {
      return this.lost("");
    }
    if (response.ok && "update" in told) {
      this.waiting.splice(0, count);
      [this.failures, this.frozen, this.stranger] = [0, false, false];
      this.version = told.version;
      while (this.ends.busy()) await this.ends.sleep(pause);
      Y.applyUpdate(this.doc, toBytes(told.update), this);
      this.ends.present(told.present);
      return true;
    }
    const words = "errors" in told && told.errors?.[0] ? told.errors[0].detail : ("detail" in told && told.detail) || "";
    if ([408, 429].includes(response.status) || response.status >= 500) return this.lost(words);
    if ([401, 403].includes(response.status)) return this.estranged(words);
    // What it builds on may be missing there: then all of it is said once.
    if (response.status === 422 && count > 0 && !whole) return this.once(true);
    if (response.status === 409) return this.froze(words);
    this.close();
    this.ends.stands("refused", words);
    return false;
  }

  /** It was published, say: once that is taken back everybody writes on. */
  private froze(words: string): false {
    [this.failures, this.frozen] = [0, true];
    this.ends.stands("frozen", words);
    this.forget();
    this.soon(beat);
    return false;
  }

  /** Once somebody signs in again, in another tab say, it goes on. The first words are of the old session's page, and say to leave it. */
  private estranged(words: string): false {
    const said = this.stranger ? words : "";
    this.stranger = true;
    return this.lost(said, "stranger");
  }

  private lost(words: string, standing: Standing = "offline"): false {
    this.ends.stands(standing, words);
    this.forget();
    this.soon(wait(this.failures++, Math.random()));
    return false;
  }
}

export function toText(bytes: Uint8Array): string {
  let letters = "";
  // Not all at once: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(letters);
}

export function toBytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
