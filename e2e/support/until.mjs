// Waiting for something to become true, with a limit and a sentence that says what did not. Never a bare sleep.

import { setTimeout as pause } from "node:timers/promises";

/** In ms: what takes a second alone may take many where two cores do everything at once. */
const PATIENCE = 60_000;

/**
 * Asks again and again until `ask` gives something truthy, and gives that. Errors count as "not yet".
 * `unless` may throw to end the waiting early (a server that died).
 */
export async function until(what, ask, { within = PATIENCE, every = 50, unless = () => {} } = {}) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    unless();
    try {
      const found = await ask();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${within / 1000} s: ${what}`, { cause: last });
    }
    await pause(every);
  }
}
