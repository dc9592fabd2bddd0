// TPC-H beside one DuckDB process: npm run tpch -- --sf 1 [--queries 1,5] [--conf key=value …] [--check-distribution]
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const child = spawn(
  process.execPath,
  [join(root, "node_modules/tsx/dist/cli.mjs"), join(root, "bench/tpch/run.ts"), ...process.argv.slice(2)],
  { stdio: "inherit" },
);
child.on("exit", (code) => process.exit(code ?? 1));
