// Random plans beside one DuckDB process: npm run fuzz -- [--cases 1000] [--seed N] [--from K]
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const child = spawn(
  process.execPath,
  [join(root, "node_modules/tsx/dist/cli.mjs"), join(root, "tests/fuzz/main.ts"), ...process.argv.slice(2)],
  { stdio: "inherit" },
);
child.on("exit", (code) => process.exit(code ?? 1));
