/**
 * ROLLUP, CUBE and GROUPING SETS as one grouping: each row once per set, the keys outside of the set NULL, and the set's number as a
 * further key. A set without keys has a row even where there are no rows: a fragment without input adds what it takes.
 */
import type { AggregateSteps, Grouping } from "./aggregate-steps.js";
import type { AggregateCall } from "./aggregate-calls.js";
import { filterOf } from "./aggregates.js";
import type { BoundColumn } from "./analysed-plan.js";
import { readBy } from "./lowering-context.js";
import { filterOperator, namedTree, passedOn, projectOperator, unnestOperator } from "./operators.js";
import { lowerValues } from "./lower-scan.js";
import { append, type Pipeline } from "./pipeline.js";
import { allOf, bigintConstant, booleanConstant, caseWhen, isOneOf } from "./trees/make-tree.js";
import { call, cast, columnReference, nullConstant, type Tree } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

const setColumn: BoundColumn = { name: "__goldpan_grouping_set", type: "BIGINT" };
/** False in a row that stands for no row. */
const realColumn: BoundColumn = { name: "__goldpan_real", type: "BOOLEAN" };

/** @param sets  positions in the grouping's keys */
export function expandGroupingSets(grouping: Grouping, sets: readonly (readonly number[])[]): Grouping {
  const { callSite, keys, calls } = grouping;
  const numbers = sets.map((_, set) => bigintConstant(set));
  const setReference = columnReference(setColumn.name);
  const keyTrees = keys.map(({ tree }, key) => {
    const having = numbers.filter((_, set) => sets[set]?.includes(key) === true);
    if (having.length === sets.length) return tree;
    return having.length === 0 ? nullConstant() : caseWhen(isOneOf(setReference, having), tree, nullConstant());
  });
  const pipelines = grouping.pipelines.map((pipeline) => {
    const read = readBy(calls, pipeline.columns);
    const passed = pipeline.columns.filter(({ name }) => read.has(name));
    const keyColumns = keys.map(({ column }) => column);
    const columns = [setColumn, ...keyColumns, ...passed];
    const named = [
      passedOn(setColumn),
      ...keys.map(({ column, callSite: at }, index) =>
        namedTree(column, cast(keyTrees[index] ?? nullConstant(), typeTree(parseType(column.type))), at),
      ),
      ...passed.map(passedOn),
    ];
    const operators = [
      unnestOperator({ tree: call("list_value", numbers), columns: [setColumn] }, callSite),
      projectOperator(named, callSite),
    ];
    const times = (estimate: number | undefined) => (estimate === undefined ? undefined : estimate * sets.length);
    const { bytes, rows } = pipeline;
    return append(pipeline, operators, "grouping sets", {
      columns,
      bytes: times(bytes),
      rows: times(rows),
      partitioning: undefined,
    });
  });
  const ofColumn = (column: BoundColumn) => ({ column, tree: columnReference(column.name), callSite });
  return {
    ...grouping,
    pipelines,
    keys: [ofColumn(setColumn), ...keys.map(({ column }) => ofColumn(column))],
    totals: sets.flatMap((set, number) => (set.length === 0 ? [number] : [])),
  };
}

/** Partial rows of no rows, one per set without keys. */
export function partialTotals(grouping: Grouping, steps: (grouping: Grouping) => AggregateSteps): Pipeline[] {
  const columns = grouping.pipelines[0]?.columns ?? [];
  return grouping.totals.map((set) => {
    const keyless = steps({ ...grouping, keys: [] });
    const row = keyless.partial(withoutRows(columns));
    const keys = grouping.keys.map(({ column }) => namedTree(column, totalKey(column, set), null));
    const kept = keyless.columns.filter(({ name }) => steps(grouping).columns.some((column) => column.name === name));
    const project = projectOperator([...keys, ...kept.map(passedOn)], null);
    const all = [...grouping.keys.map(({ column }) => column), ...kept];
    return append(row, [project], undefined, { columns: all });
  });
}

/** Rows that stand for no row, one per set without keys, and the calls made to pass them over. */
export function withTotalRows(
  keyed: readonly Pipeline[],
  columns: readonly BoundColumn[],
  grouping: Grouping,
): { keyed: Pipeline[]; columns: readonly BoundColumn[]; calls: readonly AggregateCall[] } {
  const { totals, calls, keys } = grouping;
  if (totals.length === 0) return { keyed: [...keyed], columns, calls };
  const all = [...columns, realColumn];
  const marked = keyed.map((pipeline) => {
    const named = [...columns.map(passedOn), namedTree(realColumn, booleanConstant(true), null)];
    return append(pipeline, [projectOperator(named, null)], undefined, { columns: all });
  });
  const keyNames = new Set(keys.map(({ column }) => column.name));
  const rows = totals.map((set) => {
    const named = columns.map((column) =>
      namedTree(column, keyNames.has(column.name) ? totalKey(column, set) : nullOf(column), null),
    );
    const project = projectOperator([...named, namedTree(realColumn, booleanConstant(false), null)], null);
    return append(oneRow(), [project], undefined, { columns: all });
  });
  const real = columnReference(realColumn.name);
  const passing = calls.map((made) => {
    const filter = filterOf(made.tree);
    return { ...made, tree: { ...made.tree, filter: filter === null ? real : allOf([real, filter]) } };
  });
  return { keyed: [...marked, ...rows], columns: all, calls: passing };
}

function totalKey(column: BoundColumn, set: number): Tree {
  return column.name === setColumn.name ? bigintConstant(set) : nullOf(column);
}

function nullOf({ type }: BoundColumn): Tree {
  return cast(nullConstant(), typeTree(parseType(type)));
}

/** Of a row of which nothing is read. */
const rowMarker: BoundColumn = { name: "__goldpan_row", type: "INTEGER" };

function oneRow(): Pipeline {
  const rowsJson = Buffer.from(`${JSON.stringify({ [rowMarker.name]: 1 })}\n`);
  return { ...lowerValues({ kind: "values", schema: [rowMarker], rowsJson, callSite: null }), steps: [], bytes: 0 };
}

function withoutRows(columns: readonly BoundColumn[]): Pipeline {
  const row = append(oneRow(), [filterOperator(booleanConstant(false), null)], undefined);
  if (columns.length === 0) return row;
  const named = columns.map((column) => namedTree(column, nullOf(column), null));
  return append(row, [projectOperator(named, null)], undefined, { columns });
}
