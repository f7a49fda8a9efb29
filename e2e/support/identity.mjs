// A real OpenID provider (oidc-provider) on the loopback address, with its own sign-in and consent pages.

import { once } from "node:events";
import http from "node:http";

import Provider from "oidc-provider";

import { freePort } from "./children.mjs";
import { atTheEnd } from "./cleanup.mjs";

export const CLIENT = { id: "ryugaku", secret: "a-secret-of-the-e2e-tests-0123456789" };

/** Starts it for one client with the given redirect address. Whoever signs in as `x` has the address `x@example.com`. */
export async function startIdentity(t, { redirect }) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    // So that names are in the ID token too, as most providers have it.
    conformIdTokenClaims: false,
    cookies: { keys: ["of the e2e tests"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: id }),
    }),
  });
  const server = http.createServer(provider.callback()).listen(port, "127.0.0.1");
  await once(server, "listening");
  atTheEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  return { issuer };
}

/** Signs in and consents on the provider's own pages. */
export async function signInAtProvider(page, login) {
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", "any");
  await page.click("button[type=submit]");
  // The page for the consent has a button of the same kind.
  await page.locator("input[name=login]").waitFor({ state: "detached" });
  await page.click("button[type=submit]");
}
