// An incident's room as whoever runs it meets it: with the keyboard alone from the first role to a step that is taken back, and what
// stands under "Chat" while the bot cannot do what it should. In Japanese on a wide light page, in English on a dark phone.

import assert from "node:assert/strict";
import test from "node:test";

import { landed, mustBeAccessible, mustNotScrollSideways, openPage, PHONE, screenshot, signInOwnWay, startBrowser, WIDE } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { SlackPerson } from "../support/slack-person.mjs";
import { startSlack } from "../support/slack.mjs";
import { until } from "../support/until.mjs";

const WORDS = {
  ja: {
    title: "決済が止まった",
    more: " 次は30分後に知らせる。",
    reason: "夜は窓口が閉まっている",
    draft: /調査中/,
    scope: /権限「pins:write」がない/,
    admin: /管理者に頼む/,
    limited: /少し待つように言われた/,
    gone: "なくなった",
  },
  en: {
    title: "Payments have stopped",
    more: " More in 30 minutes.",
    reason: "The desk is closed at night",
    draft: /Investigating/,
    scope: /lacks the scope “pins:write”/,
    admin: /Ask its administrator/,
    limited: /asked for a pause/,
    gone: "gone",
  },
};

const LOOKS = { ja: { viewport: WIDE, dark: false }, en: { viewport: PHONE, dark: true } };

// All of it is due so soon that it stands before the way to the end.
const POLICY = `levels:
  sev1:
    roles: {commander: 5m, communications: 30m}
    updates: {stakeholders: 5m}
    tell: {Support: 6m}
  sev2: {}
  sev3: {}
  sev4: {}
`;

test("an incident's room", async (t) => {
  const slack = await startSlack(t);
  const server = await startServer(t, { demo: true, env: slack.settings });
  const api = await server.api();
  await api.call("PUT", "/api/v1/severity-policy", { version: 0, text: POLICY });
  const browser = await startBrowser(t);
  const storageState = await signInOwnWay(await openPage(t, browser), await server.signInLink());
  slack.account("U1", "saeki", "saeki@example.com");

  // The one that goes on in the example organisation.
  const old = (await api.get("/api/v1/incidents")).items.find(({ status }) => status === "identified").number;
  for (const [language, words] of Object.entries(WORDS)) {
    const open = async (t) => {
      const page = await openPage(t, browser, { language, ...LOOKS[language], storageState });
      await page.goto(`${server.address}/language/${language}?next=/`);
      return page;
    };
    const opened = async () => (await api.post("/api/v1/incidents", { title: words.title, severity: "sev1" })).number;
    await t.test(`keyboard ${language}`, async (t) => byKeyboard(t, await open(t), server, await opened(), words));
    if (language === "ja") await t.test("chat before the bot", async (t) => before(t, await open(t), server, slack, old));
    await t.test(`chat ${language}`, async (t) => chat(t, { page: await open(t), server, slack, api, opened, words }));
  }
  await t.test("what was learnt", async (t) => learnt(await openPage(t, browser, { storageState }), server, api));
  assert.deepEqual(slack.faults, []);
});

/** What others write stands in the form too, until somebody writes in it: then their words and the version they began with stay. */
async function learnt(page, server, api) {
  // The drill that goes on in the example organisation.
  const drills = (await api.get("/api/v1/incidents?drills=only")).items;
  const { number } = drills.find(({ status }) => status !== "closed" && status !== "resolved");
  const write = (text) => api.call("PUT", `/api/v1/incidents/${number}/drill/learnt`, { text });
  const text = page.locator("#f-learnt");
  const form = async () => [await text.inputValue(), await page.locator("form:has(#f-learnt) input[name=version]").inputValue()];
  await page.goto(`${server.address}/incidents/${number}/debrief`);
  const [, first] = await form();
  await write("Decide first");
  await until("the form has it", async () => (await text.inputValue()) === "Decide first");
  const [, second] = await form();
  assert.notEqual(second, first);
  await page.locator("details:has(#f-learnt) summary").click();
  await text.fill("My own words");
  await text.blur();
  await write("Decide first, then call");
  await page.locator("article.prose").getByText("Decide first, then call").waitFor();
  assert.deepEqual(await form(), ["My own words", second]);
}

