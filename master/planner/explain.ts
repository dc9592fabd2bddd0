/** A plan for a person: the relations as bound, then the stages as they would run, and what may still change. */
import { formatBytes, formatCount } from "../../common/units.js";
import type { AdaptiveRules } from "../core/job-graph.js";
import type { BoundRelation } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import { countText, explainRelation } from "./explain-relations.js";
import { adaptiveLines, explainStage, readsLine } from "./explain-stages.js";
import type { ScanNote } from "./lower-scan.js";
import type { PlannedStage } from "./planned-job.js";

export interface Explained {
  readonly root: BoundRelation;
  readonly scans: readonly CatalogScan[];
  readonly stages: readonly PlannedStage[];
  readonly scanNotes: readonly ScanNote[];
  /** How joins and sorts are done, and by which estimates: a line each. */
  readonly strategies: readonly string[];
  readonly adaptive: AdaptiveRules;
}

/** Plan, stages and scans. */
export function explainPlan(
  root: BoundRelation,
  scans: readonly CatalogScan[],
  stages: readonly PlannedStage[],
  scanNotes: readonly ScanNote[],
): string {
  return [
    ...section("Plan", explainRelation(root, scans)),
    ...section(
      "Stages",
      stages.flatMap((stage) => explainStage(stage)),
    ),
    ...section(
      "Scans",
      scanNotes.map((note) => explainScan(note, scans)),
    ),
  ]
    .join("\n")
    .trimEnd();
}

/** That and how stages read each other, how joins are done and by which estimates, and what is decided once sizes are known. */
export function explainFormatted(explained: Explained): string {
  const { root, scans, stages, scanNotes, strategies, adaptive } = explained;
  return [
    explainPlan(root, scans, stages, scanNotes),
    "",
    ...section(
      "Reads",
      stages.flatMap((stage) => readsLine(stage)),
    ),
    ...section(
      "Strategies",
      strategies.map((line) => `  ${line}`),
    ),
    ...section("Decided once sizes are known", [
      ...(adaptive.enabled ? [] : ["  goldpan.sql.adaptive.enabled is false: partitions and joins stay as planned"]),
      ...stages.flatMap((stage) => adaptiveLines(stage, adaptive)),
    ]),
  ]
    .join("\n")
    .trimEnd();
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}

function explainScan(note: ScanNote, scans: readonly CatalogScan[]): string {
  const label = scans[note.scan]?.label ?? "";
  const bytes = scans[note.scan]?.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0;
  return (
    `  ${label}: ${formatCount(note.columnsRead)} of ${countText(note.columns, "column")}, ` +
    `${formatCount(note.filesRead)} of ${countText(note.files, "file")} (${formatBytes(bytes)} in all), ` +
    `${formatCount(note.rowGroups - note.rowGroupsPruned)} of ${countText(note.rowGroups, "row group")}, ${countText(note.tasks, "split")}`
  );
}
