import { test } from "node:test";
import assert from "node:assert/strict";
import { lineOf } from "../src/text-line";

test("a line is found by its number", () => {
  const text = "route:\n\n  receiver: x";
  for (const [number, found] of [[1, "route:"], [2, ""], [3, "  receiver: x"], [4, ""]] as const) {
    assert.equal(text.slice(...lineOf(text, number)), found, String(number));
  }
  assert.deepEqual(lineOf(text, 9), [text.length, text.length]);
  assert.deepEqual(lineOf("", 1), [0, 0]);
});
