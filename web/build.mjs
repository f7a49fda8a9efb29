// Builds web/dist: what the program embeds and serves at /assets/<name>.
// Refuses: source maps, file names that change, anything fetched from elsewhere.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const common = { absWorkingDir: here, outdir: dist, bundle: true, minify: true, charset: "utf8", legalComments: "eof", logLevel: "warning" };
const [, together] = await Promise.all([
  build({ ...common, entryPoints: ["src/app.ts"], format: "esm", target: "es2022" }),
  // Of one page alone, and much larger than all the rest.
  build({ ...common, entryPoints: ["src/together.ts"], format: "esm", target: "es2022", metafile: true }),
  build({ ...common, entryPoints: ["src/live-worker.ts", "src/docs.ts", "src/deck.ts"], format: "iife", target: "es2022" }),
  build({ ...common, entryPoints: ["src/css/app.css", "src/css/deck.css"], target: "esnext" }),
]);

for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
  copyFileSync(join(here, "node_modules/swagger-ui-dist", name), join(dist, name));
}
const bundled = Object.entries(Object.values(together.metafile.outputs)[0].inputs).map(([path, { bytesInOutput }]) => bytesInOutput > 0 && /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
const editor = [...new Set(bundled.filter(Boolean))].sort().map((name) => `${name}/LICENSE`);
const licences = [...editor, "htmx.org/LICENSE", "swagger-ui-dist/LICENSE", "swagger-ui-dist/NOTICE", "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt"];
writeFileSync(join(dist, "third-party.txt"), licences.map((name) => `== ${name}\n\n${readFileSync(join(here, "node_modules", name), "utf8")}\n`).join("\n"));
copyFileSync(join(here, "src/icons.svg"), join(dist, "icons.svg"));
for (const name of readdirSync(dist).sort()) {
  console.log(`${String(statSync(join(dist, name)).size).padStart(9)}  ${name}`);
}
