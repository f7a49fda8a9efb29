// One event stream for all pages of this browser: HTTP/1.1 allows six connections to a host, and each page may be open twice.
import { LiveSource, type Message } from "./live-source";
import { Memory } from "./live-memory";

const ports = new Set<MessagePort>();
let source: LiveSource | undefined;
let memory: Memory | undefined;
let up: boolean | undefined;

function tellAll(message: Message): void {
  if (message.kind === "change") memory?.keep(message.change, message.loose);
  if (message.kind === "state") up = message.up;
  for (const port of ports) port.postMessage(message);
}

function join(port: MessagePort, after: number): void {
  ports.add(port);
  if (source && memory) {
    const topics = memory.since(after);
    if (topics === null) port.postMessage({ kind: "missed" } satisfies Message);
    else if (topics.length > 0) port.postMessage({ kind: "change", change: { position: source.position, topics } } satisfies Message);
    if (up !== undefined) port.postMessage({ kind: "state", up } satisfies Message);
    return;
  }
  memory = new Memory(after);
  source = new LiveSource(after, tellAll);
  source.start();
}

function leave(port: MessagePort): void {
  ports.delete(port);
  if (ports.size > 0) return;
  source?.stop();
  source = memory = up = undefined;
}

self.addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<{ after: number } | "leave" | "hurry">) => {
    if (data === "leave") leave(port);
    else if (data === "hurry") source?.hurry();
    else join(port, data.after);
  };
});
