// Live pages: every topic that changes becomes an event `live:<topic>` on <body>; htmx listens with hx-trigger.
// A hidden page keeps its topics until it is looked at. `live:minute` is for what time alone changes: a step that becomes late.
import { Coalesce } from "./coalesce";
import { LiveSource, type Message } from "./live-source";
import { beside, position } from "./page";

const patience = 5000;
const minute = 60_000;
const unseen = new Set<string>();
let after = 0;
let offlineTimer: ReturnType<typeof setTimeout> | undefined;

const topics = new Coalesce(dispatch, 500, () => performance.now(), (run, wait) => setTimeout(run, wait));

function dispatch(topic: string): void {
  if (document.hidden) unseen.add(topic);
  else document.body.dispatchEvent(new CustomEvent(`live:${topic}`));
}

/** Every topic that something on this page listens to. */
function listenedTo(): Set<string> {
  const found = new Set<string>();
  for (const element of document.querySelectorAll("[hx-trigger*='live:']")) {
    for (const [, topic] of (element.getAttribute("hx-trigger") ?? "").matchAll(/live:([^\s,]+)/g)) if (topic) found.add(topic);
  }
  return found;
}

function setUp(up: boolean): void {
  const line = document.getElementById("offline");
  if (!line) return;
  if (up) {
    clearTimeout(offlineTimer);
    offlineTimer = undefined;
    line.hidden = true;
  } else {
    offlineTimer ??= setTimeout(() => {
      line.textContent ||= document.body.dataset["offline"] ?? "";
      line.hidden = false;
    }, patience);
  }
}

function hear(message: Message): void {
  if (message.kind === "state") return setUp(message.up);
  if (message.kind === "missed") return listenedTo().forEach((topic) => topics.push(topic));
  after = Math.max(after, message.change.position);
  message.change.topics.forEach((topic) => topics.push(topic));
}

interface Line {
  hurry(): void;
  leave(): void;
}

function connectHere(): Line {
  const source = new LiveSource(after, hear);
  source.start();
  return { hurry: () => source.hurry(), leave: () => source.stop() };
}

function connect(): Line {
  let line: Line;
  try {
    const worker = new SharedWorker(beside("live-worker.js"), { name: "ryugaku-live" });
    worker.port.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
    worker.port.postMessage({ after });
    line = { hurry: () => worker.port.postMessage("hurry"), leave: () => worker.port.postMessage("leave") };
    worker.onerror = () => (line = connectHere()); // it could not be loaded
  } catch {
    line = connectHere();
  }
  return { hurry: () => line.hurry(), leave: () => line.leave() };
}

export function watchLive(): void {
  if (document.body.dataset["position"] === undefined) return; // pages without a session have nothing to hear
  after = position();
  let line = connect();
  setInterval(() => topics.push("minute"), minute);
  addEventListener("online", () => line.hurry());
  addEventListener("pagehide", () => line.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted) line = connect();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    line.hurry();
    const late = [...unseen];
    unseen.clear();
    late.forEach((topic) => topics.push(topic));
  });
}
