// What nobody should send, at sizes that hurt, through the real doors: it is refused in words or pushed back, the program's memory
// stays bounded, and others are answered meanwhile.

import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { Bystander, memory } from "../support/bystander.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

/** In MB over what it held before, for what is at most 10 MB of body. */
const MORE_MEMORY = 400;
/** In ms. The machine is busy with the test too. */
const PATIENCE = 5_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

for (const engine of engines) {
  test(`bad input on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    const admin = await server.api("admin");
    const intake = await server.api("intake");
    const send = async (body, headers = {}) => {
      const bytes = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const authorization = `Bearer ${intake.token}`;
      const all = { "content-type": "application/json", authorization, ...headers };
      const answer = await fetch(`${server.address}/api/v2/alerts`, { method: "POST", headers: all, body: bytes });
      return { status: answer.status, text: await answer.text() };
    };
    const active = async (filter) => admin.get(`/api/v2/alerts${filter ? `?filter=${encodeURIComponent(filter)}` : ""}`);
    /** Runs a part while a bystander watches, and says what it cost. */
    const hard = (name, deed) =>
      t.test(name, async (t) => {
        const before = await memory(server.pid);
        const bystander = new Bystander(t, admin);
        let seen;
        try {
          await deed(t);
        } finally {
          seen = await bystander.stop();
        }
        const after = await memory(server.pid);
        t.diagnostic(
          `memory ${before.now.toFixed()} → ${after.now.toFixed()} MB, at most ${after.peak.toFixed()}; ` +
            `the bystander asked ${seen.count} times, the longest took ${seen.longest} ms`,
        );
        assert.deepEqual(seen.faults, [], "others are served");
        assert.ok(seen.longest < PATIENCE, `a bystander waited ${seen.longest} ms`);
        assert.ok(after.now - before.now < MORE_MEMORY, `${before.now} → ${after.now} MB`);
        assert.ok(after.peak < 1_200, `${after.peak} MB at most`);
      });

    await hard("a million labels", async () => {
      const name = (n) => n.toString(36);
      const pairs = (count) => `{${Array.from({ length: count }, (_, n) => `"${name(n)}":"1"`)}}`;
      const million = await send(`[{"labels":${pairs(1_000_000)}}]`);
      assert.equal(million.status, 413);
      assert.match(million.text, /10485760|10 MB|large/i);
      const packed = await send(gzipSync(`[{"labels":${pairs(1_000_000)}}]`), { "content-encoding": "gzip" });
      assert.equal(packed.status, 413, packed.text);
      const most = await send(`[{"labels":${pairs(800_000)}},{"labels":{"alertname":"Beside"}}]`);
      assert.equal(most.status, 400, most.text.slice(0, 500));
      assert.match(JSON.parse(most.text), /^0\.labels: .*800000/);
      await until("what came with it is taken", async () => (await active("alertname=Beside")).length === 1);
      // In pieces that are allowed, a million are taken.
      const names = Array.from({ length: 99 }, (_, n) => `"${name(n)}":"1"`);
      // They are counted on later, however long all between takes.
      const end = new Date(Date.now() + HOUR).toISOString();
      const batch = (part) => Array.from({ length: 2_500 }, (_, n) => `{"labels":{"alertname":"M${part}x${n}",${names}},"endsAt":"${end}"}`);
      for (let part = 0; part < 4; part++) assert.deepEqual(await send(`[${batch(part)}]`), { status: 200, text: "" });
      await until("all fire", async () => (await active("alertname=~M.*")).length === 10_000);
    });

    await hard("values of a megabyte", async () => {
      const mega = "あ".repeat(350_000);
      const both = [
        { labels: { alertname: "Mega", value: mega } },
        { labels: { alertname: "MegaNote" }, annotations: { summary: mega } },
        { labels: { alertname: "MegaUrl" }, generatorURL: `http://p/${mega}` },
        { labels: { alertname: "MegaName", [mega]: "x" } },
        { labels: { alertname: "Good" } },
      ];
      const { status, text } = await send(both);
      assert.equal(status, 400);
      assert.ok(text.length < 2_000, "what is wrong is not repeated at length");
      for (const part of [/0\.labels\.value: .*4,?096/, /1\.annotations\.summary: .*32,?768/, /3\.labels\.あ+…: .*256/]) {
        assert.match(JSON.parse(text), part);
      }
      await until("the good ones are taken", async () => (await active("alertname=~Good|MegaUrl")).length === 2);
      assert.deepEqual(await active("alertname=~Mega|MegaNote|MegaName"), []);
      const silence = { matchers: [{ name: "a", value: mega, isRegex: false }], createdBy: "x", comment: mega, ...span(0, HOUR) };
      const refused = await admin.raw("POST", "/api/v2/silences", silence);
      assert.equal(refused.status, 400);
      assert.ok((await refused.text()).length < 2_000);
    });

    await hard("100,000 names of labels", async () => {
      for (let part = 0; part < 10; part++) {
        const labels = (n) => Object.fromEntries(Array.from({ length: 100 }, (_, m) => [`name_${part}_${n}_${m}`, "x"]));
        const alerts = Array.from({ length: 100 }, (_, n) => ({ labels: { ...labels(n), alertname: "Names" } }));
        assert.equal((await send(alerts)).status, 200);
      }
      await until("all fire", async () => (await active("alertname=Names")).length === 1_000);
      assert.equal((await active('name_3_7_99="x"')).length, 1);
      for (const page of ["/api/v2/alerts/groups", "/api/v1/alerts?limit=200", "/api/v2/status"]) {
        assert.equal((await admin.raw("GET", page)).status, 200, page);
      }
    });

    await hard("clocks that are days off", async () => {
      const now = Date.now();
      const at = (off) => new Date(now + off).toISOString();
      const cases = [
        // Name, start, end, is it refused, does it fire.
        ["Past", at(-5 * DAY), undefined, false, true],
        ["PastEnded", at(-5 * DAY), at(-4 * DAY), false, false],
        ["PastEndOnly", undefined, at(-4 * DAY), false, false],
        ["FutureStart", at(5 * DAY), undefined, /startsAt/, false],
        ["FutureBoth", at(5 * DAY), at(6 * DAY), false, true],
        ["FutureEnd", undefined, at(400 * DAY), false, true],
        ["Backwards", at(5 * DAY), at(-5 * DAY), /endsAt/, false],
        ["Zero", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", false, true],
        ["Last", at(0), "9999-12-31T23:59:59.999999999Z", false, true],
        ["Before1970", "1901-01-01T00:00:00+14:00", at(HOUR), false, true],
        ["Offset", at(-HOUR).replace("Z", "+00:00"), at(HOUR).replace("Z", "-00:00"), false, true],
        ["Nanoseconds", at(-HOUR).replace("Z", "456789Z"), at(HOUR), false, true],
        ["Words", "yesterday", undefined, /startsAt/, false],
        ["Number", 1_795_000_000, undefined, /startsAt/, false],
        ["Year", "+292277026596-12-04T15:30:08Z", undefined, /startsAt/, false],
      ];
      for (const [name, startsAt, endsAt, refused] of cases) {
        const { status, text } = await send([{ labels: { alertname: `Skew${name}` }, startsAt, endsAt }]);
        assert.equal(status, refused ? 400 : 200, `${name}: ${text}`);
        if (refused) assert.match(text, refused, name);
      }
      const firing = cases.filter(([, , , , fires]) => fires).map(([name]) => `Skew${name}`).sort();
      await until("those that fire do", async () => (await active("alertname=~Skew.*")).length === firing.length);
      const found = await active("alertname=~Skew.*");
      assert.deepEqual(found.map(({ labels }) => labels.alertname).sort(), firing);
      for (const { labels, startsAt, endsAt, updatedAt } of found) {
        for (const time of [startsAt, endsAt, updatedAt]) assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, labels.alertname);
      }
      assert.equal(found.find(({ labels }) => labels.alertname === "SkewPast").startsAt.slice(0, 19), at(-5 * DAY).slice(0, 19));
      assert.equal((await admin.raw("GET", "/alerts")).status < 400, true);
    });

    await hard("silences that repeat and contradict", async () => {
      const put = async (silence) => {
        const answer = await admin.raw("POST", "/api/v2/silences", { createdBy: "x", comment: "x", ...span(0, HOUR), ...silence });
        return { status: answer.status, text: await answer.text() };
      };
      const is = (name, value, isEqual = true, isRegex = false) => ({ name, value, isEqual, isRegex });
      const same = { matchers: [is("alertname", "Twice")] };
      const ids = [];
      for (let n = 0; n < 50; n++) ids.push((await put(same)).text);
      assert.equal(new Set(ids).size, 50, "each is its own, as at Alertmanager");
      await send([{ labels: { alertname: "Twice" } }]);
      const held = async () => (await active("alertname=Twice"))[0]?.status.silencedBy.length === 50;
      await until("all of them hold it", held);
      for (const [matchers, why] of [
        [[is("a", "1"), is("a", "2")], "two values"],
        [[is("a", "1"), is("a", "1", false)], "is and is not"],
        [[], "nothing"],
        [[is("", "x")], "no name"],
        [[is("a", "")], "what is absent"],
        [[is("a", ".*", true, true)], "what may be absent"],
        [[is("a", "(", true, true)], "no expression"],
        [Array.from({ length: 10_000 }, (_, n) => is(`a${n}`, "1")), "too many"],
      ]) {
        const { status, text } = await put({ matchers });
        assert.equal(status, 400, `${why}: ${text}`);
        assert.ok(text.length > 10 && text.length < 2_000, `${why}: ${text}`);
      }
      for (const times of [span(HOUR, 0), span(-2 * HOUR, -HOUR), { startsAt: "x", endsAt: "y" }]) {
        assert.equal((await put({ ...same, ...times })).status, 400, JSON.stringify(times));
      }
      // One that ends before it begins, of one that is there.
      const id = JSON.parse(ids[0]).silenceID;
      assert.equal((await put({ ...same, id, ...span(HOUR, 0) })).status, 400);
      for (const one of ids) await admin.raw("DELETE", `/api/v2/silence/${JSON.parse(one).silenceID}`);
      await until("none holds it", async () => (await active("alertname=Twice"))[0]?.status.state === "active");
    });

    await hard("what hides everything is asked twice", async () => {
      for (const matcher of ["alertname=~.+", "alertname!=", "Nowhere=~.*", "Nowhere!=x"]) {
        const once = await admin.raw("POST", "/api/v1/silences", { matchers: [matcher], duration: "1h", comment: "全部" });
        assert.ok([409, 422].includes(once.status), `${matcher}: ${once.status} ${await once.text()}`);
      }
      assert.equal((await admin.get("/api/v1/silences")).items.length, 0);
      const sure = { matchers: ["alertname=~.+"], duration: "1h", comment: "全部", catches_all: true };
      const { id } = await admin.post("/api/v1/silences", sure);
      const fire = async () => (await admin.get("/api/v2/alerts?silenced=false")).length;
      await until("nothing is active", async () => (await fire()) === 0);
      await admin.post(`/api/v1/silences/${id}/expire`);
      await until("all are active again", async () => (await fire()) > 10_000);
    });

    await hard("expressions that explode", async (t) => {
      const bombs = {
        repeated: "((((a{1,200}){1,200}){1,200}){1,200})",
        words: "(\\w{1,500}\\d{1,500}){1,500}",
        classes: "[\\p{L}\\p{N}]{1000}[\\p{L}]{1000}",
        nested: `${"(".repeat(50_000)}a${")".repeat(50_000)}`,
        long: `(${Array.from({ length: 200_000 }, (_, n) => `a${n}`).join("|")})`,
        lookaround: "(?=a)b",
        backwards: "(a)\\1",
      };
      const quick = async (what, ask, statuses) => {
        const begun = performance.now();
        const answer = await ask();
        const [text, took] = [await answer.text(), performance.now() - begun];
        assert.ok(statuses.includes(answer.status), `${what}: ${answer.status} ${text.slice(0, 300)}`);
        assert.ok(took < PATIENCE, `${what} took ${took.toFixed()} ms`);
        assert.ok(text.length < 3_000, `${what}: the answer has ${text.length} letters`);
      };
      for (const [name, value] of Object.entries(bombs)) {
        const matchers = [{ name: "a", value, isRegex: true }];
        const silence = { matchers, createdBy: "x", comment: "x", ...span(0, HOUR) };
        await quick(`silence, ${name}`, () => admin.raw("POST", "/api/v2/silences", silence), [400, 413]);
        const own = { matchers: [`a=~"${value.replaceAll("\\", "\\\\")}"`], duration: "1h", comment: "x" };
        await quick(`own silence, ${name}`, () => admin.raw("POST", "/api/v1/silences", own), [413, 422]);
        const route = { receiver: "a", routes: [{ receiver: "a", match_re: { a: value } }] };
        const settings = { route, receivers: [{ name: "a" }] };
        const yaml = { "content-type": "application/yaml" };
        await quick(`routes, ${name}`, () => admin.raw("POST", "/api/v1/routing/import", settings, yaml), [413, 422]);
        if (value.length > 100_000) continue;
        const query = (name, value) => admin.raw("GET", `/api/v2/alerts?${new URLSearchParams({ [name]: value })}`);
        await quick(`filter, ${name}`, () => query("filter", own.matchers[0]), [400, 414, 431]);
        await quick(`receiver, ${name}`, () => query("receiver", value), [400, 414, 431]);
        await quick(`list, ${name}`, () => admin.raw("GET", `/api/v1/alerts?${new URLSearchParams({ filter: own.matchers[0] })}`), [414, 422, 431]);
      }
      // What explodes elsewhere is only slow to write here: it is taken, and answered at once.
      for (const value of ["(a*)*b", "(a|a)*c", "(.*)*x(.*)*y", "(a?){30}a{30}"]) {
        await send([{ labels: { alertname: "Victim", a: "a".repeat(4_000) } }]);
        const filter = `a=~"${value}"`;
        await quick(value, () => admin.raw("GET", `/api/v2/alerts?${new URLSearchParams({ filter })}`), [200]);
      }
      const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
      assert.equal((await send(deep)).status, 400);
      assert.equal((await send(`[{"labels":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}]`)).status, 400);
      const laughs = ["a: &a [x,x,x,x,x,x,x,x,x,x]"];
      for (const [one, other] of ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"]) {
        laughs.push(`${other}: &${other} [${Array(10).fill(`*${one}`)}]`);
      }
      const headers = { authorization: `Bearer ${admin.token}`, "content-type": "application/yaml" };
      const post = { method: "POST", headers, body: `${laughs.join("\n")}\nroute: {receiver: a}\nreceivers: [{name: a}]\n` };
      await quick("aliases of aliases", () => fetch(`${server.address}/api/v1/routing/import`, post), [413, 422]);
      t.diagnostic(`${Object.keys(bombs).length} expressions at six doors`);
    });

    await hard("one alert, 10,000 times a second", async (t) => {
      const alert = { labels: { alertname: "Storm", instance: "a" }, annotations: { summary: "嵐" }, startsAt: new Date().toISOString() };
      const [many, one] = [JSON.stringify(Array(500).fill(alert)), JSON.stringify([alert])];
      const counted = new Map();
      const [begun, seconds] = [Date.now(), 5];
      let sent = 0;
      const storm = async (body, size) => {
        while (Date.now() - begun < seconds * 1_000) {
          const { status } = await send(body);
          counted.set(status, (counted.get(status) ?? 0) + size);
          sent += size;
        }
      };
      await Promise.all([...Array.from({ length: 12 }, () => storm(many, 500)), ...Array.from({ length: 4 }, () => storm(one, 1))]);
      t.diagnostic(`${Math.round(sent / seconds)} alerts a second: ${JSON.stringify([...counted])}`);
      assert.ok(sent / seconds >= 10_000, `only ${sent / seconds} a second`);
      assert.deepEqual([...counted.keys()].filter((status) => ![200, 429, 503].includes(status)), []);
      assert.ok(counted.get(200) > 0);
      const found = await until("it fires", async () => {
        const storm = await active("alertname=Storm");
        return storm.length > 0 && storm;
      });
      assert.deepEqual(found.map(({ startsAt }) => Date.parse(startsAt)), [Date.parse(alert.startsAt)]);
      await send([{ labels: { alertname: "AfterStorm" } }]);
      await until("the next one is there soon", async () => (await active("alertname=AfterStorm")).length === 1, { within: 10_000 });
      const { fingerprint } = found[0];
      const history = await admin.get(`/api/v1/alerts/${fingerprint}/history`);
      assert.equal(history.items.length, 1, "it fired once");
      await pause(1_000);
    });
  });
}

/** Times of a silence, in ms from now. */
function span(start, end) {
  return { startsAt: new Date(Date.now() + start).toISOString(), endsAt: new Date(Date.now() + end).toISOString() };
}
