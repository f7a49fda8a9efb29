// Slack's own description of its Web API, which every call is held against where the samples are there.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { samples } from "./settings.mjs";

const PLACE = "09-slack/slackapi__slack-api-specs/web-api/slack_web_openapi_v2.json";

// What came to the methods after the description was written (https://docs.slack.dev/reference/methods).
const NEWER = new Set(["chat.postMessage metadata", "chat.update metadata", "conversations.history include_all_metadata"]);

const FITS = {
  integer: (value) => /^-?\d+$/.test(value),
  number: (value) => value !== "" && Number.isFinite(Number(value)),
  boolean: (value) => ["true", "false"].includes(value),
};

/** A function that gives all of a call that does not fit; without the description it says so, and finds nothing. */
export async function describedBySlack() {
  const file = path.join(samples, PLACE);
  if (!existsSync(file)) {
    process.stderr.write(`SKIPPED: calls are not held against Slack's description; no ${file}\n`);
    return () => [];
  }
  const { paths } = JSON.parse(await readFile(file, "utf8"));
  return (method, fields) => {
    if (paths[`/${method}`] === undefined) return [`${method} is no method`];
    const known = new Map(Object.values(paths[`/${method}`]).flatMap(({ parameters }) => parameters.map((one) => [one.name, one])));
    const unknown = [...fields.keys()].filter((name) => !known.has(name) && !NEWER.has(`${method} ${name}`));
    const unfit = [...fields].filter(([name, value]) => FITS[known.get(name)?.type]?.(value) === false);
    const missing = [...known.values()].filter(({ name, required }) => required && name !== "token" && !fields.has(name));
    return [
      ...unknown.map((name) => `${method}: ${name} is no parameter`),
      ...unfit.map(([name, value]) => `${method}: ${name} is ${value}`),
      ...missing.map(({ name }) => `${method}: ${name} is missing`),
    ];
  };
}
