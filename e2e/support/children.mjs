// Programs started by tests. None outlives the test process: the kernel kills them when it is gone.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";

import { environment } from "./settings.mjs";
import { until } from "./until.mjs";

/** A running program, with everything it has printed. */
export class Child {
  stdout = "";
  stderr = "";
  #process;
  #gone;

  constructor(program, args, { env, cwd } = {}) {
    this.name = program;
    const options = { env: environment(env), cwd, stdio: ["ignore", "pipe", "pipe"] };
    this.#process = spawn("setpriv", ["--pdeathsig", "KILL", "--", program, ...args], options);
    this.#process.stdout.setEncoding("utf8").on("data", (text) => (this.stdout += text));
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.stderr += text));
    // "close" comes after the last output has been read.
    this.#gone = once(this.#process, "close").then(([code, signal]) => ({ code, signal }));
    this.#gone.catch(() => {});
  }

  get pid() {
    return this.#process.pid;
  }

  get running() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Sends a signal that does not end it. */
  signal(name) {
    this.#process.kill(name);
  }

  /** Throws if it has ended. */
  mustRun() {
    if (!this.running) throw new Error(`${this.name} ended early\n${this.stdout}\n${this.stderr}`);
  }

  /** Sends a signal and waits for the end: `{ code, signal }`. */
  async end(signal = "SIGTERM", within = 20_000) {
    if (this.running) this.#process.kill(signal);
    await until(`${this.name} ends after ${signal}`, () => !this.running, { within }).catch((error) => {
      this.#process.kill("SIGKILL");
      throw error;
    });
    return this.#gone;
  }

  /** Waits for it to end by itself. */
  gone() {
    return this.#gone;
  }
}

/** A port nobody listens on at this moment. */
export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
