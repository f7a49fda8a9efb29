// A database of its own for each test, made in the cluster that RYUGAKU_TEST_POSTGRES names. Speaks through psql.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";

import { atTheEnd } from "./cleanup.mjs";
import { environment, postgresUrl } from "./settings.mjs";

const run = promisify(execFile);

/** Makes an empty database; `t` drops it at the end. */
export async function createDatabase(t) {
  const name = `e2e_${randomBytes(6).toString("hex")}`;
  await query(postgresUrl(), `create database ${name}`);
  atTheEnd(t, () => query(postgresUrl(), `drop database if exists ${name} with (force)`));
  const url = new URL(postgresUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/** Rows as arrays of text. */
export async function query(url, sql) {
  const args = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-c", sql, url];
  const { stdout } = await run("psql", args, { env: environment() });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.split("\t"));
}
