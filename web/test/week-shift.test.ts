import { test } from "node:test";
import assert from "node:assert/strict";
import { dragShift, isMoved, keyShift, snapped } from "../src/week-shift";

test("arrows move by a day or half an hour, other keys not at all", () => {
  assert.deepEqual(keyShift("ArrowLeft"), { days: -1, minutes: 0 });
  assert.deepEqual(keyShift("ArrowRight"), { days: 1, minutes: 0 });
  assert.deepEqual(keyShift("ArrowUp"), { days: 0, minutes: -30 });
  assert.deepEqual(keyShift("ArrowDown"), { days: 0, minutes: 30 });
  for (const key of ["a", "Enter", "Home"]) assert.equal(keyShift(key), null);
});

test("a way is read in whole days and half hours", () => {
  for (const [x, y, days, minutes] of [[0, 0, 0, 0], [4, 3, 0, 0], [130, 9, 1, 0], [-260, 41, -2, 60], [90, -11, 1, -30]] as const) {
    assert.deepEqual(dragShift({ x, y }, 130, 10), { days, minutes }, `${x} ${y}`);
  }
  assert.deepEqual(dragShift({ x: 100, y: 100 }, 0, 0), { days: 0, minutes: 0 });
});

test("while dragged it lies where it would be put", () => {
  assert.deepEqual(snapped({ days: -1, minutes: 60 }, 130, 10), { x: -130, y: 40 });
  assert.equal(isMoved({ days: 0, minutes: 0 }), false);
  assert.equal(isMoved({ days: 0, minutes: -30 }), true);
});
