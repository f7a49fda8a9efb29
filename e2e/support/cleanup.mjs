// What a test started is ended in the opposite order: a page before its browser, a server before its database.

const deeds = new WeakMap();

/** Like `t.after`, last in, first out. All are done, whichever fails; the first failure is the test's. */
export function atTheEnd(t, deed) {
  if (!deeds.has(t)) {
    deeds.set(t, []);
    t.after(async () => {
      const failures = [];
      for (const deed of deeds.get(t).reverse()) {
        await Promise.resolve().then(deed).catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    });
  }
  deeds.get(t).push(deed);
}
