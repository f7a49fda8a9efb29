import { test } from "node:test";
import assert from "node:assert/strict";
import { clock, length, until } from "../src/time-words";

const s = 1000, m = 60 * s, h = 60 * m, d = 24 * h;

test("a length is said in its largest sensible unit", () => {
  const said: [number, string, string][] = [
    [-5, "0秒", "0 s"], [59 * s, "59秒", "59 s"], [m, "1分", "1 min"], [18 * m + 59 * s, "18分", "18 min"],
    [59 * m + 59 * s, "59分", "59 min"], [h, "1時間", "1 h"], [47 * h, "47時間", "47 h"], [2 * d, "2日", "2 d"], [400 * d, "400日", "400 d"],
  ];
  for (const [ms, ja, en] of said) {
    assert.equal(length(ms, "ja"), ja);
    assert.equal(length(ms, "en"), en);
  }
});

test("a clock shows minutes and seconds, then hours, then days", () => {
  assert.equal(clock(-1, "ja"), "0:00");
  assert.equal(clock(25 * m + 12 * s + 900, "ja"), "25:12");
  assert.equal(clock(h + 4 * m + 9 * s, "en"), "1:04:09");
  assert.equal(clock(2 * d + 3 * h, "en"), "2 d 3:00:00");
  assert.equal(clock(2 * d + 3 * h, "ja"), "2日 3:00:00");
});

test("a countdown ends at zero and then says how much over", () => {
  assert.deepEqual(until(3 * m + 48 * s, "en"), { words: "3:48", over: false });
  assert.deepEqual(until(1, "en"), { words: "0:01", over: false });
  assert.deepEqual(until(5 * h, "ja"), { words: "5時間", over: false });
  assert.deepEqual(until(0, "ja"), { words: "0秒超過", over: true });
  assert.deepEqual(until(-2 * m, "ja"), { words: "2分超過", over: true });
  assert.deepEqual(until(-2 * m, "en"), { words: "2 min over", over: true });
});
