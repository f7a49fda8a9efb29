// Every page of the example organisation, found by following links from Today, in Japanese and English, wide and on a phone; besides, what
// is told in vain, to which no link leads while nothing has failed, and the pages for who has not signed in. In all four:
// it answers 200 in its language, every word has its text, nothing goes wrong on it, it never scrolls sideways. axe and the camera, which
// are slow, look at the two in CLOSELY: between them each language, width and theme. Colours depend on the theme alone, and what scrolls
// by itself on the width alone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

import { mustBeAccessible, mustNotScrollSideways, openPage, PHONE, screenshot, signInOwnWay, startBrowser, WIDE } from "../support/browser.mjs";
import { freePort } from "../support/children.mjs";
import { startServer } from "../support/server.mjs";
import { until } from "../support/until.mjs";

// Addresses that are no pages, or end the visit.
// The API's page is swagger-ui's own markup, whose nested controls are not ours to mend.
const APART = [/^\/api\/docs/, /^\/language\//, /^\/assets\//, /^\/api\/openapi/, /^\/sign-out/, /^\/ical\//, /\.(atom|csv|html|json|ics|md|svg|png)$/];

const CLOSELY = new Set(["ja wide light", "en phone dark"]);

test("every page of the example organisation", async (t) => {
  const dead = `127.0.0.1:${await freePort()}`;
  const server = await startServer(t, { demo: true, env: { RYUGAKU_WEBHOOKS_ALLOW_PRIVATE: dead } });
  const browser = await startBrowser(t);
  const first = await openPage(t, browser);
  const storageState = await signInOwnWay(first, await server.signInLink());
  const paths = await crawl(first, server.address);
  t.diagnostic(`${paths.length} kinds of pages: ${paths.join(" ")}`);

  const listed = (await readFile(new URL("../../bench/pages.txt", import.meta.url), "utf8")).split("\n");
  const lines = listed.map((line) => line.trim()).filter((line) => line && !line.startsWith("#") && !line.includes("?"));
  const found = new Set(paths.map((path) => lineOf(path, lines)));
  assert.deepEqual(lines.filter((line) => !found.has(line)), [], "some page links to each");

  // Of two drills one goes on and one is over, each with its room and its debrief.
  for (const page of ["drill-1", "drill-1/debrief", "drill-2", "drill-2/debrief"]) {
    assert.ok(paths.some((path) => kind(path) === `/incidents/${page}`), `some page links to ${page}`);
  }

  const api = await server.api();
  const inVain = await toldInVain(api, `http://${dead}/`);
  const { link } = await api.post("/api/v1/sign-in-links", { person: "mizuno@example.com" });
  const outside = ["/sign-in", new URL(link).pathname];

  for (const language of ["ja", "en"]) {
    for (const [width, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
      const theme = language === "ja" ? "light" : "dark";
      const name = `${language} ${width} ${theme}`;
      await t.test(name, async (t) => {
        const settings = { language, viewport, dark: theme === "dark", storageState };
        const faults = [];
        const look = async (page, path, shown = CLOSELY.has(name)) => {
          const answer = await page.goto(server.address + path);
          if (shown) await screenshot(t, page, kind(path).replaceAll("/", "_"));
          const html = await page.content();
          const checks = [
            () => assert.equal(answer.status(), 200),
            async () => assert.equal(await page.locator("html").getAttribute("lang"), language),
            () => assert.ok(!html.includes("⟦"), "every word has its text"),
            () => CLOSELY.has(name) && mustBeAccessible(page),
            () => mustNotScrollSideways(page),
          ];
          // All faults of all pages at once: a run is long, and mending one by one longer.
          for (const check of checks) {
            await Promise.resolve().then(check).catch((error) => faults.push(`${path}: ${error.message}`));
          }
        };
        // Two at a time: each waits for the server half of its time.
        const ahead = [...paths, ...inVain];
        const reader = async () => {
          const page = await openPage(t, browser, settings);
          await page.goto(`${server.address}/language/${language}?next=/`);
          while (ahead.length > 0) await look(page, ahead.shift());
        };
        await Promise.all([reader(), reader()]);
        const stranger = await openPage(t, browser, { ...settings, storageState: undefined });
        for (const path of outside) await look(stranger, path, true);
        assert.deepEqual(faults, []);
      });
    }
  }
});

/** Pages of what nobody took: a message to a webhook, a job, and a notice to a receiver. */
async function toldInVain(api, url) {
  const webhook = await api.post("/api/v1/webhooks", { name: "CI", url, kinds: ["incident"] });
  const { id } = await api.post(`/api/v1/webhooks/${webhook.id}/test`);
  const receiver = await api.post("/api/v1/receivers", { name: "CI" });
  await api.post(`/api/v1/receivers/${receiver.id}/channels`, { kind: "webhook", url });
  const { items: tried } = await api.post(`/api/v1/receivers/${receiver.id}/test`);
  assert.equal(tried[0].delivered, false, "nobody is there");
  const delivery = `webhooks/${webhook.id}/deliveries/${id}`;
  await until("it was tried", async () => (await api.get(`/api/v1/${delivery}`)).attempts.length > 0);
  const { items: jobs } = await api.get("/api/v1/jobs");
  const job = jobs.find(({ last_error: error }) => error) ?? jobs[0];
  return [`/settings/${delivery}`, `/settings/jobs/${job.id}`, `/notices/${tried[0].notice}`];
}

/** One address of each kind, in the order in which they are found; two addresses that differ in a number, an id or a short name alone are one kind. */
async function crawl(page, address) {
  const found = new Map([["/", "/"]]);
  const ahead = ["/"];
  while (ahead.length > 0) {
    await page.goto(address + ahead.shift());
    // Links in a drawing have no plain href.
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((a) => new URL(a.getAttribute("href"), location.href).href));
    for (const link of links) {
      const url = new URL(link);
      if (url.origin !== address || found.has(kind(url.pathname)) || APART.some((apart) => apart.test(url.pathname))) continue;
      found.set(kind(url.pathname), url.pathname);
      ahead.push(url.pathname);
    }
    assert.ok(found.size < 300, "there are not that many kinds of pages");
  }
  return [...found.values()];
}

/** The line that a path is of, the one with the fewest stars: `/incidents/new` is no incident. */
function lineOf(path, lines) {
  const fitting = lines.filter((line) => new RegExp(`^${line.replaceAll("*", "[^/]+")}$`).test(path));
  return fitting.sort((one, other) => one.split("*").length - other.split("*").length)[0];
}

/** Numbers of drills, in the order in which they were found. */
const drills = [];

/**
 * `/incidents/INC-214` is `/incidents/n`, and so is `/teams/sre` `/teams/n`. The room of a drill and its debrief look otherwise, and otherwise
 * again once it is over: those of each drill are kinds of their own. So is each discussion: not all may be changed.
 */
function kind(path) {
  const drill = path.match(/^\/incidents\/(DRILL-\d+)(\/debrief)?$/);
  if (drill) {
    if (!drills.includes(drill[1])) drills.push(drill[1]);
    return `/incidents/drill-${drills.indexOf(drill[1]) + 1}${drill[2] ?? ""}`;
  }
  if (/^\/discussions\/DI-\d+$/.test(path)) return path;
  const parts = path.split("/").map((part) => (/\d/.test(part) && part !== "v1" && part !== "v2" ? "n" : part));
  if (["products", "services", "teams"].includes(parts[1]) && parts[2] !== undefined && parts[2] !== "new") parts[2] = "n";
  return parts.join("/");
}
