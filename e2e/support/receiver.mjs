// A small HTTP server that keeps what it is sent: stands where a webhook's receiver would.

import { once } from "node:events";
import http from "node:http";

import { atTheEnd } from "./cleanup.mjs";

/** `{ address, requests }`; each request is `{ at, method, path, headers, body }`. Answers 200 unless `status` says otherwise. */
export async function startReceiver(t, { status = () => 200 } = {}) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const kept = { at: Date.now(), method: request.method, path: request.url, headers: request.headers, body };
    requests.push(kept);
    response.writeHead(status(kept), { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atTheEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${server.address().port}`, requests };
}
