// The islands in a real browser, under the real content security policy: npm run try. Needs chromium (or CHROMIUM=path).
import assert from "node:assert/strict";
import { launch } from "./chromium.mjs";
import { start } from "./serve.mjs";

const specimen = await start();
const { url, world, tell } = specimen;
const browser = await launch();
const ctrl = { modifiers: 2 };
const enter = { code: "Enter", keyCode: 13, text: "\r" };
let ran = 0;

async function on(name, path, body) {
  const page = await browser.page();
  await page.call("Emulation.setDeviceMetricsOverride", { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false });
  await page.go(url + path);
  await page.until(`document.querySelector("[data-htmx-powered]")`);
  await page.run("document.activeElement.blur()");
  try {
    await body(page);
    assert.deepEqual(page.said, [], "the console is quiet");
    ran += 1;
    console.log(`ok  ${name}`);
  } catch (error) {
    throw new Error(`${name}: ${error.message}\n${page.said.join("\n")}`, { cause: error });
  } finally {
    await page.close();
  }
}
const lists = () => world.seen.filter((entry) => entry.path.startsWith("/list")).length;
const connected = () => new Promise((done, fail) => {
  const end = Date.now() + 10_000;
  const look = () => (world.streams.size > 0 ? done() : Date.now() > end ? fail(new Error("no stream")) : setTimeout(look, 20));
  look();
});

