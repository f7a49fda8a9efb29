// A Slack that listens on the loopback address: channels, messages and people as the program sees them through the Web API. It keeps
// all that it is told, and what Slack would not have taken.

import { once } from "node:events";
import http from "node:http";

import { atTheEnd } from "./cleanup.mjs";
import { beyondLimits } from "./slack-limits.mjs";
import { describedBySlack } from "./slack-described.mjs";

export const BOT = "U0BOT";
const TOKEN = "xoxb-of-nobody";
export const SECRET = "a signing secret of nobody";

/** One workspace; `t` stops it. */
export async function startSlack(t) {
  const workspace = new Workspace(await describedBySlack());
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const { status, headers = {}, answer } = workspace.called(request.url.split("/").pop(), request.headers, new URLSearchParams(body));
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atTheEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  workspace.url = `http://127.0.0.1:${server.address().port}/api/`;
  return workspace;
}

export class Workspace {
  channels = new Map();
  people = new Map();
  /** All that was shown to somebody, in order: `{ method, to, ts, blocks, view }`. */
  shown = [];
  /** How many answers were lost, of what was done though it took too long. */
  unread = 0;
  /** What Slack would not have taken. */
  faults = [];
  #mishaps = [];
  #described;
  #count = 0;

  constructor(described) {
    this.#described = described;
    this.channels.set("C1", { id: "C1", name: "general", creator: "U1", created: 0, archived: false, members: new Set(), topic: "", pins: [], messages: [] });
  }

  /** The settings of a program that is to speak to this one. */
  get settings() {
    return { RYUGAKU_SLACK_API_URL: this.url, RYUGAKU_SLACK_BOT_TOKEN: TOKEN, RYUGAKU_SLACK_SIGNING_SECRET: SECRET };
  }

  account(id, name, email, team = "T0") {
    this.people.set(id, { id, team_id: team, name, real_name: name, deleted: false, is_bot: false, profile: { email } });
  }

  /** The next call of this method, with fields that fit, is answered so: `{ error, needed }`, or `{ status }`. */
  next(method, mishap, fits = () => true) {
    this.#mishaps.push({ method, mishap, fits });
  }

  /** The channel of that name; undefined while there is none. */
  channel(name) {
    return [...this.channels.values()].find((channel) => channel.name === name);
  }

  /** Somebody writes in a channel, or in the thread under a message. */
  write(channel, user, text, thread) {
    const ts = this.#stamp();
    const under = thread === undefined ? {} : { thread_ts: thread };
    this.channels.get(channel).messages.push({ type: "message", ts, user, text, ...under });
    return ts;
  }

  called(method, headers, fields) {
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 200, answer: { ok: false, error: "invalid_auth" } };
    this.faults.push(...this.#described(method, fields));
    for (const field of ["blocks", "view"]) {
      if (fields.has(field)) this.faults.push(...beyondLimits(JSON.parse(fields.get(field))).map((what) => `${method}: ${field}: ${what}`));
    }
    const place = this.#mishaps.findIndex((one) => one.method === method && one.fits(fields));
    const [{ mishap } = {}] = place < 0 ? [] : this.#mishaps.splice(place, 1);
    if (mishap?.status) return { status: mishap.status, headers: mishap.headers, answer: { ok: false } };
    if (mishap) return { status: 200, answer: { ok: false, ...mishap } };
    const answer = this.#answer(method, Object.fromEntries(fields));
    return { status: 200, answer: typeof answer === "string" ? { ok: false, error: answer } : { ok: true, ...answer } };
  }

  /** What the method gives; a text is Slack's word for what went wrong. */
  #answer(method, fields) {
    const { channel: id, user, name, ts } = fields;
    const channel = this.channels.get(id);
    if (id !== undefined && channel === undefined) return "channel_not_found";
    const blocks = fields.blocks && JSON.parse(fields.blocks);
    const view = fields.view && JSON.parse(fields.view);
    const show = (what) => this.shown.push({ method, ...what });
    const among = (set, value, there) => (set.includes(value) ? there : (set.push(value), {}));
    switch (method) {
      case "auth.test":
        return { user_id: BOT, team_id: "T0", team: "Example" };
      case "conversations.create":
        return this.#create(name);
      case "conversations.list":
        return { channels: [...this.channels.values()].map(about), response_metadata: { next_cursor: "" } };
      case "conversations.invite":
        if (!this.people.has(fields.users)) return "user_not_found";
        if (channel.members.has(fields.users)) return "already_in_channel";
        channel.members.add(fields.users);
        return {};
      case "conversations.kick":
        return channel.members.delete(fields.user) ? {} : "not_in_channel";
      case "conversations.setTopic":
        channel.topic = fields.topic;
        return {};
      case "conversations.archive":
      case "conversations.unarchive":
        channel.archived = method === "conversations.archive";
        return {};
      case "conversations.history":
        return { messages: channel.messages.filter((one) => !one.thread_ts && (!fields.latest || one.ts === fields.latest)).toReversed() };
      case "conversations.replies": {
        const named = channel.messages.find((one) => one.ts === ts);
        if (named === undefined) return "thread_not_found";
        const first = named.thread_ts ?? ts;
        return { messages: channel.messages.filter((one) => one.ts === first || (one.thread_ts === first && one.ts === fields.latest)) };
      }
      case "chat.postMessage": {
        if (channel.archived) return "is_archived";
        const message = { type: "message", ts: this.#stamp(), user: BOT, text: fields.text, metadata: JSON.parse(fields.metadata) };
        channel.messages.push(message);
        show({ to: channel.name, ts: message.ts, blocks, text: fields.text });
        return { ts: message.ts };
      }
      case "chat.update":
        if (!channel.messages.some((one) => one.ts === ts)) return "message_not_found";
        show({ to: channel.name, ts, blocks, text: fields.text });
        return { ts };
      case "chat.postEphemeral":
        show({ to: user, blocks, text: fields.text });
        return {};
      case "pins.add":
        return among(channel.pins, fields.timestamp, "already_pinned");
      case "users.info":
        return this.people.has(user) ? { user: this.people.get(user) } : "user_not_found";
      case "users.lookupByEmail": {
        const found = [...this.people.values()].find(({ profile }) => profile.email === fields.email);
        return found ? { user: found } : "users_not_found";
      }
      case "views.open":
        show({ to: fields.trigger_id, view });
        return { view: { id: "V1" } };
      case "views.publish":
        show({ to: fields.user_id, view });
        return {};
      default:
        return "unknown_method";
    }
  }

  #create(name) {
    if (!/^[a-z0-9_-]{1,80}$/.test(name)) return "invalid_name";
    if (this.channel(name)) return "name_taken";
    this.#count += 1;
    const id = `C${this.#count + 100}`;
    const created = Math.floor(Date.now() / 1000);
    this.channels.set(id, { id, name, creator: BOT, created, archived: false, members: new Set(), topic: "", pins: [], messages: [] });
    return { channel: about(this.channels.get(id)) };
  }

  #stamp() {
    this.#count += 1;
    return `${Math.floor(Date.now() / 1000)}.${String(this.#count).padStart(6, "0")}`;
  }
}

const about = ({ id, name, creator, created, archived }) => ({ id, name, creator, created, is_archived: archived });
