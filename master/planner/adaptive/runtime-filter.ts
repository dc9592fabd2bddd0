/**
 * What the keys of a join's build side, once they are there, rule out of the main side's scan before it is fetched: row groups without
 * a key between the smallest and the greatest, or, where all keys are told, without any of them, and rows that have none.
 *
 * Only of joins whose main rows vanish without a match, and only where nothing between scan and join counts rows or picks among them:
 * the planner sees to both. Pure: the same statistics leave the same task, so that all attempts read the same.
 */
import type { StatisticValue } from "../../../storage/parquet/statistics.js";
import type { ColumnStatistics, FileSlice, Fragment, Split } from "../../../common/wire/types.js";
import { filterOperator } from "../operators.js";
import type { PlannedFragment, RowGroupBounds, RuntimeFilter } from "../planned-job.js";
import { compareValues } from "../pruning/compare.js";
import { between } from "../trees/conditions.js";
import { isOneOf } from "../trees/make-tree.js";
import { cast, columnReference, textConstant, type Tree } from "../trees/tree.js";
import { parseType, typeTree } from "../types.js";
import { boundOf, reportedValue } from "./bound-text.js";

/** What a build stage's tasks reported of their pieces: one list per task that made any row. */
export interface BuildStatistics {
  readonly stageId: number;
  readonly tasks: readonly (readonly ColumnStatistics[])[];
}

export interface NarrowedTask {
  readonly fragment: Fragment;
  readonly split: Split;
  readonly rowGroupsLeftOut: number;
}

/**
 * @param split  position among the fragment's splits
 * @param statistics  of the stages that the fragment's own waited for; what is not there rules out nothing
 */
export function narrowTask(
  { fragment, splits, runtimeFilters = [] }: PlannedFragment,
  split: number,
  statistics: readonly BuildStatistics[],
): NarrowedTask {
  let narrowed: Omit<NarrowedTask, "rowGroupsLeftOut"> = { fragment, split: splits[split] ?? { files: [] } };
  const planned = rowGroupCount(narrowed.split);
  for (const filter of runtimeFilters) {
    const range = keyRange(filter, statistics);
    if (range === undefined) continue;
    const condition = rangeCondition(filter, range);
    narrowed = {
      fragment: condition === undefined ? narrowed.fragment : filtered(narrowed.fragment, condition),
      split: kept(narrowed.split, (uri, rowGroup) => mayHold(filter.bounds[uri]?.[rowGroup], range)),
    };
  }
  return { ...narrowed, rowGroupsLeftOut: planned - rowGroupCount(narrowed.split) };
}

/** All keys of the build side; without one when it has none. */
type KeyRange =
  | { readonly kind: "none" }
  | {
      readonly kind: "values";
      readonly min: StatisticValue;
      readonly max: StatisticValue;
      readonly minText: string;
      readonly maxText: string;
      /** All of them, where they are few. */
      readonly keys: readonly Key[] | undefined;
    };

interface Key {
  readonly text: string;
  readonly value: StatisticValue;
}

/** A longer list is told by its ends alone. */
const keysMax = 200;

/** @returns undefined where a task did not say */
function keyRange(filter: RuntimeFilter, statistics: readonly BuildStatistics[]): KeyRange | undefined {
  const build = statistics.find(({ stageId }) => stageId === filter.buildStageId);
  if (build === undefined) return undefined;
  let range: KeyRange = { kind: "none" };
  for (const task of build.tasks) {
    const reported = task.find(({ column }) => column === filter.buildColumn);
    if (reported?.min === undefined || reported.max === undefined) return undefined;
    const own = rangeOf(reported.min, reported.max, filter.buildType, reported.valuesJson);
    const both: KeyRange | undefined = own === undefined ? undefined : joinedRange(range, own);
    if (both === undefined) return undefined;
    range = both;
  }
  return range;
}

