// Two programs that speak Alertmanager's API, looked at again and again: what is active, silenced, inhibited, and in which groups.
// Says where they differed, for how long, and what each showed.

import { setTimeout as pause } from "node:timers/promises";

const EVERY = 400;
/** Alertmanager and we keep what a sender said last; it says it again each second. */
const ENDS = 5_000;
/** What was seen for no longer than this, one of them may have shown between two looks, or just before the last. */
const BLINK = 1_000;

export class Watch {
  #sides;
  #stop = false;
  #running;
  samples = [];

  /** `sides`: two of `{ name, address, token }`. */
  constructor(sides) {
    this.#sides = sides;
  }

  start() {
    this.began = Date.now();
    this.#running = this.#run();
  }

  async stop() {
    this.#stop = true;
    await this.#running;
  }

  async #run() {
    while (!this.#stop) {
      const at = Date.now();
      const shown = await Promise.all(this.#sides.map((side) => look(side)));
      this.samples.push({ at, shown });
      await pause(Math.max(0, at + EVERY - Date.now()));
    }
  }

  /** Differences that lasted longer than `tolerance` ms, and courses that were not the same; a sentence for each. */
  differences(tolerance) {
    const told = [];
    const names = this.#sides.map(({ name }) => name);
    const seconds = (at) => `${((at - this.began) / 1000).toFixed(1)} s`;
    const keys = new Set(this.samples.flatMap(({ shown }) => shown.flatMap((one) => [...one.keys()])));
    for (const key of [...keys].sort()) {
      let since;
      for (const { at, shown } of [...this.samples, { at: Infinity, shown: [new Map(), new Map()] }]) {
        const [one, other] = shown.map((side) => side.get(key));
        if (!same(one, other)) {
          since ??= { at, one, other };
          since.last = at;
        } else if (since) {
          if (since.last - since.at > tolerance) {
            const what = names.map((name, n) => `${name}: ${text([since.one, since.other][n])}`).join("; ");
            told.push(`${key}: from ${seconds(since.at)} to ${seconds(since.last)}: ${what}`);
          }
          since = undefined;
        }
      }
      const [one, other] = [0, 1].map((side) => this.#course(key, side));
      if (one.map(({ what }) => what).join(" > ") !== other.map(({ what }) => what).join(" > ")) {
        const show = (course) => course.map(({ what, at }) => `\n      ${seconds(at)} ${what}`).join("");
        told.push(`${key}: other courses\n    ${names[0]}:${show(one)}\n    ${names[1]}:${show(other)}`);
      }
    }
    return told;
  }

  /** What a side showed of a key, one after the other, without what lasted for a blink. */
  #course(key, side) {
    const course = [];
    for (const { at, shown } of this.samples) {
      const what = text(shown[side].get(key));
      if (course.at(-1)?.what !== what) course.push({ at, what });
      course.at(-1).last = at;
    }
    const long = course.filter(({ at, last }) => last - at > BLINK);
    return long.filter(({ what }, n) => what !== long[n - 1]?.what);
  }

  /** Every text that either side has shown of keys that begin so. */
  seen(beginning) {
    const all = this.samples.flatMap(({ shown }) => shown.flatMap((side) => [...side]));
    return new Set(all.filter(([key]) => key.startsWith(beginning)).map(([, { what }]) => what));
  }
}

/** What stands there: by alert and by group, each as a text, and until when an alert counts as firing. */
async function look({ name, address, token }) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const get = async (path) => {
    const answer = await fetch(address + path, { headers });
    if (!answer.ok) throw new Error(`${name} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const [alerts, groups] = await Promise.all([get("/api/v2/alerts"), get("/api/v2/alerts/groups")]);
  const names = new Map(alerts.map(({ fingerprint, labels }) => [fingerprint, short(labels)]));
  const shown = new Map();
  for (const { labels, fingerprint, startsAt, endsAt, status, receivers, annotations } of alerts) {
    const { state, silencedBy, inhibitedBy } = status;
    const what = [
      state,
      silencedBy.length > 0 && `silenced by ${silencedBy.length}`,
      inhibitedBy.length > 0 && `inhibited by ${inhibitedBy.map((by) => names.get(by) ?? by).sort()}`,
      `since ${new Date(startsAt).toISOString()}`,
      `to ${receivers.map((receiver) => receiver.name)}`,
      fingerprint,
      JSON.stringify(sorted(annotations)),
    ];
    shown.set(`alert ${short(labels)}`, { what: what.filter(Boolean).join(", "), ends: Date.parse(endsAt) });
  }
  const named = groups.map(({ receiver, labels, alerts }) => ({
    key: `group ${receiver.name} ${short(labels)}`,
    what: alerts.map((alert) => short(alert.labels)).sort().join(" "),
  }));
  for (const { key, what } of named.sort((a, b) => (a.what < b.what ? -1 : 1))) {
    // Different routes make different groups, whatever they are called; Alertmanager gives them in no order.
    let own = key;
    for (let n = 2; shown.has(own); n++) own = `${key} #${n}`;
    shown.set(own, { what });
  }
  return shown;
}

const text = (shown) => shown?.what ?? "nothing";

function same(one, other) {
  const apart = one?.ends && other?.ends ? Math.abs(one.ends - other.ends) : 0;
  return text(one) === text(other) && apart <= ENDS;
}

function short(labels) {
  const pairs = Object.entries(sorted(labels)).filter(([name]) => !["prometheus", "job"].includes(name));
  return `{${pairs.map(([name, value]) => `${name}=${value}`).join(",")}}`;
}

export function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
