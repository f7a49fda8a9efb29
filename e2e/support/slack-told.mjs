// What the bot has to say, as the program's own source names it: what is told in an incident's room, and the texts of the chat.

import { readdir, readFile } from "node:fs/promises";

const SOURCE = new URL("../../app/src/", import.meta.url);
const CHAT = "incidents/chat/";
const OTHERS = ["questions/chat.rs", "exchange/chat.rs", "telling/letter.rs"];

const read = (file) => readFile(new URL(file, SOURCE), "utf8");

/** Kinds of events, such as `incident.noted`, each of which has a message of its own in the incident's room. */
export async function toldInRooms() {
  const source = await read(`${CHAT}heard.rs`);
  const [, ways] = source.match(/fn is_told\(self\) -> bool \{\s*matches!\(self, ([^)]*)\)/);
  const told = new Set([...ways.matchAll(/Self::(\w+)/g)].map(([, way]) => way));
  const [, whole] = source.match(/match event\.kind\.as_str\(\) \{\n([^]*?)\n {4}\}\)/);
  const found = new Set();
  for (const arm of whole.split(/\n(?= {8}["a-z_])/)) {
    const [kinds, way] = arm.split(" => ");
    if (!told.has(way?.match(/^Heard::(\w+)/)?.[1])) continue;
    const named = [...kinds.matchAll(/"([a-z_]+\.[a-z_]+)"/g)];
    if (named.length === 0) throw new Error(`which kinds are told is not to be seen: ${arm}`);
    for (const [, kind] of named) found.add(kind);
  }
  if (found.size === 0) throw new Error("no kinds were found that are told");
  return [...found].sort();
}

/** All words in quotes that the source of the chat has, among them the keys of its texts. */
export async function namedInChat() {
  const own = (await readdir(new URL(CHAT, SOURCE))).map((file) => CHAT + file);
  const texts = await Promise.all([...own, ...OTHERS].map(read));
  const words = texts.flatMap((text) => [...text.split("#[cfg(test)]")[0].matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)]);
  return new Set(words.map(([, word]) => word));
}
