import { test } from "node:test";
import assert from "node:assert/strict";
import { wait } from "../src/backoff";
import { Coalesce } from "../src/coalesce";
import { newRowsAbove } from "../src/hold";
import { Memory } from "../src/live-memory";

test("waits double up to the longest, and chance moves them by half at most", () => {
  const settings = { first: 1000, longest: 30_000 };
  assert.deepEqual([0, 1, 2, 3].map((n) => wait(n, 0, settings)), [500, 1000, 2000, 4000]);
  assert.deepEqual([0, 1, 2, 3].map((n) => wait(n, 0.999999, settings)), [1000, 2000, 4000, 8000]);
  for (const n of [5, 9, 60, 5000]) {
    assert.equal(wait(n, 0, settings), 15_000);
    assert.equal(wait(n, 0.999999, settings), 30_000);
  }
});

/** A clock that is moved by hand, with its timers. */
function handClock() {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    later: (run: () => void, after: number) => void timers.push({ at: now + after, run }),
    advance(ms: number) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      due.forEach((timer) => timer.run());
    },
  };
}

test("a topic is told at once, then at most once in the time, and the last change is not lost", () => {
  const clock = handClock();
  const told: string[] = [];
  const topics = new Coalesce((topic) => told.push(`${topic}@${clock.now()}`), 500, clock.now, clock.later);
  for (let n = 0; n < 20; n += 1) topics.push("alerts");
  topics.push("home");
  assert.deepEqual(told, ["alerts@0", "home@0"]);
  clock.advance(500);
  assert.deepEqual(told, ["alerts@0", "home@0", "alerts@500"]);
  topics.push("alerts");
  clock.advance(499);
  assert.equal(told.length, 3);
  clock.advance(1);
  assert.deepEqual(told.at(-1), "alerts@1000");
  clock.advance(5000);
  assert.equal(told.length, 4);
});

test("a page that joins late is told what it missed, and told when that cannot be known", () => {
  const memory = new Memory(100, 3);
  memory.keep({ position: 101, topics: ["alerts", "home"] });
  memory.keep({ position: 102, topics: ["incidents"] });
  assert.deepEqual(memory.since(100), ["alerts", "home", "incidents"]);
  assert.deepEqual(memory.since(101), ["incidents"]);
  assert.deepEqual(memory.since(102), []);
  assert.equal(memory.since(99), null);
  memory.keep({ position: 103, topics: ["a"] });
  memory.keep({ position: 104, topics: ["b"] });
  assert.equal(memory.since(100), null);
  assert.deepEqual(memory.since(101), ["incidents", "a", "b"]);
});

test("a page that joins late is told of every topic without a position", () => {
  const memory = new Memory(100, 3);
  memory.keep({ position: 100, topics: ["alert"] }, true);
  memory.keep({ position: 101, topics: ["home"] });
  assert.deepEqual(memory.since(101), ["alert"]);
  assert.deepEqual(memory.since(100), ["alert", "home"]);
  assert.equal(memory.since(99), null);
});

test("rows that would push the reader down are held, rows at the end come", () => {
  const known = new Set(["a", "b", "c"]);
  assert.deepEqual(newRowsAbove(["x", "y", "a", "b", "c"], known), ["x", "y"]);
  assert.deepEqual(newRowsAbove(["a", "x", "b", "c", "z"], known), ["x"]);
  assert.deepEqual(newRowsAbove(["a", "b", "c", "z"], known), []);
  assert.deepEqual(newRowsAbove(["x", "y"], known), []);
  assert.deepEqual(newRowsAbove(["x"], new Set()), []);
});