function rangeOf(minText: string, maxText: string, type: string, valuesJson: string | undefined): KeyRange | undefined {
  const min = reportedValue(minText, type);
  const max = reportedValue(maxText, type);
  if (min === undefined || max === undefined) return undefined;
  return { kind: "values", min, max, minText, maxText, keys: keysOf(valuesJson, type) };
}

function keysOf(valuesJson: string | undefined, type: string): Key[] | undefined {
  const texts: unknown = valuesJson === undefined ? undefined : JSON.parse(valuesJson);
  if (!Array.isArray(texts)) return undefined;
  const keys = texts.map((text: unknown): Key | undefined => {
    const value = typeof text === "string" ? reportedValue(text, type) : undefined;
    return typeof text === "string" && value !== undefined ? { text, value } : undefined;
  });
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

/** @returns undefined where one side has more than can be told, or both together */
function joinedKeys(a: readonly Key[] | undefined, b: readonly Key[] | undefined): readonly Key[] | undefined {
  if (a === undefined || b === undefined) return undefined;
  const all = [...new Map([...a, ...b].map((key) => [key.text, key])).values()];
  return all.length > keysMax ? undefined : all;
}

function joinedRange(a: KeyRange, b: KeyRange): KeyRange | undefined {
  if (a.kind === "none") return b;
  if (b.kind === "none") return a;
  const [low, high] = [compareValues(a.min, b.min), compareValues(a.max, b.max)];
  if (low === undefined || high === undefined) return undefined;
  const least = low <= 0 ? a : b;
  const greatest = high >= 0 ? a : b;
  return {
    kind: "values",
    min: least.min,
    minText: least.minText,
    max: greatest.max,
    maxText: greatest.maxText,
    keys: joinedKeys(a.keys, b.keys),
  };
}

/**
 * A NaN of the main side is in no bounds. But it would meet a NaN only, and the build side has none: it would be its greatest value,
 * whose spelling is not understood.
 */
function mayHold(bounds: RowGroupBounds | undefined, range: KeyRange): boolean {
  if (range.kind === "none") return false;
  if (bounds === undefined) return true;
  const [minText, maxText] = bounds;
  if (minText === undefined || maxText === undefined) return false;
  const [min, max] = [boundOf(minText), boundOf(maxText)];
  if (min === undefined || max === undefined) return true;
  const mayMeet = (least: StatisticValue, greatest: StatisticValue): boolean => {
    const [below, above] = [compareValues(max, least), compareValues(min, greatest)];
    return !((below !== undefined && below < 0) || (above !== undefined && above > 0));
  };
  if (range.keys !== undefined) return range.keys.some(({ value }) => mayMeet(value, value));
  return mayMeet(range.min, range.max);
}

function rangeCondition({ column, buildType }: RuntimeFilter, range: KeyRange): Tree | undefined {
  if (range.kind === "none") return undefined;
  const constant = (text: string): Tree =>
    buildType === "VARCHAR" ? textConstant(text) : cast(textConstant(text), typeTree(parseType(buildType)));
  if (range.keys !== undefined) {
    return isOneOf(
      columnReference(column),
      range.keys.map(({ text }) => constant(text)),
    );
  }
  return between(columnReference(column), constant(range.minText), constant(range.maxText));
}

/** Right after the source. */
function filtered(fragment: Fragment, condition: Tree): Fragment {
  const [source, ...operators] = fragment.operators;
  if (source === undefined) return fragment;
  return { ...fragment, operators: [source, filterOperator(condition, null), ...operators] };
}

function rowGroupCount({ files }: Split): number {
  return files.reduce((count, { rowGroups }) => count + rowGroups.length, 0);
}

function kept({ files }: Split, isWanted: (uri: string, rowGroup: number) => boolean): Split {
  const narrowed = files.map((file): FileSlice => {
    const rowGroups = file.rowGroups.filter(({ index }) => isWanted(file.uri, index));
    return { ...file, rowGroups };
  });
  return { files: narrowed.filter(({ rowGroups }) => rowGroups.length > 0) };
}
