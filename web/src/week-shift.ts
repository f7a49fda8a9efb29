// How far something planned is moved: by a key, or by the way it was dragged. Days and half hours alone.

export interface Shift {
  days: number;
  minutes: number;
}

const half = 30;
const quartersInHalf = 2;

export function keyShift(key: string): Shift | null {
  switch (key) {
    case "ArrowLeft": return { days: -1, minutes: 0 };
    case "ArrowRight": return { days: 1, minutes: 0 };
    case "ArrowUp": return { days: 0, minutes: -half };
    case "ArrowDown": return { days: 0, minutes: half };
    default: return null;
  }
}

/** `column` is a day wide, `row` a quarter of an hour high, in the same unit as the way. */
export function dragShift(way: { x: number; y: number }, column: number, row: number): Shift {
  const steps = (length: number, step: number) => (step > 0 ? Math.round(length / step) || 0 : 0);
  return { days: steps(way.x, column), minutes: steps(way.y, row * quartersInHalf) * half };
}

/** Where it would lie, for the eye, while it is dragged. */
export function snapped(shift: Shift, column: number, row: number): { x: number; y: number } {
  return { x: shift.days * column, y: (shift.minutes / half) * quartersInHalf * row };
}

export function isMoved(shift: Shift): boolean {
  return shift.days !== 0 || shift.minutes !== 0;
}
