// The line between a text and its server: nothing is lost, whatever the line does.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { type Ends, Line, type Standing, toBytes, toText } from "../src/together-line";

/** A server with one text, which can be away, forget, or be closed. */
class Server {
  readonly doc = new Y.Doc();
  away = false;
  mute = false;
  status = 200;
  asked = 0;
  /** Of the session, and of the page; none is known after signing out. */
  session = "first";
  token = "first";

  async post(body: string): Promise<Response> {
    this.asked += 1;
    if (this.away) throw new TypeError("no line");
    if (this.token !== this.session) return new Response(JSON.stringify({ detail: "stale" }), { status: 403 });
    if (this.status !== 200) return new Response(JSON.stringify({ detail: "no" }), { status: this.status });
    const said = JSON.parse(body) as { update?: string; vector: string };
    if (said.update) Y.applyUpdate(this.doc, toBytes(said.update));
    // It was taken, and nobody hears so.
    if (this.mute) throw new TypeError("cut off");
    const update = toText(Y.encodeStateAsUpdate(this.doc, toBytes(said.vector)));
    return new Response(JSON.stringify({ update, version: 7, present: [] }));
  }
}

function page(server: Server, busy = () => false): { text: Y.Text; line: Line; stood: Standing[]; said: string[] } {
  const doc = new Y.Doc();
  const [stood, said]: [Standing[], string[]] = [[], []];
  const ends: Ends = {
    post: (body) => server.post(body), cursor: () => "", busy, present: () => {},
    stands: (standing, words) => void (stood.push(standing), said.push(words)),
    renew: async () => void (server.token = server.session === "" ? "anonymous" : server.session), sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  };
  return { text: doc.getText("body"), line: new Line(doc, ends), stood, said };
}

test("what was not confirmed is sent again, and counts once", async () => {
  const server = new Server();
  const { text, line, stood } = page(server);
  await line.ask();
  text.insert(0, "あ");
  server.away = true;
  await line.ask();
  text.insert(1, "い");
  assert.deepEqual([line.isSaved, stood.at(-1)], [false, "offline"]);
  [server.away, server.mute] = [false, true];
  await line.ask();
  server.mute = false;
  await line.ask();
  assert.deepEqual([line.isSaved, stood.at(-1), server.doc.getText("body").toString()], [true, "saved", "あい"]);
  line.close();
});

test("two pages end alike, and nothing moves while a word is composed", async () => {
  const server = new Server();
  let composing = false;
  const [one, other] = [page(server, () => composing), page(server)];
  one.text.insert(0, "前");
  await one.line.ask();
  await other.line.ask();
  other.text.insert(1, "後");
  await other.line.ask();
  composing = true;
  const asked = one.line.ask();
  one.text.insert(0, "け");
  await new Promise((done) => setTimeout(done, 250));
  assert.equal(one.text.toString(), "け前");
  composing = false;
  await asked;
  await other.line.ask();
  assert.deepEqual([one.text.toString(), other.text.toString()], ["け前後", "け前後"]);
  one.line.close();
  other.line.close();
});

test("what is closed to writers waits, and comes in once they may write again", async () => {
  const server = new Server();
  const { text, line, stood } = page(server);
  await line.ask();
  server.status = 409;
  text.insert(0, "遅い");
  await line.ask();
  assert.deepEqual([stood.at(-1), line.isFrozen, line.isSaved], ["frozen", true, false]);
  server.status = 200;
  await line.ask();
  assert.deepEqual([stood.at(-1), line.isFrozen, server.doc.getText("body").toString()], ["saved", false, "遅い"]);
  line.close();
});

test("whose session ends writes on, and is saved once they have signed in again", async () => {
  const server = new Server();
  const { text, line, stood, said } = page(server);
  await line.ask();
  server.session = "";
  text.insert(0, "あ");
  await line.ask();
  assert.deepEqual([stood.at(-1), said.at(-1), line.isClosed, line.isFrozen, line.isSaved], ["stranger", "", false, false, false]);
  text.insert(1, "い");
  await line.ask();
  assert.deepEqual([stood.at(-1), said.at(-1), line.isSaved], ["stranger", "stale", false]);
  server.session = "second";
  await line.ask();
  assert.deepEqual([stood.at(-1), line.isSaved, server.doc.getText("body").toString()], ["saved", true, "あい"]);
  line.close();
});

test("what is refused is not asked again", async () => {
  const server = new Server();
  const { text, line, stood } = page(server);
  await line.ask();
  server.status = 404;
  text.insert(0, "だめ");
  await line.ask();
  assert.deepEqual([stood.at(-1), line.isClosed, line.isSaved, line.version], ["refused", true, false, 7]);
  const { asked } = server;
  await line.ask();
  assert.equal(server.asked, asked);
});

test("who types without a pause is sent all the same", async () => {
  const server = new Server();
  const { text, line } = page(server);
  for (let n = 0; n < 8; n += 1) {
    text.insert(0, "あ");
    await new Promise((done) => setTimeout(done, 40));
  }
  assert.ok(server.asked > 0, "nothing left while letters came");
  line.close();
});
