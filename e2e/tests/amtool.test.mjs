// amtool's whole walk: silences added, asked for, changed, expired, imported; alerts; what it shows of the server. Alertmanager
// itself goes first, so that what is expected here is what amtool finds there.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "node:test";

import { amtool, startAlertmanager } from "../support/alertmanager.mjs";
import { startReceiver } from "../support/receiver.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HOUR = 3_600_000;

/** What Alertmanager itself let amtool print, by command line. */
const printed = new Map();

test("amtool on Alertmanager", async (t) => {
  const receiver = await startReceiver(t);
  const { address } = await startAlertmanager(t, { settings: routing(receiver.address) });
  await walk(t, address, { keep: (command, text) => printed.set(command, text) });
});

for (const engine of engines) {
  test(`amtool on ${engine}`, async (t) => {
    const receiver = await startReceiver(t);
    const server = await startServer(t, { engine });
    const token = await server.token("member");
    // JSON is YAML.
    const admin = await server.api("admin");
    await admin.post("/api/v1/routing/import", routing(receiver.address), { "content-type": "application/yaml" });
    const keep = (command, text) => assert.equal(text, printed.get(command), command);
    await walk(t, server.address, { token, keep });

    await t.test("who may not", async () => {
      const add = ["silence", "add", "alertname=Forbidden", "--author=root", "--comment=x"];
      for (const role of ["intake", "read"]) {
        await assert.rejects(amtool(server.address, add, { token: await server.token(role) }), /403/);
      }
      await assert.rejects(amtool(server.address, add), /401/);
      const ids = lines(await amtool(server.address, ["silence", "query", "-q"], { token: await server.token("intake") }));
      assert.ok(ids.length > 0, "an intake token reads");
    });

    await t.test("what amtool made is on the page of silences", async () => {
      const api = await server.api("admin");
      const { items } = await api.get("/api/v1/silences");
      assert.ok(items.some(({ comment, created_by: by }) => comment === "点検" && by === "水野"), JSON.stringify(items));
    });
  });
}

// A start that has passed meanwhile becomes the present.
const lasts = ({ startsAt, endsAt }, length) => {
  const off = Date.parse(endsAt) - Date.parse(startsAt) - length;
  assert.ok(Math.abs(off) < 60_000, `${startsAt} to ${endsAt}`);
};
const lines = (text) => text.split("\n").filter((line) => line !== "");

/** Routes of every kind, and what else a configuration says. */
function routing(url) {
  const webhook_configs = [{ url }];
  const names = ["everyone", "db", "db-pager", "osaka", "web"];
  return {
    route: {
      receiver: "everyone",
      group_by: ["alertname", "cluster"],
      group_wait: "1s",
      group_interval: "5s",
      repeat_interval: "4h",
      routes: [
        {
          receiver: "db",
          matchers: ['service=~"mysql|postgres"'],
          routes: [{ receiver: "db-pager", matchers: ['severity="page"', 'env!~"test.*"'], mute_time_intervals: ["weekend"] }],
        },
        { receiver: "osaka", match: { cluster: "大阪" }, continue: true, group_by: ["..."] },
        { receiver: "web", match_re: { service: "web.*" }, active_time_intervals: ["hours"] },
      ],
    },
    inhibit_rules: [{ source_matchers: ['alertname="HostDown"'], target_matchers: ['severity!="page"'], equal: ["instance"] }],
    time_intervals: [
      { name: "weekend", time_intervals: [{ weekdays: ["saturday", "sunday"] }] },
      { name: "hours", time_intervals: [{ weekdays: ["monday:friday"], times: [{ start_time: "09:00", end_time: "18:00" }] }] },
    ],
    receivers: names.map((name) => ({ name, webhook_configs })),
  };
}

/** Alertmanager shows an expression of the old form, `match_re`, with the anchors that it puts there. */
const unanchored = (text) => text.replace(/\^\(\?:(.*?)\)\$/g, "$1").trim();

