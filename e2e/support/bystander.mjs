// Somebody else who goes on sending and asking while one server is given a hard time; and how much memory that takes it.

import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

import { atTheEnd } from "./cleanup.mjs";

/** In MB: what the process holds now, and the most it has held since the last call of `forgetPeak`. */
export async function memory(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const of = (name) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))[1]) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}

/** Asks and sends each 100 ms until it is stopped; `stop` gives how long the longest took in ms, and what went wrong. */
export class Bystander {
  #stop = false;
  #running;
  longest = 0;
  faults = [];
  count = 0;

  /** `api`: of somebody who may deliver and read. It ends with `t` at the latest. */
  constructor(t, api) {
    this.api = api;
    atTheEnd(t, () => this.stop());
    this.#running = this.#run();
  }

  async #run() {
    const alert = { labels: { alertname: "Bystander" } };
    const ask = [
      () => this.api.raw("POST", "/api/v2/alerts", [alert]),
      () => this.api.raw("GET", "/api/v2/alerts?filter=alertname%3DBystander"),
      () => this.api.raw("GET", "/readyz"),
    ];
    while (!this.#stop) {
      const begun = performance.now();
      const answer = await ask[this.count++ % ask.length]().catch((error) => ({ status: String(error), text: () => "" }));
      const text = await answer.text();
      this.longest = Math.max(this.longest, performance.now() - begun);
      if (answer.status !== 200) this.faults.push(`${answer.status} ${text}`.slice(0, 200));
      await pause(100);
    }
  }

  async stop() {
    this.#stop = true;
    await this.#running;
    return { longest: Math.round(this.longest), faults: this.faults, count: this.count };
  }
}
