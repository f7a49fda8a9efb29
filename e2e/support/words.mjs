// The program's own texts: what a sentence is called, and which sentence somebody reads.

import { readFile } from "node:fs/promises";

/** The texts of these files, in a language: `{ key: "text" }`, blanks as `{ $name }`. */
export async function texts(language, ...files) {
  const all = new Map();
  for (const file of files) {
    const whole = await readFile(new URL(`../../app/locales/${language}/${file}.ftl`, import.meta.url), "utf8");
    for (const [, key, text] of whole.matchAll(/^([a-z][\w-]*) =[ ]?((?:.*)(?:\n[ \t]+.*)*)/gm)) {
      all.set(key, text.replace(/\n[ ]{4}/g, "\n").replace(/\{"([^"]*)"\}/g, "$1").trim());
    }
  }
  return all;
}

/** As an expression that matches what is made of it. */
export function pattern(text) {
  const parts = text.split(/\{ ?\$\w+ ?\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return parts.join("[^]+?");
}
