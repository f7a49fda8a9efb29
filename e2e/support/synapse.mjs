// A real Matrix homeserver (Synapse) on the loopback address, and people who speak there.

import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { Child, freePort } from "./children.mjs";
import { atTheEnd } from "./cleanup.mjs";
import { environment } from "./settings.mjs";
import { until } from "./until.mjs";

const run = promisify(execFile);

/** The Python that has it; without one what needs it is skipped. */
export const synapsePython = process.env.RYUGAKU_E2E_SYNAPSE;

const SECRET = "of the e2e tests";
const SERVER = "matrix.test";

export async function startSynapse(t) {
  const home = await mkdtemp(path.join(os.tmpdir(), "synapse-e2e-"));
  const port = await freePort();
  const fast = { per_second: 1000, burst_count: 1000 };
  // JSON is YAML.
  await writeFile(
    `${home}/homeserver.yaml`,
    JSON.stringify({
      server_name: SERVER,
      report_stats: false,
      listeners: [{ port, type: "http", bind_addresses: ["127.0.0.1"], resources: [{ names: ["client"] }] }],
      database: { name: "sqlite3", args: { database: `${home}/homeserver.db` } },
      media_store_path: `${home}/media`,
      signing_key_path: `${home}/signing.key`,
      trusted_key_servers: [],
      registration_shared_secret: SECRET,
      macaroon_secret_key: SECRET,
      form_secret: SECRET,
      rc_message: fast,
      rc_registration: fast,
      rc_login: { address: fast, account: fast },
      rc_joins: { local: fast },
      rc_invites: { per_room: fast, per_user: fast, per_issuer: fast },
      rc_room_creation: fast,
    }),
  );
  const synapse = new Synapse({ home, port });
  await run(synapsePython, [...synapse.program, "--generate-keys"], { cwd: home, env: environment({ HOME: home }) });
  atTheEnd(t, async () => {
    await synapse.stop();
    await rm(home, { recursive: true, force: true });
  });
  await synapse.start();
  return synapse;
}

class Synapse {
  #child;

  constructor({ home, port }) {
    this.home = home;
    this.address = `http://127.0.0.1:${port}`;
    this.program = ["-m", "synapse.app.homeserver", "--config-path", `${home}/homeserver.yaml`];
  }

  async start() {
    const child = new Child(synapsePython, this.program, { cwd: this.home });
    this.#child = child;
    const ready = async () => (await fetch(`${this.address}/_matrix/client/versions`)).ok;
    await until("Synapse is ready", ready, { within: 60_000, unless: () => child.mustRun() });
  }

  async stop() {
    if (this.#child?.running) await this.#child.end("SIGTERM");
  }

  /** Somebody with an account of their own. */
  async person(name) {
    const register = `${this.address}/_synapse/admin/v1/register`;
    const { nonce } = await (await fetch(register)).json();
    const mac = createHmac("sha1", SECRET).update([nonce, name, "any password", "notadmin"].join("\0")).digest("hex");
    const body = JSON.stringify({ nonce, username: name, password: "any password", admin: false, mac });
    const answer = await fetch(register, { method: "POST", body });
    if (!answer.ok) throw new Error(`${name} cannot be registered: ${await answer.text()}`);
    const { access_token: token, user_id: id } = await answer.json();
    return new Person(this, id, token);
  }
}

class Person {
  #count = 0;

  constructor(synapse, id, token) {
    this.synapse = synapse;
    this.id = id;
    this.token = token;
  }

  async call(method, where, body) {
    const url = `${this.synapse.address}/_matrix/client/v3/${where.map(encodeURIComponent).join("/")}`;
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${where.join("/")}: ${answer.status} ${JSON.stringify(said)}`);
    return said;
  }

  /** A room with one other, unencrypted; gives its id. */
  async direct(other) {
    const asked = { preset: "trusted_private_chat", is_direct: true, invite: [other] };
    return (await this.call("POST", ["createRoom"], asked)).room_id;
  }

  /** The room at this alias, once it is there and one has come in. */
  async join(alias) {
    const join = async () => (await this.call("POST", ["join", `#${alias}:${SERVER}`], {})).room_id;
    return until(`${this.id} is in ${alias}`, () => join().catch(() => undefined));
  }

  async send(room, kind, content) {
    this.#count += 1;
    return (await this.call("PUT", ["rooms", room, "send", kind, `e2e${this.#count}`], content)).event_id;
  }

  say(room, text) {
    return this.send(room, "m.room.message", { msgtype: "m.text", body: text });
  }

  react(room, event, key) {
    return this.send(room, "m.reaction", { "m.relates_to": { rel_type: "m.annotation", event_id: event, key } });
  }

  /** All messages of the room in their order, each with what it says now. */
  async messages(room) {
    const url = `${this.synapse.address}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=200`;
    const { chunk } = await (await fetch(url, { headers: { authorization: `Bearer ${this.token}` } })).json();
    const events = chunk.reverse().filter((event) => event.type === "m.room.message");
    const edits = new Map();
    const kept = [];
    for (const { content, event_id: id, sender } of events) {
      const relates = content["m.relates_to"];
      if (relates?.rel_type === "m.replace") edits.set(relates.event_id, content["m.new_content"].body);
      else kept.push({ id, sender, body: content.body, thread: relates?.rel_type === "m.thread" ? relates.event_id : undefined });
    }
    return kept.map((message) => ({ ...message, body: edits.get(message.id) ?? message.body }));
  }

  /** The first message of somebody else that fits, once it is there. */
  hears(room, pattern) {
    const find = async () => (await this.messages(room)).find(({ sender, body }) => sender !== this.id && pattern.test(body));
    return until(`${this.id} hears ${pattern}`, find);
  }

  async state(room, kind) {
    return this.call("GET", ["rooms", room, "state", kind, ""]);
  }
}
