/**
 * `npm run fuzz -- [--cases 1000] [--seed N] [--from K] [--processes N]`: random plans on real clusters beside one DuckDB process each, in
 * as many processes as there are cores. Prints each finding as a script, what was refused, and which operator met which type how often.
 * With `--sql`: random queries as text, in one process. Exit code 1 with findings.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../common/package-root.js";
import { runLanes } from "./lanes.js";
import { blockCases } from "./random-cases.js";
import { runSqlCampaign } from "./sql-campaign.js";
import { summaryOf } from "./summary.js";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000" },
    sql: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    findings: { type: "string", default: "5" },
    processes: { type: "string", default: String(availableParallelism()) },
  },
});

const folder = join(packageRoot, ".goldpan", "fuzz");
const seed = Number(values.seed);
process.stdout.write(`seed ${seed}\n`);
process.exitCode = (values.sql ? await queries() : await plans()) === 0 ? 0 : 1;

async function plans(): Promise<number> {
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
  return report.findings.length;
}

async function queries(): Promise<number> {
  const { equal, findings, refused, noAnswer } = await runSqlCampaign({
    seed,
    cases: Number(values.cases),
    from: Number(values.from),
    onFinding: (finding) => {
      const again = `npm run fuzz -- --sql --seed ${seed} --from ${finding.number} --cases 1`;
      process.stdout.write(`\n${again}\n${JSON.stringify(finding.settings)}\n${finding.sql}\n`);
      process.stdout.write(`${finding.verdict.problem}: ${finding.verdict.message}\n`);
    },
  });
  process.stdout.write(
    `\n${equal} of ${values.cases} equal, ${refused.length} refused, ${noAnswer.length} without an answer of DuckDB\n`,
  );
  for (const told of [...refused, ...noAnswer]) process.stdout.write(`${told}\n`);
  return findings.length;
}
