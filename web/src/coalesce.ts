// Many changes of one topic become one: at most one event per topic in `every` milliseconds, and none is lost.

type Timer = (run: () => void, after: number) => unknown;

export class Coalesce {
  private readonly quietUntil = new Map<string, number>();
  private readonly pending = new Set<string>();

  constructor(
    private readonly emit: (topic: string) => void,
    private readonly every: number,
    private readonly now: () => number,
    private readonly later: Timer,
  ) {}

  push(topic: string): void {
    if (this.pending.has(topic)) return;
    const rest = (this.quietUntil.get(topic) ?? 0) - this.now();
    if (rest <= 0) {
      this.send(topic);
    } else {
      this.pending.add(topic);
      this.later(() => {
        this.pending.delete(topic);
        this.send(topic);
      }, rest);
    }
  }

  private send(topic: string): void {
    this.quietUntil.set(topic, this.now() + this.every);
    this.emit(topic);
  }
}
