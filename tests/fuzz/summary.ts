/** What a campaign did, for people. */
import type { CampaignReport } from "./campaign.js";
import { coverageOf } from "./random-cases.js";

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

/** The kinds of messages, most frequent first: numbers and names in them are left out. */
function kinds(messages: readonly string[]): string[] {
  const counts = new Map<string, { count: number; example: string }>();
  for (const message of messages) {
    const kind = message
      .replace(/^\d+: /, "")
      .replace(/"[^"]*"|'[^']*'|\d+/g, "…")
      .slice(0, 80);
    const known = counts.get(kind);
    counts.set(kind, { count: (known?.count ?? 0) + 1, example: known?.example ?? message });
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, 12)
    .map(({ count, example }) => `  ${count} × case ${example.split("\n")[0]?.slice(0, 200) ?? ""}`);
}

/** The coverage that ten thousand cases shall have; in fewer of them pairs are rarer. */
const leastPerTenThousand = 20;

export function summaryOf(seed: number, report: CampaignReport): string {
  const { cases, equal, noAnswer, refused, findings, judged, seconds } = report;
  const coverage = coverageOf(seed, judged);
  const least = Math.floor((leastPerTenThousand * cases) / 10_000);
  const rare = coverage.below(least);
  const smallest = coverage.smallest();
  return [
    ...(cases < 500 ? [] : [coverage.table()]),
    `${cases} cases in ${seconds.toFixed(0)} s, ${((1000 * seconds) / Math.max(1, cases)).toFixed(0)} ms each: ${equal} equal`,
    `refused: ${refused.length} (${percent(refused.length, cases)})`,
    ...kinds(refused),
    `without an answer in DuckDB: ${noAnswer.length} (${percent(noAnswer.length, cases)})`,
    ...kinds(noAnswer),
    `the rarest pair of operator and type: ${smallest?.operator ?? ""} × ${smallest?.type ?? ""}, ${smallest?.count ?? 0} times`,
    `pairs of operator and type below ${least}: ${rare.length}`,
    ...rare.slice(0, 40).map(({ operator, type, count }) => `  ${operator} × ${type}: ${count}`),
    `findings: ${findings.length}`,
  ].join("\n");
}
