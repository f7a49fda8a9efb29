// A browser on a pipe: enough of the DevTools protocol to look and to press. Refuses to install anything; needs Debian's chromium.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function launch() {
  const profile = mkdtempSync(join(tmpdir(), "ryugaku-browser-"));
  const child = spawn(process.env.CHROMIUM ?? "chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , to, from] = child.stdio;
  let next = 0, buffer = "";
  const waiting = new Map(), listeners = [];
  from.setEncoding("utf8");
  from.on("data", (text) => {
    const parts = (buffer + text).split("\0");
    buffer = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      if (message.id) {
        const { done, fail } = waiting.get(message.id);
        waiting.delete(message.id);
        message.error ? fail(new Error(message.error.message)) : done(message.result);
      } else listeners.forEach((listener) => listener(message));
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((done, fail) => {
    next += 1;
    waiting.set(next, { done, fail });
    to.write(`${JSON.stringify({ id: next, method, params, ...(sessionId && { sessionId }) })}\0`);
  });
  async function page() {
    const { targetId } = await send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
    const call = (method, params) => send(method, params, sessionId);
    const said = [];
    listeners.push((message) => {
      if (message.sessionId !== sessionId) return;
      if (message.method === "Runtime.exceptionThrown") said.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
      if (message.method === "Log.entryAdded" && message.params.entry.level === "error") said.push(`${message.params.entry.text} ${message.params.entry.url ?? ""}`);
      if (message.method === "Runtime.consoleAPICalled" && message.params.type === "error") said.push(message.params.args.map((arg) => arg.value ?? arg.description).join(" "));
    });
    await Promise.all(["Page.enable", "Runtime.enable", "Log.enable"].map((method) => call(method)));
    const run = async (expression) => {
      const { result, exceptionDetails } = await call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    /** Waits until the expression is true; fails after ten seconds, saying which. */
    const until = async (expression) => {
      const end = Date.now() + 10_000;
      while (!(await run(`Boolean(${expression})`))) {
        if (Date.now() > end) throw new Error(`never true: ${expression}`);
        await new Promise((done) => setTimeout(done, 25));
      }
    };
    const press = async (key, { code = `Key${key.toUpperCase()}`, keyCode = key.toUpperCase().charCodeAt(0), modifiers = 0, text = key.length === 1 ? key : undefined } = {}) => {
      await call("Input.dispatchKeyEvent", { type: text && !modifiers ? "keyDown" : "rawKeyDown", key, code, windowsVirtualKeyCode: keyCode, modifiers, ...(text && !modifiers && { text }) });
      await call("Input.dispatchKeyEvent", { type: "keyUp", key, code, windowsVirtualKeyCode: keyCode, modifiers });
    };
    /** A press of the mouse, which gives the page the rights of one. */
    const click = async (selector) => {
      await call("Page.bringToFront");
      const { x, y } = await run(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({ block: "center" }); const b = e.getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; })()`);
      for (const type of ["mousePressed", "mouseReleased"]) await call("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    };
    const go = async (url) => {
      await call("Page.navigate", { url });
      await until(`document.readyState === "complete" && location.href.startsWith("http")`);
    };
    const shot = async (width, height, full = true, scheme = "light") => {
      await call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 720 });
      await call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
      await new Promise((done) => setTimeout(done, 150));
      return Buffer.from((await call("Page.captureScreenshot", { captureBeyondViewport: full })).data, "base64");
    };
    return { call, run, until, press, click, go, shot, said, close: () => send("Target.closeTarget", { targetId }) };
  }
  const quit = async () => {
    await send("Browser.close").catch(() => {});
    await new Promise((done) => (child.exitCode === null ? child.on("exit", done) : done()));
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { page, quit };
}
