// The list of alerts at work, in both languages: empty, live while it is read, narrowed, gathered, picked; acknowledged together and
// that undone, silenced with a look at what falls silent, made an incident of; and why one alert came to whom.

import assert from "node:assert/strict";
import test from "node:test";

import { landed, mustBeAccessible, mustNotScrollSideways, openPage, PHONE, screenshot, signIn, startBrowser } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const WORDS = {
  ja: { undo: /^取り消す/, silence: /^黙らせる/, open: /^開く/, wrong: /条件/, fresh: /1\s*件/ },
  en: { undo: /undo/i, silence: /^silence/i, open: /^open it/i, wrong: /condition|filter/i, fresh: /1 new/ },
};

test("the list of alerts", async (t) => {
  const server = await startServer(t);
  const [admin, intake] = [await server.api(), await server.token("intake")];
  const browser = await startBrowser(t);
  const storageState = await signIn(await openPage(t, browser), await server.signInLink());
  for (const language of ["ja", "en"]) {
    await t.test(language, (t) => atWork(t, { browser, server, admin, intake, language, storageState }));
  }
});

/** Alerts of a name of their own for each language, so that the second finds the first one's beside its own. */
async function atWork(t, { browser, server, admin, intake, language, storageState }) {
  const words = WORDS[language];
  const service = `checkout-${language}`;
  const fire = (...instances) => post(server, intake, instances.map((instance) => alert(`Errors_${language}`, service, instance)));
  const page = await openPage(t, browser, { language, storageState });
  const list = page.locator("#alert-list");
  const rows = list.locator("tr[data-row]:not(.gh)");
  const picked = page.locator(".bulk b");
  const press = (key) => page.keyboard.press(key);
  // It goes away by itself, but not from under a pointer.
  const toast = page.locator(".toast");
  const taken = (count) => until(`${count} are acknowledged`, async () => (await acknowledged(admin, service)) === count);
  const undo = () => landed(page, () => toast.getByRole("button", { name: words.undo }).click());
  const shot = (name) => screenshot(t, page, name);
  await page.goto(`${server.address}/language/${language}?next=/alerts`);

  await t.test("nothing has come yet, or nothing fits", async (t) => {
    if (language === "ja") assert.equal(await rows.count(), 0);
    await page.goto(`${server.address}/alerts?q=service%3D%22${service}%22`);
    assert.ok(await list.locator(".empty a").first().isVisible(), "it says where to go on");
    await shot("1-empty");
    await page.goto(`${server.address}/alerts?q=service%3D~%22(%22`);
    assert.match(await page.locator("#q-why").innerText(), words.wrong);
    await shot("2-wrong-condition");
    t.diagnostic(await page.locator("#q-why").innerText());
  });

  await page.goto(`${server.address}/alerts?q=service%3D%22${service}%22`);
  await t.test("it is live, and stands still for who reads", async () => {
    // Nobody has moved for a while: what comes, comes in.
    await pause(page, 4_500);
    await fire("a", "b", "c");
    await until("three rows have come", async () => (await rows.count()) === 3);
    await press("j");
    await press("j");
    const [row, place] = await current(page);
    await fire("d");
    await until("one new alert is announced", async () => words.fresh.test(await list.innerText()));
    assert.deepEqual(await current(page), [row, place], "the row one is on has not moved");
    assert.equal(await rows.count(), 3);
    await shot("3-one-waits");
    await list.getByRole("button", { name: words.fresh }).or(page.getByRole("button", { name: words.fresh })).first().click();
    await until("the fourth is there", async () => (await rows.count()) === 4);
  });

  await t.test("many are acknowledged together, and that is undone", async (t) => {
    for (const row of await rows.all()) await row.locator("[data-pick]").check();
    assert.match(await picked.innerText(), /4/);
    await mustBeAccessible(page);
    await shot("4-picked");
    await landed(page, () => press("a"));
    await toast.hover();
    assert.match(await toast.innerText(), /4/);
    await shot("5-acknowledged");
    await taken(4);
    await undo();
    assert.match(await toast.innerText(), /4/);
    t.diagnostic(await toast.innerText());
    await taken(0);
  });

  await t.test("gathered and folded", async () => {
    await page.goto(`${server.address}/alerts?q=service%3D%22${service}%22&by=rule`);
    assert.equal(await page.locator("select[name=by]").inputValue(), "rule");
    assert.equal(await list.locator("tr.gh").count(), 1);
    assert.match(await list.locator("tr.gh").innerText(), new RegExp(`Errors_${language}`));
    await shot("6-gathered");
    const fold = list.locator("tr.gh .tg");
    for (const [open, shown] of [["false", 0], ["true", 4]]) {
      await fold.click();
      assert.equal(await fold.getAttribute("aria-expanded"), open);
      assert.equal((await Promise.all((await rows.all()).map((row) => row.isVisible()))).filter(Boolean).length, shown);
    }
  });

  await t.test("a group is acknowledged from its head, and that is undone", async () => {
    await page.goto(`${server.address}/alerts?q=service%3D%22${service}%22&by=rule`);
    await press("j");
    assert.match((await current(page))[0], /^h-/, "the first row is the head");
    await landed(page, () => press("a"));
    await toast.hover();
    await taken(4);
    assert.match(await toast.innerText(), /4/);
    assert.equal(await list.locator(".gh .ac").count(), 0, "nothing is left to acknowledge");
    await undo();
    await taken(0);
    await landed(page, () => list.locator(".gh .ac button").click());
    await toast.hover();
    await taken(4);
    await undo();
    await taken(0);
  });

  await t.test("some are silenced, after a look at what falls silent", async () => {
    await page.goto(`${server.address}/alerts?q=service%3D%22${service}%22&by=flat`);
    assert.equal(await list.locator("tr.gh").count(), 0, "a flat list has no groups");
    for (const at of [0, 1]) await rows.nth(at).locator("[data-pick]").check();
    await press("s");
    await page.waitForURL(/\/silences\/new/);
    assert.match(await page.locator("#f-matchers").inputValue(), new RegExp(`service="${service}"`));
    assert.match(await page.locator("#silence-preview").innerText(), /4/);
    await page.locator("#f-comment").fill("点検 / maintenance");
    await shot("7-silence-with-preview");
    await page.locator("#silence-form").getByRole("button", { name: words.silence }).click();
    await page.waitForURL((url) => !url.pathname.endsWith("/new"));
    await shot("8-silence");
    // The board hears of it a moment after the page.
    await until("all are silenced", async () => {
      const alerts = await api(server, intake, `/api/v2/alerts?filter=service%3D%22${service}%22`);
      return alerts.length > 0 && alerts.every(({ status }) => status.state === "suppressed");
    });
  });

  await t.test("an incident is made of some", async () => {
    await page.goto(`${server.address}/alerts?q=service%3D%22${service}%22&by=flat`);
    assert.equal(await list.locator("tr.gh").count(), 0, "what one silence hides is not gathered either");
    for (const at of [0, 1]) await rows.nth(at).locator("[data-pick]").check();
    await press("i");
    await page.waitForURL(/\/incidents\/new/);
    await shot("9-incident");
    await page.getByRole("radio", { name: /SEV3/ }).check();
    await page.getByRole("main").getByRole("button", { name: words.open }).click();
    await page.waitForURL(/\/incidents\/INC-/);
    assert.ok((await page.locator(`a[href^="/alerts/"]`).count()) >= 2, "both alerts are linked");
    await shot("10-incident-opened");
  });

  await t.test("why, and on a phone", async (part) => {
    const [one] = await api(server, intake, `/api/v2/alerts?filter=service%3D%22${service}%22`);
    await page.goto(`${server.address}/alerts/${one.fingerprint}#why`);
    await mustBeAccessible(page);
    await shot("11-why");
    const phone = await openPage(part, browser, { language, storageState, viewport: PHONE, dark: true });
    await phone.goto(`${server.address}/language/${language}?next=/`);
    for (const [name, path] of [["list", "/alerts"], ["why", `/alerts/${one.fingerprint}#why`], ["silences", "/silences"]]) {
      await phone.goto(server.address + path);
      await mustNotScrollSideways(phone);
      await screenshot(t, phone, `12-phone-${name}`);
    }
  });
}

function alert(alertname, service, instance) {
  return {
    labels: { alertname, service, instance, severity: "page" },
    annotations: { summary: "5xx が増えている / 5xx rising" },
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
}

async function post(server, token, alerts) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${server.address}/api/v2/alerts`, { method: "POST", headers, body: JSON.stringify(alerts) });
  assert.equal(answer.status, 200, await answer.text());
}

async function api(server, token, path) {
  const answer = await fetch(server.address + path, { headers: { authorization: `Bearer ${token}` } });
  return answer.json();
}

/** How many rows of the service say who has taken note of them. */
async function acknowledged(admin, service) {
  const { items } = await admin.get(`/api/v1/alerts?filter=service%3D%22${service}%22&limit=100`);
  return items.filter(({ acknowledged }) => acknowledged).length;
}

/** The row one is on, and where on the screen it is. */
function current(page) {
  return page.evaluate(() => {
    const row = document.activeElement?.closest("tr[data-row]") ?? document.querySelector("tr[data-row].current, tr[data-row][aria-current]");
    return [row?.id, Math.round(row?.getBoundingClientRect().top ?? -1)];
  });
}

const pause = (page, length) => page.waitForTimeout(length);
