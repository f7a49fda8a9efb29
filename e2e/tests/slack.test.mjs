// All that the bot says in Slack, in both languages: an incident is run there from its first word to its end against a stand-in for
// Slack, every kind of message, answer, form and home tab is caught, and each is looked at as Slack would show it, light and dark,
// on a desktop and on a phone.

import assert from "node:assert/strict";
import test from "node:test";

import { rendered, words as wordsOf } from "../support/block-kit.mjs";
import { mustBeAccessible, mustNotScrollSideways, openPage, screenshot, startBrowser } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { kinds } from "../support/slack-kinds.mjs";
import { night } from "../support/slack-night.mjs";
import { namedInChat, toldInRooms } from "../support/slack-told.mjs";
import { startSlack } from "../support/slack.mjs";
import { until } from "../support/until.mjs";
import { pattern, texts } from "../support/words.mjs";

const WORDS = {
  ja: {
    language: "ja",
    names: { U1: "佐伯 真", U2: "水野 遥" },
    tell: "カスタマーサポート",
    title: "決済が止まった 🔥",
    other: "検索が遅い",
    detail: "5分前から注文が通らない",
    impact: "注文の3割が失敗している",
    reason: "手は足りている",
    update: "原因を調べている",
    note: "切り戻しを始めた",
    said: "DBの接続が尽きている",
    line: "切り戻しで収まった",
    task: "接続数を監視する",
    diary: "当番に同席した",
    consult: "急ぎ 一緒に しきい値の決め方",
    yes: "はい",
  },
  en: {
    language: "en",
    names: { U1: "Saeki Makoto", U2: "Mizuno Haruka" },
    tell: "Customer support",
    title: "Payments have stopped 🔥",
    other: "Search is slow",
    detail: "No order has gone through for 5 minutes",
    impact: "3 of 10 orders fail",
    reason: "There are enough of us",
    update: "We are looking for the cause",
    note: "Rolling back",
    said: "The database is out of connections",
    line: "The rollback did it",
    task: "Watch the number of connections",
    diary: "Sat in on the on-call shift",
    consult: "today together How do we set the threshold?",
    yes: "yes",
  },
};

const FORMS = ["open", "update", "note", "task", "resolve", "notice", "reason"];
const STATUSES = ["investigating", "identified", "fixing", "monitoring", "resolved", "closed", "merged"];
const NUDGES = [
  ...["commander", "communications", "responder", "scribe"].map((role) => `role/${role}`),
  ...["update/inside", "update/stakeholders", "tell", "close/postmortem", "close/review", "notice/end"],
];
// What is said of each event that a room hears of: all that the program tells there.
const TOLD = {
  "incident.status_changed": "status",
  "incident.severity_changed": "severity",
  "incident.resolved": "resolved",
  "incident.updated": "updated",
  "incident.not_reached": "not-reached",
  "incident.noted": "noted",
  "incident.role_taken": "role-taken",
  "incident.role_given": "role-given",
  "incident.role_left": "role-left",
  "incident.command_taken": "command-taken",
  "incident.command_given": "command-given",
  "incident.command_left": "command-left",
  "incident.closed": "closed",
  "incident.reopened": "reopened",
  "incident.opened_up": "opened-up",
  "incident.merged": "merged",
  "postmortem.sent_to_review": "postmortem-review",
  "postmortem.published": "postmortem-published",
  "status_notice.ended": "status-ended",
  "drill.inject_given": "drill-inject",
  "drill.clock_paused": "drill-paused",
  "drill.clock_started": "drill-started",
  "drill.clock_moved": "drill-moved",
};

/** What must have been shown; what a sentence of the bot's own is, its texts say. */
const KINDS = [
  ...FORMS.flatMap((form) => [`form ${form}`, `form ${form}, refused`]),
  ...STATUSES.map((status) => `summary ${status}`),
  ...["drill summary investigating", "drill told incident-event-command-taken"],
  ...["waits", "opened", "declined", "withdrawn"].map((state) => `question ${state}`),
  ...["standing identified", "said list", "said exchange", "said bot-postmortem-said", "said incident-similar"],
  ...NUDGES.map((deed) => `nudge ${deed}`),
  ...Object.entries(TOLD).map(([event, said]) => `${event.startsWith("drill.") ? "drill " : ""}told incident-event-${said}`),
  ...["letter", "letter update"],
  ...["", " exchange", " no-tasks", " no-incidents"].map((what) => `home bot-home-incidents${what}`),
  ...["home bot-unknown-person", "home bot-person-left", "home bot-no-form"],
];

// Of the bot's own, and of questions what is read in a chat; besides what the source of the chat names.
const SAID = /^bot-|^question-(asks|open$|decline$|rule|came|alerts-field|declined-said)/;

