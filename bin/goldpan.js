#!/usr/bin/env node
import { existsSync } from "node:fs";

const cli = new URL("../dist/cli.js", import.meta.url);
if (!existsSync(cli)) {
  process.stderr.write("goldpan: error USAGE: goldpan is not built (run `npm run setup`)\n");
  process.exit(2);
}
await import(cli.href);
