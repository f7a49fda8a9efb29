// What already speaks Alertmanager's API works unchanged: amtool against Ryugaku, and a real Alertmanager's webhook into it.

import assert from "node:assert/strict";
import test from "node:test";

import { amtool, startAlertmanager } from "../support/alertmanager.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

for (const engine of engines) {
  test(`amtool and the webhook on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    const api = await server.api("admin");
    const token = await server.token("intake");
    const named = async (name) => (await api.get("/api/v1/alerts")).items.find(({ labels }) => labels.alertname === name);

    await t.test("amtool adds and asks", async () => {
      await amtool(server.address, ["alert", "add", "DiskFull", "severity=page", "--annotation=summary=満杯"], { token });
      await until("the alert is in the list", () => named("DiskFull"));
      const admin = await server.token("admin");
      assert.match(await amtool(server.address, ["alert", "query", "-o", "json"], { token: admin }), /DiskFull/);
      await assert.rejects(amtool(server.address, ["alert", "add", "Stranger"], { token: "wrong" }), /401|403/);
      assert.equal(await named("Stranger"), undefined);
    });

    await t.test("Alertmanager passes on what fires, and what ends", async (t) => {
      const { key } = await api.post("/api/v1/integrations", { kind: "alertmanager", name: "Alertmanager" });
      const url = `${server.address}/intake/alertmanager/${key}`;
      const { address } = await startAlertmanager(t, { url });
      await amtool(address, ["alert", "add", "PoolExhausted", "severity=page"]);
      await until("the alert is in the list", async () => (await named("PoolExhausted"))?.state === "firing");
      const end = new Date().toISOString();
      await amtool(address, ["alert", "add", "PoolExhausted", "severity=page", `--end=${end}`]);
      await until("its end is known", async () => (await named("PoolExhausted"))?.state !== "firing");
    });
  });
}
