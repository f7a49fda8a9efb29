// kill -9, a full disk, a locked database, the owner's lease lost, all in the middle of load: nothing that was acknowledged is missing
// afterwards, nothing has resolved, nobody was told that it had, and the program says what is wrong meanwhile.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, statfs, unlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Api } from "../support/api.mjs";
import { Bystander } from "../support/bystander.mjs";
import { Child } from "../support/children.mjs";
import { atTheEnd } from "../support/cleanup.mjs";
import { Load } from "../support/load.mjs";
import { createDatabase } from "../support/postgres.mjs";
import { startReceiver } from "../support/receiver.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

/** After so many ms an alert that nobody says again is over, where alerts are to be so short. */
const TIMEOUT = 10_000;

for (const engine of engines) {
  test(`kill -9 under load on ${engine}`, async (t) => {
    const receiver = await startReceiver(t);
    const server = await startServer(t, { engine, env: allowed(receiver) });
    const [admin, intake] = [await server.api("admin"), await server.api("intake")];
    await routed(admin, receiver, { resolve_timeout: `${TIMEOUT / 1_000}s` });
    // Without an end: they time out, should they be forgotten. They are said again, as Prometheus does.
    const load = new Load(t, [intake], { name: "Killed", again: TIMEOUT / 5 });
    for (let kill = 0; kill < 6; kill++) {
      await load.more(40 + ((kill * 37) % 60));
      await server.kill();
      // Once it is away for longer than alerts live. Nobody could say that they go on: they are held until somebody can.
      if (kill === 3) await pause(TIMEOUT + 1_000);
      await server.start();
    }
    await load.more(40);
    await load.stop();
    await whole(t, { load, servers: [admin], receiver });
  });

  test(`a locked database on ${engine}`, async (t) => {
    const receiver = await startReceiver(t);
    const server = await startServer(t, { engine, env: allowed(receiver) });
    const [admin, intake] = [await server.api("admin"), await server.api("intake")];
    await routed(admin, receiver);
    const load = new Load(t, [intake], { name: "Locked" });
    await load.more(60);
    const locker = lock(server, engine === "sqlite" ? 14 : 28);
    await pause(2_000);
    // Who reads is served, from memory and from the rows.
    for (const page of ["/api/v2/alerts", "/api/v1/incidents"]) {
      assert.equal((await fetch(server.address + page, { ...bearer(admin), signal: AbortSignal.timeout(10_000) })).status, 200, page);
    }
    assert.equal((await locker.gone()).code, 0, locker.stderr);
    t.diagnostic(`while it was locked: ${load.told}; ${[...load.words.values()].at(-1)}`);
    assert.deepEqual([...load.answers.keys()].filter((status) => ![200, 503].includes(status)), [], "each sender is told in time");
    assert.match(load.words.get(503) ?? "", /busy|locked|not answering/i, "and told why");
    await load.more(60);
    await load.stop();
    await whole(t, { load, servers: [admin], receiver });
  });
}

test("a full disk", async (t) => {
  const disk = await smallDisk(t, 96);
  if (!disk) return;
  const receiver = await startReceiver(t);
  const server = await startServer(t, { under: disk, env: allowed(receiver) });
  const [admin, intake] = [await server.api("admin"), await server.api("intake")];
  await routed(admin, receiver);
  const { bavail, bsize } = await statfs(disk);
  await writeFile(`${disk}/filling`, Buffer.alloc(bavail * bsize - (12 << 20), 1));
  const load = new Load(t, [intake], { name: "Disk", batch: 20, filling });
  const refused = () => (load.answers.get(503) ?? 0) + (load.answers.get(507) ?? 0);
  await until("the disk is full", () => refused() >= 40, { within: 90_000 });
  t.diagnostic(`${load.told}; ${[...load.words.values()].at(-1)}`);
  assert.deepEqual([...load.answers.keys()].filter((status) => ![200, 503, 507].includes(status)), []);
  await until("the senders are told so", () => [...load.words.values()].some((text) => /disk is full/.test(text)));
  await until("the log says so", () => /full/.test(server.printed));
  // What is there is still shown.
  assert.equal((await admin.raw("GET", "/api/v2/alerts")).status, 200);
  assert.equal((await admin.raw("GET", "/api/v1/incidents")).status, 200);
  assert.equal((await admin.raw("GET", "/healthz")).status, 200);
  const before = load.acknowledged.size;
  await pause(3_000);
  await unlink(`${disk}/filling`);
  await until("it takes alerts again by itself", () => load.acknowledged.size > before + 100);
  await load.stop();
  await whole(t, { load, servers: [admin], receiver });

  await t.test("and after kill -9 with the disk full again", async (t) => {
    const { bavail, bsize } = await statfs(disk);
    await writeFile(`${disk}/filling`, Buffer.alloc(Math.max(0, bavail * bsize - (4 << 20)), 1));
    const more = new Load(t, [intake], { name: "Again", batch: 20, filling });
    await until("the disk is full", () => (more.answers.get(503) ?? 0) >= 20, { within: 90_000 });
    await server.kill();
    await more.stop();
    await unlink(`${disk}/filling`);
    await server.start();
    load.acknowledged = new Set([...load.acknowledged, ...more.acknowledged]);
    await whole(t, { load, servers: [admin], receiver });
  });
});

