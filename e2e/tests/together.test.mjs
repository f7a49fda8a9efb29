// Two people write one post-mortem at once, each on a server of their own; the line breaks, a server dies, a word is composed. Then it goes
// to review, is published and exported, and is taken back.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";

import { Api } from "../support/api.mjs";
import { landed, mustBeAccessible, mustNotScrollSideways, openPage, PHONE, screenshot, signIn, startBrowser } from "../support/browser.mjs";
import { createDatabase } from "../support/postgres.mjs";
import { startServer } from "../support/server.mjs";
import { until } from "../support/until.mjs";

const WORDS = { saved: "保存済み", offline: /まだ保存していない/, save: /^保存する/, review: "レビューに出す", publish: "公開する" };
const TEXT = "# 題\n\n## 概要\n\n止まった\n\n## 要因\n\n- 上限";

test("two write at once, and nothing is lost", async (t) => {
  const database = await createDatabase(t);
  const env = { RYUGAKU_SECRET_KEY: randomBytes(32).toString("hex") };
  const one = await startServer(t, { engine: "postgres", database, env });
  const other = await startServer(t, { engine: "postgres", database, env });
  const api = new Api(one.address, await one.token("admin"));
  const { number } = await api.post("/api/v1/incidents", { title: "決済APIで5xx", severity: "sev1" });
  await api.post(`/api/v1/incidents/${number}/resolve`, {});
  const at = `/api/v1/incidents/${number}/postmortem`;
  await api.post(at, {});
  await api.call("PUT", at, { body: TEXT, version: 1 });

  const browser = await startBrowser(t);
  // A browser that has no line says so on the console; that is what is being tried.
  const tolerate = (what) => /ERR_|Failed to load|Failed to fetch|network error|CORS/i.test(what);
  const saeki = await openPage(t, browser, { tolerate });
  await signIn(saeki, await one.signInLink());
  const { id } = await api.post("/api/v1/people", { name: "水野 遥", email: "mizuno@example.com" });
  const mizuno = await openPage(t, browser, { tolerate });
  const link = await one.cli("sign-in-link", "--person", id);
  await signIn(mizuno, link.match(/https?:\/\/\S+/)[0].replace(/^https?:\/\/[^/]+/, other.address), { name: "水野 遥", email: "mizuno@example.com" });

  const edit = `/incidents/${number}/postmortem/edit`;
  await saeki.goto(one.address + edit);
  await mizuno.goto(other.address + edit);
  const text = (page) => page.locator("#f-body").inputValue();
  const standing = (page, words) => page.locator("#standing").filter({ hasText: words }).waitFor();
  const alike = (what, holds) => until(what, async () => {
    const [a, b] = [await text(saeki), await text(mizuno)];
    return a === b && holds(a);
  });
  /** Puts the cursor at the end of the line that begins so. */
  const endOf = async (page, line) => {
    await page.locator(".cm-line", { hasText: line }).first().click();
    await page.keyboard.press("End");
  };

  await t.test("on a phone the room's next step leads to it", async (part) => {
    await api.post(`/api/v1/incidents/${number}/tasks`, { title: "上限を監視する" });
    const steps = `/api/v1/incidents/${number}/steps`;
    for (const { step } of (await api.get(steps)).items) {
      if (!step.startsWith("close/")) await api.post(steps, { step, answer: "not_needed", reason: "居合わせた" });
    }
    const phone = await openPage(part, browser, { viewport: PHONE, storageState: await saeki.context().storageState() });
    await phone.goto(`${one.address}/incidents/${number}`);
    await phone.locator("#next a.button.main").click();
    await phone.waitForURL((url) => url.pathname === `/incidents/${number}/postmortem`);
    await mustNotScrollSideways(phone);
  });

  await t.test("both type into one paragraph at once", async () => {
    await endOf(saeki, "止まった");
    await mizuno.locator(".cm-line", { hasText: "止まった" }).click();
    await mizuno.keyboard.press("Home");
    await Promise.all([saeki.keyboard.type(" for 18 minutes", { delay: 15 }), mizuno.keyboard.type("Payments ", { delay: 15 })]);
    await alike("both see both", (now) => now.includes("Payments 止まった for 18 minutes"));
    for (const page of [saeki, mizuno]) await page.locator("#preview p", { hasText: "Payments 止まった for 18 minutes" }).waitFor();
    await saeki.locator("#writers", { hasText: "水野 遥" }).waitFor();
    await saeki.locator(".cm-content .there", { hasText: "水野 遥" }).waitFor();
    await mustBeAccessible(saeki);
    await screenshot(t, saeki, "together");
  });

  await t.test("who is cut off writes on, and it is said", async () => {
    await mizuno.context().setOffline(true);
    await endOf(mizuno, "- 上限");
    await mizuno.keyboard.type("\nunwatched", { delay: 5 });
    await standing(mizuno, WORDS.offline);
    await endOf(saeki, "- 上限");
    await saeki.keyboard.type(" of connections", { delay: 5 });
    await standing(saeki, WORDS.saved);
    await mizuno.context().setOffline(false);
    await alike("both are in it", (now) => now.includes("of connections") && now.includes("unwatched"));
    await standing(mizuno, WORDS.saved);
  });

  await t.test("a server that dies takes nothing along", async () => {
    await other.kill();
    await endOf(mizuno, "## 要因");
    await mizuno.keyboard.type(" (several)", { delay: 5 });
    await standing(mizuno, WORDS.offline);
    await other.start();
    await alike("what was typed meanwhile came through", (now) => now.includes("要因 (several)"));
  });

  await t.test("a word that is being composed stays whole, and one takes back one's own alone", async () => {
    await endOf(saeki, "## 概要");
    const input = await saeki.context().newCDPSession(saeki);
    await input.send("Input.imeSetComposition", { text: "けっさい", selectionStart: 4, selectionEnd: 4 });
    await endOf(mizuno, "# 題");
    await mizuno.keyboard.type(" two", { delay: 5 });
    await standing(mizuno, WORDS.saved);
    await input.send("Input.insertText", { text: "決済" });
    await alike("the word and the others' are there", (now) => now.includes("## 概要決済\n") && now.includes("# 題 two"));
    await saeki.keyboard.press("Control+z");
    await alike("the word is gone, the others' stays", (now) => !now.includes("決済\n") && now.includes("# 題 two"));
    // In the first line there is no room for a name above it.
    await saeki.locator(".cm-content .there.below", { hasText: "水野 遥" }).waitFor();
  });

  await t.test("it is saved, reviewed, published and exported", async () => {
    await endOf(saeki, "# 題");
    await saeki.keyboard.type("!");
    await saeki.getByRole("main").getByRole("button", { name: WORDS.save }).first().click();
    await saeki.waitForURL((url) => url.pathname.endsWith("/postmortem"));
    assert.match((await api.get(at)).body, /# 題 two!\n/);
    await saeki.setViewportSize(PHONE);
    await mustNotScrollSideways(saeki);
    for (const name of [WORDS.review, WORDS.publish]) await landed(saeki, () => saeki.getByRole("button", { name }).click());
    await until("it is published", async () => (await api.get(at)).state === "published");
    await mizuno.locator(".cm-content[contenteditable=false], .cm-content[aria-readonly=true]").waitFor();
    const file = await saeki.request.get(`${one.address}/incidents/${number}/postmortem.md`);
    assert.match(await file.text(), /Payments 止まった for 18 minutes/);
    const absent = ["#trail-h", "main summary", ".aside"];
    for (const part of absent) assert.equal(await saeki.locator(part).first().isVisible(), true, part);
    await saeki.emulateMedia({ media: "print" });
    assert.equal(await saeki.getByText("Payments 止まった").isVisible(), true);
    for (const part of absent) assert.equal(await saeki.locator(part).first().isVisible(), false, part);
  });

  await t.test("what is taken back is written on, with no page loaded anew", async () => {
    await api.post(`${at}/take-back`, { reason: "数字が違う" });
    await mizuno.locator(".cm-content:not([aria-readonly=true])").waitFor();
    await endOf(mizuno, "# 題");
    await mizuno.keyboard.type(" once more", { delay: 5 });
    await standing(mizuno, WORDS.saved);
    await api.post(`${at}/review`, {});
    assert.match((await api.get(at)).body, /# 題 two! once more\n/);
  });

  await t.test("what is not taken as it is stands in the textarea again, and is saved from there", async () => {
    const refusal = JSON.stringify({ errors: [{ field: "update", detail: "長すぎる" }] });
    await mizuno.route("**/postmortem/together", (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: refusal }));
    await endOf(mizuno, "unwatched");
    await mizuno.keyboard.type("\nrefused", { delay: 5 });
    await standing(mizuno, "長すぎる");
    const area = mizuno.locator("#f-body");
    await area.fill((await area.inputValue()).replace("refused", "mended"));
    await mizuno.getByRole("main").getByRole("button", { name: WORDS.save }).first().click();
    await mizuno.waitForURL((url) => url.pathname.endsWith("/postmortem"));
    assert.match((await api.get(at)).body, /mended/);
  });
});
