/**
 * `npm run fuzz -- [--cases 1000] [--seed N] [--from K]`: random plans on a real cluster beside one DuckDB process. Prints each finding
 * as a script, what was refused, and which operator met which type how often. Exit code 1 with findings.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../common/package-root.js";
import { runCampaign } from "./campaign.js";
import { summaryOf } from "./summary.js";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    findings: { type: "string", default: "5" },
  },
});

const folder = join(packageRoot, ".goldpan", "fuzz");
const seed = Number(values.seed);
process.stdout.write(`seed ${seed}\n`);
const report = await runCampaign({
  seed,
  cases: Number(values.cases),
  from: Number(values.from),
  findingsMax: Number(values.findings),
  onBlock: (done) => process.stderr.write(`\r${done} cases`),
  onFinding: ({ number, verdict, script }) => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `seed-${seed}-case-${number}.ts`);
    writeFileSync(path, script);
    process.stdout.write(`\ncase ${number}: ${verdict.problem}: ${verdict.message}\n${path}\n${script}\n`);
  },
});
process.stdout.write(`\n${summaryOf(report)}\n`);
process.exitCode = report.findings.length === 0 ? 0 : 1;
