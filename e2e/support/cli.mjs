// The command line of the program under test.

import { Child } from "./children.mjs";
import { program } from "./settings.mjs";

/** Runs `ryugaku …` to its end: `{ code, stdout, stderr }`. */
export async function ryugaku(args, { env } = {}) {
  const child = new Child(program, args, { env });
  const { code } = await child.gone();
  return { code, stdout: child.stdout, stderr: child.stderr };
}

/** Runs it, expects exit code 0, and gives what it printed. */
export async function ryugakuPrints(args, options) {
  const { code, stdout, stderr } = await ryugaku(args, options);
  if (code !== 0) throw new Error(`ryugaku ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout.trim();
}
