/**
 * `npm run fuzz -- [--cases 1000] [--seed N] [--from K] [--processes N]`: random plans on real clusters beside one DuckDB process each, in
 * as many processes as there are cores. Prints each finding as a script, what was refused, and which operator met which type how often.
 * Exit code 1 with findings.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../common/package-root.js";
import { runLanes } from "./lanes.js";
import { blockCases } from "./random-cases.js";
import { summaryOf } from "./summary.js";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    findings: { type: "string", default: "5" },
    processes: { type: "string", default: String(availableParallelism()) },
  },
});

const folder = join(packageRoot, ".goldpan", "fuzz");
const seed = Number(values.seed);
process.stdout.write(`seed ${seed}\n`);
let done = 0;
const report = await runLanes({
  seed,
  cases: Number(values.cases),
  from: Number(values.from),
  findingsMax: Number(values.findings),
  processes: Number(values.processes),
  onBlock: () => process.stderr.write(`\r${(done += blockCases)} cases`),
  onFinding: ({ number, verdict, script }) => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `seed-${seed}-case-${number}.ts`);
    writeFileSync(path, script);
    process.stdout.write(`\ncase ${number}: ${verdict.problem}: ${verdict.message}\n${path}\n${script}\n`);
  },
});
process.stdout.write(`\n${summaryOf(seed, report)}\n`);
process.exitCode = report.findings.length === 0 ? 0 : 1;
