/** A plan for a person: the relations as bound, then the stages as they would run. */
import { formatBytes, formatCount } from "../../common/units.js";
import type { Operator } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { BoundProjection, BoundRelation } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import type { ScanNote } from "./lower.js";
import type { PlannedStage } from "./planned-job.js";

export function explainPlan(
  root: BoundRelation,
  scans: readonly CatalogScan[],
  stages: readonly PlannedStage[],
  notes: readonly ScanNote[],
): string {
  return [
    "Plan",
    ...explainRelation(root, scans, 1),
    "",
    "Stages",
    ...stages.flatMap((stage) => explainStage(stage)),
    ...(notes.length === 0 ? [] : ["", "Scans", ...notes.map((note) => explainScan(note, scans))]),
  ].join("\n");
}

function explainRelation(relation: BoundRelation, scans: readonly CatalogScan[], depth: number): string[] {
  const line = `${"  ".repeat(Math.min(depth, indentMax))}${headOf(relation, scans)}`;
  const inputs = relation.kind === "union" ? relation.inputs : "input" in relation ? [relation.input] : [];
  return [line, ...inputs.flatMap((input) => explainRelation(input, scans, depth + 1))];
}

/** Deeper relations stand below each other. */
const indentMax = 40;

function headOf(relation: BoundRelation, scans: readonly CatalogScan[]): string {
  const columns = () => relation.schema.map(({ name, type }) => `${name} ${type}`).join(", ");
  switch (relation.kind) {
    case "scan":
      return `scan ${scans[relation.scan]?.label ?? ""} [${columns()}]`;
    case "values":
      return `rows [${columns()}]`;
    case "project":
      return `project ${projected(relation.columns)}`;
    case "filter":
      return `filter ${relation.condition.sql}`;
    case "union":
      return `union [${columns()}]`;
    case "limit":
      return `limit ${relation.count}`;
    case "aggregate":
      return `aggregate ${relation.columns.map(({ name, type, expression }) => `${expression.sql} AS ${name} ${type}`).join(", ")}`;
    case "expect":
      return `expect '${relation.name}' ${relation.predicate.sql} → ${relation.action.toLowerCase()}`;
  }
}

/** More columns than that are counted where a projection passes them on. */
const passedColumnsShown = 30;

function projected(columns: readonly BoundProjection[]): string {
  const isPassed = ({ name, expression }: BoundProjection) => expression.sql === quoteIdentifier(name);
  const passed = columns.filter(isPassed).length;
  const shown = passed > passedColumnsShown ? columns.filter((column) => !isPassed(column)) : columns;
  const texts = shown.map(({ name, type, expression }) => `${expression.sql} AS ${name} ${type}`);
  return [...(shown === columns ? [] : [`${count(passed, "column")} as they are`]), ...texts].join(", ");
}

function explainStage({ stageId, name, tasks, fragments, inputs }: PlannedStage): string[] {
  const reads = inputs.length === 0 ? "" : `, reads stage ${inputs.join(", ")}`;
  return [
    `  stage ${stageId}: ${name} (${count(tasks.length, "task")}${reads})`,
    ...fragments.map(({ operators }) => `    ${operators.map(operatorHead).join(" → ")}`),
  ];
}

function operatorHead(operator: Operator): string {
  switch (operator.operator) {
    case "scan":
      return `scan [${names(operator.scan?.columns?.columns ?? [])}]`;
    case "pieces":
      return `gather [${names(operator.pieces?.columns?.columns ?? [])}]`;
    case "values":
      return `rows [${names(operator.values?.columns?.columns ?? [])}]`;
    case "project":
      return `project [${names(operator.project?.columns ?? [])}]`;
    case "filter":
      return "filter";
    case "expect":
      return `expect '${operator.expect?.name ?? ""}'`;
    case "mapFunction":
      return `row functions [${(operator.mapFunction?.calls ?? []).map((call) => call.function?.name ?? "").join(", ")}]`;
    case "limit":
      return `limit ${operator.limit ?? 0}`;
    case "aggregate":
      return `aggregate [${names(operator.aggregate?.aggregates ?? [])}]`;
    default:
      return "";
  }
}

function explainScan(note: ScanNote, scans: readonly CatalogScan[]): string {
  const label = scans[note.scan]?.label ?? "";
  const bytes = scans[note.scan]?.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0;
  return (
    `  ${label}: ${formatCount(note.columnsRead)} of ${count(note.columns, "column")}, ` +
    `${formatCount(note.filesRead)} of ${count(note.files, "file")} (${formatBytes(bytes)} in all), ` +
    `${formatCount(note.rowGroups - note.rowGroupsPruned)} of ${count(note.rowGroups, "row group")}, ${count(note.tasks, "split")}`
  );
}

function names(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(", ");
}

function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}
