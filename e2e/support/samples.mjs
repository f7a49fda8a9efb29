// Real inputs that nobody here wrote. Where they are missing a test says so on stderr, and is skipped.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

import { samples as base } from "./settings.mjs";

/** The folder of that name among the samples; undefined, and said, where there is none. */
export function samples(t, folder) {
  const place = path.join(base, folder);
  if (existsSync(place)) return place;
  process.stderr.write(`SKIPPED: no sample data at ${place}; set RYUGAKU_SAMPLES\n`);
  t.skip(`no sample data at ${place}`);
  return undefined;
}

/** Every file below a folder whose name ends so, as paths relative to it, sorted. */
export async function filesIn(folder, ...endings) {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((name) => endings.some((ending) => name.endsWith(ending))).sort();
}
