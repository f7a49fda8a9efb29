// A stand-in for the program: the specimen under the real content security policy, with live changes made by POST /change.
// Refuses to be anything but a specimen; loopback only.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { list, sheet, signIn } from "./page.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const sprite = readFileSync(join(here, "../src/icons.svg"), "utf8").replace("<svg ", "<svg hidden ");

export function start(port = 0) {
  const world = { position: 100, alerts: Array.from({ length: 60 }, (_, n) => ({ id: `a-${n}`, name: n % 3 ? "HighErrorRate" : "SLOBurnRateFast", service: `checkout-api-${n}`, state: n % 4 ? "firing" : "silent" })), streams: new Set(), opened: 0, broken: false, streamless: false, asked: [], seen: [] };
  const tell = (topics, id = true) => {
    if (id) world.position += 1;
    for (const stream of world.streams) stream.write(`${id ? `id: ${world.position}\n` : ""}event: change\ndata: ${JSON.stringify({ position: world.position, topics })}\n\n`);
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://specimen");
    const lang = url.searchParams.get("lang") ?? (url.pathname === "/en" ? "en" : "ja");
    const t = (ja, en) => (lang === "en" ? en : ja);
    const theme = url.searchParams.get("theme") ?? "";
    const html = (text, status = 200) => response.writeHead(status, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(text);
    world.seen.push({ method: request.method, path: request.url, csrf: request.headers["x-csrf-token"] });
    if (url.pathname.startsWith("/assets/")) {
      try {
        const name = url.pathname.slice("/assets/".length);
        return response.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream" }).end(readFileSync(join(here, "../dist", name)));
      } catch {
        return html("none", 404);
      }
    }
    if (url.pathname === "/live") {
      if (world.broken || world.streamless) return html("down", 503);
      world.opened += 1;
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).write(": here\n\n");
      world.streams.add(response);
      request.on("close", () => world.streams.delete(response));
      return;
    }
    if (url.pathname === "/live/poll") return world.broken ? html("down", 503) : response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ position: world.position, topics: world.asked }));
    if (url.pathname === "/palette") {
      const q = url.searchParams.get("q");
      const found = ["HighErrorRate", "INC-214"].filter((name) => name.toLowerCase().includes(q.toLowerCase()));
      const items = found.map((name) => `<li role="option"><a href="#found-${name}"><svg class="icon s" aria-hidden="true"><use href="#i-runbook"/></svg><span>${name}</span><kbd>↵</kbd></a></li>`).join("");
      return setTimeout(() => html(items || `<li role="presentation">${t("ない", "None")}</li>`), q.length === 1 ? 300 : 5);
    }
    if (url.pathname === "/list") return world.broken ? html("<h1>500</h1>", 500) : html(list(t, url.searchParams.get("state") === "firing" ? world.alerts.filter((alert) => alert.state === "firing") : world.alerts));
    if (url.pathname === "/api/openapi.json") return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ openapi: "3.1.0", info: { title: "Ryugaku", version: "1" }, paths: { "/api/v1/alerts": { get: { summary: "Alerts", responses: { 200: { description: "alerts" } } } } } }));
    if (url.pathname === "/docs") return html(`<!doctype html><html lang="ja"><head><title>API</title><link rel="stylesheet" href="/assets/swagger-ui.css"><script defer src="/assets/swagger-ui-bundle.js"></script><script defer src="/assets/docs.js"></script></head><body><div id="docs"></div></body></html>`);
    if (url.pathname === "/sign-in") return html(signIn(t, { sprite, theme }));
    return html(sheet(t, { alerts: world.alerts, sprite, position: world.position, theme }));
  });
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done({ url: `http://127.0.0.1:${server.address().port}`, world, tell, stop: () => { server.closeAllConnections(); server.close(); } })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await start(4700)).url);
