// An incident from its first word to its end, and whatever else the bot can be asked, by people who never leave Slack.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { BOT } from "./slack.mjs";
import { SlackPerson, wasTaken } from "./slack-person.mjs";
import { until } from "./until.mjs";

// Everything is late after a second: whoever it waits for hears of it at once.
const POLICY = (tell) => `levels:
  sev1:
    roles: {commander: 1s, communications: 1s, responder: 1s, scribe: 1s}
    updates: {inside: 1s, stakeholders: 1s}
    tell: {${tell}: 1s}
    escalation: {after: 1s}
    close: {postmortem: 1s, review: 1s}
  sev2:
    roles: {commander: 10m}
    updates: {stakeholders: 1h}
  sev3:
    roles: {commander: 1s}
  sev4: {}
reach:
  ${tell}: {channels: ["#general", "#nowhere"]}
  stakeholders: {channels: ["#general"]}
`;

// Each alert is a group of its own, of which it is asked at once: one question for all that one rule finds.
const ROUTES = `route:
  receiver: default
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
receivers:
  - name: default
ryugaku:
  open_incidents:
${["A", "B", "C"].map((name) => `    - {matchers: [alertname="${name}"], severity: sev2, ask: true}`).join("\n")}
`;

/** `seen(kind)` waits until something of that kind was shown, and gives the last of them. */
export async function night({ server, slack, api, words, seen }) {
  await api.call("PUT", "/api/v1/severity-policy", { version: 0, text: POLICY(words.tell) });
  const people = await cast({ server, slack, api, words });
  await anywhere(people, api, slack, words, seen);
  await resolvedAtOnce(people, words);
  const room = await opened(people, slack, words, seen);
  await running(people, api, room, words, seen);
  await over(people, api, room, words, seen);
  await owed(people, room, seen);
  await narrower(people.saeki, words, seen);
  await drill(people.saeki, api, words, seen);
  await asked(people.saeki, api, slack, words, seen);
  await exchange(people.mizuno, people.newcomer, words);
  for (const who of Object.values(people)) await atHome(who);
  await seen("home bot-home-incidents no-tasks");
  await withATask(people.saeki, api, words);
  await nothingLeft(people, api, words);
}

const atHome = (who) => who.does({ type: "app_home_opened", tab: "home" });

async function withATask(who, api, words) {
  await api.post("/api/v1/tasks", { title: words.task, assignee: words.names.U1 });
  await atHome(who);
}

async function nothingLeft({ saeki, newcomer }, api, words) {
  const { items } = await api.get("/api/v1/incidents?limit=20");
  for (const { number } of items.filter((one) => !one.resolved_at)) await saeki.says(`${number} resolve ${words.line}`);
  await newcomer.says("list");
  await atHome(newcomer);
}

async function cast({ server, slack, api, words }) {
  const person = async (id, login, role) => {
    if (role) {
      const { id: key } = await api.post("/api/v1/people", { name: login, email: `${login}@example.com`, role });
      if (login === "left") await api.post(`/api/v1/people/${key}/deactivate`);
    }
    slack.account(id, words.names[id] ?? login, `${login}@example.com`);
    return new SlackPerson(server, slack, id);
  };
  return {
    saeki: await person("U1", "saeki"),
    mizuno: await person("U2", "mizuno"),
    reader: await person("U3", "reader", "read"),
    newcomer: await person("U4", "newcomer", "member"),
    left: await person("U5", "left", "member"),
    stranger: await person("U6", "stranger"),
  };
}

/** What can be asked wherever one is, and who is turned away. */
async function anywhere({ saeki, reader, left, stranger }, api, slack, words, seen) {
  const running = (await api.get("/api/v1/incidents")).items.find(({ status }) => status === "identified");
  for (const text of ["help", "list", "dance", "status fixing", "INC-9999 status fixing", `${running.number} next`]) await saeki.says(text);
  for (const how of ["", "restricted "]) await saeki.does({ type: "app_mention", channel: "C1", ts: "1.1", text: `<@${BOT}> open ${how}${words.title}` });
  // Of another workspace, in a channel that is shared with it.
  slack.account("U8", "elsewhere", "saeki@example.com", "T9");
  // Whose address the bot may not read.
  slack.account("U7", "faceless");
  const others = ["U7", "U8", "U9"].map((id) => new SlackPerson(saeki.server, slack, id));
  for (const who of [reader, left, stranger, ...others]) await who.says("open sev1 x");
  for (const mishap of [{ status: 502 }, { error: "missing_scope", needed: "users:read" }]) {
    slack.next("users.info", mishap, (fields) => fields.get("user") === stranger.id);
    await stranger.says("list");
  }
  slack.next("views.open", { status: 502 });
  await saeki.says("");
  await seen("said bot-no-form");
  // From the home tab, where there is no channel.
  slack.next("views.open", { status: 502 });
  await saeki.presses("open:", null);
  await seen("home bot-no-form");
}

