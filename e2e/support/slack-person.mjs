// Somebody in Slack: what they type, press, fill in and mark comes to the program as Slack posts it, signed.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

import { SECRET } from "./slack.mjs";
import { texts } from "./words.mjs";

let count = 0;

const LANGUAGES = await Promise.all(["ja", "en"].map(texts));
const holds = (reply, key) => reply !== undefined && LANGUAGES.some((all) => JSON.stringify(reply).includes(all.get(key)));

/** Whether it came once more and was done before: what was said of it then nobody has read. */
export const wasTaken = (reply) => holds(reply, "bot-taken-said");

/** On a slow machine it may not be known in time whether something was taken: whoever reads that sends it again. */
async function untilTaken(slack, send) {
  for (let times = 1; ; times += 1) {
    const reply = await send();
    if (wasTaken(reply)) slack.unread += 1;
    if (!holds(reply, "bot-too-slow") || times === 5) return reply;
  }
}

/** Posts a body as Slack does, so many times more while it is not taken; gives the answer, parsed, or undefined where nothing stands in it. */
async function post(server, path, type, body, more = 0) {
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${stamp}:${body}`).digest("hex")}`;
  const headers = { "content-type": type, "x-slack-request-timestamp": stamp, "x-slack-signature": signature };
  const answer = await fetch(server.address + path, { method: "POST", headers, body });
  const text = await answer.text();
  if (answer.status === 503 && more > 0) return post(server, path, type, body, more - 1);
  assert.equal(answer.status, 200, `${path}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

export class SlackPerson {
  constructor(server, slack, id) {
    Object.assign(this, { server, slack, id });
  }

  /** Types a command; what they read of it is kept with the rest that was shown. */
  async types(command, text, channel = "C1") {
    count += 1;
    const fields = { team_id: "T0", channel_id: channel, user_id: this.id, command, text, trigger_id: `${count}.${this.id}` };
    const body = new URLSearchParams(fields).toString();
    const reply = await untilTaken(this.slack, () => post(this.server, "/slack/commands", "application/x-www-form-urlencoded", body));
    if (reply) this.slack.shown.push({ method: "reply", to: this.id, ...reply });
    return reply;
  }

  says(text, channel) {
    return this.types("/incident", text, channel);
  }

  /** Presses a button, by its `action_id`. */
  presses(action, channel = "C1") {
    const actions = [{ action_id: action, value: action.slice(action.indexOf(":") + 1) }];
    return this.#interacts({ type: "block_actions", channel: { id: channel }, actions });
  }

  /** Sends a form; gives what was wrong with it, by its inputs. */
  async fills(view, values = {}) {
    count += 1;
    const given = view.blocks.map(({ block_id: id, element }) => {
      const chosen = (value) => ({ value });
      if (Array.isArray(values[id])) return [id, { selected_options: values[id].map(chosen) }];
      if (id in values) return [id, element.options ?? element.option_groups ? { selected_option: chosen(values[id]) } : { value: values[id] }];
      return [id, { value: element.initial_value, selected_option: element.initial_option, selected_options: element.initial_options ?? [] }];
    });
    const state = { values: Object.fromEntries(given.map(([id, value]) => [id, { value }])) };
    const sent = { type: "view_submission", view: { ...view, id: `V${count}`, state } };
    const reply = await untilTaken(this.slack, () => this.#interacts(sent));
    if (reply) this.slack.shown.push({ method: "refused", to: this.id, view, errors: reply.errors });
    return reply?.errors;
  }

  /** From the menu of a message. */
  picks(callback, channel, ts, text) {
    return this.#interacts({ type: "message_action", callback_id: callback, channel: { id: channel }, message: { ts, text } });
  }

  shortcut(callback) {
    return this.#interacts({ type: "shortcut", callback_id: callback });
  }

  /** An event about them. */
  does(event) {
    count += 1;
    const body = { type: "event_callback", event_id: `Ev${count}`, team_id: "T0", event: { user: this.id, ...event } };
    return post(this.server, "/slack/events", "application/json", JSON.stringify(body), 3);
  }

  #interacts(payload) {
    count += 1;
    const whole = { user: { id: this.id }, trigger_id: `${count}.${this.id}`, ...payload };
    const body = new URLSearchParams({ payload: JSON.stringify(whole) }).toString();
    return post(this.server, "/slack/interactions", "application/x-www-form-urlencoded", body);
  }
}
