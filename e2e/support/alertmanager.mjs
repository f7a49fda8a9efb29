// A real Alertmanager that passes everything on to one webhook, and amtool.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { Child, freePort } from "./children.mjs";
import { atTheEnd } from "./cleanup.mjs";
import { environment } from "./settings.mjs";
import { until } from "./until.mjs";

const run = promisify(execFile);

/** Starts it with `settings`, else with a webhook receiver at `url`, with a bearer token when one is given. */
export async function startAlertmanager(t, { url, token, settings: given }) {
  const home = await mkdtemp(path.join(os.tmpdir(), "alertmanager-e2e-"));
  const port = await freePort();
  const webhook = { url, send_resolved: true, ...(token && { http_config: { authorization: { credentials: token } } }) };
  const settings = given ?? {
    route: { receiver: "ryugaku", group_by: ["alertname"], group_wait: "100ms", group_interval: "1s", repeat_interval: "1h" },
    receivers: [{ name: "ryugaku", webhook_configs: [webhook] }],
  };
  await writeFile(`${home}/alertmanager.yml`, JSON.stringify(settings));
  const child = new Child("prometheus-alertmanager", [
    `--config.file=${home}/alertmanager.yml`,
    `--storage.path=${home}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
    "--log.level=debug",
  ]);
  atTheEnd(t, async () => {
    await child.end("SIGTERM");
    await rm(home, { recursive: true, force: true });
  });
  const address = `http://127.0.0.1:${port}`;
  const ready = async () => (await fetch(`${address}/-/ready`)).ok;
  await until("Alertmanager is ready", ready, { unless: () => child.mustRun() });
  return { address, child };
}

/** Runs amtool against any Alertmanager API, with a bearer token when one is given; gives what it prints. */
export async function amtool(address, args, { token } = {}) {
  const home = await mkdtemp(path.join(os.tmpdir(), "amtool-e2e-"));
  try {
    const http = [];
    if (token) {
      await writeFile(`${home}/http.yml`, JSON.stringify({ authorization: { credentials: token } }), { mode: 0o600 });
      http.push(`--http.config.file=${home}/http.yml`);
    }
    const all = [`--alertmanager.url=${address}`, ...http, ...args];
    const { stdout } = await run("amtool", all, { env: environment({ HOME: home }) });
    return stdout;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
