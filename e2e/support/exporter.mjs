// A metrics exporter whose alerts a test switches on and off; Prometheus scrapes it.

import { once } from "node:events";
import http from "node:http";

import { atTheEnd } from "./cleanup.mjs";

/** `{ address, on, off }`; what is on is a sample `story{story="<name>",instance="<instance>"} 1`. */
export async function startExporter(t) {
  const firing = new Map();
  const server = http.createServer((_, response) => {
    const lines = [...firing.values()].map(([story, instance]) => `story{story="${story}",instance="${instance}"} 1\n`);
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(`# TYPE story gauge\n${lines.join("")}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atTheEnd(t, () => {
    server.closeAllConnections();
    server.close();
  });
  const key = (story, instance) => `${story}/${instance}`;
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    on: (story, instance = "a") => firing.set(key(story, instance), [story, instance]),
    off: (story, instance = "a") => firing.delete(key(story, instance)),
    clear: () => firing.clear(),
  };
}