/** One that nobody leads, and one that is over before its channel is read: what is owed after it comes with what is owed in the other. */
async function resolvedAtOnce({ saeki }, words) {
  await open(saeki, `sev3 ${words.other}`);
  await saeki.says(`${await open(saeki, `sev1 ${words.other}`)} resolve ${words.line}`);
}

/** Opens it without a form; gives its number. Where the answer was lost there is one more. */
async function open(who, what, verb = "open", number = /INC-\d+/) {
  const reply = await who.says(`${verb} ${what}`);
  return wasTaken(reply) ? open(who, what, verb, number) : reply.text.match(number)[0];
}

async function opened({ saeki }, slack, words, seen) {
  await saeki.says("");
  await seen("form open");
  const before = slack.shown.length;
  await saeki.picks("incident_open", "C1", "1.1", `${words.title}\n${words.detail}`);
  await saeki.picks("dance", "C1", "1.1", "x");
  const view = await until("a form of a message opens", () => slack.shown.slice(before).find(({ view }) => view?.callback_id === "open")?.view);
  assert.ok((await saeki.fills(view, { title: "" }))?.title, "an incident has a title");
  assert.equal(await saeki.fills(view, { severity: "sev1", services: ["checkout-api"], impact: words.impact }), undefined);
  const named = () => [...slack.channels.values()].find(({ topic }) => topic.includes(words.title));
  const channel = await until("the channel is there", named);
  return {
    number: Number(channel.name.split("-")[1]),
    id: channel.id,
    name: channel.name,
    /** The youngest button in the room that begins so. */
    button(beginning) {
      const buttons = slack.shown.filter(({ to }) => to === channel.name).flatMap(({ blocks }) => blocks.flatMap(({ elements = [] }) => elements));
      return buttons.map(({ action_id: id = "" }) => id).findLast((id) => id.startsWith(beginning));
    },
    write: (user, text, thread) => slack.write(channel.id, user, text, thread),
  };
}

async function running({ saeki, mizuno }, api, room, words, seen) {
  const { id, number: n } = room;
  await saeki.presses(`take:${n} commander`, id);
  await saeki.presses(`take:${n} commander`, id);
  for (const deed of ["role/communications", "role/responder", "update/inside", "update/stakeholders", "tell"]) await seen(`nudge ${deed}`);
  // One of the channels is there, the other is not.
  for (const kind of ["letter", "told incident-event-not-reached"]) await seen(kind);
  for (const text of ["take communications", "leave communications", "take communications"]) await mizuno.says(text, id);
  await saeki.says("give commander <@U2|mizuno>", id);
  await mizuno.says("leave commander", id);
  await saeki.says("take commander", id);
  for (const text of ["give scribe <@U2|mizuno>", "give scribe <@U6>", "take dance", "status dance", "skip dance", "language fr", `call <https://meet.example.com/${n}>`]) {
    await saeki.says(text, id);
  }
  await mizuno.presses(await until("it can be said that somebody was told", () => room.button("told:")), id);
  await saeki.presses(await until("the update can be put off", () => room.button(`later:${n} update/inside`)), id);
  await api.call("PATCH", `/api/v1/incidents/INC-${n}`, { users_share: 30, users_source: words.impact });
  await fill(saeki, await press(saeki, room, `not_needed:${n} role/responder`, "form reason", seen), { reason: "" }, { reason: words.reason });

  await fill(mizuno, await press(mizuno, room, `update:${n} stakeholders`, "form update", seen), { text: " " }, {});
  await mizuno.says(`update inside ${words.update}`, id);
  await fill(saeki, await press(saeki, room, `note:${n}`, "form note", seen), { text: "" }, { text: words.note });
  await saeki.says(`note ${words.note}`, id);
  for (const text of ["severity sev2", "severity sev1", "close"]) await saeki.says(text, id);
  const marked = room.write("U2", words.said, room.write("U1", words.note));
  const pinned = { type: "reaction_added", reaction: "pushpin", item: { type: "message", channel: id, ts: marked } };
  saeki.slack.next("conversations.history", { error: "missing_scope", needed: "channels:history" }, (fields) => fields.get("channel") === id);
  await saeki.does(pinned);
  await seen("said bot-not-collected");
  await saeki.does(pinned);
  await saeki.picks("incident_collect", id, room.write("U1", words.note), words.note);
  await mizuno.does({ type: "member_joined_channel", channel: id });

  for (const status of ["identified", "fixing", "monitoring"]) {
    await until(`the way to ${status} is shown`, () => room.button("turn:") === `turn:${n} ${status}`);
    await press(saeki, room, `turn:${n} ${status}`, `summary ${status}`, seen);
  }
}

