// Pictures of the specimen at three widths, both languages, light and dark: node specimen/shots.mjs <folder>
// Says which page scrolls sideways.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { start } from "./serve.mjs";

const folder = process.argv[2] ?? "shots";
mkdirSync(folder, { recursive: true });
const specimen = await start();
const browser = await launch();
try {
  const page = await browser.page();
  specimen.world.alerts.length = 6;
  for (const [name, path] of [["sheet-ja", "/"], ["sheet-en", "/en"], ["sign-in-ja", "/sign-in"]]) {
    await page.go(specimen.url + path);
    await page.run(`document.activeElement.blur(), scrollTo(0, 0)`);
    for (const width of [390, 1024, 1440]) for (const scheme of ["light", "dark"]) {
      if (scheme === "dark" && width === 1024) continue;
      writeFileSync(join(folder, `${name}-${width}-${scheme}.png`), await page.shot(width, 900, true, scheme));
      const over = await page.run("document.documentElement.scrollWidth - innerWidth");
      if (over > 0) console.log(`${name} at ${width} scrolls sideways by ${over}px`);
    }
  }
  if (page.said.length > 0) console.log(page.said.join("\n"));
} finally {
  await browser.quit();
  specimen.stop();
}
