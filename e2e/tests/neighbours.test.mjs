// The neighbours themselves, without the program: that a real Prometheus, Alertmanager, PostgreSQL, identity provider and browser
// start, do what the other tests rely on, and that the harness notices faults. When another test fails, look here first.

import assert from "node:assert/strict";
import test from "node:test";

import { amtool, startAlertmanager } from "../support/alertmanager.mjs";
import { mustBeAccessible, mustNotScrollSideways, openPage, PHONE, screenshot, startBrowser } from "../support/browser.mjs";
import { CLIENT, signInAtProvider, startIdentity } from "../support/identity.mjs";
import { createDatabase, query } from "../support/postgres.mjs";
import { startPrometheus } from "../support/prometheus.mjs";
import { startReceiver } from "../support/receiver.mjs";
import { until } from "../support/until.mjs";

test("Prometheus posts what fires, and what ends", async (t) => {
  const receiver = await startReceiver(t);
  const rules = [{ alert: "AlwaysFiring", labels: { severity: "page" }, annotations: { summary: "五百が多い" } }];
  const prometheus = await startPrometheus(t, { target: receiver.address, token: "secret", rules });
  const sent = () => receiver.requests.flatMap((request) => JSON.parse(request.body));
  const fired = await until("an alert arrives", () => sent().find((alert) => alert.labels.alertname === "AlwaysFiring"));
  assert.equal(fired.annotations.summary, "五百が多い");
  assert.equal(fired.labels.prometheus, "e2e");
  const { path, headers } = receiver.requests[0];
  assert.deepEqual([path, headers.authorization], ["/api/v2/alerts", "Bearer secret"]);

  await prometheus.setRules([]);
  await until("its end arrives", () => sent().some((alert) => Date.parse(alert.endsAt) <= Date.now()));
});

test("Alertmanager passes on what amtool adds", async (t) => {
  const receiver = await startReceiver(t);
  const { address } = await startAlertmanager(t, { url: `${receiver.address}/intake`, token: "key" });
  await amtool(address, ["alert", "add", "DiskFull", "severity=page", "--annotation=summary=満杯"]);
  const request = await until("the webhook is called", () => receiver.requests[0]);
  assert.equal(request.headers.authorization, "Bearer key");
  const body = JSON.parse(request.body);
  assert.deepEqual([body.version, body.alerts[0].labels.alertname], ["4", "DiskFull"]);
  assert.match(await amtool(address, ["alert", "query", "-o", "simple"]), /DiskFull/);
});

test("PostgreSQL gives each test a database of its own", async (t) => {
  const [one, other] = [await createDatabase(t), await createDatabase(t)];
  await query(one, "create table kept (word text)");
  await query(one, "insert into kept values ('留学')");
  assert.deepEqual(await query(one, "select word from kept"), [["留学"]]);
  await assert.rejects(query(other, "select word from kept"), /kept/);
});

test("the browser shows Japanese, and its faults are seen", async (t) => {
  const browser = await startBrowser(t);
  const page = await openPage(t, browser, { viewport: PHONE, tolerate: (what) => what.includes("on purpose") });
  const good = `<!doctype html><html lang="ja"><title>見本</title><meta name="viewport" content="width=device-width">
    <main><h1>社内留学</h1><p>障害</p></main>`;
  await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(good)}`);
  await mustBeAccessible(page);
  await mustNotScrollSideways(page);
  const widths = await page.evaluate(() => navigator.language);
  assert.equal(widths, "ja-JP");
  await screenshot(t, page, "japanese");

  const bad = `<!doctype html><title>x</title><meta http-equiv="content-security-policy" content="script-src 'unsafe-inline'; img-src 'none'">
    <main><img src="http://127.0.0.1:9/x.png"><div style="width:900px">wide</div></main>
    <script>console.error("told"); console.error("on purpose")</script>`;
  await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(bad)}`);
  await assert.rejects(mustBeAccessible(page), /image-alt/);
  await assert.rejects(mustNotScrollSideways(page), /900px|scroll|wide/);
  await until("both faults are seen", () => page.faults.some((f) => f.includes("img-src")) && page.faults.some((f) => f.includes("told")));
  assert.ok(!page.faults.some((fault) => fault.includes("on purpose")));
  page.faults.length = 0;
});

test("the identity provider signs somebody in", async (t) => {
  const receiver = await startReceiver(t);
  const redirect = `${receiver.address}/callback`;
  const { issuer } = await startIdentity(t, { redirect });
  const browser = await startBrowser(t);
  const page = await openPage(t, browser, { tolerate: () => true });
  const asked = { client_id: CLIENT.id, redirect_uri: redirect, response_type: "code", scope: "openid email profile", state: "s" };
  // RFC 7636, appendix B.
  asked.code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  asked.code_challenge_method = "S256";
  await page.goto(`${issuer}/auth?${new URLSearchParams(asked)}`);
  await signInAtProvider(page, "hanako");
  await page.waitForURL(/callback\?code=/);
  const code = new URL(page.url()).searchParams.get("code");
  const answer = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirect,
      code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    }),
  });
  const { id_token } = await answer.json();
  const claims = JSON.parse(Buffer.from(id_token.split(".")[1], "base64url"));
  assert.equal(claims.email, "hanako@example.com");
});
