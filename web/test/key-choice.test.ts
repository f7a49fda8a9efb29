import { test } from "node:test";
import assert from "node:assert/strict";
import { choose, type Place, type Press } from "../src/key-choice";

const press = (key: string, more: Partial<Press> = {}): Press =>
  ({ key, ctrl: false, meta: false, alt: false, shift: false, composing: false, repeat: false, ...more });
const place = (more: Partial<Place> = {}): Place =>
  ({ typing: false, onControl: false, dialogOpen: false, singleKeys: true, afterG: false, ...more });

test("the palette opens from anywhere, also while typing and with single keys off", () => {
  for (const more of [{ meta: true }, { ctrl: true }]) {
    assert.deepEqual(choose(press("k", more), place({ typing: true, dialogOpen: true, singleKeys: false })), { act: "palette" });
    assert.deepEqual(choose(press("K", more), place()), { act: "palette" });
  }
});

test("nothing happens while an input method is at work, not even sending", () => {
  for (const key of ["Enter", "j", "k", "/", "?", "n"]) {
    assert.equal(choose(press(key, { composing: true, ctrl: true }), place({ typing: true })), null);
    assert.equal(choose(press(key, { composing: true }), place()), null);
  }
});

test("the command Enter sends what is being typed, and nothing elsewhere", () => {
  assert.deepEqual(choose(press("Enter", { meta: true }), place({ typing: true })), { act: "send" });
  assert.equal(choose(press("Enter", { ctrl: true }), place()), null);
  assert.equal(choose(press("Enter"), place({ typing: true })), null);
});

test("single keys sleep while typing, in a dialog, with a modifier, and when turned off", () => {
  for (const key of ["j", "k", "g", "?", "/", "n", "Enter"]) {
    for (const more of [{ typing: true }, { dialogOpen: true }, { singleKeys: false }]) {
      assert.equal(choose(press(key), place(more)), null, `${key} in ${JSON.stringify(more)}`);
    }
    for (const more of [{ alt: true }, { ctrl: true }, { meta: true }]) {
      if (key !== "k") assert.equal(choose(press(key, more), place()), null, `${key} with ${JSON.stringify(more)}`);
    }
  }
});

test("G then a letter goes, whatever the letter means alone", () => {
  assert.deepEqual(choose(press("g"), place()), { act: "wait-for-place" });
  assert.deepEqual(choose(press("T"), place({ afterG: true })), { act: "go", to: "t" });
  assert.deepEqual(choose(press("j"), place({ afterG: true })), { act: "go", to: "j" });
});

test("rows move with J and K, also when held down; Enter follows unless a control has it", () => {
  assert.deepEqual(choose(press("j", { repeat: true }), place()), { act: "row", by: 1 });
  assert.deepEqual(choose(press("K"), place()), { act: "row", by: -1 });
  assert.deepEqual(choose(press("Enter"), place()), { act: "open-row" });
  assert.equal(choose(press("Enter"), place({ onControl: true })), null);
});

test("other single keys are pressed once, never repeated; named keys and space are left alone", () => {
  assert.deepEqual(choose(press("N"), place()), { act: "press", key: "n" });
  assert.deepEqual(choose(press("/"), place()), { act: "press", key: "/" });
  assert.deepEqual(choose(press("?"), place()), { act: "help" });
  for (const key of ["Tab", "ArrowDown", " "]) assert.equal(choose(press(key), place()), null);
  assert.equal(choose(press("n", { repeat: true }), place()), null);
});

test("rows are picked up to here with shift, folded with the arrows, and let go with escape", () => {
  assert.deepEqual(choose(press("X", { shift: true }), place()), { act: "pick-to" });
  assert.deepEqual(choose(press("x"), place()), { act: "press", key: "x" });
  assert.deepEqual(choose(press("ArrowLeft"), place({ onControl: true })), { act: "fold", folded: true });
  assert.deepEqual(choose(press("ArrowRight"), place()), { act: "fold", folded: false });
  assert.deepEqual(choose(press("Escape"), place()), { act: "unpick" });
  for (const key of ["ArrowLeft", "ArrowRight", "Escape", "X"]) {
    for (const more of [{ typing: true }, { dialogOpen: true }, { singleKeys: false }]) {
      assert.equal(choose(press(key, { shift: true }), place(more)), null, `${key} in ${JSON.stringify(more)}`);
    }
  }
});
