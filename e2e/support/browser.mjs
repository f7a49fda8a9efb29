// A real browser: contexts per language and width, screenshots into the artefact folder, axe, and a record of everything that
// went wrong on a page (errors on the console, exceptions, violations of the content security policy, failed requests).

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";

import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

import { atTheEnd } from "./cleanup.mjs";
import { artefacts, chromium as executablePath } from "./settings.mjs";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const LOCALES = { ja: "ja-JP", en: "en-GB" };
export const WIDE = { width: 1440, height: 1000 };
export const PHONE = { width: 390, height: 844 };

/** One browser for a test; `t` closes it. */
export async function startBrowser(t) {
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  atTheEnd(t, () => browser.close());
  return browser;
}

/**
 * A page in a context of its own. `t` closes it and fails if anything went wrong on it, unless `tolerate` (a function on
 * the sentence) says that it is expected.
 */
export async function openPage(t, browser, options = {}) {
  const { language = "ja", viewport = WIDE, dark = false, storageState, tolerate = () => false, script = true } = options;
  const context = await browser.newContext({
    locale: LOCALES[language],
    timezoneId: "Asia/Tokyo",
    viewport,
    storageState,
    javaScriptEnabled: script,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  // As patient as `until` is.
  context.setDefaultTimeout(60_000);
  const faults = [];
  const note = (sentence) => tolerate(sentence) || faults.push(sentence);
  await context.exposeFunction("__cspViolated", (what) => note(`content security policy: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.__cspViolated(`${event.effectiveDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && note(`console: ${message.text()} (${page.url()})`));
  page.on("pageerror", (error) => note(`exception: ${error.stack ?? error} (${page.url()})`));
  page.on("response", (answer) => answer.status() >= 500 && note(`${answer.status()} for ${answer.url()}`));
  page.faults = faults;
  atTheEnd(t, async () => {
    await context.close();
    assert.deepEqual(faults, [], "nothing goes wrong on the page");
  });
  return page;
}

/** Until the page that a form or a link leads to is there: what is asked or pressed before would be lost to it. */
export async function landed(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
}

/** Signs in by a one-time link: opens it, fills in what the form asks for, posts it. Gives the state for other contexts. */
export async function signIn(page, link, { name = "佐伯 真", email = "saeki@example.com", password = "correct horse battery" } = {}) {
  await page.goto(link);
  const form = page.locator("main form[method=post], form[method=post]").first();
  for (const field of await form.locator("input:visible, textarea:visible").all()) {
    const type = (await field.getAttribute("type")) ?? "text";
    const filled = await field.inputValue().catch(() => "");
    if (filled !== "" || ["checkbox", "radio", "submit"].includes(type)) continue;
    await field.fill({ email, password }[type] ?? name);
  }
  await form.locator("button[type=submit], button:not([type])").first().click();
  await page.waitForURL((url) => !url.pathname.includes("sign-in"));
  return page.context().storageState();
}

/** The same, and in again by a password of one's own: a link that somebody else made does not open what is sealed. */
export async function signInOwnWay(page, link, password = "correct horse battery") {
  await signIn(page, link);
  const { origin } = new URL(page.url());
  await page.goto(`${origin}/me/password`);
  const email = await page.locator("input[name=email]").inputValue();
  await page.locator("input[name=new]").fill(password);
  await page.getByRole("main").locator("form button").first().click();
  await page.waitForURL((url) => url.pathname !== "/me/password");
  await page.context().clearCookies();
  await page.goto(`${origin}/sign-in`);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("main").locator("form button").first().click();
  await page.waitForURL((url) => !url.pathname.includes("sign-in"));
  return page.context().storageState();
}

/** Saves `target/e2e/<test>/<name>.png` of the whole page. */
export async function screenshot(t, page, name) {
  const folder = path.join(artefacts, t.name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80));
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  const whole = () => page.screenshot({ path: file, fullPage: true });
  // On a busy machine Chromium now and then captures nothing at the first try.
  await whole().catch(whole);
  return file;
}

/** Fails on serious and critical findings of axe, naming rule, element and address. */
export async function mustBeAccessible(page) {
  // Legacy mode does not open a tab for each page to put the findings of frames together: there are no frames.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = grave.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  assert.deepEqual(told, [], `axe on ${page.url()}`);
}

/** Fails if the page can be scrolled sideways, naming what sticks out. */
export async function mustNotScrollSideways(page) {
  const found = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > room;
    const out = wide ? [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > room + 1) : [];
    return { wide, out: out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120)) };
  });
  assert.deepEqual(found, { wide: false, out: [] }, `${page.url()} at ${page.viewportSize().width} px`);
}
