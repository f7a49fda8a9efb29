// A real Prometheus with rules of ours, which are evaluated five times a second, so that what fires is sent at once.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { Child, freePort } from "./children.mjs";
import { atTheEnd } from "./cleanup.mjs";
import { until } from "./until.mjs";

/**
 * Starts it with rules `[{ alert, labels, annotations, expr }]` (always firing unless `expr` says otherwise), sending to
 * the Alertmanager API at `target`, with a bearer token when one is given; and to all of `also`, `[{ target, token }]`.
 * Scrapes the exporter at `scrape`, when there is one.
 */
export async function startPrometheus(t, { target, token, rules, pathPrefix, also = [], scrape }) {
  const home = await mkdtemp(path.join(os.tmpdir(), "prometheus-e2e-"));
  const port = await freePort();
  const prometheus = new Prometheus({ home, port });
  await prometheus.write({ receivers: [{ target, token, pathPrefix }, ...also], rules, scrape });
  atTheEnd(t, async () => {
    await prometheus.stop();
    await rm(home, { recursive: true, force: true });
  });
  await prometheus.start();
  return prometheus;
}

export class Prometheus {
  #child;

  constructor({ home, port }) {
    this.home = home;
    this.address = `http://127.0.0.1:${port}`;
    this.port = port;
  }

  /** Other rules from now on; an alert whose rule is gone is sent as resolved. */
  async setRules(rules) {
    await this.#writeRules(rules);
    const answer = await fetch(`${this.address}/-/reload`, { method: "POST" });
    if (!answer.ok) throw new Error(`reload: ${answer.status} ${await answer.text()}`);
  }

  /** What it has logged: says why a notification could not be sent. */
  get printed() {
    return this.#child.stderr;
  }

  async stop() {
    await this.#child?.end("SIGTERM");
  }

  /** kill -9: whatever fires is never heard of again. */
  async kill() {
    await this.#child.end("SIGKILL");
  }

  async start() {
    this.#child = new Child("prometheus", [
      `--config.file=${this.home}/prometheus.yml`,
      `--storage.tsdb.path=${this.home}/data`,
      `--web.listen-address=127.0.0.1:${this.port}`,
      "--web.enable-lifecycle",
      // It drops what fires before it has found its receiver, and would send again only after a minute.
      "--rules.alert.resend-delay=1s",
      "--log.level=warn",
    ]);
    const ready = async () => (await fetch(`${this.address}/-/ready`)).ok;
    await until("Prometheus is ready", ready, { unless: () => this.#child.mustRun() });
  }

  async write({ receivers, rules, scrape }) {
    const receiver = ({ target, token, pathPrefix }) => ({
      scheme: "http",
      api_version: "v2",
      ...(pathPrefix && { path_prefix: pathPrefix }),
      ...(token && { authorization: { credentials: token } }),
      static_configs: [{ targets: [new URL(target).host] }],
    });
    const job = { job_name: "story", scrape_interval: "500ms", scrape_timeout: "500ms", honor_labels: true };
    // JSON is YAML.
    const settings = {
      global: { evaluation_interval: "200ms", external_labels: { prometheus: "e2e" } },
      rule_files: [`${this.home}/rules.yml`],
      alerting: { alertmanagers: receivers.map(receiver) },
      ...(scrape && { scrape_configs: [{ ...job, static_configs: [{ targets: [new URL(scrape).host] }] }] }),
    };
    await writeFile(`${this.home}/prometheus.yml`, JSON.stringify(settings));
    await this.#writeRules(rules);
  }

  async #writeRules(rules) {
    const all = rules.map((rule) => ({ expr: "vector(1)", ...rule }));
    const groups = all.length === 0 ? [] : [{ name: "e2e", rules: all }];
    await writeFile(`${this.home}/rules.yml`, JSON.stringify({ groups }));
  }
}
