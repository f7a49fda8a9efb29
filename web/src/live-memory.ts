// The last changes a shared stream has seen, for a page that joins later than it was rendered.
import type { Change } from "./live-source";

export class Memory {
  private readonly changes: Change[] = [];
  /** Topics without a position: whether a page that joins has missed one cannot be known. */
  private readonly loose = new Set<string>();

  /** `floor`: the position after which this memory is complete. */
  constructor(public floor: number, private readonly room = 200) {}

  keep(change: Change, loose = false): void {
    if (loose) return change.topics.forEach((topic) => this.loose.add(topic));
    this.changes.push(change);
    if (this.changes.length > this.room) this.floor = this.changes.shift()?.position ?? this.floor;
  }

  /** Topics that may have been touched after `position`, or null when that is too long ago to know. */
  since(position: number): string[] | null {
    if (position < this.floor) return null;
    const topics = new Set<string>(this.loose);
    for (const change of this.changes) if (change.position > position) change.topics.forEach((topic) => topics.add(topic));
    return [...topics];
  }
}