try {
  await on("a change refreshes the part; typing, an open details, ticks and focus stay", "/", async (page) => {
    await connected();
    await page.run(`document.querySelector("#more").open = true, document.querySelector("#a-3 input").click(), document.querySelector("#a-2 a.title").focus(), document.querySelector("#in-list").value = "typed"`);
    world.alerts[1].name = "Renamed";
    tell(["alerts"]);
    await page.until(`document.querySelector("#a-1 a.title").textContent === "Renamed"`);
    assert.equal(await page.run(`document.querySelector("#more").open`), true);
    assert.equal(await page.run(`document.querySelector("#a-3 input").checked`), true);
    assert.equal(await page.run(`document.activeElement === document.querySelector("#a-2 a.title")`), true);
    assert.equal(await page.run(`document.querySelector("#in-list").value`), "typed");
    assert.equal(await page.run(`document.querySelector(".bulk b").textContent`), "1件えらんでいる");
    assert.equal(world.seen.findLast((entry) => entry.path.startsWith("/list")).csrf, "token-of-the-page");
  });

  await on("a topic with a colon and a dash is heard", "/", async (page) => {
    await connected();
    world.alerts[1].name = "Again";
    tell(["incident:INC-214"], false);
    await page.until(`document.querySelector("#a-1 a.title").textContent === "Again"`);
  });

  await on("a part in which somebody types waits until they leave it", "/", async (page) => {
    await connected();
    await page.run(`document.querySelector("#in-list").focus()`);
    await page.call("Input.insertText", { text: "half a thought" });
    const before = lists();
    world.alerts[1].name = "Later";
    tell(["alerts"]);
    await page.run("new Promise((done) => setTimeout(done, 700))");
    assert.equal(lists(), before);
    assert.equal(await page.run(`document.activeElement.value`), "half a thought");
    await page.run("document.activeElement.blur()");
    await page.until(`document.querySelector("#a-1 a.title").textContent === "Later"`);
    assert.equal(await page.run(`document.querySelector("#in-list").value`), "half a thought");
  });

  await on("new rows above a reader wait as a line, and come when asked", "/", async (page) => {
    await connected();
    await page.run(`document.querySelector("#a-40").scrollIntoView()`);
    const top = await page.run(`document.querySelector("#a-40").getBoundingClientRect().top`);
    for (const n of [1, 2, 3]) world.alerts.unshift({ id: `new-${n}`, name: `Fresh${n}`, service: "search-api", state: "firing" });
    tell(["alerts"]);
    await page.until(`document.querySelector("button.new-rows")?.textContent === "新しいもの 3件"`);
    assert.equal(await page.run(`document.querySelectorAll("[id^=new-]").length`), 0);
    world.alerts.unshift({ id: "new-4", name: "Fresh4", service: "search-api", state: "firing" });
    tell(["alerts"]);
    await page.until(`document.querySelector("button.new-rows")?.textContent === "新しいもの 4件"`);
    assert.equal(await page.run(`document.querySelectorAll("button.new-rows").length`), 1);
    const moved = await page.run(`document.querySelector("#a-40").getBoundingClientRect().top`);
    assert.ok(Math.abs(moved - top) < 40, `moved by ${moved - top}`);
    await page.run(`document.querySelector("button.new-rows").click()`);
    await page.until(`document.querySelectorAll("[id^=new-]").length === 4 && !document.querySelector("button.new-rows")`);
    world.alerts.splice(0, 4);
  });

  await on("rows stand still while some are picked, and those that wait come once nobody reads", "/", async (page) => {
    await connected();
    await page.run("scrollTo(0, 0)");
    world.alerts.unshift({ id: "at-rest", name: "AtRest", service: "search-api", state: "firing" });
    tell(["alerts"]);
    await page.until(`document.querySelector("#at-rest")`);
    assert.equal(await page.run(`document.querySelector("button.new-rows")`), null);
    await page.run(`document.querySelector("#a-4 input").click()`);
    const top = await page.run(`document.querySelector("#a-4").getBoundingClientRect().top`);
    const over = world.alerts.splice(2, 1)[0];
    world.alerts.unshift({ id: "waits", name: "Waits", service: "search-api", state: "firing" });
    tell(["alerts"]);
    await page.until(`document.querySelector("button.new-rows")?.textContent === "新しいもの 1件" && document.querySelector("#${over.id}.gone")`);
    assert.equal(await page.run(`document.querySelector("#a-4").getBoundingClientRect().top`), top);
    await page.press("Escape", { code: "Escape", keyCode: 27 });
    assert.equal(await page.run(`document.querySelectorAll("[data-pick]:checked").length`), 0);
    await page.until(`document.querySelector("#waits") && !document.querySelector("#${over.id}") && !document.querySelector("button.new-rows")`);
    world.alerts.splice(0, 2);
    world.alerts.splice(1, 0, over);
  });

  await on("an answer that is an error, or another page, leaves the part as it was", "/", async (page) => {
    await connected();
    world.broken = true;
    tell(["alerts"]);
    await page.run("new Promise((done) => setTimeout(done, 300))");
    world.broken = false;
    assert.ok((await page.run(`document.querySelectorAll("#alert-list [data-row]").length`)) >= 60);
    page.said.length = 0; // the browser reports the 500 by itself
  });

  await on("two pages share one stream", "/", async (page) => {
    await connected();
    const before = world.opened;
    const other = await browser.page();
    await other.go(url);
    await other.run("new Promise((done) => setTimeout(done, 300))");
    assert.equal(world.opened, before);
    assert.equal(world.streams.size, 1);
    await other.close();
    assert.equal(await page.run(`document.querySelector("#offline").hidden`), true);
  });

  await on("a lost connection is said after a while, and unsaid when it is back", "/", async (page) => {
    await connected();
    world.broken = true;
    for (const stream of world.streams) stream.destroy();
    await page.until(`!document.querySelector("#offline").hidden && document.querySelector("#offline").textContent.includes("つながっていない")`);
    world.broken = false;
    await page.run(`dispatchEvent(new Event("online"))`);
    await page.until(`document.querySelector("#offline").hidden`);
    page.said.length = 0;
  });

  await on("the palette opens, the last answer wins, arrows and Enter choose", "/", async (page) => {
    await page.press("k", ctrl);
    await page.until(`document.querySelector("#palette").open && document.querySelectorAll("#palette-list [role=option]").length === 2`);
    await page.press("ArrowDown", { code: "ArrowDown", keyCode: 40 });
    assert.equal(await page.run(`document.querySelector("#palette [aria-selected=true]").textContent.includes("INC-214") && document.querySelector("#pq").getAttribute("aria-activedescendant") === document.querySelector("#palette [aria-selected=true]").id`), true);
    await page.call("Input.insertText", { text: "i" });
    await page.run("new Promise((done) => setTimeout(done, 160))");
    await page.call("Input.insertText", { text: "nc" });
    await page.until(`document.querySelectorAll("#palette-list [role=option]").length === 1`);
    await page.run("new Promise((done) => setTimeout(done, 350))");
    assert.equal(await page.run(`document.querySelector("#palette-list").textContent.includes("HighErrorRate")`), false, "the slow first answer came last and was dropped");
    await page.press("Enter", enter);
    await page.until(`location.hash === "#found-INC-214"`);
  });

  await on("single keys move, pick, go and ask, and sleep while typing", "/", async (page) => {
    await page.press("j");
    await page.press("j");
    assert.equal(await page.run(`document.querySelector("[data-row][aria-current]").id`), "a-1");
    await page.press("x");
    assert.equal(await page.run(`document.querySelector("#a-1 input").checked`), true);
    await page.press("k");
    assert.equal(await page.run(`document.activeElement.closest("[data-row]").id`), "a-0");
    await page.press("?", { code: "Slash", keyCode: 191 });
    await page.until(`document.querySelector("#keys-help").open`);
    await page.run(`document.querySelector("#keys-help [data-close]").click()`);
    await page.press("g");
    await page.press("t");
    await page.until(`decodeURI(location.hash) === "#今日"`);
    await page.press("/", { code: "Slash", keyCode: 191 });
    assert.equal(await page.run(`document.activeElement.id`), "q");
    await page.press("j");
    assert.equal(await page.run(`document.querySelector("#q").value`), "j");
    assert.equal(await page.run(`document.querySelector("[data-row][aria-current]").id`), "a-0");
  });

  await on("keys pick up to here, fold, and act on what is picked", "/", async (page) => {
    const picked = () => page.run(`[...document.querySelectorAll("[data-pick]:checked")].map((box) => box.value).join(" ")`);
    for (const key of ["j", "x", "j", "j"]) await page.press(key);
    await page.press("X", { code: "KeyX", keyCode: 88, modifiers: 8 });
    assert.equal(await picked(), "a-0 a-1 a-2");
    assert.equal(await page.run(`document.querySelector("[data-pick-group]").indeterminate`), true);
    await page.press("Escape", { code: "Escape", keyCode: 27 });
    assert.equal(await picked(), "");
    await page.press("ArrowLeft", { code: "ArrowLeft", keyCode: 37 });
    assert.equal(await page.run(`document.querySelector("#g1").hasAttribute("data-folded")`), true);
    await page.press("ArrowRight", { code: "ArrowRight", keyCode: 39 });
    assert.equal(await page.run(`document.querySelector("#g1").hasAttribute("data-folded")`), false);
    await page.run(`document.querySelector("#picked").addEventListener("submit", (event) => { window.sent = [...new FormData(event.target)].map(([, value]) => value); event.preventDefault(); })`);
    await page.press("i");
    assert.deepEqual(await page.run("window.sent"), ["a-2"]);
    await page.run(`document.querySelector("[data-pick-group]").click()`);
    assert.equal(await page.run(`document.querySelectorAll("[data-pick]:not(:checked)").length`), 0);
  });

  await on("a filter asks by itself, keeps the address short, and the part carries the question on", "/", async (page) => {
    await page.run(`document.querySelector("#state").value = "firing", document.querySelector("#state").dispatchEvent(new Event("change", { bubbles: true }))`);
    await page.until(`location.search === "?state=firing" && !document.querySelector("#a-0")`);
  });

  await on("the command Enter sends the form once; a double press does not send twice", "/", async (page) => {
    await page.run(`document.querySelector("#form").addEventListener("submit", (event) => { window.sent = (window.sent ?? 0) + 1; event.preventDefault(); })`);
    await page.run(`document.querySelector("#f1").focus()`);
    await page.press("Enter", { code: "Enter", keyCode: 13, modifiers: 2 });
    await page.press("Enter", { code: "Enter", keyCode: 13, modifiers: 2 });
    assert.equal(await page.run("window.sent"), 1);
    assert.equal(await page.run(`document.querySelector("#form .main").getAttribute("aria-busy")`), "true");
  });

  await on("a form that asks first posts only after yes, with the button that was pressed", "/", async (page) => {
    const posts = () => world.seen.filter((entry) => entry.path === "/close").length;
    await page.run(`document.querySelector("#close button").click()`);
    await page.until(`document.querySelector("#close-ask").open`);
    await page.run(`document.querySelector("#close-ask [value='']").click()`);
    await page.until(`!document.querySelector("#close-ask").open`);
    assert.equal(posts(), 0);
    await page.run(`document.querySelector("#close button").click()`);
    await page.until(`document.querySelector("#close-ask").open`);
    await page.run(`document.querySelector("#close-ask [value=go]").click()`);
    await page.until(`location.pathname === "/close"`);
    assert.equal(posts(), 1);
  });

  await on("copy says so; a toast goes; times run", "/en", async (page) => {
    for (const way of ["", "Object.defineProperty(navigator, 'clipboard', { value: undefined })"]) {
      await page.run(way);
      await page.click("[data-copy='#token']");
      await page.until(`document.querySelector("[data-copy='#token']").textContent === "Copied"`);
      await page.until(`document.querySelector("[data-copy='#token']").textContent === "Copy"`);
    }
    assert.equal(await page.run(`document.querySelector("[data-since]").textContent`), "28 min");
    assert.ok(/^25:\d\d$/.test(await page.run(`document.querySelector("[data-elapsed]").textContent`)));
    await page.until(`!document.querySelector(".toast")`);
  });

  await on("without a stream the page asks again and again, and still hears", "/", async (page) => {
    await connected();
    world.streamless = true;
    world.alerts[1].name = "By asking";
    world.asked = ["alerts"];
    for (const stream of world.streams) stream.destroy();
    await page.until(`document.querySelector("#a-1 a.title").textContent === "By asking"`);
    assert.equal(await page.run(`document.querySelector("#offline").hidden`), true);
    world.streamless = false;
    page.said.length = 0; // the browser reports each 503 by itself
  });

  await on("a phone opens the list of pages by its address and acts on what is picked", "/", async (page) => {
    await page.call("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 1, mobile: true });
    assert.equal(await page.run(`getComputedStyle(document.querySelector("#side")).display`), "none");
    await page.run(`document.querySelector(".thumbs a[href='#side']").click()`);
    await page.until(`getComputedStyle(document.querySelector("#side")).display === "block"`);
    await page.run(`document.querySelector("#side .close").click()`);
    await page.until(`getComputedStyle(document.querySelector("#side")).display === "none"`);
    await page.run(`document.querySelector("#a-1 input").click()`);
    assert.equal(await page.run(`getComputedStyle(document.querySelector(".bulk")).position`), "fixed");
  });

  const docs = await browser.page();
  await docs.go(`${url}/docs`);
  await docs.until(`document.querySelector("#docs .opblock")`);
  assert.deepEqual(docs.said.filter((line) => /Content Security Policy|unsafe-eval/i.test(line)), []);
  ran += 1;
  console.log("ok  the API page starts under the policy");
  console.log(`${ran} things tried in a browser`);
} finally {
  await browser.quit();
  specimen.stop();
}
