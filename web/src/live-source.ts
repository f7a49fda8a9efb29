// One source of changes: the event stream while it works, polling while it does not. Runs in a worker or in a page.
// Refuses to know what a topic means.
import { wait } from "./backoff";

export interface Change {
  position: number;
  topics: string[];
}
/** A loose change has no position of its own. "missed" means that changes may have been lost and everything shown should be fetched again. */
export type Message = { kind: "change"; change: Change; loose?: boolean } | { kind: "state"; up: boolean } | { kind: "missed" };

const failuresBeforePolling = 3;
const pollEvery = 10_000;
const pollsBeforeStream = 6;
const silenceIsDeath = 45_000;

export class LiveSource {
  private stream: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private polls = 0;
  private running = false;

  constructor(public position: number, private readonly tell: (message: Message) => void) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.open();
  }

  stop(): void {
    this.running = false;
    this.close();
    clearTimeout(this.timer);
  }

  /** The network is back or the reader is: do not sit out the rest of the wait. */
  hurry(): void {
    if (!this.running || this.stream) return;
    clearTimeout(this.timer);
    this.open();
  }

  private open(): void {
    const stream = new EventSource(`/live?after=${this.position}`);
    this.stream = stream;
    stream.onopen = () => {
      this.failures = 0;
      this.tell({ kind: "state", up: true });
    };
    stream.addEventListener("change", (event) => {
      this.take(event.data as string);
    });
    stream.addEventListener("missed", () => this.tell({ kind: "missed" }));
    // A server that sends its heartbeat as an event lets a dead line be noticed; a comment cannot be seen from here.
    stream.addEventListener("beat", () => this.heard());
    stream.onerror = () => this.failed();
  }

  private heard(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.failed(), silenceIsDeath);
  }

  private close(): void {
    clearTimeout(this.silence);
    this.stream?.close();
    this.stream = undefined;
  }

  private failed(): void {
    this.close();
    if (!this.running) return;
    this.failures += 1;
    this.tell({ kind: "state", up: false });
    clearTimeout(this.timer);
    if (this.failures >= failuresBeforePolling) {
      this.polls = 0;
      void this.poll();
    } else {
      this.timer = setTimeout(() => this.open(), wait(this.failures - 1, Math.random()));
    }
  }

  private async poll(): Promise<void> {
    try {
      const answer = await fetch(`/live/poll?after=${this.position}`, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const change = (await answer.json()) as Change;
      if (!this.running) return;
      this.failures = failuresBeforePolling;
      this.tell({ kind: "state", up: true });
      this.take(change);
    } catch {
      this.failures += 1;
      this.tell({ kind: "state", up: false });
    }
    if (!this.running) return;
    this.polls += 1;
    const slower = wait(Math.max(0, this.failures - failuresBeforePolling), Math.random(), { first: pollEvery, longest: 60_000 });
    const again = () => (this.polls >= pollsBeforeStream ? this.open() : void this.poll());
    this.timer = setTimeout(again, slower);
  }

  private take(data: string | Partial<Change>): void {
    let change: Partial<Change>;
    try {
      change = typeof data === "string" ? (JSON.parse(data) as Partial<Change>) : data;
    } catch {
      return;
    }
    const { position, topics } = change;
    const loose = typeof position !== "number";
    if (!loose) this.position = Math.max(this.position, position);
    if (Array.isArray(topics) && topics.length > 0) {
      this.tell({ kind: "change", change: { position: this.position, topics }, ...(loose && { loose }) });
    }
  }
}
