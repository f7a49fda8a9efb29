// What a pressed key means here. Pure: it is told where the reader is, and says what to do.

export interface Press {
  key: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
  /** A letter of an input method, or the Enter that confirms it. */
  composing: boolean;
  repeat: boolean;
}
export interface Place {
  /** In a field, or anything else that takes letters. */
  typing: boolean;
  /** On something that answers to Enter by itself: a link, a button. */
  onControl: boolean;
  dialogOpen: boolean;
  singleKeys: boolean;
  /** `G` was pressed a moment ago. */
  afterG: boolean;
}
export type Choice =
  | { act: "palette" }
  | { act: "send" }
  | { act: "help" }
  | { act: "wait-for-place" }
  | { act: "go"; to: string }
  | { act: "row"; by: 1 | -1 }
  | { act: "open-row" }
  | { act: "pick-to" }
  | { act: "unpick" }
  | { act: "fold"; folded: boolean }
  | { act: "press"; key: string }
  | null;

export function choose(press: Press, place: Place): Choice {
  if (press.composing) return null;
  const command = press.ctrl || press.meta;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (command && !press.alt && key === "k") return { act: "palette" };
  if (command && !press.alt && key === "Enter") return place.typing ? { act: "send" } : null;
  if (command || press.alt || place.typing || place.dialogOpen || !place.singleKeys) return null;
  if (key === "Enter") return place.onControl ? null : { act: "open-row" };
  if (key === "j" && !place.afterG) return { act: "row", by: 1 };
  if (key === "k" && !place.afterG) return { act: "row", by: -1 };
  if (key === "Escape") return { act: "unpick" };
  if (key === "ArrowLeft" || key === "ArrowRight") return press.shift ? null : { act: "fold", folded: key === "ArrowLeft" };
  if (press.repeat || key.length !== 1 || key === " ") return null;
  if (place.afterG) return { act: "go", to: key };
  if (key === "g") return { act: "wait-for-place" };
  if (key === "x" && press.shift) return { act: "pick-to" };
  if (key === "?") return { act: "help" };
  return { act: "press", key };
}
