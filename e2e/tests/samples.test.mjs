// What others' tests and documents hold: every payload at the doors for alerts, taken in with the alerts it names or refused with
// the right word; and rules and configurations by the command line.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";

import { ryugaku } from "../support/cli.mjs";
import { filesIn, samples } from "../support/samples.mjs";
import { startServer } from "../support/server.mjs";
import { until } from "../support/until.mjs";

// What the webhook's door takes, and the alerts that fire then. The status decides, not the end of one that fires.
const WEBHOOKS = {
  "VersusControl__versus-incident/src/examples/alertmanager/block-01.json": [
    { alertname: "PostgresqlDown", instance: "postgresql-prod-01", severity: "critical" },
  ],
  "alerta__alerta/tests/test_webhooks/prometheus_v3_alert.json": [
    {
      __name__: "ping_success", alertname: "failedConnect", environment: "Production", instance: "host2",
      job: "pinger", monitor: "testlab", service: "System", severity: "critical", timeout: "600",
    },
  ],
  "linkedin__iris/test/test_webhook_alertmanager/fake_post.json": [
    {
      alertname: "InstanceDown", group: "testgroup", instance: "testinstance:8080",
      job: "testjob", monitor: "testmonitor", severity: "page",
    },
  ],
  // The same alert, with less about it.
  "linkedin__iris/test/test_webhook_alertmanager/fake_post~2.json": [
    {
      alertname: "InstanceDown", group: "testgroup", instance: "testinstance:8080",
      job: "testjob", monitor: "testmonitor", severity: "page",
    },
  ],
};

// Arrays, whose entries are no alerts: the API names each.
const ARRAYS = {
  "keephq__keep/keep/providers/appdynamics_provider/httpactiontemplate.json": 1,
  "keephq__keep/keep/providers/thousandeyes_provider/alerts_mock/ALERT.json": 2,
};

// Everything else is somebody else's form: PagerDuty's answers, CloudWatch by SNS, Grafana of old, Graylog, Pingdom, …
const OTHERS = [
  "PagerDuty__go-pagerduty/event_v2_test/raw-01.json",
  ...[1, 2, 3, 4].map((n) => `PagerDuty__go-pagerduty/incident_test/raw-0${n}.json`),
  "VersusControl__versus-incident/pkg/controllers/sns_security_test/raw-01.json",
  "VersusControl__versus-incident/pkg/signalsources/signoz_test/raw-01.json",
  "VersusControl__versus-incident/src/examples/cloudwatch-alarm-sns/block-01.json",
  ...[
    "cloudwatch_notification", "grafana_6", "grafana_example", "graylog_notification", "new_relic_notification", "pagerduty_alert",
    "pingdom_down", "pingdom_up", "stackdriver_closed", "stackdriver_open", "vmware_vrealize",
  ].map((name) => `alerta__alerta/tests/test_webhooks/${name}.json`),
  ...[
    "autoscaling-event-launch-unsuccessful", "autoscaling-event-terminate-action", "autoscaling-event-terminate-successful",
    "cloudwatch-alarm-sns-payload-multiple-metrics", "codedeploy-deployment-event", "codedeploy-instance-event",
    "codepipeline-action-execution-stage-change-event", "codepipeline-job-event", "ecr-image-push-event",
    "ecs-container-instance-state-change",
  ].map((name) => `aws__aws-lambda-go/events/testdata/${name}.json`),
  ...["checkly", "checkmk", "dash0", "datadog", "graylog", "libre_nms", "netbox", "prometheus", "sentry", "signalfx"].map(
    (name) => `keephq__keep/keep/providers/${name}_provider/alerts_mock/ALERTS.json`,
  ),
  "keephq__keep/keep/providers/openobserve_provider/alerttemplate.json",
  "mackerelio__documents/content/docs/entry/howto/alerts/webhook/block-01.json",
];