// Texts of the bot that nobody reads in Slack, or that take what no test should wait for.
const APART = [
  // On the page, in the API and on the command line.
  /^bot-(errand|room|socket|step|trouble)-/,
  /^bot-chat(?!-away)/,
  "bot-not-connected",
  // In Matrix alone, and on the page where accounts are linked.
  /^bot-(matrix|link|draft|restricted-alone|exchange-alone)/,
  ...["bot-linked-said", "bot-unlinked-said", "bot-not-linked", "bot-code-wrong", "bot-cannot-read", "bot-network-which", "bot-type-it"],
  // A message's one line, where no parts are shown; and a step's own title.
  "bot-home",
  "bot-nudge",
  // A letter that is sent once more when all is over: in a channel it looks as the first did.
  "telling-opening-over",
  // Over a thousand services; over forty people in a team.
  ...["bot-form-services-hint", "bot-left-out"],
  // The database does not answer; somebody else was quicker; the process ended before it answered, or it came twice.
  ...["bot-too-slow", "bot-not-stored", "bot-stale", "bot-taken-said"],
];

test("every message in Slack", async (t) => {
  assert.deepEqual(Object.keys(TOLD).sort(), await toldInRooms(), "all that is told in a room, and nothing else");
  const browser = await startBrowser(t);
  for (const [language, words] of Object.entries(WORDS)) await t.test(language, (t) => inOneLanguage(t, browser, language, words));
});

async function inOneLanguage(t, browser, language, words) {
  const slack = await startSlack(t);
  const server = await startServer(t, { demo: true, env: { ...slack.settings, RYUGAKU_LANGUAGE: language } });
  const kind = await kinds(language);
  // On a slow machine, many messages take their time.
  const seen = (wanted) => until(`${wanted} is shown`, () => slack.shown.findLast((one) => kind(one) === wanted), { within: 90_000 }).catch((error) => {
    throw new Error(`${error.message}; the last were ${slack.shown.slice(-12).map(kind).join(" · ")}`);
  });
  await night({ server, slack, api: await server.api(), words, seen });
  await Promise.all(KINDS.map(seen));

  // The fullest of each kind.
  const all = new Map();
  const length = (shown) => wordsOf(shown).join("").length;
  for (const shown of slack.shown) {
    const other = all.get(kind(shown));
    if (!other || length(other) <= length(shown)) all.set(kind(shown), shown);
  }
  t.diagnostic(`${all.size} kinds of ${slack.shown.length}: ${[...all.keys()].join(" · ")}`);
  assert.deepEqual(slack.faults, [], "Slack would have taken all of it");
  assert.deepEqual([...all.keys()].filter((name) => name.includes("?")), [], "each is of a known kind");
  await everySentence(language, slack);
  for (const shown of slack.shown) mustBeIn(language, shown);
  await look(t, browser, { language, names: words.names, all: [...all].map(([name, shown]) => ({ name, shown })) });
}

/** Each text that the bot has for Slack was read by somebody. A new one wants a place in the night, or a reason in APART. */
async function everySentence(language, { shown, unread }) {
  const read = shown.flatMap(wordsOf).join("\n");
  const apart = (key) => APART.some((one) => (typeof one === "string" ? one === key : one.test(key)));
  const named = await namedInChat();
  const own = [...(await texts(language))].filter(([key]) => (SAID.test(key) || named.has(key)) && !apart(key));
  const missing = own.filter(([, text]) => !new RegExp(pattern(text)).test(read)).map(([key]) => key);
  // One may be missing for each answer that was lost.
  assert.deepEqual(missing.slice(unread), [], `every sentence was read, but for ${unread}`);
}

/** No word is missing, none is a mark or a machine's, and none is of the other language. */
function mustBeIn(language, shown) {
  const said = wordsOf(shown).join("\n");
  const wrong = [/⟦|⟧/, /undefined|null|NaN|\[object/, /\{ ?\$/, /&(amp|lt|gt);/, /\d{4}-\d\d-\d\dT/];
  // What is typed, addresses and names are English in either language.
  const other = language === "en" ? /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u : /[a-z]+(?: [a-z]+){3}/;
  for (const one of [...wrong, other]) assert.doesNotMatch(said, one);
}

async function look(t, browser, { language, names, all }) {
  for (const [width, theme] of [[600, "light"], [360, "dark"], [360, "light"], [600, "dark"]]) {
    const dark = theme === "dark";
    const page = await openPage(t, browser, { language, viewport: { width, height: 900 }, dark });
    await page.setContent(rendered(all, { language, dark, names }));
    await mustNotScrollSideways(page);
    await mustBeAccessible(page);
    // What is cut off cannot be read; stars that are left stand for a mark that Slack does not see.
    const cut = "button, li, p, h2";
    const faults = await page.locator(cut).evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1 || /(^|\s)\*|\*(\s|$)/.test(one.innerText)).map((one) => one.innerText));
    assert.deepEqual(faults, [], `${width} ${theme}`);
    if ((width === 600) === dark) continue;
    for (const [place, { name }] of all.entries()) {
      await screenshot(t, page.locator(`#s${place}`), `${language}-${width}-${theme}-${name.replace(/[^\p{L}\p{N}-]+/gu, "-")}`);
    }
  }
}
