/** A campaign by several processes side by side: each takes every so many-th block of the same cases. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CampaignOptions, CampaignReport, Finding, Lane } from "./campaign.js";

/** What a lane is told. */
export type LaneOptions = Pick<CampaignOptions, "seed" | "cases" | "from" | "findingsMax"> & { readonly lane: Lane };

/** What a lane tells. */
export type LaneMessage =
  | { readonly kind: "block" }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "report"; readonly report: CampaignReport };

export interface LanesOptions extends Omit<LaneOptions, "lane"> {
  readonly processes: number;
  readonly onFinding: (finding: Finding) => void;
  /** Another block of cases is done. */
  readonly onBlock?: () => void;
}

/** @throws when a process ends without a report */
export async function runLanes(options: LanesOptions): Promise<CampaignReport> {
  const lanes = Array.from({ length: options.processes }, (_, index) => ({ index, of: options.processes }));
  const reports = await Promise.all(lanes.map((lane) => runLane(lane, options)));
  const sum = (count: (report: CampaignReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  return {
    cases: sum(({ cases }) => cases),
    equal: sum(({ equal }) => equal),
    judged: reports.flatMap(({ judged }) => judged),
    noAnswer: reports.flatMap(({ noAnswer }) => noAnswer),
    refused: reports.flatMap(({ refused }) => refused),
    findings: reports.flatMap(({ findings }) => findings),
    seconds: Math.max(...reports.map(({ seconds }) => seconds)),
  };
}

async function runLane(lane: Lane, options: LanesOptions): Promise<CampaignReport> {
  const { seed, cases, from, findingsMax, onFinding, onBlock } = options;
  const told: LaneOptions = {
    seed,
    cases,
    lane,
    ...(from === undefined ? {} : { from }),
    ...(findingsMax === undefined ? {} : { findingsMax }),
  };
  const program = fileURLToPath(new URL("lane-main.ts", import.meta.url));
  const child = fork(program, [JSON.stringify(told)], { execArgv: ["--import", "tsx"], serialization: "advanced" });
  let report: CampaignReport | undefined;
  child.on("message", (message: LaneMessage) => {
    if (message.kind === "block") onBlock?.();
    if (message.kind === "finding") onFinding(message.finding);
    if (message.kind === "report") report = message.report;
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (report === undefined) throw new Error(`lane ${lane.index} of seed ${seed} ended with ${String(code)}`);
  return report;
}
