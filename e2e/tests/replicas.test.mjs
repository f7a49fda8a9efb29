// Two servers on one PostgreSQL: what one takes in the other shows, live pages go on whichever dies, and no ledger position
// is missing afterwards.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "node:test";

import { openPage, signIn, startBrowser } from "../support/browser.mjs";
import { Api } from "../support/api.mjs";
import { ryugaku } from "../support/cli.mjs";
import { createDatabase } from "../support/postgres.mjs";
import { startServer } from "../support/server.mjs";
import { until } from "../support/until.mjs";

test("two servers are one", async (t) => {
  const database = await createDatabase(t);
  const env = { RYUGAKU_SECRET_KEY: randomBytes(32).toString("hex") };
  const one = await startServer(t, { engine: "postgres", database, env });
  const link = await one.signInLink();
  const other = await startServer(t, { engine: "postgres", database, env });
  const token = await one.token("admin");
  const [atOne, atOther] = [new Api(one.address, token), new Api(other.address, token)];

  const browser = await startBrowser(t);
  // A browser that loses its server says so on the console; that is what is being tried.
  const tolerate = (what) => /ERR_CONNECTION|Failed to load|Failed to fetch|network error/i.test(what);
  const page = await openPage(t, browser, { tolerate });
  // Sessions live in the database and cookies know no ports: who is signed in here is signed in there.
  await signIn(page, link);

  await t.test("what one takes in, the other shows by itself", async () => {
    await page.goto(`${other.address}/incidents`);
    await atOne.post("/api/v1/incidents", { title: "Opened at one", severity: "sev3" });
    await page.getByRole("main").getByText("Opened at one").first().waitFor();
  });

  await t.test("both write at once, and each takes over when the other dies", async () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      (n % 2 ? atOne : atOther).post("/api/v1/incidents", { title: `Both ${n}`, severity: "sev4" }),
    );
    const numbers = (await Promise.all(many)).map(({ number }) => number);
    assert.equal(new Set(numbers).size, 40, "no number is given twice");

    await one.kill();
    await atOther.post("/api/v1/incidents", { title: "After the death of one", severity: "sev3" });
    await page.getByRole("main").getByText("After the death of one").first().waitFor();
    await atOther.post("/api/v2/alerts", [{ labels: { alertname: "AfterDeath" }, endsAt: new Date(Date.now() + 3600_000).toISOString() }]);
    await until("the lease has moved and the alert is applied", async () =>
      (await atOther.get("/api/v2/alerts")).some(({ labels }) => labels.alertname === "AfterDeath"), { within: 90_000 });

    await one.start();
    await other.kill();
    await page.goto(`${one.address}/incidents`);
    await atOne.post("/api/v1/incidents", { title: "After the death of the other", severity: "sev3" });
    await page.getByRole("main").getByText("After the death of the other").first().waitFor();
  });

  await t.test("one with another key is refused, and says what to do", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "ryugaku-e2e-"));
    const { code, stderr } = await ryugaku(["serve", "--listen", "127.0.0.1:0", "--data", folder, "--database", database]);
    await rm(folder, { recursive: true });
    assert.equal(code, 1);
    assert.match(stderr, /RYUGAKU_SECRET_KEY/);
  });

  await t.test("no position is missing, none stands twice", async () => {
    const positions = (await atOne.all("/api/v1/events?limit=200")).map(({ position }) => position).sort((a, b) => a - b);
    assert.ok(positions.length > 40);
    positions.forEach((position, at) => assert.equal(position, positions[0] + at));
  });
});
