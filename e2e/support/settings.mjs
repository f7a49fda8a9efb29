// What the tests are told by their environment, and where things lie when nothing is said. `cargo xtask test` says it all.

import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** The program under test. */
export const program = process.env.RYUGAKU_E2E_PROGRAM ?? path.join(root, "target/demo/ryugaku");

/** The browser to look through. */
export const chromium = process.env.RYUGAKU_E2E_CHROMIUM ?? "/usr/bin/chromium";

/** Where screenshots and logs of failed tests are put. */
export const artefacts = process.env.RYUGAKU_E2E_ARTEFACTS ?? path.join(root, "target/e2e");

/** Real inputs: `RYUGAKU_SAMPLES`, else `../shared/data` beside the repository. */
export const samples = path.resolve(root, process.env.RYUGAKU_SAMPLES ?? "../shared/data");

/** A superuser's URL of a PostgreSQL that each test makes its own database in. */
export function postgresUrl() {
  const url = process.env.RYUGAKU_TEST_POSTGRES;
  if (!url) {
    throw new Error("RYUGAKU_TEST_POSTGRES is not set: run `cargo xtask with-postgres node --test …`");
  }
  return url;
}

/** Engines that a test runs on: both, or what RYUGAKU_E2E_ENGINES names. */
export const engines = (process.env.RYUGAKU_E2E_ENGINES ?? "sqlite,postgres").split(",");

/** The environment of a program we start: ours, without settings meant for the tests or left over from a shell. */
export function environment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("RYUGAKU_") && name !== "NODE_OPTIONS");
  return { ...Object.fromEntries(kept), TZ: "UTC", LANG: "C.UTF-8", LC_ALL: "C.UTF-8", ...more };
}