if (engines.includes("postgres")) {
  test("the owner stands still for longer than its lease", async (t) => {
    const receiver = await startReceiver(t);
    const database = await createDatabase(t);
    const env = { ...allowed(receiver), RYUGAKU_SECRET_KEY: randomBytes(32).toString("hex") };
    const one = await startServer(t, { engine: "postgres", database, env });
    const other = await startServer(t, { engine: "postgres", database, env });
    const token = await one.token("admin");
    const [atOne, atOther] = [one, other].map(({ address }) => new Api(address, token));
    await routed(atOne, receiver);
    const words = /this replica applies the alerts|another replica has taken over|alerts cannot be applied/g;
    const owns = (server) => [...server.printed.matchAll(words)].at(-1)?.[0];
    await until("one is the owner", () => owns(one) === "this replica applies the alerts");

    const load = new Load(t, [atOne, atOther], { name: "Lease", senders: 4, pace: 200 });
    for (const [still, stillApi, working, workingApi] of [
      [one, atOne, other, atOther],
      [other, atOther, one, atOne],
    ]) {
      await load.more(60);
      const bystander = new Bystander(t, workingApi);
      const before = load.acknowledged.size;
      still.signal("SIGSTOP");
      try {
        await pause(16_000);
        const during = load.acknowledged.size - before;
        t.diagnostic(`${during} alerts acknowledged while the owner stood still`);
        assert.ok(during > 50, "the other takes alerts");
        await until("the other has taken over", () => owns(working) === "this replica applies the alerts", { within: 30_000 });
        const missing = await load.missing(workingApi);
        assert.deepEqual(missing.slice(0, 3), [], `${missing.length} taken in and not applied\n${working.printed.slice(-3_000)}`);
      } finally {
        still.signal("SIGCONT");
      }
      const lost = () => owns(still) !== "this replica applies the alerts";
      await until("it says that it has lost the alerts", lost, { within: 30_000 }).catch((error) => {
        throw new Error(`${error.message}\n${still.printed.slice(-3_000)}`);
      });
      const { longest, faults } = await bystander.stop();
      t.diagnostic(`the longest that another waited at the working replica: ${longest} ms; ${faults.length} refused: ${faults[0] ?? ""}`);
      assert.ok(longest < 20_000);
      assert.equal((await stillApi.raw("GET", "/api/v2/alerts")).status, 200);
    }
    await load.more(60);
    await load.stop();
    assert.deepEqual([...load.answers.keys()].filter((status) => [400, 500].includes(status)), [], load.told);
    await whole(t, { load, servers: [atOne, atOther], receiver });
  });
}

/** Nothing that compressing makes small. */
const filling = () => randomBytes(2_250).toString("base64");

const bearer = ({ token }) => ({ headers: { authorization: `Bearer ${token}` } });

function allowed(receiver) {
  return { RYUGAKU_WEBHOOKS_ALLOW_PRIVATE: new URL(receiver.address).host };
}

/** Everything goes to one webhook, by alert, at once. */
async function routed(admin, receiver, global = {}) {
  const route = { receiver: "all", group_by: ["..."], group_wait: "0s", group_interval: "1s", repeat_interval: "1h" };
  const settings = { global, route, receivers: [{ name: "all", webhook_configs: [{ url: receiver.address }] }] };
  await admin.post("/api/v1/routing/import", settings, { "content-type": "application/yaml" });
}

/** All that was acknowledged is active everywhere, began once, and was told as firing, never as resolved. */
async function whole(t, { load, servers, receiver }) {
  t.diagnostic(load.told);
  for (const api of servers) assert.deepEqual(await load.missing(api), [], `missing at ${api.address}`);
  let ours = [];
  const written = async () => {
    const runs = await servers[0].all("/api/v1/alerts/history?limit=200");
    ours = runs.filter(({ labels }) => load.acknowledged.has(labels.alertname));
    return ours.length >= load.acknowledged.size;
  };
  // On PostgreSQL the lease of who was killed must run out first.
  await until("the history has them all", written, { within: 60_000, every: 500 }).catch(() => {});
  assert.deepEqual(ours.filter(({ ended_at: end }) => end).map(({ labels }) => labels.alertname), [], "none has ended");
  assert.equal(ours.length, load.acknowledged.size, "each began once");
  const told = (status) => {
    const all = receiver.requests.flatMap(({ body }) => JSON.parse(body).alerts);
    return new Set(all.filter((alert) => alert.status === status).map(({ labels }) => labels.alertname));
  };
  assert.deepEqual([...told("resolved")], [], "nobody was told that one had resolved");
  const untold = () => {
    const heard = told("firing");
    return [...load.acknowledged].filter((name) => !heard.has(name));
  };
  // What failed some times is tried again after minutes.
  await until("each was told", () => untold().length === 0, { within: 150_000, every: 500 }).catch(() => {});
  assert.deepEqual(untold().slice(0, 10), [], `${untold().length} were never told to the receiver`);
}

/** Keeps everybody else from writing for some seconds. */
function lock(server, seconds) {
  if (!server.database) {
    const file = path.join(server.data, "ryugaku.db");
    // Those who write leave it little room.
    return new Child("sqlite3", [file, ".timeout 30000", "begin exclusive;", `.shell sleep ${seconds}`, "commit;"]);
  }
  const statements = ["begin", "lock table journal, journal_head in exclusive mode", `select pg_sleep(${seconds})`, "commit"];
  return new Child("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statements.join(";"), server.database]);
}

/** A file system of so many MB; undefined, and said, where this machine allows none. */
async function smallDisk(t, megabytes) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "disk-e2e-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    await rm(folder, { recursive: true });
    process.stderr.write(`SKIPPED: no file system of our own can be mounted here: ${error.stderr}\n`);
    t.skip("this machine lets nobody mount a file system");
    return undefined;
  }
  atTheEnd(t, async () => {
    execFileSync("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}
