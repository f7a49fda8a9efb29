// Which rows of a refreshed list would push down what is being read.

/** New ids that stand before the last row already known: these would move the page. Rows at the end may simply come. */
export function newRowsAbove(fresh: readonly string[], known: ReadonlySet<string>): string[] {
  const last = fresh.findLastIndex((id) => known.has(id));
  return fresh.slice(0, Math.max(last, 0)).filter((id) => !known.has(id));
}