test("every payload is taken in or refused with the right word", async (t) => {
  const folder = samples(t, "03-alert-payloads");
  if (!folder) return;
  const known = [...Object.keys(WEBHOOKS), ...Object.keys(ARRAYS), ...OTHERS].sort();
  assert.deepEqual(await filesIn(folder, ".json"), known, "each file stands in the table, each of the table is there");

  const server = await startServer(t);
  const api = await server.api("admin");
  const { key } = await api.post("/api/v1/integrations", { kind: "alertmanager", name: "webhooks" });
  const post = async (door, bytes) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
    const answer = await fetch(server.address + door, { method: "POST", headers, body: bytes });
    return { status: answer.status, text: await answer.text() };
  };
  const active = async () => (await api.get("/api/v2/alerts")).map(({ labels }) => labels);
  const read = (file) => readFile(path.join(folder, file));

  for (const file of OTHERS) {
    await t.test(file, async () => {
      const bytes = await read(file);
      const webhook = await post("/intake/alertmanager", bytes);
      assert.deepEqual([webhook.status, JSON.parse(webhook.text).errors[0].field], [422, "alerts"], webhook.text);
      assert.match(webhook.text, /not Alertmanager’s webhook/);
      const v2 = await post("/api/v2/alerts", bytes);
      assert.deepEqual([v2.status, JSON.parse(v2.text)], [400, "body: Send an array of alerts."]);
    });
  }
  for (const [file, count] of Object.entries(ARRAYS)) {
    await t.test(file, async () => {
      const bytes = await read(file);
      const webhook = await post("/intake/alertmanager", bytes);
      assert.equal(webhook.status, 422, webhook.text);
      assert.match(webhook.text, /not Alertmanager’s webhook/);
      const v2 = await post("/api/v2/alerts", bytes);
      const line = (n) => `${n}.labels: An alert needs at least one label with a value.`;
      assert.deepEqual([v2.status, JSON.parse(v2.text)], [400, Array.from({ length: count }, (_, n) => line(n)).join("; ")]);
    });
  }
  assert.deepEqual(await active(), [], "nothing of what was refused is there");
  for (const [file, expected] of Object.entries(WEBHOOKS)) {
    await t.test(file, async () => {
      const bytes = await read(file);
      const { status, text } = await post("/intake/alertmanager", bytes);
      assert.deepEqual([status, text], [200, ""]);
      for (const labels of expected) {
        const found = async () => (await active()).some((one) => JSON.stringify(one) === JSON.stringify(labels));
        await until(`${labels.alertname} fires`, found);
      }
      // The door for arrays says what it is not.
      assert.equal((await post("/api/v2/alerts", bytes)).status, 400);
      // And its alerts, said to end, end.
      const ended = JSON.parse(bytes);
      ended.status = "resolved";
      ended.alerts.forEach((alert) => Object.assign(alert, { status: "resolved", endsAt: new Date().toISOString() }));
      assert.equal((await post("/intake/alertmanager", JSON.stringify(ended))).status, 200);
      await until("nothing fires", async () => (await active()).length === 0);
      // As an array they are what Prometheus sends. An end that is past was one.
      const alerts = JSON.parse(bytes).alerts;
      assert.deepEqual(await post("/api/v2/alerts", JSON.stringify(alerts)), { status: 200, text: "" });
      const past = alerts.filter(({ endsAt }) => Date.parse(endsAt) > 0);
      await until("what has no end fires", async () => (await active()).length === alerts.length - past.length);
      await post("/intake/alertmanager", JSON.stringify(ended));
      await until("nothing fires", async () => (await active()).length === 0);
    });
  }

  await t.test("the mock of a provider, as Prometheus would send it", async () => {
    const mock = JSON.parse(await read("keephq__keep/keep/providers/prometheus_provider/alerts_mock/ALERTS.json"));
    const alerts = Object.entries(mock).map(([alertname, { payload }]) => ({
      labels: { alertname, ...payload.labels },
      annotations: { summary: payload.summary },
    }));
    assert.ok(alerts.length >= 5);
    assert.deepEqual(await post("/api/v2/alerts", JSON.stringify(alerts)), { status: 200, text: "" });
    await until("all fire", async () => (await active()).length === alerts.length);
  });

  await t.test("the webhook as others make it", async () => {
    const time = "2026-11-01T00:00:00Z";
    const one = (labels, more) => ({ status: "firing", labels, annotations: {}, startsAt: time, ...more });
    const variants = {
      // Grafana's contact point: version 1, numbers and objects that Alertmanager does not have, no web address.
      grafana: {
        receiver: "ryugaku", status: "firing", orgId: 1, version: "1", truncatedAlerts: 0, state: "alerting", title: "[FIRING:1]",
        message: "**Firing**", groupKey: "{}:{}", externalURL: "http://grafana/",
        alerts: [one({ alertname: "グラファナ" }, {
          endsAt: "0001-01-01T00:00:00Z", generatorURL: "?orgId=1", fingerprint: "c6eadffa33fcdf37", values: { B: 44.2 },
          silenceURL: "http://grafana/", dashboardURL: "", panelURL: "", valueString: "[ var='B' value=44.2 ]", imageURL: null,
        })],
      },
      // Alertmanager's own version 3 has no fingerprints, and groupKey was a number.
      three: { version: "3", groupKey: 12345678901234567890, status: "firing", receiver: "x", alerts: [one({ alertname: "Three" })] },
      // Nothing but what is needed; null where there is nothing.
      bare: { alerts: [one({ alertname: "Bare" }, { annotations: null, endsAt: null, generatorURL: null })] },
      mixed: {
        version: "4", status: "firing",
        alerts: [one({ alertname: "Mixed", i: "1" }), one({ alertname: "Mixed", i: "2" }, { status: "resolved", endsAt: time })],
      },
    };
    for (const [name, body] of Object.entries(variants)) {
      assert.deepEqual(await post("/intake/alertmanager", JSON.stringify(body)), { status: 200, text: "" }, name);
    }
    const names = ["グラファナ", "Three", "Bare", "Mixed"];
    const once = (found) => names.every((name) => found.filter(({ alertname }) => alertname === name).length === 1);
    await until("each fires once", async () => once(await active()));
    const pending = JSON.stringify({ alerts: [one({ alertname: "Odd" }, { status: "pending" })] });
    const refused = await post("/intake/alertmanager", pending);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /either firing or resolved/);
  });
});

