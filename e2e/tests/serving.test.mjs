// The server as an operator meets it: it starts, says where it is, ends cleanly, comes back after kill -9, and guards its folder.

import assert from "node:assert/strict";
import test from "node:test";

import { Child } from "../support/children.mjs";
import { ryugaku } from "../support/cli.mjs";
import { startServer } from "../support/server.mjs";
import { engines, program } from "../support/settings.mjs";
import { until } from "../support/until.mjs";

for (const engine of engines) {
  test(`serving on ${engine}`, async (t) => {
    const server = await startServer(t, { engine });
    await until("the address is printed", () => server.printed.includes(`127.0.0.1:${server.port}`));
    assert.equal((await fetch(`${server.address}/healthz`)).status, 200);
    const description = await (await fetch(`${server.address}/api/openapi.json`)).json();
    assert.match(description.openapi, /^3\./);

    await t.test("a second one on the same folder is refused, and says why", async () => {
      const { code, stderr } = await ryugaku(["serve", "--listen", "127.0.0.1:0", ...server.place]);
      assert.equal(code, 1);
      assert.match(stderr, /another ryugaku/);
    });

    await t.test("it comes back after kill -9, and after a clean end", async () => {
      await server.kill();
      await server.start();
      await server.stop();
      await server.start();
    });

    await t.test("nothing in what it prints is a secret", () => {
      const password = server.database && new URL(server.database).password;
      assert.ok(!password || !server.printed.includes(password), "the database's password stays out of the log");
    });
  });
}

test("wrong use ends with 2", async () => {
  assert.equal((await ryugaku(["no-such-command"])).code, 2);
  assert.equal((await ryugaku(["serve", "--listen", "nowhere"])).code, 2);
});

test("who reads no further ends a command without a fault", async (t) => {
  const server = await startServer(t);
  const script = 'set -o pipefail; "$0" events "$@" | true';
  const child = new Child("bash", ["-c", script, program, ...server.place]);
  const { code } = await child.gone();
  assert.equal(code, 0, child.stderr);
  assert.equal(child.stderr, "");
});