async function byKeyboard(t, page, server, number, words) {
  const look = looker(t, page);
  const next = page.locator("#next");
  const answer = (what, step) => page.locator(`form:has(input[name=answer][value=${what}]):has(input[name=step][value^="${step}"])`);
  await page.goto(`${server.address}/incidents/${number}`);

  // A role by its key, another by its button.
  await next.locator("input[name=role][value=commander]").waitFor({ state: "attached" });
  await landed(page, () => page.keyboard.press("r"));
  const own = page.locator("section[aria-labelledby=role-h]");
  await own.locator(".who").getByText("佐伯 真").waitFor();
  const role = (name, person) => own.locator(`form:has(input[name=role][value=${name}]):has(input[name=person][value="${person}"]) button`);
  await landed(page, () => press(page, role("communications", "me")));
  await role("communications", "").waitFor();
  await look("1-roles");

  // What is known stands in the update already.
  const text = next.locator("textarea[name=text]");
  assert.match(await text.inputValue(), words.draft);
  await page.keyboard.press("u");
  assert.ok(await text.evaluate((one) => one === document.activeElement), "the key leads to the text");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(words.more);
  await look("2-update", true);
  await landed(page, () => page.keyboard.press("Control+Enter"));
  await page.locator("section[aria-labelledby=up-h] a.title").waitFor();
  await page.getByText(words.more.trim()).first().waitFor();

  // Later; not needed; needed after all, both of them.
  await landed(page, () => press(page, next.locator(".later > form button")));
  await answer("ask_again", "update/").waitFor();
  await next.locator("input[name=step][value^='tell/']").first().waitFor({ state: "attached" });
  await look("3-put-off");
  await press(page, next.locator("details summary"));
  await tabTo(page, next.locator("#not-needed"));
  await page.keyboard.type(words.reason);
  await landed(page, () => page.keyboard.press("Enter"));
  await answer("ask_again", "tell/").waitFor();
  await look("4-answered", true);
  await landed(page, () => press(page, answer("ask_again", "tell/").locator("button")));
  await answer("told", "tell/").first().waitFor({ state: "attached" });
  await landed(page, () => press(page, answer("ask_again", "update/").locator("button")));
  await text.waitFor();
  await landed(page, () => press(page, role("communications", "")));
  await role("communications", "me").waitFor();
  await look("5-taken-back");
}

async function chat(t, { page, server, slack, api, opened, words }) {
  const look = looker(t, page);
  const section = page.locator("section[aria-labelledby^=chat-h]");
  const again = section.locator("form[action$='/chat/again']");
  // In the channel that is to come: the bot may still be busy in others.
  const others = new Set(slack.channels.keys());
  const isNew = (fields) => !others.has(fields.get("channel"));
  slack.next("pins.add", { error: "missing_scope", needed: "pins:write", provided: "chat:write" }, isNew);
  slack.next("conversations.setTopic", { error: "restricted_action" }, isNew);
  const number = await opened();
  const here = `/api/v1/incidents/${number}`;
  const stands = (what, holds) => until(what, async () => holds(await api.get(`${here}/chat`)));

  // What was refused is named, with what to do; once that is done it is done with a click.
  await stands("two steps failed", ({ failed, waiting }) => failed === 2 && waiting === 0);
  await page.goto(`${server.address}/incidents/${number}`);
  await section.getByText(words.scope).first().waitFor();
  await section.getByText(words.admin).first().waitFor();
  await look("1-failed", true);
  for (const left of [1, 0]) {
    await again.first().locator("button").click();
    await until(`${left} are left`, async () => (await again.count()) === left);
  }
  assert.deepEqual([slack.channel(number.toLowerCase()).pins.length, (await api.get(`${here}/chat`)).failed], [1, 0]);

  // Slack asks for a pause: it says until when, and need not be waited for.
  const { id } = slack.channel(number.toLowerCase());
  slack.next("chat.postMessage", { status: 429, headers: { "retry-after": "600" } }, (fields) => fields.get("channel") === id);
  await api.post(`${here}/notes`, { text: words.reason });
  await section.getByText(words.limited).first().waitFor();
  await section.locator("details summary").click();
  await look("2-waiting", true);
  await section.locator("form:has(input[name=what][value=now]) button").click();
  await stands("it is said", ({ waiting }) => waiting === 0);
  assert.equal(await until("nothing is troubled", async () => (await section.locator("form:not([action$='/chat/language'])").count()) === 0), true);

  // Somebody deletes the channel: another is made.
  slack.channels.delete(id);
  await new SlackPerson(server, slack, "U1").does({ type: "channel_deleted", channel: id });
  await section.locator("h2").getByText(words.gone).waitFor();
  await look("3-gone");
  await section.locator("form:has(input[name=what][value=room]) button").click();
  await until("there is a channel again", () => slack.channel(number.toLowerCase())?.pins.length === 1);
  await stands("all is done", ({ waiting, failed }) => waiting + failed === 0);
}

/** One that was opened before there was a bot gets its channel by hand. */
async function before(t, page, server, slack, number) {
  const look = looker(t, page);
  const section = page.locator("section[aria-labelledby^=chat-h]");
  await page.goto(`${server.address}/incidents/${number}`);
  await look("1-none");
  await section.locator("form[action$='/chat'] button").click();
  await section.locator("a.title").waitFor();
  await until("its channel is there", () => slack.channel(number.toLowerCase())?.pins.length === 1);
  await look("2-made");
}

/** axe, which is slow, looks only where it is asked to. */
function looker(t, page) {
  return async (name, closely = false) => {
    if (closely) await mustBeAccessible(page);
    await mustNotScrollSideways(page);
    assert.ok(!(await page.content()).includes("⟦"), "every word has its text");
    await screenshot(t, page, name);
  };
}

/** Goes there with the tabulator, as far as it takes. */
async function tabTo(page, target) {
  for (let pressed = 0; pressed < 200; pressed += 1) {
    if (await target.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the tabulator does not lead to ${target}`);
}

async function press(page, target) {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}
