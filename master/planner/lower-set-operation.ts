/** INTERSECT and EXCEPT: equal rows of both sides meet in one task. */
import type { BoundColumn, BoundRelation, BoundSetOperation } from "./analysed-plan.js";
import { tellStrategy, wantAll, type LoweringContext, type Wanted } from "./lowering-context.js";
import { aggregateOperator, namedTree, passedOn, projectOperator, setOperator } from "./operators.js";
import { partitionCount } from "./partition-count.js";
import { append, attachSide, estimateOf, keepPartitions, narrow, type Pipeline } from "./pipeline.js";
import { filtered, filtersOver } from "./push-filters.js";
import { columnKeys } from "./stages.js";
import { renameColumns } from "./trees/tree-columns.js";
import { columnReference, type Tree } from "./trees/tree.js";

export function lowerSetOperation(lowering: LoweringContext, relation: BoundSetOperation, wanted: Wanted): Pipeline[] {
  const { schema, operation, all, callSite } = relation;
  const names = schema.map(({ name }) => name);
  const filters = filtersOver(lowering, wanted.filters, names);
  const sides = [relation.left, relation.right].map((side) => {
    const below = lowerSide(lowering, side, schema, filters, callSite);
    if (all) return below;
    // Doubles within a task say nothing.
    const once = aggregateOperator(schema.map(passedOn), [], callSite);
    return below.map((pipeline) => append(pipeline, [once], "deduplicate", { partitioning: undefined }));
  });
  const bytes = estimateOf(sides.flat(), "bytes");
  const division = {
    kind: "hash",
    keys: columnKeys(names),
    partitions: partitionCount(bytes, lowering.rules),
  } as const;
  tellStrategy(lowering, operation, callSite, `by hash, ${division.partitions} partitions`);
  const [main, side] = sides.map((pipelines) => lowering.stages.exchange(pipelines, division, schema));
  if (main === undefined || side === undefined) return [];
  const { inputs, right } = attachSide(main, side);
  const operator = setOperator(operation === "intersect" ? "INTERSECT" : "EXCEPT", all, right, callSite);
  return [append({ ...keepPartitions(main), inputs }, [operator], operation)];
}

/** All its columns, by the names of the result. */
function lowerSide(
  lowering: LoweringContext,
  side: BoundRelation,
  schema: readonly BoundColumn[],
  filters: readonly Tree[],
  callSite: BoundRelation["callSite"],
): Pipeline[] {
  const own = new Map(schema.map(({ name }, index) => [name, side.schema[index]?.name ?? name]));
  const renamed = filters.map((filter) => renameColumns(filter, (name) => own.get(name)));
  const below = lowering.lower(side, {
    ...wantAll(new Set(side.schema.map(({ name }) => name))),
    filters: renamed,
  });
  return filtered(below, renamed, callSite).map((pipeline) => {
    if (schema.every(({ name }) => own.get(name) === name)) return narrow(pipeline, schema);
    const columns = schema.map((column) =>
      namedTree(column, columnReference(own.get(column.name) ?? column.name), null),
    );
    return append(pipeline, [projectOperator(columns, callSite)], undefined, {
      columns: schema,
      partitioning: undefined,
    });
  });
}