/** Presses, until that is shown: on a slow machine it may not be taken, and whoever pressed reads so and presses again. */
async function press(who, room, action, kind, seen) {
  const shown = seen(kind);
  while ((await Promise.race([shown, who.presses(action, room.id).then(() => pause(5_000, "again"))])) === "again");
  return shown;
}

async function over({ saeki, mizuno }, api, room, words, seen) {
  const { id, number: n } = room;
  const goesOn = await noticed(api, n, words);
  const form = await press(saeki, room, `turn:${n} resolve`, "form resolve", seen);
  await saeki.says(`reopen ${words.reason}`, id);
  await fill(saeki, form, undefined, { line: words.line });
  await seen("summary resolved");
  assert.ok((await saeki.fills(form.view, {}))?.line, "it is resolved already");
  await saeki.says("close", id);
  await fill(saeki, await press(saeki, room, `turn:${n} follow-up`, "form task", seen), { title: "" }, { title: words.task });
  await saeki.says(`task ${words.task}`, id);
  const timeline = async () => (await api.get(`/api/v1/incidents/INC-${n}/timeline?limit=100`)).items;
  await until("what was marked stands in the timeline", async () => (await timeline()).some(({ text }) => text === words.said));

  for (const what of ["review", "dance", "", "review"]) await saeki.says(`postmortem ${what}`, id);
  await until("it can be published", () => room.button("postmortem:") === `postmortem:${n} publish`);
  await press(saeki, room, `postmortem:${n} publish`, "told incident-event-postmortem-published", seen);
  // Somebody has to end what others still read.
  await seen("nudge notice/end");
  await fill(saeki, await press(saeki, room, `notice:${n}`, "form notice", seen), {}, { [`body_${words.language}`]: words.line });
  await seen("told incident-event-status-ended");
  await goesOn();
  await saeki.says(`end-notice ${words.line}`, id);
  await until("the way to the end is shown", () => room.button("turn:") === `turn:${n} close`);
  await press(saeki, room, `turn:${n} close`, "summary closed", seen);
  await mizuno.says("update", id);
  await saeki.says(`reopen ${words.reason}`, id);
  await saeki.says(`language ${words.language}`, id);
}

/** Others read of it on the status page; gives what opens that again once it has ended. */
async function noticed(api, n, words) {
  const text = (said) => ({ [words.language]: said });
  const { id } = await api.post(`/api/v1/incidents/INC-${n}/status-notice`);
  const path = `/api/v1/status-page/notices/${id}`;
  await api.call("PUT", path, { title: text(words.title), body: text(words.update) });
  await api.post(`${path}/publish`);
  return () => api.post(`${path}/updates`, { stage: "monitoring", body: text(words.line) });
}

/** What must be done before an incident may be closed. */
async function owed({ saeki }, room, seen) {
  for (const deed of ["role/commander", "close/postmortem", "close/review"]) await seen(`nudge ${deed}`);
  const { blocks } = await seen("nudge close/review");
  for (const { action_id: action } of blocks.at(-1).elements.slice(0, 2)) await saeki.presses(action, room.id);
}

/** First as it is refused, if it can be, then as it is taken. */
async function fill(who, { view }, wrong, right) {
  if (wrong) assert.ok(Object.keys((await who.fills(view, wrong)) ?? {}).length > 0, `${view.callback_id} refuses ${JSON.stringify(wrong)}`);
  assert.equal(await who.fills(view, right), undefined, `${view.callback_id} takes ${JSON.stringify(right)}`);
}

