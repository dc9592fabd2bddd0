// The main job without any server: lands the sample flights in a folder and submits jobs/clean-flights.ts to local[*].
// Usage: npm run demo [-- options of the script]
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const home = join(root, ".goldpan/demo");
const landed = join(home, "rawzone/flights/flights-3m.parquet");
if (!existsSync(landed)) {
  mkdirSync(dirname(landed), { recursive: true });
  copyFileSync(join(root, "node_modules/vega-datasets/data/flights-3m.parquet"), landed);
}
const submit = spawn(
  process.execPath,
  [
    join(root, "bin/goldpan.js"),
    "submit",
    join(root, "jobs/clean-flights.ts"),
    "--rawzone",
    `file://${home}/rawzone`,
    "--gold",
    `file://${home}/gold`,
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => submit.kill(signal));
submit.on("exit", (code, signal) => {
  // Not where the script was told to write elsewhere.
  if (code === 0 && process.argv.length === 2) {
    const gold = relative(process.cwd(), join(home, "gold/flights")) || ".";
    const look = `node ${relative(process.cwd(), join(root, "bin/goldpan.js"))} table ${gold}`;
    process.stderr.write(
      `next: the gold is in ${gold}; \`${look}\` shows its commit; README.md has the cluster in docker compose\n`,
    );
  }
  process.exit(code ?? (signal === "SIGINT" ? 130 : 143));
});
