// The main job, as people do it in a browser: a real Prometheus fires, the alert is in the list, an incident is opened from it,
// worked on, resolved and closed, and a follow-up task is left. In both languages, on both engines.

import assert from "node:assert/strict";
import test from "node:test";

import { landed, mustBeAccessible, openPage, screenshot, signIn, startBrowser } from "../support/browser.mjs";
import { startPrometheus } from "../support/prometheus.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

// What buttons, links and fields are called. Each is a pattern, so that a mark or a key beside the word does no harm.
const WORDS = {
  ja: {
    openIncident: /インシデントを開く/,
    title: /件名|すること/,
    severity: /深刻度/,
    open: /^開く/,
    note: /書く/,
    writeNote: /^書く/,
    resolve: /^解決/,
    close: /^閉じる/,
    makeTask: /^足す/,
    incidentTitle: "決済APIで5xxが増え、注文の約3割が失敗",
    noteText: "14:02 にプールの上限を 20 から 60 に上げた",
    taskTitle: "決済APIのプールの上限を監視に入れる",
  },
  en: {
    openIncident: /open (an )?incident/i,
    title: /title|what to do/i,
    severity: /severity/i,
    open: /^open it/i,
    note: /notice|note|write/i,
    writeNote: /^write/i,
    resolve: /^resolve/i,
    close: /^close/i,
    makeTask: /^add it/i,
    incidentTitle: "5xx on the payment API, about 30% of orders fail",
    noteText: "Raised the pool limit from 20 to 60 at 14:02",
    taskTitle: "Watch the pool limit of the payment API",
  },
};

const RULES = ["ja", "en"].map((language) => ({
  alert: `CheckoutErrors_${language}`,
  labels: { severity: "page", service: "payment-gateway" },
  annotations: { summary: "5xx が増えている / 5xx rising" },
}));

for (const engine of engines) {
  test(`main job in the browser on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    const api = await server.api();
    await startPrometheus(t, { target: server.address, token: await server.token("intake"), rules: RULES });
    const browser = await startBrowser(t);
    const first = await openPage(t, browser);
    const storageState = await signIn(first, await server.signInLink());
    for (const language of ["ja", "en"]) {
      await t.test(`${engine} ${language}`, (t) => mainJob(t, { browser, server, api, language, storageState }));
    }
  });
}

async function mainJob(t, { browser, server, api, language, storageState }) {
  const words = WORDS[language];
  const alertName = `CheckoutErrors_${language}`;
  const page = await openPage(t, browser, { language, storageState });
  // One page at a time is looked at: that it can be used by everybody, and how it looks.
  const look = async (name) => {
    await mustBeAccessible(page);
    await screenshot(t, page, name);
  };
  const press = (name) => page.getByRole("main").getByRole("button", { name }).first().click();

  // The choice of language is the person's, so it is made once for each pass.
  await page.goto(`${server.address}/language/${language}?next=/alerts`);
  assert.equal(await page.locator("html").getAttribute("lang"), language);

  // The list shows it by itself: nothing here reloads the page.
  await page.getByRole("main").getByRole("link", { name: alertName }).first().click();
  await page.getByRole("heading", { name: alertName }).first().waitFor();
  await look("1-alert");

  await page.getByRole("main").getByRole("link", { name: words.openIncident }).or(page.getByRole("main").getByRole("button", { name: words.openIncident })).first().click();
  const title = page.getByRole("main").getByLabel(words.title).first();
  await title.waitFor();
  await title.fill(words.incidentTitle);
  await choose(page, words.severity, /SEV2/);
  await look("2-opening");
  await press(words.open);
  await page.waitForURL(/\/incidents\/INC-\d+/);
  const number = page.url().match(/INC-\d+/)[0];
  await page.getByRole("heading", { name: words.incidentTitle }).first().waitFor();
  await page.getByRole("main").getByText(alertName).first().waitFor();
  await look("3-open");

  await page.getByRole("main").getByRole("textbox", { name: words.note }).first().fill(words.noteText);
  await landed(page, () => press(words.writeNote));
  await page.getByRole("main").getByText(words.noteText).first().waitFor();
  await look("4-note");

  await page.goto(`${server.address}/incidents/${number}`);
  // Not the one next step yet, so it waits behind the key S.
  await page.locator('main [data-key="s"]').first().click();
  await landed(page, () => confirmIfAsked(page, () => press(words.resolve)));
  await until("the API says resolved", async () => (await api.get(`/api/v1/incidents/${number}`)).status === "resolved");
  await page.goto(`${server.address}/incidents/${number}`);
  await look("5-resolved");

  await page.goto(`${server.address}/incidents/${number}`);
  await page.locator('main [data-key="t"]').first().click();
  await page.getByRole("main").getByLabel(words.title).first().fill(words.taskTitle);
  await look("6-task");
  await landed(page, () => press(words.makeTask));

  await page.goto(`${server.address}/incidents/${number}`);
  await page.getByRole("main").getByText(words.taskTitle).first().waitFor();
  for (const deed of ["", "/review", "/publish"]) await api.post(`/api/v1/incidents/${number}/postmortem${deed}`);
  await page.goto(`${server.address}/incidents/${number}`);
  await landed(page, () => confirmIfAsked(page, () => press(words.close)));
  await until("the API says closed", async () => (await api.get(`/api/v1/incidents/${number}`)).status === "closed");
  await page.goto(`${server.address}/incidents/${number}`);
  await look("7-closed");

  await page.goto(`${server.address}/tasks`);
  await page.getByRole("main").getByText(words.taskTitle).first().waitFor();
  await look("8-tasks");
}

/** A severity is chosen from a list or by a radio button; both have the word of the field around or before them. */
async function choose(page, field, option) {
  const list = page.getByRole("main").getByRole("combobox", { name: field });
  if ((await list.count()) > 0) {
    const values = await list.first().locator("option").evaluateAll((all) => all.map((o) => ({ value: o.value, text: o.textContent })));
    await list.first().selectOption(values.find(({ text }) => option.test(text)).value);
  } else {
    await page.getByRole("main").getByRole("radio", { name: option }).first().check();
  }
}

/** What is hard to take back asks first; the dialog's yes is the button with the value "go". */
async function confirmIfAsked(page, deed) {
  await deed();
  const yes = page.locator("dialog[open] button[value=go]");
  if (await yes.isVisible().catch(() => false)) await yes.click();
}
