// The program's own texts: what a sentence is called, and which sentence somebody reads.

import { readdir, readFile } from "node:fs/promises";

// What is said so or so, by a number or a name.
const CHOICE = /\{\s*\$\w+\s*->(?:[^{}]|\{[^{}]*\})*\}/g;

/** All texts in a language, by their keys; blanks as `{ $name }`. */
export async function texts(language) {
  const folder = new URL(`../../app/locales/${language}/`, import.meta.url);
  const all = new Map();
  for (const file of await readdir(folder)) {
    const whole = await readFile(new URL(file, folder), "utf8");
    for (const [, key, text] of whole.matchAll(/^([a-z][\w-]*) =[ ]?((?:.*)(?:\n(?:[ \t]+|\}).*)*)/gm)) {
      all.set(key, text.replace(CHOICE, "{ $$x }").replace(/\n[ ]{4}/g, "\n").replace(/\{"([^"]*)"\}/g, "$1").trim());
    }
  }
  return all;
}

/** As an expression that matches what is made of it. */
export function pattern(text) {
  const parts = text.split(/\{ ?\$\w+ ?\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return parts.join("[^]+?");
}
