/**
 * Which scans a join's build side may prune once it is there. What the launch of a task needs for it, bounds of its row groups, goes
 * with the fragment; adaptive/runtime-filter.ts does the rest.
 */
import type { Operator } from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { CatalogFile } from "./catalog-port.js";
import { boundText } from "./adaptive/bound-text.js";
import type { JoinSide } from "./join-sides.js";
import type { LoweringContext } from "./lowering-context.js";
import type { Pipeline } from "./pipeline.js";
import type { RowGroupBounds, RuntimeFilter } from "./planned-job.js";
import { isWholeNumber } from "./pruning/constants.js";
import { boundsOf } from "./pruning/prune-files.js";
import { isTree, parseTree, plainColumn, type Tree } from "./trees/tree.js";

/** A plan carries bounds of no more row groups than that. */
const rowGroupsMax = 20_000;

/** Of one key of a join. */
export interface KeyPair {
  readonly main: BoundColumn;
  readonly build: BoundColumn;
}

/** Keys whose order on both sides is that of the join: columns, and casts that change no order. */
export function comparableKeys(
  keys: readonly { readonly type: string; readonly nullSafe: boolean }[],
  main: JoinSide,
  build: JoinSide,
): KeyPair[] {
  return keys.flatMap(({ type, nullSafe }, index) => {
    const pair = { main: columnOf(main, index), build: columnOf(build, index) };
    if (nullSafe || pair.main === undefined || pair.build === undefined) return [];
    const comparable = [pair.main, pair.build].every((column) => keepsOrder(column.type, type));
    return comparable ? [{ main: pair.main, build: pair.build }] : [];
  });
}

function columnOf({ keys, columns }: JoinSide, index: number): BoundColumn | undefined {
  const tree = keys[index];
  const name = tree === undefined ? undefined : plainColumn(withoutCast(tree));
  return columns.find((column) => column.name === name);
}

function withoutCast(tree: Tree): Tree {
  const { child } = tree;
  return tree["class"] === "CAST" && isTree(child) ? child : tree;
}

const ownOrder = new Set(["VARCHAR", "DATE", "TIMESTAMP", "DOUBLE"]);

/** Whether values of a column compare among each other as they do after the cast to the key's type. */
function keepsOrder(type: string, keyType: string): boolean {
  if (type === keyType) return ownOrder.has(type) || isExact(type);
  return isExact(type) && isExact(keyType) && scaleOf(keyType) >= scaleOf(type);
}

function isExact(type: string): boolean {
  return isWholeNumber(type) || type.startsWith("DECIMAL(");
}

function scaleOf(type: string): number {
  return Number(/^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1] ?? 0);
}

/** The pipeline with a filter for each key that comes from its scan as it is. */
export function withRuntimeFilters(
  lowering: LoweringContext,
  pipeline: Pipeline,
  keys: readonly KeyPair[],
  buildStageId: number,
): Pipeline {
  const filters = keys.flatMap(({ main, build }): RuntimeFilter[] => {
    const column = scanned(pipeline, main.name);
    if (column === undefined) return [];
    const bounds = rowGroupBounds(lowering, pipeline, column);
    return [{ buildStageId, buildColumn: build.name, buildType: build.type, column: column.name, bounds }];
  });
  if (filters.length === 0) return pipeline;
  return { ...pipeline, runtimeFilters: [...(pipeline.runtimeFilters ?? []), ...filters] };
}

/** The scan's column that a column of the pipeline is, when nothing between them counts rows or picks among them. */
export function scanned({ layout, operators }: Pipeline, name: string): BoundColumn | undefined {
  const [source, ...others] = operators;
  if (layout.kind !== "splits" || source?.scan?.format !== "parquet") return undefined;
  let column: string | undefined = name;
  for (const operator of others.toReversed()) {
    column = column === undefined ? undefined : columnBefore(operator, column);
  }
  return source.scan.columns?.columns.find((known) => known.name === column);
}

function columnBefore(operator: Operator, name: string): string | undefined {
  switch (operator.operator) {
    case "filter":
    case "sort":
    case "mapFunction":
    case "unnest":
      return name;
    case "project": {
      const tree = operator.project?.columns.find((column) => column.name === name)?.tree;
      return tree ? plainColumn(parseTree(tree.json)) : undefined;
    }
    case "join": {
      const { kind = "FULL", rightColumns = null } = operator.join ?? {};
      const fromRight = rightColumns?.columns.some((column) => column.name === name) === true;
      return fromRight || kind === "RIGHT" || kind === "FULL" ? undefined : name;
    }
    default:
      return undefined;
  }
}

function rowGroupBounds(lowering: LoweringContext, { splits }: Pipeline, column: BoundColumn): RuntimeFilter["bounds"] {
  const slices = splits.flatMap((split) => split.files);
  if (slices.reduce((count, { rowGroups }) => count + rowGroups.length, 0) > rowGroupsMax) return {};
  const files = new Map<string, CatalogFile>();
  for (const scan of lowering.scans) for (const file of scan.files) files.set(file.uri, file);
  const bounds: Record<string, Record<number, RowGroupBounds>> = {};
  for (const { uri, rowGroups } of slices) {
    const file = files.get(uri);
    const ofFile = (bounds[uri] ??= {});
    for (const { index } of rowGroups) {
      const known = file === undefined ? undefined : boundsIn(file, index, column);
      if (known !== undefined) ofFile[index] = known;
    }
  }
  return bounds;
}

function boundsIn(file: CatalogFile, index: number, { name, type }: BoundColumn): RowGroupBounds | undefined {
  const rowGroup = file.rowGroups.find((known) => known.index === index);
  if (rowGroup === undefined) return undefined;
  const { min, max, nulls } = boundsOf(file, rowGroup, () => type)(name) ?? {};
  if (nulls === rowGroup.rows) return [];
  const [least, greatest] = [min, max].map((value) => (value === undefined ? undefined : boundText(value)));
  return least === undefined || greatest === undefined ? undefined : [least, greatest];
}
