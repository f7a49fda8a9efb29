import { test } from "node:test";
import assert from "node:assert/strict";
import { isReading, keepPlaces, type Reader } from "../src/hold";

const reader = (more: Partial<Reader> = {}): Reader => ({ scrolledPast: false, picked: 0, inside: false, idle: Infinity, ...more });

test("a list that nobody touches takes new rows in", () => {
  assert.equal(isReading(reader()), false);
  assert.equal(isReading(reader({ idle: 4000 })), false);
});

test("a list that is read, used or chosen from keeps its rows in place", () => {
  for (const more of [{ idle: 3999 }, { scrolledPast: true }, { picked: 1 }, { inside: true }]) {
    assert.equal(isReading(reader(more)), true, JSON.stringify(more));
  }
});

test("what is new waits, and what is over stays where it stands", () => {
  assert.deepEqual(keepPlaces(["a", "b", "c"], ["x", "a", "c", "y"]), { arrived: ["x", "y"], gone: ["b"], same: false });
  assert.deepEqual(keepPlaces(["a", "b"], ["a", "b"]), { arrived: [], gone: [], same: true });
  assert.deepEqual(keepPlaces(["a", "b"], ["b", "a"]), { arrived: [], gone: [], same: false });
  assert.deepEqual(keepPlaces([], []), { arrived: [], gone: [], same: true });
});
