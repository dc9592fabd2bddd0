/** Stages as lines for a person: what their tasks run, what they read, and where their rows go. */
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Delivery, Operator, SortKey, Tree as WireTree } from "../../common/wire/types.js";
import type { AdaptiveRules, StageInput, TaskLayout } from "../core/job-graph.js";
import { formatBytes } from "../../common/units.js";
import { countText, limitText } from "./explain-relations.js";
import type { PlannedStage } from "./planned-job.js";
import { columnNames, parseTree } from "./trees/tree.js";

export function explainStage({ stageId, name, fragments }: PlannedStage): string[] {
  const reads = [...new Set(fragments.flatMap(({ inputs }) => inputs.map((input) => input.stageId)))];
  const read = reads.length === 0 ? "" : `, reads stage ${reads.join(", ")}`;
  return [
    `  stage ${stageId}: ${name} (${fragments.map(({ layout }) => layoutText(layout)).join(" + ")}${read})`,
    ...fragments.map(
      ({ fragment }) =>
        `    ${[...fragment.operators.map(operatorHead), ...exchangeText(fragment.delivery)].join(" → ")}`,
    ),
  ];
}

/** What is decided when sizes are known; empty when nothing is. */
export function adaptiveLines({ stageId, fragments, after, joinSwitch }: PlannedStage, rules: AdaptiveRules): string[] {
  const lines: string[] = [];
  if (after.length > 0) lines.push(`begins after stage ${after.join(", ")}`);
  if (joinSwitch !== undefined && rules.enabled) {
    const { mainStageId, buildStageId, bytesMax } = joinSwitch;
    lines.push(
      `runs in the tasks of stage ${mainStageId}, without the exchange, if stage ${buildStageId} makes at most ${formatBytes(bytesMax)}`,
    );
  }
  for (const { buildStageId } of fragments.flatMap(({ runtimeFilters = [] }) => runtimeFilters)) {
    lines.push(`row groups that hold no key of stage ${buildStageId} are left out`);
  }
  for (const { layout, inputs } of rules.enabled ? fragments : []) {
    if (layout.kind !== "partitions") continue;
    if (layout.coalesce && layout.partitionCount > 1) {
      lines.push(`small partitions share a task up to ${formatBytes(rules.advisoryPartitionBytes)}`);
    }
    const split = layout.splittable.map((input) => inputs[input]?.stageId).filter((id) => id !== undefined);
    if (split.length > 0) {
      const factor = `${rules.skewFactor} × the median and ${formatBytes(rules.skewMinBytes)}`;
      lines.push(`partitions of stage ${split.join(" and ")} beyond ${factor} are split among tasks`);
    }
  }
  return [...new Set(lines)].map((line) => `  stage ${stageId}: ${line}`);
}

function layoutText(layout: TaskLayout): string {
  switch (layout.kind) {
    case "splits":
      return countText(layout.taskCount, "task");
    case "partitions":
      return countText(layout.partitionCount, "partition");
    case "maps":
      return layout.tasksMax === undefined ? "a task per task read" : `at most ${countText(layout.tasksMax, "task")}`;
    case "single":
      return "1 task";
  }
}

/** How a stage's fragments read their inputs, by position: `stage 3 reads 0: stage 1 by partition, 1: stage 2 whole`. */
export function readsLine({ stageId, fragments }: PlannedStage): string[] {
  const ways: Record<StageInput["read"], string> = { partition: "by partition", all: "whole", map: "as it is" };
  const lines = fragments
    .filter(({ inputs }) => inputs.length > 0)
    .map(({ inputs }) => inputs.map((input, at) => `${at}: stage ${input.stageId} ${ways[input.read]}`).join(", "));
  return [...new Set(lines)].map((line) => `  stage ${stageId} reads ${line}`);
}

function exchangeText(delivery: Delivery | null): string[] {
  const { hash, range, roundRobin } = delivery?.pieces ?? {};
  if (hash) return [`exchange by hash of [${hash.keys.map(treeText).join(", ")}] into ${hash.partitions}`];
  if (range) return [`exchange by range of [${range.keys.map(sortText).join(", ")}] into ${range.partitions}`];
  return roundRobin ? [`exchange evenly into ${roundRobin.partitions}`] : [];
}

function operatorHead(operator: Operator): string {
  switch (operator.operator) {
    case "scan":
      return `scan [${names(operator.scan?.columns?.columns ?? [])}]`;
    case "pieces":
      return `read input ${operator.pieces?.input ?? 0} [${names(operator.pieces?.columns?.columns ?? [])}]`;
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
      return limitText(operator.limit?.count, operator.limit?.offset ?? 0);
    case "aggregate":
      return `aggregate${byKeys(operator.aggregate?.keys)} [${names(operator.aggregate?.aggregates ?? [])}]`;
    case "join":
      return joinHead(operator);
    case "setOperation": {
      const { kind = "INTERSECT", all = false, right = [] } = operator.setOperation ?? {};
      return `${kind.toLowerCase()}${all ? " all" : ""} with (${right.map(operatorHead).join(" → ")})`;
    }
    case "deduplicate":
      return `deduplicate by [${(operator.deduplicate?.keys ?? []).join(", ")}]`;
    case "sort":
      return `sort by [${(operator.sort?.keys ?? []).map(sortText).join(", ")}]`;
    case "window":
      return `window [${names(operator.window?.columns ?? [])}]`;
    case "unnest":
      return `unnest [${names(operator.unnest?.columns ?? [])}]`;
    case "sample":
      return `sample ${operator.sample?.fraction ?? 0}`;
    case "mapPartitions":
      return `map partitions ${operator.mapPartitions?.function?.name ?? ""}`;
    case "sampleKeys":
      return `sample at most ${countText(operator.sampleKeys?.rowsMax ?? 0, "sort key")}`;
    case "bounds":
      return `bounds of ${countText(operator.bounds?.partitions ?? 0, "partition")}`;
    case "aggregateFunction": {
      const { keys = [], calls = [], step = "" } = operator.aggregateFunction ?? {};
      const called = calls.map((call) => call.function?.name ?? "").join(", ");
      return `${step.toLowerCase()} aggregate functions${byKeys(keys.map((name) => ({ name })))} [${called}]`;
    }
    default:
      return "";
  }
}

function joinHead({ join }: Operator): string {
  const { kind = "INNER", keys = [], residual = null, right = [] } = join ?? {};
  const on = keys.map((key) => `${treeText(key.left)} ${key.nullSafe ? "<=>" : "="} ${treeText(key.right)}`);
  const conditions = [...on, ...(residual === null ? [] : ["condition"])].join(" and ");
  return `join ${kind.toLowerCase().replace("_", " ")} [${conditions}] with (${right.map(operatorHead).join(" → ")})`;
}

function byKeys(keys: readonly { readonly name: string }[] = []): string {
  return keys.length === 0 ? "" : ` by [${names(keys)}]`;
}

function sortText({ tree, descending, nullsFirst }: SortKey): string {
  return `${treeText(tree)}${descending ? " desc" : ""} nulls ${nullsFirst ? "first" : "last"}`;
}

/** A column's name; of other trees only the columns they read would say much, and the plan above has them as written. */
function treeText(tree: WireTree | null): string {
  const path = tree === null ? undefined : columnNames(parseTree(tree.json));
  return path?.map(quoteIdentifier).join(".") ?? "(…)";
}

function names(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(", ");
}
