// Senders that go on, whatever happens to the server; what was answered with 200 is kept, and must be there afterwards.

import { setTimeout as pause } from "node:timers/promises";

import { atTheEnd } from "./cleanup.mjs";
import { until } from "./until.mjs";

/** In ms: more patient than Prometheus is, and than the program is with PostgreSQL. */
const PATIENCE = 30_000;

/**
 * `senders` at once, each at one of `doors` (Api clients), until `t` is over; each delivery has `batch` new alerts, and the next comes
 * `pace` ms after the last answer. With `again`, all that was acknowledged is said once more every so many ms, as Prometheus does, until
 * `t` is over.
 */
export class Load {
  acknowledged = new Set();
  /** By status, or by what kept an answer from coming. */
  answers = new Map();
  /** The last body of each refusal. */
  words = new Map();
  #stop = false;
  #sent = 0;
  #running;
  #repeating = true;

  constructor(t, doors, { name = "Load", senders = 8, batch = 3, filling = () => "", pace = 0, again } = {}) {
    Object.assign(this, { doors, name, batch, filling, pace });
    atTheEnd(t, () => this.stop());
    if (again) {
      const repeating = this.#repeat(again);
      atTheEnd(t, () => {
        this.#repeating = false;
        return repeating;
      });
    }
    this.#running = Promise.all(Array.from({ length: senders }, (_, n) => this.#send(n)));
  }

  async #send(n) {
    const door = this.doors[n % this.doors.length];
    while (!this.#stop) {
      const names = Array.from({ length: this.batch }, () => `${this.name}${this.#sent++}`);
      const alert = (alertname) => ({ labels: { alertname }, annotations: { filling: this.filling() } });
      const { status, text } = await post(door, names.map(alert));
      this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
      if (status === 200) names.forEach((name) => this.acknowledged.add(name));
      else this.words.set(status, text);
      // Who is refused does not come again in the same breath.
      const rest = status === 200 ? this.pace : Math.max(this.pace, 50);
      if (rest > 0) await pause(rest);
    }
  }

  async #repeat(every) {
    while (this.#repeating) {
      // What is lost here comes the next time.
      const alerts = [...this.acknowledged].map((alertname) => ({ labels: { alertname }, annotations: { filling: this.filling() } }));
      if (alerts.length > 0) await post(this.doors[0], alerts);
      await pause(every);
    }
  }

  /** Until so many more have been acknowledged. */
  async more(count, within = 60_000) {
    const enough = this.acknowledged.size + count;
    await until(`${count} more alerts are acknowledged`, () => this.acknowledged.size >= enough, { within, every: 5 });
  }

  async stop() {
    this.#stop = true;
    await this.#running;
  }

  /** Those that are not active at a server, some time after; at best none. */
  async missing(api, within = 60_000) {
    let missing = [];
    const look = async () => {
      const before = [...this.acknowledged];
      const there = new Set((await api.get("/api/v2/alerts")).map(({ labels }) => labels.alertname));
      missing = before.filter((name) => !there.has(name));
      return missing.length === 0;
    };
    await until("all that was acknowledged is active", look, { within, every: 250 }).catch(() => {});
    return missing;
  }

  get told() {
    return `${this.acknowledged.size} acknowledged; answers ${JSON.stringify([...this.answers])}`;
  }
}

/** Status and body; without an answer what kept it from coming. */
async function post(door, alerts) {
  try {
    const answer = await fetch(`${door.address}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${door.token}` },
      body: JSON.stringify(alerts),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    return { status: error.name === "TimeoutError" ? "none in time" : "none", text: "" };
  }
}