/** A file with this text for as long as `deed` runs. */
async function inFile(text, deed) {
  const home = await mkdtemp(path.join(os.tmpdir(), "amtool-file-"));
  try {
    await writeFile(`${home}/file`, text);
    return await deed(`${home}/file`);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** `keep` is given what a command prints that hangs on nothing but the configuration. */
async function walk(t, address, { token, keep }) {
  const run = (...args) => amtool(address, args, { token });
  const silences = async (...args) => JSON.parse(await run("silence", "query", "-o", "json", ...args));
  const ids = async (...args) => lines(await run("silence", "query", "-q", ...args)).sort();
  const add = async (matchers, ...flags) => {
    const id = (await run("silence", "add", ...matchers, "--author=水野", "--comment=点検", ...flags)).trim();
    assert.match(id, UUID);
    return id;
  };

  await t.test("silences are added and asked for", async () => {
    const long = await add(["alertname=DiskFull", "instance=~db-.*"], "--duration=4h");
    const short = await add(["alertname=DiskFull", "cluster!=osaka"], "--duration=30m");
    const later = await add(["alertname=NodeDown"], `--start=${new Date(Date.now() + HOUR).toISOString()}`, "--duration=2h");
    const found = (await silences()).find(({ id }) => id === long);
    assert.deepEqual(found.matchers, [
      { isEqual: true, isRegex: false, name: "alertname", value: "DiskFull" },
      { isEqual: true, isRegex: true, name: "instance", value: "db-.*" },
    ]);
    assert.deepEqual([found.status.state, found.createdBy, found.comment], ["active", "水野", "点検"]);
    lasts(found, 4 * HOUR);
    assert.deepEqual(await ids("alertname=DiskFull"), [long, short].sort());
    assert.deepEqual(await ids("alertname=DiskFull", "cluster!=osaka"), [short]);
    assert.deepEqual(await ids("alertname=~Disk.*"), [], "matchers are compared as they are written");
    assert.deepEqual(await ids("alertname=NodeDown"), [later]);
    assert.deepEqual(await ids("--within=1h", "alertname=DiskFull"), [short]);
    assert.deepEqual(await ids("--created-by=nobody"), []);
    assert.match(await run("silence", "query", "NodeDown"), new RegExp(later));
    assert.match(await run("silence", "query", "-o", "extended"), /DiskFull/);
    // Alertmanager's own refusals.
    await assert.rejects(run("silence", "add", "alertname=~.*", "--author=x", "--comment=x"), /400|match/);
    await assert.rejects(run("silence", "add", "alertname=x", "--author=x", "--comment=x", "--end=2020-01-01T00:00:00Z"));
  });

  await t.test("they are changed", async () => {
    const [id] = await ids("alertname=NodeDown");
    await run("silence", "update", "-q", "--comment=延びた", "--duration=5h", id);
    const [changed] = await silences("alertname=NodeDown");
    assert.deepEqual([changed.id, changed.comment], [id, "延びた"]);
    lasts(changed, 5 * HOUR);
    await assert.rejects(run("silence", "update", "--comment=x", randomUUID()));
  });

  await t.test("they are expired, and imported", async (t) => {
    const home = await mkdtemp(path.join(os.tmpdir(), "amtool-import-"));
    t.after(() => rm(home, { recursive: true, force: true }));
    const before = await silences();
    assert.equal(before.length, 3);
    const own = before.map(({ id }) => id);
    await run("silence", "expire", ...own);
    assert.deepEqual(await ids(), []);
    assert.deepEqual(await ids("--expired"), own.sort());
    assert.deepEqual(await ids("--expired", "--within=1h", "alertname=DiskFull"), await ids("--expired", "alertname=DiskFull"));
    // Once more makes no difference.
    await run("silence", "expire", own[0]);
    await assert.rejects(run("silence", "expire", randomUUID()));

    // Some are known there, one is not.
    const strange = { ...before[0], id: randomUUID(), comment: "よそから" };
    await writeFile(`${home}/silences.json`, JSON.stringify([...before, strange]));
    await run("silence", "import", `${home}/silences.json`);
    const after = await silences();
    assert.equal(after.length, 4);
    assert.ok(after.every(({ id }) => !own.includes(id)), "what is expired stays so");
    assert.ok(after.some(({ comment }) => comment === "よそから"));
    await run("silence", "import", "--force", `${home}/silences.json`);
    assert.equal((await silences()).length, 8);
  });

  await t.test("alerts are added and asked for", async () => {
    await run("alert", "add", "Amtool", "severity=page", "--annotation=summary=満杯");
    const query = async () => JSON.parse(await run("alert", "query", "-o", "json", "alertname=Amtool"));
    const [alert] = await until("the alert is there", async () => ((await query()).length > 0 ? await query() : undefined));
    assert.deepEqual(alert.labels, { alertname: "Amtool", severity: "page" });
    assert.deepEqual(alert.annotations, { summary: "満杯" });
    assert.match(await run("alert", "query"), /Amtool/);
  });

  await t.test("alerts are asked for by what holds them back", async () => {
    const start = new Date(Date.now() - HOUR).toISOString();
    await run("alert", "add", "Held", "instance=a", "severity=warn", "service=web-1", `--start=${start}`, "--generator-url=http://p/g");
    await run("alert", "add", "alertname=Held", "instance=b", "severity=page", "service=mysql");
    await run("alert", "add", "HostDown", "instance=a");
    const silence = await add(["alertname=Held", "instance=b"], "--duration=1h");
    const query = async (...args) => {
      const found = JSON.parse(await run("alert", "query", "-o", "json", ...args));
      return found.map(({ labels }) => `${labels.alertname}/${labels.instance ?? ""}`).filter((name) => /Held|HostDown/.test(name)).sort();
    };
    await until("all are there", async () => (await query("--active", "--silenced", "--inhibited")).length === 3);
    await until("it is inhibited", async () => (await query("--inhibited")).includes("Held/a"));
    await until("it is silenced", async () => (await query("--silenced")).includes("Held/b"));
    // As amtool has it: a flag adds to what is shown, and none shows what is active alone.
    assert.deepEqual(await query(), ["HostDown/a"]);
    assert.deepEqual(await query("--silenced"), ["Held/b"]);
    assert.deepEqual(await query("--inhibited"), ["Held/a"]);
    assert.deepEqual(await query("--active", "--silenced", "--inhibited", "instance=~a|c"), ["Held/a", "HostDown/a"]);
    assert.deepEqual(await query("--silenced", "Held"), ["Held/b"]);
    assert.deepEqual(await query("--silenced", "--receiver=db-.*"), ["Held/b"]);
    assert.deepEqual(await query("--silenced", "--receiver=web"), []);
    const all = JSON.parse(await run("alert", "query", "-o", "json", "--inhibited", "alertname=Held"));
    const [{ startsAt, generatorURL, receivers, status, fingerprint }] = all;
    assert.deepEqual([Date.parse(startsAt), generatorURL], [Date.parse(start), "http://p/g"]);
    assert.deepEqual([receivers, status.state, status.silencedBy], [[{ name: "web" }], "suppressed", []]);
    assert.equal(status.inhibitedBy.length, 1);
    keep("fingerprint", fingerprint);
    assert.match(await run("alert", "query", "-o", "extended", "--silenced"), /instance="b"/);
    await run("silence", "expire", silence);
    // The board hears of it a moment after the answer.
    await until("it is no longer silenced", async () => (await query("--silenced")).length === 0);
    // What has ended is no longer asked for.
    await run("alert", "add", "HostDown", "instance=a", `--end=${new Date().toISOString()}`);
    await until("it has ended", async () => (await query("--active")).join() === "Held/a,Held/b");
  });

  await t.test("it shows the server", async () => {
    assert.match(await run("cluster", "show"), /Cluster Status/);
    const shown = await run("config", "show");
    for (const part of [/^route:/m, /receiver: "?db-pager"?$/m, /^inhibit_rules:/m, /name: "?weekend"?$/m]) assert.match(shown, part);
    keep("config routes show", unanchored(await run("config", "routes", "show")));
    // What it shows of its configuration is one.
    await inFile(shown, async (file) => {
      const said = await run("check-config", file);
      assert.match(said, /SUCCESS/);
      for (const part of ["1 inhibit rules", "5 receivers"]) assert.ok(said.includes(part), said);
      keep("config routes show", unanchored(await run("config", "routes", "show", `--config.file=${file}`)));
    });
  });

  await t.test("it says which way labels go", async () => {
    for (const [labels, receivers] of [
      [["alertname=x"], "everyone"],
      [["service=mysql"], "db"],
      [["service=mysql", "severity=page"], "db-pager"],
      [["service=mysql", "severity=page", "env=test-1"], "db"],
      [["service=web-2"], "web"],
      [["cluster=大阪", "service=web"], "osaka,web"],
      [["cluster=大阪"], "osaka"],
      [["service=xweb"], "everyone"],
    ]) {
      assert.equal((await run("config", "routes", "test", ...labels)).trim(), receivers, labels.join(" "));
      await run("config", "routes", "test", `--verify.receivers=${receivers}`, ...labels);
      keep(`tree of ${labels}`, unanchored(await run("config", "routes", "test", "--tree", ...labels)));
    }
    await assert.rejects(run("config", "routes", "test", "--verify.receivers=db", "alertname=x"), /WARNING|db/);
  });
}