/** For named people only, and for everybody again; two that are one. */
async function narrower(saeki, words, seen) {
  const quiet = await open(saeki, `sev3 restricted ${words.other}`);
  // What becomes of it everybody can read: the form takes no details.
  const isNarrow = () => saeki.slack.shown.some(({ view }) => view?.callback_id === "task" && view.blocks.length === 1);
  const opens = async () => isNarrow() || saeki.presses(`task:${Number(quiet.split("-")[1])}`).then(() => false);
  await until("the form for a task of a restricted incident opens", opens, { every: 1_000 });
  // At its own severity nobody has to be told once it is open, at the next one somebody has.
  for (const text of ["invite <@U2|mizuno>", "open-up", "restrict", "severity sev1", "open-up"]) await saeki.says(`${quiet} ${text}`);
  const [one, other] = [await open(saeki, `sev4 ${words.other}`), await open(saeki, `sev4 ${words.other}`)];
  // One like it was resolved before; by another name it is like none.
  for (const text of ["similar", "title Zyx", "similar", "impact", `impact ${words.impact}`]) await saeki.says(`${one} ${text}`);
  for (const text of ["+checkout-api", "-checkout-api", "checkout-api", "+dance"]) await saeki.says(`${one} services ${text}`);
  for (const into of ["INC-9999", other, `${other} ${words.yes}`]) await saeki.says(`${one} merge ${into}`);
  await seen("told incident-event-merged");
}

async function drill(saeki, api, words, seen) {
  await facilitated(api);
  await saeki.says("drill");
  await saeki.does({ type: "app_mention", channel: "C1", ts: "1.2", text: `<@${BOT}> drill` });
  await seen("said bot-drill-say");
  const number = await open(saeki, `sev4 ${words.other}`, "drill", /DRILL-\d+/);
  await seen("drill summary investigating");
  for (const what of ["take commander", "skip dance"]) await saeki.says(`${number} ${what}`);
  await seen("drill told incident-event-command-taken");
}

/** The example's own drill, in a room from now on: something is read out, and its clock is turned. */
async function facilitated(api) {
  const { number } = (await api.get("/api/v1/incidents?drills=only")).items.find(({ status }) => status === "investigating");
  const path = `/api/v1/incidents/${number}`;
  await api.post(`${path}/chat`);
  const { injects } = await api.get(`${path}/drill`);
  await api.post(`${path}/drill/injects/${injects.find(({ given_at: at }) => !at).number}`);
  for (const turn of [{ turn: "pause" }, { turn: "start" }, { turn: "forward", minutes: 1 }]) await api.post(`${path}/drill/clock`, turn);
}

/** A rule asks in a team's channel: one is opened, one is not needed, and of one the alert goes quiet first. */
async function asked(saeki, api, slack, words, seen) {
  const [team] = (await api.get("/api/v1/teams")).items;
  await api.call("PATCH", `/api/v1/teams/${team.slug}`, { channel: "#general" });
  await api.call("PUT", "/api/v1/routing", { text: ROUTES, note: "" });
  const fire = (alertname, minutes) => {
    const annotations = { summary: `${words.other} (${alertname})` };
    const endsAt = new Date(Date.now() + minutes * 60_000).toISOString();
    return api.post("/api/v2/alerts", [{ labels: { alertname, team: team.slug }, annotations, endsAt }]);
  };
  const question = async (name) => {
    await fire(name, 60);
    const shown = () => slack.shown.findLast(({ method, blocks }) => method === "chat.postMessage" && JSON.stringify(blocks).includes(`(${name})`));
    const { blocks } = await until(`it is asked about ${name}`, shown, { within: 90_000 });
    return blocks.flatMap(({ elements = [] }) => elements).map(({ action_id: id }) => id).filter(Boolean);
  };
  const [open] = await question("A");
  await press(saeki, { id: "C1" }, open, "question opened", seen);
  const [, decline] = await question("B");
  await press(saeki, { id: "C1" }, decline, "question declined", seen);
  await question("C");
  await fire("C", 0);
  await seen("question withdrawn");
}

async function exchange(guest, newcomer, words) {
  for (const text of ["", "help", `diary ${words.diary} #g1`, "aim g1 5", "aim g1", "dance", "consult", `consult ${words.consult}`]) await guest.types("/exchange", text);
  await newcomer.types("/exchange", "");
}
