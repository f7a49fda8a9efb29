// kill -9 in the middle of intake, twenty times: every alert that was answered with success is there afterwards.

import assert from "node:assert/strict";
import test from "node:test";

import { startServer } from "../support/server.mjs";
import { engines } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

const CRASHES = 20;
const SENDERS = 8;
const BATCH = 3;

for (const engine of engines) {
  test(`nothing acknowledged is lost on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    const intake = await server.api("intake");
    const admin = await server.api("admin");
    const acknowledged = new Set();
    let sent = 0;

    for (let crash = 0; crash < CRASHES; crash++) {
      // A different number each time, so that the blow falls at different moments of a write.
      const enough = acknowledged.size + 20 + ((crash * 37) % 60);
      let down = false;
      const sender = async () => {
        while (!down) {
          const names = Array.from({ length: BATCH }, () => `Crash${sent++}`);
          const answer = await intake.raw("POST", "/api/v2/alerts", names.map(alert)).catch(() => undefined);
          if (answer?.status === 200) names.forEach((name) => acknowledged.add(name));
          else if (answer) assert.equal(answer.status, 503, await answer.text());
        }
      };
      const senders = Array.from({ length: SENDERS }, sender);
      await until(`${enough} alerts are acknowledged`, () => acknowledged.size >= enough, { every: 1 });
      await server.kill();
      down = true;
      await Promise.all(senders);
      await server.start();
    }

    const missing = async () => {
      const there = new Set((await admin.get("/api/v2/alerts")).map(({ labels }) => labels.alertname));
      return [...acknowledged].filter((name) => !there.has(name));
    };
    await until("all acknowledged alerts are there", async () => (await missing()).length === 0).catch(async (error) => {
      assert.deepEqual(await missing(), [], error.message);
    });
    t.diagnostic(`${acknowledged.size} of ${sent} alerts were acknowledged over ${CRASHES} crashes`);
    assert.ok(acknowledged.size >= CRASHES * 20);
  });
}

function alert(alertname) {
  // Firing for long: what is looked for at the end must not have timed out meanwhile.
  return { labels: { alertname }, endsAt: new Date(Date.now() + 24 * 3600_000).toISOString() };
}
