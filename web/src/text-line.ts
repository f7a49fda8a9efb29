// Where a line of a text stands in it. Pure.

/** Begin and end of line `number`, from 1; of one behind the last: the end of the text. */
export function lineOf(text: string, number: number): [number, number] {
  let begin = 0;
  for (let line = 1; line < number; line += 1) {
    const end = text.indexOf("\n", begin);
    if (end < 0) return [text.length, text.length];
    begin = end + 1;
  }
  const end = text.indexOf("\n", begin);
  return [begin, end < 0 ? text.length : end];
}
