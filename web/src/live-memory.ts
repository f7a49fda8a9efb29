// The last changes a shared stream has seen, for a page that joins later than it was rendered.
import type { Change } from "./live-source";

export class Memory {
  private readonly changes: Change[] = [];

  /** `floor`: the position after which this memory is complete. */
  constructor(public floor: number, private readonly room = 200) {}

  keep(change: Change): void {
    this.changes.push(change);
    if (this.changes.length > this.room) this.floor = this.changes.shift()?.position ?? this.floor;
  }

  /** Topics touched after `position`, or null when that is too long ago to know. */
  since(position: number): string[] | null {
    if (position < this.floor) return null;
    const topics = new Set<string>();
    for (const change of this.changes) if (change.position > position) change.topics.forEach((topic) => topics.add(topic));
    return [...topics];
  }
}
