// `ryugaku serve` as an operator starts it: on a free port, in a fresh data folder, on either engine.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { Api } from "./api.mjs";
import { Child, freePort } from "./children.mjs";
import { atTheEnd } from "./cleanup.mjs";
import { ryugakuPrints } from "./cli.mjs";
import { createDatabase } from "./postgres.mjs";
import { program } from "./settings.mjs";
import { until } from "./until.mjs";

/** Starts a server and waits until it is ready; `t` stops it at the end and expects a clean exit. */
export async function startServer(t, { engine = "sqlite", database, demo = false, env = {}, port, under = os.tmpdir() } = {}) {
  const home = await mkdtemp(path.join(under, "ryugaku-e2e-"));
  const url = engine === "postgres" ? (database ?? (await createDatabase(t))) : undefined;
  const server = new Server({ home, database: url, demo, env, port: port ?? (await freePort()) });
  atTheEnd(t, async () => {
    try {
      if (server.running) await server.stop();
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
  await server.start();
  return server;
}

export class Server {
  #child;

  constructor({ home, database, demo, env, port }) {
    this.data = path.join(home, "data");
    this.database = database;
    this.demo = demo;
    this.env = env;
    this.port = port;
    this.address = `http://127.0.0.1:${port}`;
  }

  get running() {
    return this.#child?.running ?? false;
  }

  get pid() {
    return this.#child.pid;
  }

  /** SIGSTOP or SIGCONT. */
  signal(name) {
    this.#child.signal(name);
  }

  /** Everything printed since the last start. */
  get printed() {
    return this.#child.stdout + this.#child.stderr;
  }

  async start() {
    const args = ["serve", "--listen", `127.0.0.1:${this.port}`, ...this.place, ...(this.demo ? ["--demo"] : [])];
    const child = new Child(program, args, { env: this.env });
    this.#child = child;
    const ready = async () => (await fetch(`${this.address}/readyz`)).status === 200;
    await until(`${this.address}/readyz answers 200`, ready, { within: 60_000, every: 20, unless: () => child.mustRun() });
  }

  /** Ends it as systemd would, and expects exit code 0. */
  async stop() {
    const { code, signal } = await this.#child.end("SIGTERM");
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, `unclean end\n${this.printed}`);
  }

  /** kill -9. */
  async kill() {
    await this.#child.end("SIGKILL");
  }

  /** `--data … --database …`, for other commands on the same organisation. */
  get place() {
    return ["--data", this.data, ...(this.database ? ["--database", this.database] : [])];
  }

  /** The one-time link that the first start prints. */
  async signInLink() {
    const find = () => this.#child.stdout.match(/https?:\/\/\S*sign-in\S*/)?.[0];
    const link = await until("a sign-in link is printed", find);
    // Printed with the public address, which may be another one.
    const { pathname, search } = new URL(link);
    return this.address + pathname + search;
  }

  /** A new API token, as the command line prints it: alone. */
  async token(role = "admin", name = `e2e ${role}`) {
    const token = await this.cli("token", "create", "--name", name, "--role", role);
    assert.match(token, /^\S+$/, "the token is printed alone");
    return token;
  }

  async api(role = "admin") {
    return new Api(this.address, await this.token(role));
  }

  /** Runs a command beside this server. */
  cli(...args) {
    return ryugakuPrints([...args, ...this.place], { env: this.env });
  }
}
