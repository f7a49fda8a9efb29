// An incident run on a real Matrix homeserver, from the first word to its closing; the homeserver goes away in between, and what it missed is
// there afterwards, in order, once.

import assert from "node:assert/strict";
import test from "node:test";

import { ryugakuPrints } from "../support/cli.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { startSynapse, synapsePython } from "../support/synapse.mjs";
import { until } from "../support/until.mjs";

const skip = synapsePython ? false : "no Synapse (RYUGAKU_E2E_SYNAPSE)";

for (const engine of engines) {
  test(`an incident on Matrix on ${engine}`, { skip }, async (t) => {
    const synapse = await startSynapse(t);
    const bot = await synapse.person("ryugaku");
    const aoki = await synapse.person("aoki");
    const env = { RYUGAKU_MATRIX_HOMESERVER: synapse.address, RYUGAKU_MATRIX_ACCESS_TOKEN: bot.token, RYUGAKU_LANGUAGE: "en" };
    const server = await startServer(t, { engine, env });
    const api = await server.api("admin");
    await server.cli("person", "add", "Aoki", "aoki@example.com");
    const token = await server.cli("token", "create", "--name", "hers", "--person", "aoki@example.com");

    // Whose account it is.
    const direct = await aoki.direct(bot.id);
    const me = (...words) => ryugakuPrints(["me", "chat", ...words, "--json", "--server", server.address], { env: { RYUGAKU_TOKEN: token } });
    const { say } = JSON.parse(await me("--code"));
    await until("the bot has come", () => joined(aoki, direct, bot));
    await aoki.say(direct, say);
    await aoki.hears(direct, /You are Aoki/);
    assert.equal(JSON.parse(await me()).account, aoki.id);

    await aoki.say(direct, "!incident open sev2 Checkout is down 決済 🔥");
    await aoki.hears(direct, /Opened INC-1/);
    const room = await aoki.join("inc-1");
    const summary = await aoki.hears(room, /INC-1 SEV2/);
    await until("it is pinned", async () => (await aoki.state(room, "m.room.pinned_events")).pinned.includes(summary.id));

    await aoki.react(room, summary.id, "🙋🏽");
    await until("Aoki commands", async () => (await api.get("/api/v1/incidents/INC-1")).commander?.name === "Aoki");
    await aoki.say(room, "!incident status identified");

    const incident = async () => api.get("/api/v1/incidents/INC-1");
    const scribes = async () => (await api.get("/api/v1/incidents/INC-1/roles")).items.find(({ role }) => role === "scribe").people.map(({ name }) => name).join();
    await aoki.say(room, "!incident severity sev1");
    await until("it is worse", async () => (await incident()).severity === "sev1");
    await aoki.say(room, "!incident take scribe");
    await until("Aoki writes it down", async () => (await scribes()) === "Aoki");
    await aoki.say(room, "!incident leave scribe");
    await until("nobody does", async () => (await scribes()) === "");
    await aoki.say(room, "!incident give scribe Aoki");
    await until("she was given it", async () => (await scribes()) === "Aoki");
    await aoki.say(room, "!incident task Alert on the pool");
    await until("it is a task", async () => (await api.get("/api/v1/tasks")).items.some(({ title }) => title === "Alert on the pool"));

    await aoki.say(room, "!incident update");
    const draft = await aoki.hears(room, /Draft of status update 1/);
    assert.ok(draft.thread, "answers stand in a thread");
    await aoki.react(room, draft.id, "✅");
    await until("it was sent", async () => (await api.get("/api/v1/incidents/INC-1/updates")).items.length === 1);

    const marked = await aoki.say(room, "The pool is exhausted");
    await aoki.react(room, marked, "📌");
    const timeline = async () => JSON.stringify(await api.all("/api/v1/incidents/INC-1/timeline"));
    await until("it stands in the timeline", async () => (await timeline()).includes("The pool is exhausted"));
    await aoki.say(room, "!incident note Rolling back 切り戻し");
    await until("what she noted does too", async () => (await timeline()).includes("Rolling back 切り戻し"));

    await synapse.stop();
    const notes = ["first", "second", "third"].map((word) => `the ${word} while away`);
    for (const text of notes) await api.post("/api/v1/incidents/INC-1/notes", { text });
    await synapse.start();
    const said = async () => (await aoki.messages(room)).map(({ body }) => body).filter((body) => body.includes("while away"));
    await api.post("/api/v1/incidents/INC-1/chat/again", { now: true });
    await until("all is there", async () => (await said()).length >= notes.length);

    await aoki.say(room, "!incident resolve The pool was enlarged");
    await aoki.hears(room, /^Resolved/m);
    await aoki.say(room, "!incident reopen It is back");
    await until("it goes on", async () => (await incident()).status === "investigating");
    await aoki.say(room, "!incident resolve The pool was enlarged once more");
    await until("it is over", async () => (await incident()).status === "resolved");
    await aoki.say(room, "!incident postmortem");
    const drafted = await aoki.hears(room, /Post-mortem of INC-1: Draft/);
    await aoki.react(room, drafted.id, "✅");
    await aoki.hears(room, /^Sent to review/m);
    await aoki.say(room, "!incident postmortem publish");
    await aoki.hears(room, /Post-mortem of INC-1: Published/);
    await aoki.say(room, "!incident close");
    await aoki.hears(room, /^Closed\./m);
    assert.equal((await api.get("/api/v1/incidents/INC-1")).status, "closed");
    const there = await said();
    assert.deepEqual(notes.map((note) => there.findIndex((body) => body.includes(note))), [0, 1, 2], there.join("\n"));
    assert.equal(there.length, notes.length, "each is said once");
  });
}

async function joined(person, room, other) {
  const { joined } = await person.call("GET", ["rooms", room, "joined_members"]);
  return other.id in joined;
}
