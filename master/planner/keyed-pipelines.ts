/** Rows with their sort keys as columns, for whatever orders or parts them. */
import type { SortKey } from "../../common/wire/types.js";
import type { BoundColumn, BoundRelation, BoundSortOrder } from "./analysed-plan.js";
import { locate, readBy, union, type LoweringContext, type Wanted } from "./lowering-context.js";
import { namedTree, passedOn, sortKey } from "./operators.js";
import { append, appendProjection, narrow, type Pipeline } from "./pipeline.js";
import { cutRowFunctions, helperPrefix } from "./row-functions.js";
import { columnReference, plainColumn } from "./trees/tree.js";

/** Pipelines whose sort keys are columns. */
export interface Keyed {
  readonly input: BoundRelation;
  readonly orders: readonly BoundSortOrder[];
  readonly wanted: Wanted;
  /** With exactly `columns`. */
  readonly pipelines: readonly Pipeline[];
  /** The wanted ones and those that keys read. */
  readonly columns: readonly BoundColumn[];
  readonly keys: readonly SortKey[];
}

/** @param relation  whose wanted columns and keys the pipelines get */
export function lowerKeyed(
  lowering: LoweringContext,
  relation: {
    readonly input: BoundRelation;
    readonly orders: readonly BoundSortOrder[];
    /** Then the input's own order says which rows are in which partition. */
    readonly withinPartitions?: boolean;
  },
  wanted: Wanted,
): Keyed {
  const input = relation.withinPartitions === true ? relation.input : withoutOrder(relation.input);
  const { orders } = relation;
  const located = orders.map(({ expression }) => locate(expression));
  const isColumn = located.map(({ tree }) => plainColumn(tree) !== undefined);
  const below = lowering.lower(input, {
    ...wanted,
    columns: union(wanted.columns, readBy(located, input.schema)),
    firstRows: undefined,
  });
  const kept = union(
    wanted.columns,
    readBy(
      located.filter((_, index) => isColumn[index]),
      input.schema,
    ),
  );
  const passed = input.schema.filter(({ name }) => kept.has(name));
  const helpers = orders.flatMap(({ type }, index) =>
    isColumn[index] === true ? [] : [{ name: keyName(index), type }],
  );
  const helperTrees = located.filter((_, index) => isColumn[index] !== true);
  const pipelines = below.map((pipeline) => {
    if (helpers.length === 0) return narrow(pipeline, passed);
    const cut = cutRowFunctions(helperTrees, pipeline.columns, lowering.functions);
    const named = helpers.flatMap((column, index) => {
      const tree = cut.trees[index];
      return tree === undefined ? [] : [namedTree(column, tree, helperTrees[index]?.callSite ?? null)];
    });
    const called = append(pipeline, cut.operators, undefined, { columns: cut.columns });
    return appendProjection(called, [...passed.map(passedOn), ...named], null, undefined, { partitioning: undefined });
  });
  const keys = orders.map((order, index) =>
    sortKey(
      order,
      isColumn[index] === true ? (located[index]?.tree ?? columnReference("")) : columnReference(keyName(index)),
    ),
  );
  return { input, orders, wanted, pipelines, columns: [...passed, ...helpers], keys };
}

/** Exactly the wanted columns. */
export function withoutHelpers(pipeline: Pipeline, { columns, wanted }: Keyed): Pipeline {
  return narrow(
    pipeline,
    columns.filter(({ name }) => wanted.columns.has(name)),
  );
}

/** The relation where nobody asks for the order of its rows. */
export function withoutOrder(relation: BoundRelation): BoundRelation {
  return relation.kind === "sort" && !relation.withinPartitions ? withoutOrder(relation.input) : relation;
}

function keyName(index: number): string {
  return `${helperPrefix}sort_${index}`;
}
