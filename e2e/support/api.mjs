// The JSON API with a token. A status that was not expected is an error which shows the whole answer.

/** A client of one server with one token. */
export class Api {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  get(path) {
    return this.call("GET", path);
  }

  post(path, body = {}, headers = {}) {
    return this.call("POST", path, body, headers);
  }

  /** The body of a successful answer, parsed; undefined when it has none. */
  async call(method, path, body, headers = {}) {
    const answer = await this.raw(method, path, body, headers);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}\n${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** The answer as it is. */
  raw(method, path, body, headers = {}) {
    return fetch(this.address + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
    });
  }

  /** All items of a list, page after page. */
  async all(path) {
    const items = [];
    let next = path;
    while (next) {
      const page = await this.get(next);
      items.push(...page.items);
      const joint = path.includes("?") ? "&" : "?";
      next = page.next ? `${path}${joint}after=${encodeURIComponent(page.next)}` : undefined;
    }
    return items;
  }
}
