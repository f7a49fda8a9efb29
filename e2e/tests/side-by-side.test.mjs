// A real Prometheus sends to us and to a real Alertmanager at once, with the same configuration: what would be an hour in two and
// a half minutes. The same alerts are active, silenced, inhibited, in the same groups, and the same is told to the same receivers,
// to within one group interval.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { amtool, startAlertmanager } from "../support/alertmanager.mjs";
import { startExporter } from "../support/exporter.mjs";
import { startPrometheus } from "../support/prometheus.mjs";
import { startReceiver } from "../support/receiver.mjs";
import { startServer } from "../support/server.mjs";
import { told, unlike } from "../support/told.mjs";
import { Watch } from "../support/watch.mjs";

const SECOND = 1_000;
const GROUP_INTERVAL = 5 * SECOND;
const MINUTE = 60 * SECOND;
// Taken from a rule and a label, as on any Prometheus.
const STORIES = ["Steady", "Trio", "Flapping", "DiskSlow", "NodeDown", "Silenced", "SilencedEnds", "Muted", "Office", "Twice", "Each", "Few", "Child"];

test("the same story at both", async (t) => {
  const [receiver, exporter] = [await startReceiver(t), await startExporter(t)];
  const boundary = await minuteSoon();
  const configuration = (side) => routing(`${receiver.address}/${side}`, boundary);
  const server = await startServer(t, {
    env: { RYUGAKU_WEBHOOKS_ALLOW_PRIVATE: new URL(receiver.address).host },
  });
  await imported(t, server, configuration("ryugaku"));
  const alertmanager = await startAlertmanager(t, { settings: configuration("alertmanager") });
  const sides = [
    { name: "Alertmanager", address: alertmanager.address },
    { name: "Ryugaku", address: server.address, token: await server.token("member"), intake: await server.token("intake", "by hand") },
  ];
  const watch = new Watch(sides);
  const prometheus = await startPrometheus(t, {
    target: alertmanager.address,
    also: [{ target: server.address, token: await server.token("intake") }],
    scrape: exporter.address,
    rules: STORIES.map((alert) => ({
      alert,
      expr: `story{story="${alert}"} == 1`,
      labels: { severity: "page" },
      annotations: { summary: `${alert}が鳴った`, value: "{{ $value }}" },
    })),
  });
  watch.start();
  await betweenLooks(boundary);
  const began = Date.now();
  const both = (...args) => Promise.all(sides.map(({ address, token }) => amtool(address, args, { token })));
  const silence = (matcher, duration) => both("silence", "add", matcher, "--author=水野", "--comment=点検", `--duration=${duration}`);
  const { on, off } = exporter;
  const kill = Math.max(boundary.getTime() + MINUTE - Date.now() + 11 * SECOND, 75 * SECOND);
  // What fires at 0 is told a second and a moment later, and looked at each five seconds from then on. No deed falls on such a look, nor
  // on one of a group that begins later: which of the two comes first would be another thing at either side. Nor does the end of what
  // Prometheus is killed with, three or four seconds later.
  const deeds = [
    [0, () => ["Steady", "Flapping", "DiskSlow", "Silenced", "SilencedEnds", "Muted", "Office", "Twice", "Child"].forEach((name) => on(name))],
    [0, () => ["a", "b", "c"].forEach((instance) => ["Trio", "Each", "Few"].forEach((name) => on(name, instance)))],
    [2, () => posted(sides)],
    [3, () => on("Twice", "c")],
    [8, () => silence("alertname=Silenced", "25s")],
    [8, () => silence("alertname=~SilencedEnds|Nothing", "40s")],
    [12, () => on("NodeDown")],
    [13, () => off("Flapping")],
    [18, () => on("Flapping")],
    [19, () => off("SilencedEnds")],
    [19, () => off("Trio", "b")],
    [26, () => off("Flapping")],
    [29.5, () => off("NodeDown")],
    [32, () => on("Flapping")],
    [34, () => on("Trio", "b")],
    [40, () => off("Flapping")],
    [43, () => off("Each", "b")],
    [45, () => on("SilencedEnds")],
    [48, () => ["a", "b", "c"].forEach((instance) => off("Trio", instance))],
    [54, () => off("Child")],
    [64, () => on("Child")],
    [kill / SECOND, () => prometheus.kill()],
    [kill / SECOND + 16, () => [exporter.clear(), on("Steady"), on("Trio", "b"), prometheus.start()].at(-1)],
    [kill / SECOND + 30, () => exporter.clear()],
    [kill / SECOND + 42, () => {}],
  ];
  for (const [at, deed] of deeds) {
    await pause(Math.max(0, began + at * SECOND - Date.now()));
    await deed();
  }
  await watch.stop();
  const ended = Date.now();

  await t.test("the story happened", () => {
    const shown = [...watch.seen("alert ")].join("\n");
    for (const part of ["silenced by 1", "inhibited by {alertname=NodeDown", "active"]) assert.ok(shown.includes(part), part);
    const said = told(receiver.requests, "/alertmanager/").map(({ what }) => what);
    const muted = said.filter((what) => what.startsWith("muted"));
    assert.ok(muted.length >= 2 && said.some((what) => what.startsWith("office")), said.join("\n"));
    assert.ok(said.filter((what) => what.includes("Steady") && what.includes("firing")).length >= 3, "it was repeated");
    t.diagnostic(`${said.length} notifications, ${watch.samples.length} looks`);
  });
  await t.test("the same is active, silenced, inhibited, and grouped", () => {
    assert.deepEqual(watch.differences(GROUP_INTERVAL), []);
  });
  await t.test("the same is told, to within a group interval", () => {
    const all = ["/alertmanager/", "/ryugaku/"].map((side) => told(receiver.requests, side));
    const names = ["Alertmanager", "Ryugaku"];
    assert.deepEqual(unlike(all, { names, tolerance: GROUP_INTERVAL + 2 * SECOND, began, ended }), []);
  });
});

