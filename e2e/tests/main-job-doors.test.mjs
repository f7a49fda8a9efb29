// The main job through the other doors: the same verbs by API and by command line, on both engines.

import assert from "node:assert/strict";
import test from "node:test";

import { ryugakuPrints } from "../support/cli.mjs";
import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

for (const engine of engines) {
  test(`main job by API on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    const [api, intake] = [await server.api("admin"), await server.api("intake")];
    const posted = { labels: { alertname: "DiskFull", severity: "page" }, annotations: { summary: "満杯" }, endsAt: soon() };
    await intake.post("/api/v2/alerts", [posted]);
    const alert = await until("the alert is in the list", async () =>
      (await api.get("/api/v1/alerts")).items.find(({ labels }) => labels.alertname === "DiskFull"),
    );

    const opened = await api.post("/api/v1/incidents", { title: "ディスクが満杯", severity: "sev2", alerts: [alert.id] });
    assert.match(opened.number, /^INC-\d+$/);
    const at = `/api/v1/incidents/${opened.number}`;
    await api.post(`${at}/notes`, { text: "古いログを消した" });
    await api.post(`${at}/resolve`);
    assert.equal((await api.get(at)).status, "resolved");
    await api.post(`${at}/reopen`, { reason: "また満杯になった" });
    assert.equal((await api.get(at)).status, "investigating");
    await api.post(`${at}/resolve`);
    const task = await api.post(`${at}/tasks`, { title: "ログの世代を減らす" });
    assert.match(task.number, /^RT-\d+$/);
    assert.equal((await api.raw("POST", `${at}/close`)).status, 409, "its post-mortem comes first");
    for (const deed of ["", "/review", "/publish"]) await api.post(`${at}/postmortem${deed}`);
    await api.post(`${at}/close`);
    assert.equal((await api.get(at)).status, "closed");

    const kinds = (await api.all("/api/v1/events")).map((event) => event.kind);
    for (const kind of ["incident.opened", "incident.resolved", "incident.reopened", "incident.closed"]) {
      assert.ok(kinds.includes(kind), `${kind} is in the ledger: ${[...new Set(kinds)].join(", ")}`);
    }
    assert.equal((await intake.raw("GET", "/api/v1/incidents")).status, 403, "an intake token reads nothing");
    assert.equal((await api.raw("GET", "/api/v1/incidents/INC-999999")).status, 404);
  });

  test(`main job by command line on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    const opened = JSON.parse(await server.cli("incident", "open", "検索結果が 25分古い", "--severity", "sev3", "--json"));
    assert.match(opened.number, /^INC-\d+$/);
    await server.cli("incident", "note", opened.number, "索引を作り直している");
    await server.cli("incident", "resolve", opened.number);
    const task = JSON.parse(await server.cli("incident", "task", opened.number, "索引の遅れを測る", "--json"));
    assert.match(task.number, /^RT-\d+$/);
    await server.cli("incident", "close", opened.number);
    assert.equal(JSON.parse(await server.cli("incident", "show", opened.number, "--json")).status, "closed");
    await assert.rejects(server.cli("incident", "show", "INC-999999"), /ended with 1/);
    await assert.rejects(server.cli("incident", "open"), /ended with 2/);

    await server.cli("person", "add", "水野 遥", "haruka@example.com");
    const token = await server.cli("token", "create", "--name", "hers", "--person", "haruka@example.com");
    const me = async (...words) => {
      const printed = await ryugakuPrints(["me", ...words, "--server", server.address, "--json"], { env: { RYUGAKU_TOKEN: token } });
      return JSON.parse(printed);
    };
    assert.equal((await me("set", "--language", "en")).person.language, "en");
    assert.equal((await me("show")).person.language, "en");
    assert.deepEqual((await me("sessions")).items, []);
    assert.deepEqual((await me("end-session", "--all")).items, []);
    await assert.rejects(server.cli("me", "set", "--language", "en"), /ended with 1/, "the operator is no person");
  });
}

function soon() {
  return new Date(Date.now() + 3600_000).toISOString();
}
