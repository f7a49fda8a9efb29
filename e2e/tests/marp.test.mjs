// The Marp Markdown of a report, rendered by Marp itself: as many slides as the deck has, all of each within its edges, and what people
// wrote as the words that they are, whatever Marp would make of them.

import assert from "node:assert/strict";
import test from "node:test";

import { Marp } from "@marp-team/marp-core";

import { openPage, screenshot, startBrowser } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

/** The size of a slide: nothing is scaled. */
const SLIDE = { width: 1280, height: 720 };

const LANGUAGES = ["ja", "en"];

/** Marks that are to be rendered, and are seen instead. */
const MARKS = /\*\*|\|\s*:?-{3}|&(?:lt|gt|amp|quot|#\d+);|<[/!]?\w|-->|\]\(|^#|\\/m;

/** What Markdown, HTML or Marp has a meaning for. */
const HOSTILE = [
  "<script>alert(1)</script>",
  "<!-- _class: lead -->",
  "---",
  "***",
  "| a | b |",
  "# heading",
  "- a. item",
  "1. item",
  "![bg](http://example.com/x.png) **bold**",
  "```js `code` ~~~",
  "$x^2$ &lt; <br> \\",
  "10:30:15 job:up:sum :tada: :+1: :100:",
];

/** About as long as an aim may be, with and without a place to break it. */
const LONG = ["W".repeat(200), "とても長い約束のことば".repeat(18), "five words of a promise ".repeat(8).trim(), `${"w".repeat(21)} `.repeat(9).trim()];
const LONG_ADDRESS = `https://example.com/${"a1B2".repeat(50)}`;

test("the report in Marp", async (t) => {
  const server = await startServer(t, { demo: true });
  const api = await server.api();
  const browser = await startBrowser(t);
  const [over] = await api.all("/api/v1/exchanges?state=closed");
  const [active] = await api.all("/api/v1/exchanges?state=active");
  assert.ok(over && active, "an exchange is over, another under way");

  for (const language of LANGUAGES) {
    await t.test(`${language} as it is`, async (t) => {
      const slides = await look(t, { api, browser, language, number: over.number });
      for (const text of slides) assert.doesNotMatch(text, MARKS);
      const { aims } = await api.get(`/api/v1/exchanges/${over.number}`);
      assert.ok(aims.length > 0, "it has aims");
      for (const { what } of aims) assert.equal(times(slides, what), 1, what);
    });
  }

  await write(api, active.number);
  for (const language of LANGUAGES) {
    await t.test(`${language} with marks and long words everywhere`, async (t) => {
      const slides = await look(t, { api, browser, language, number: active.number });
      // The diary shows some lines alone.
      for (const text of [...HOSTILE, ...LONG]) assert.ok(times(slides, text) >= 5, `${times(slides, text)} times: ${text}`);
      const { title, lede, closing } = wording(language);
      assert.ok(slides[0].includes(title), title);
      assert.ok(slides[0].includes(lede.slice(0, 30)), lede);
      assert.ok(slides.some((text) => text.startsWith(closing)), closing);
    });
  }
});

/** Each text as an aim, an outcome, a line of the diary, something that goes on, something put off, and a learning. */
async function write(api, number) {
  const at = `/api/v1/exchanges/${number}`;
  const sides = ["guest", "host", "home"];
  const kinds = ["discussion", "product_sre", "co_development", "meeting"];
  const teams = (await api.all("/api/v1/teams")).map((team) => team.id);
  for (const [nth, what] of [...HOSTILE, ...LONG].entries()) {
    const artefact = LONG.includes(what) ? LONG_ADDRESS : "";
    await api.post(`${at}/aims`, { side: sides[nth % sides.length], kind: "other", what, how_to_tell: what });
    await api.post(`${at}/outcomes`, { what, artefact });
    await api.post(`${at}/activities`, { text: what, kind: kinds[nth % kinds.length] });
    await api.post(`${at}/follow-ups`, { what, cadence: "once", next: "2030-01-07" });
    await api.post(`${at}/put-offs`, { what });
    const learning = await api.post("/api/v1/learnings", { title: what, body: what, exchange: number, teams });
    await api.post(`/api/v1/learnings/${learning.number}/publish`);
  }
  for (const language of LANGUAGES) await api.call("PUT", `${at}/report/words/${language}`, wording(language));
}

/** The guest's own sentences: long ones, and marks. */
function wording(language) {
  const text = language === "ja" ? LONG[1] : HOSTILE.join(" ");
  const [title, lede, closing] = [60, 160, 100].map((most) => text.slice(0, most).trim());
  return { title, lede, closing };
}

/** Renders a report, checks what holds for each, and gives the text of every slide. */
async function look(t, { api, browser, language, number }) {
  const told = async (format) => {
    const answer = await api.raw("GET", `/api/v1/exchanges/${number}/report?lang=${language}&format=${format}`);
    assert.equal(answer.status, 200);
    return answer.text();
  };
  const deck = (await told("html")).split('<section class="slide').length - 1;
  // Marp's script only mends old browsers.
  const { html, css } = new Marp({ script: false }).render(await told("marp"));

  const page = await openPage(t, browser, { language, viewport: SLIDE });
  const asked = [];
  await page.route("**/*", (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.setContent(`<!doctype html><html lang="${language}"><meta charset="utf-8"><style>body { margin: 0 } ${css}</style>${html}`);
  const sections = await page.locator(".marpit section").all();
  for (const [nth, section] of sections.entries()) await screenshot(t, section, `${number}-${nth + 1}`);

  assert.equal(sections.length, deck, "as many slides as the deck has");
  assert.deepEqual(asked, [], "nothing is loaded from elsewhere");
  const made = page.locator("script, img, iframe, hr, code, em, del, section.lead, [data-marpit-advanced-background]");
  assert.deepEqual(await made.evaluateAll((all) => all.map((element) => element.outerHTML)), [], "nothing but words, lists, tables and quotes");
  const heads = page.locator("h1, h2, h3, h4, h5, h6");
  assert.equal(await heads.count(), sections.length, "one headline on each slide");
  assert.deepEqual(await page.evaluate(overflowing), []);
  return Promise.all(sections.map((section) => section.innerText()));
}

/** In the browser: what is larger than its place. A table scrolls by itself, so that each element is asked. */
function overflowing() {
  const found = [];
  for (const section of document.querySelectorAll(".marpit section")) {
    for (const element of [section, ...section.querySelectorAll("*")]) {
      const [wide, high] = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight];
      // What stands within a line has no size of its own.
      const isSized = element.clientWidth > 0;
      if (isSized && (wide > 1 || (element === section && high > 1))) {
        found.push(`slide ${section.id}: ${element.localName} by ${wide} and ${high} px: ${element.innerText.slice(0, 60)}`);
      }
    }
  }
  return found;
}

function times(slides, text) {
  return slides.reduce((sum, slide) => sum + slide.split(text).length - 1, 0);
}
