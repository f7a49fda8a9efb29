// What the server says about this page, read from <html>, <body> and <meta>.

export function language(): "ja" | "en" {
  return document.documentElement.lang.startsWith("ja") ? "ja" : "en";
}

export function position(): number {
  return Number(document.body.dataset["position"] ?? 0) || 0;
}

export function keysAreOn(): boolean {
  return document.body.dataset["keys"] !== "off";
}

export function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
}

/** Takes over the token of the session that holds now: whoever signed in again, in another tab, has another one. */
export async function renewCsrf(): Promise<void> {
  const response = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" }, signal: AbortSignal.timeout(20_000) });
  const fresh = /<meta name="csrf" content="([^"]+)">/.exec(await response.text())?.[1];
  if (!fresh) return;
  document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.setAttribute("content", fresh);
  for (const field of document.querySelectorAll<HTMLInputElement>('input[name="csrf"]')) field.value = fresh;
}

/** Text of a count, from a template with {n}. */
export function counted(template: string | undefined, n: number): string {
  return (template ?? "{n}").replace("{n}", String(n));
}

/** The address of a built file beside this one, with the same query (a version, if the server gives one). */
export function beside(name: string): string {
  const url = new URL(name, import.meta.url);
  url.search = new URL(import.meta.url).search;
  return url.href;
}
