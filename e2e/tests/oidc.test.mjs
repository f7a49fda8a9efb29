// Signing in with a real OpenID provider on the loopback address.

import assert from "node:assert/strict";
import test from "node:test";

import { freePort } from "../support/children.mjs";
import { openPage, screenshot, startBrowser } from "../support/browser.mjs";
import { CLIENT, signInAtProvider, startIdentity } from "../support/identity.mjs";
import { startServer } from "../support/server.mjs";

const CALLBACK = "/sign-in/oidc/callback";
const BUTTON = /OpenID|SSO|シングルサインオン|会社のアカウント|company/i;

test("a member signs in with the company's account", async (t) => {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const { issuer } = await startIdentity(t, { redirect: address + CALLBACK });
  const server = await startServer(t, {
    port,
    env: {
      RYUGAKU_PUBLIC_URL: address,
      RYUGAKU_OIDC_ISSUER: issuer,
      RYUGAKU_OIDC_CLIENT_ID: CLIENT.id,
      RYUGAKU_OIDC_CLIENT_SECRET: CLIENT.secret,
    },
  });
  const api = await server.api();
  await api.post("/api/v1/people", { name: "花子", email: "hanako@example.com" });

  const browser = await startBrowser(t);
  // The provider's own pages are not ours to judge.
  const page = await openPage(t, browser, { tolerate: (what) => !what.includes(address) });
  await page.goto(`${address}/sign-in?next=/alerts`);
  await screenshot(t, page, "sign-in");
  await page.getByRole("link", { name: BUTTON }).or(page.getByRole("button", { name: BUTTON })).first().click();
  await signInAtProvider(page, "hanako");
  await page.waitForURL(`${address}/alerts`);
  assert.equal(await page.locator("a.who").getAttribute("aria-label"), "花子");

  // Without the state of this browser's own attempt, an answer of the provider is nothing.
  const stranger = await fetch(`${address}${CALLBACK}?code=stolen&state=guessed`, { redirect: "manual" });
  assert.ok(stranger.status >= 400 && stranger.status < 500, `answered with ${stranger.status}`);
});
