// How long to wait before the next attempt: doubling, capped, half of it by chance, so that browsers do not return at once.

export interface Backoff {
  first: number;
  longest: number;
}

/** Milliseconds before attempt `attempt` (0 is the first after a failure); `chance` is in [0, 1). */
export function wait(attempt: number, chance: number, { first, longest }: Backoff = { first: 1000, longest: 30_000 }): number {
  const full = Math.min(longest, first * 2 ** Math.min(attempt, 16));
  return Math.round(full / 2 + (full / 2) * chance);
}
