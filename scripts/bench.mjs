// Runs one benchmark: npm run bench -- clean | start | shuffle | dedupe | hourly | words | csv | functions [options]
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...rest] = process.argv.slice(2);
const sideBySide = "bench/side-by-side.ts";
const benchmarks = {
  clean: "bench/clean.ts",
  start: "bench/start.ts",
  shuffle: "bench/shuffle.ts",
  dedupe: sideBySide,
  hourly: sideBySide,
  words: sideBySide,
  csv: sideBySide,
  functions: sideBySide,
};
const file = benchmarks[name];
const options = file === sideBySide ? [name, ...rest] : rest;
if (file === undefined || !existsSync(join(root, file))) {
  process.stderr.write(`Which one? npm run bench -- ${Object.keys(benchmarks).join(" | ")}\n`);
  process.exit(2);
}
const child = spawn(process.execPath, [join(root, "node_modules/tsx/dist/cli.mjs"), join(root, file), ...options], {
  stdio: "inherit",
});
child.on("exit", (code) => process.exit(code ?? 1));