test("rules and configurations by the command line", async (t) => {
  const folder = samples(t, "02-prometheus");
  if (!folder) return;
  const server = await startServer(t);
  const api = await server.api("admin");
  const all = await filesIn(folder, ".yml", ".yaml");

  await t.test("every rule, by its name, with its runbook", async () => {
    const files = all.filter((file) => /samber__|kube-prometheus\//.test(file));
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
    const names = texts.flatMap((text) => [...text.matchAll(/^\s*-\s+alert:\s*(.+?)\s*$/gm)].map(([, name]) => name));
    await server.cli("import", ...files.map((file) => path.join(folder, file)));
    const rules = await api.all("/api/v1/alert-rules?limit=200");
    assert.ok(names.length > 500, `${names.length} rules`);
    assert.deepEqual(rules.map(({ name }) => name).sort(), names.sort());
    const runbooks = texts.join("").match(/^\s*runbook_url:/gm).length;
    assert.equal(rules.filter(({ runbook_url: url }) => url).length, runbooks);
    // The same files again change nothing.
    await server.cli("import", ...files.map((file) => path.join(folder, file)));
    assert.equal((await api.all("/api/v1/alert-rules?limit=200")).length, rules.length);
  });

  await t.test("Alertmanager's example, with a line for what has no counterpart", async () => {
    const file = path.join(folder, "prometheus__alertmanager/doc/examples/simple.yml");
    const said = await server.cli("import", file);
    for (const part of ["team-X-mails", "team-DB-pager", "pagerduty_configs", "tracing"]) assert.ok(said.includes(part), said);
    for (const line of [110, 118, 122, 124]) assert.match(said, new RegExp(`\\b${line}\\b`));
    const shown = (await api.get("/api/v2/status")).config.original;
    assert.match(shown, /service=~\\?"foo1\|foo2\|baz/);
    assert.deepEqual((await api.get("/api/v2/receivers")).length, 5);
  });

  await t.test("what is none is refused, and nothing changes", async () => {
    const before = (await api.get("/api/v2/status")).config.original;
    for (const [file, word] of [
      ["cli/testdata/conf.bad.yml", /not a known kind of file/],
      ["config/testdata/conf.nil-match_re-route.yml", /route\.routes\[0\]\.match_re\.invalid_label/],
      ["config/testdata/conf.slack-both-file-and-url.yml", /slack_api_url/],
    ]) {
      const { code, stderr } = await ryugaku(["import", path.join(folder, "prometheus__alertmanager", file), ...server.place]);
      assert.equal(code, 1, file);
      assert.match(stderr, word);
    }
    assert.equal((await api.get("/api/v2/status")).config.original, before);
  });
});
