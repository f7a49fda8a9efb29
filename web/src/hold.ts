// Which rows of a refreshed list would push away what is being read.

/** New ids that stand before the last row already known: these would move the page. Rows at the end may simply come. */
export function newRowsAbove(fresh: readonly string[], known: ReadonlySet<string>): string[] {
  const last = fresh.findLastIndex((id) => known.has(id));
  return fresh.slice(0, Math.max(last, 0)).filter((id) => !known.has(id));
}

export interface Reader {
  /** The beginning of the list is above the window. */
  scrolledPast: boolean;
  /** Rows that are picked. */
  picked: number;
  /** The focus is on something in the list. */
  inside: boolean;
  /** Since the last touch, key, wheel or move of the pointer, in milliseconds. */
  idle: number;
}

/** Somebody who has not moved for so long only looks on. */
const rest = 4000;

export function isReading({ scrolledPast, picked, inside, idle }: Reader): boolean {
  return scrolledPast || picked > 0 || inside || idle < rest;
}

export interface Places {
  /** Rows that are new, and wait. */
  arrived: string[];
  /** Rows that the refreshed list no longer has, and that stay where they are. */
  gone: string[];
  /** Nothing would come, go or change places. */
  same: boolean;
}

/** What a list that keeps its rows where they stand makes of a refreshed one. */
export function keepPlaces(standing: readonly string[], fresh: readonly string[]): Places {
  const [known, now] = [new Set(standing), new Set(fresh)];
  return {
    arrived: fresh.filter((id) => !known.has(id)),
    gone: standing.filter((id) => !now.has(id)),
    same: standing.length === fresh.length && standing.every((id, at) => id === fresh[at]),
  };
}