/** The next full minute that is far enough away, once it is near enough: time intervals know nothing shorter. */
async function minuteSoon() {
  const minute = new Date(Math.ceil((Date.now() + 25 * SECOND) / MINUTE) * MINUTE);
  await pause(Math.max(0, minute - Date.now() - 50 * SECOND));
  return minute;
}

/** Two seconds at least, until the minute begins, and ends, between two looks at the groups that fire from now on. */
async function betweenLooks(minute) {
  const least = 2 * SECOND;
  const off = (minute - Date.now() - 4 * SECOND - least) % GROUP_INTERVAL;
  await pause(least + (off < 0 ? off + GROUP_INTERVAL : off));
}

function routing(sink, minute) {
  const clock = (date) => date.toISOString().slice(11, 16);
  const end = clock(new Date(minute.getTime() + MINUTE));
  const times = [{ start_time: clock(minute), end_time: end === "00:00" ? "24:00" : end }];
  const webhook = (name, more = {}) => ({ url: `${sink}/${name}`, ...more });
  const receivers = ["everyone", "muted", "office", "twice", "each", "child", "unheard"];
  return {
    global: { resolve_timeout: "15s" },
    route: {
      receiver: "everyone",
      group_by: ["alertname"],
      group_wait: "1s",
      group_interval: "5s",
      // No multiple of the group interval: Alertmanager counts from when it has logged a notification, a moment after the look.
      repeat_interval: "28s",
      routes: [
        { receiver: "muted", matchers: ['alertname="Muted"'], mute_time_intervals: ["minute"] },
        { receiver: "office", matchers: ['alertname="Office"'], active_time_intervals: ["minute"] },
        // Two routes whose groups are called the same.
        { receiver: "twice", matchers: ['alertname="Twice"'], continue: true },
        { receiver: "twice", matchers: ['alertname="Twice"', 'instance=~"a|b"'] },
        { receiver: "each", matchers: ['alertname="Each"'], group_by: ["..."] },
        { receiver: "few", matchers: ['alertname="Few"'], repeat_interval: "18s" },
        {
          receiver: "unheard",
          matchers: ["severity=~page|warn", 'alertname="Child"'],
          routes: [{ receiver: "child", matchers: ['instance=~"a.*"'], group_by: ["instance", "missing"] }],
        },
      ],
    },
    inhibit_rules: [{ source_matchers: ['alertname="NodeDown"'], target_match_re: { alertname: "Disk.*" }, equal: ["instance"] }],
    time_intervals: [{ name: "minute", time_intervals: [{ times }] }],
    receivers: [
      ...receivers.map((name) => ({ name, webhook_configs: [webhook(name)] })),
      { name: "few", webhook_configs: [webhook("few-0", { max_alerts: 2 }), webhook("few-1", { send_resolved: false })] },
    ],
  };
}

async function imported(t, server, settings) {
  const home = await mkdtemp(path.join(os.tmpdir(), "import-e2e-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  // Each part in YAML's flow style.
  const parts = Object.entries(settings).map(([name, part]) => `${name}: ${JSON.stringify(part)}\n`);
  await writeFile(`${home}/alertmanager.yml`, parts.join(""));
  await server.cli("import", `${home}/alertmanager.yml`);
}

/** By hand, and without an end: it lasts for the configuration's `resolve_timeout`. */
async function posted(sides) {
  const labels = { alertname: "ByHand", instance: "hand" };
  const body = JSON.stringify([{ labels, annotations: { summary: "手で" }, startsAt: new Date().toISOString() }]);
  for (const { address, token, intake } of sides) {
    const headers = { "content-type": "application/json", ...(intake && { authorization: `Bearer ${intake}` }) };
    const answer = await fetch(`${address}/api/v2/alerts`, { method: "POST", headers, body });
    assert.equal(answer.status, 200, await answer.text());
  }
}
