// The guest's week: what waits on Today, the exchange, a line in the diary and its link to an aim, something planned and done, the learnings,
// the report and its slides. As the guest of the example organisation's exchange that is under way, in both languages, wide and on a phone.

import assert from "node:assert/strict";
import test from "node:test";

import { landed, mustBeAccessible, mustNotScrollSideways, openPage, PHONE, screenshot, signInOwnWay, startBrowser, WIDE } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

const WORDS = {
  ja: { line: "佐伯さんと呼び出しの見分け方を話した", write: /^書く/ },
  en: { line: "Talked with Saeki about which pages matter", write: /^Write/ },
};

test("the guest's week", async (t) => {
  const server = await startServer(t, { demo: true });
  const api = await server.api();
  const exchanges = await api.all("/api/v1/exchanges?state=active");
  const exchange = exchanges[0];
  assert.ok(exchange, "an exchange is under way");
  const link = await server.cli("sign-in-link", "--person", exchange.guest.id);
  const browser = await startBrowser(t);
  const first = await openPage(t, browser);
  const storageState = await signInOwnWay(first, link.match(/https?:\/\/\S+/)[0].replace(/^https?:\/\/[^/]+/, server.address));

  for (const language of ["ja", "en"]) {
    for (const [width, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
      await t.test(`${language} ${width}`, async (t) => {
        const page = await openPage(t, browser, { language, viewport, storageState });
        await page.goto(`${server.address}/language/${language}?next=/`);
        await week(t, { page, server, api, exchange, words: WORDS[language], width });
      });
    }
  }
});

async function week(t, { page, server, api, exchange, words, width }) {
  const here = `${server.address}/exchanges/${exchange.number}`;
  const look = async (name) => {
    await mustBeAccessible(page);
    await mustNotScrollSideways(page);
    await screenshot(t, page, name);
  };
  await look("1-today");

  await page.goto(here);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look("2-exchange");

  // One line, which names its aim.
  const line = `${words.line} (${width})`;
  await page.locator("#say").fill(`${line} #g1`);
  await page.getByRole("main").getByRole("button", { name: words.write }).first().click();
  await page.getByText(line).first().waitFor();
  await page.goto(`${here}/diary?show=written`);
  const entry = page.locator("li.entry.written", { hasText: line });
  assert.equal(await entry.locator("a.aim").count(), 1, "the line is evidence for an aim");
  await look("3-diary");
  await landed(page, () => entry.getByRole("link").last().click());
  await look("4-activity");

  // What the ledger wrote is linked in a click.
  await page.goto(`${here}/diary?show=unlinked`);
  const before = (await api.get(`/api/v1/exchanges/${exchange.number}`)).aims.map((aim) => aim.evidence);
  if (width === "phone") {
    // A phone has room for the line alone: its own page links it.
    await page.locator("li.entry.auto .from a").first().click();
    await page.waitForURL(/\/diary\/p/);
  }
  await landed(page, () => page.locator("form[action$='/link'] button").first().click());
  const after = (await api.get(`/api/v1/exchanges/${exchange.number}`)).aims.map((aim) => aim.evidence);
  assert.notDeepEqual(after, before, "a click makes it evidence");

  await page.goto(`${here}/plan`);
  await look("5-plan");
  await page.goto(`${here}/plan/new`);
  await look("6-plan-new");

  for (const [name, path] of [
    ["7-aim", "/aims/g1"],
    ["8-feedback", "/feedback"],
    ["9-report", "/report"],
    ["10-outcome", "/outcomes/new"],
    ["11-agreement", "/agreement"],
  ]) {
    await page.goto(here + path);
    await look(name);
  }
  await page.goto(`${here}/feedback`);
  await page.locator(".table a[href*='/feedback/']").first().click();
  await page.waitForURL(/\/feedback\/[a-z]/);
  await look("8-feedback-one");
  await page.goto(`${here}/slides`);
  await screenshot(t, page, "12-slides");
  for (const [name, path] of [
    ["13-programme", "/programme"],
    ["14-offers", "/offers"],
    ["15-learnings", "/learnings"],
    ["16-needs", "/needs"],
    ["17-exchanges", "/exchanges"],
  ]) {
    await page.goto(server.address + path);
    await look(name);
  }
}
