/**
 * The two sides of a join before it is decided how they meet: lowered, narrowed to what the join and its readers want, filtered by what
 * concerns one side alone, with keys as trees over their columns.
 *
 * What may be filtered below a join: a condition over one side alone that stands above the join, unless rows of that side are also
 * there without a partner's; a part of the join's own condition, unless that side's rows stay without a match.
 */
import type { CallSite } from "../../common/wire/types.js";
import type { BoundColumn, BoundJoin, BoundJoinKind, BoundRelation } from "./analysed-plan.js";
import { scaled, passingShare, type Estimate } from "./estimates.js";
import { withoutOrder } from "./keyed-pipelines.js";
import { locate, type LoweringContext, type Wanted } from "./lowering-context.js";
import { filterOperator, namedTree, passedOn } from "./operators.js";
import { append, appendProjection, estimateOf, isOriginColumn, narrow, type Pipeline } from "./pipeline.js";
import { planRefused } from "./plan-refused.js";
import { conjuncts } from "./pruning/exclude.js";
import { callsRowFunction, isPushable } from "./pruning/pushable.js";
import { cutRowFunctions, helperPrefix, type LocatedTree } from "./row-functions.js";
import { allOf } from "./trees/make-tree.js";
import { columnsOf, renameColumns } from "./trees/tree-columns.js";
import { columnReference, isTree, plainColumn, textConstant, type Tree } from "./trees/tree.js";

export type SideName = "left" | "right";

export interface JoinSide {
  readonly name: SideName;
  /** With exactly `columns`. */
  readonly pipelines: readonly Pipeline[];
  /** At least one. */
  readonly columns: readonly BoundColumn[];
  /** Of the agreed types: columns, or casts of columns. */
  readonly keys: readonly Tree[];
  readonly estimate: Estimate;
  /** Compressed bytes that it surely does not exceed by much; undefined where only running tells. */
  readonly bytesMax: number | undefined;
  /** Whether rows of the result tell where this side's row of them came from. */
  readonly origins: boolean;
}

export interface JoinSides {
  readonly left: JoinSide;
  readonly right: JoinSide;
  /** What remains of the condition beside the keys, over the columns of both sides. */
  readonly residual: readonly LocatedTree[];
  /** Conditions that call row functions: of inner joins, to be applied after the join. */
  readonly after: readonly LocatedTree[];
}

/** Sides whose rows a condition above the join may filter beforehand. */
const filteredFromAbove: Readonly<Record<BoundJoinKind, readonly SideName[]>> = {
  inner: ["left", "right"],
  cross: ["left", "right"],
  left: ["left"],
  right: ["right"],
  full: [],
  semi: ["left"],
  anti: ["left"],
};

/** Sides whose rows a part of the join's condition may filter beforehand: they vanish without a match. */
const filteredByCondition: Readonly<Record<BoundJoinKind, readonly SideName[]>> = {
  inner: ["left", "right"],
  cross: ["left", "right"],
  left: ["right"],
  right: ["left"],
  full: [],
  semi: ["left", "right"],
  anti: ["right"],
};

/** @throws PLAN_REFUSED for a row function in the condition of an outer, semi or anti join */
export function lowerSides(lowering: LoweringContext, relation: BoundJoin, wanted: Wanted): JoinSides {
  const condition = splitCondition(lowering, relation);
  const above = wanted.filters.filter((filter) => isPushable(filter, lowering.functions));
  const remaining = [...condition.residual, ...condition.after];
  const lowerSide = (name: SideName): JoinSide => {
    const input = relation[name];
    const mine = (tree: Tree): boolean => readsOnly(tree, input);
    const filters = [
      ...(filteredFromAbove[relation.joinKind].includes(name) ? above.filter(mine) : []),
      ...condition.filters[name],
      ...alongKeys(relation, name, [...above, ...condition.filters[otherOf(name)]]),
    ];
    const columns = new Set([
      ...input.schema.map((column) => column.name).filter((column) => wanted.columns.has(column)),
      ...remaining.flatMap(({ tree }) => columnsIn(tree, input)),
    ]);
    return prepare(lowering, relation, name, { columns, filters, origins: keepsOrigins(relation, name, wanted) });
  };
  return { left: lowerSide("left"), right: lowerSide("right"), residual: condition.residual, after: condition.after };
}

/** The side that every row of the result has one row of: where that came from, the row did. */
const originSides: Readonly<Partial<Record<BoundJoinKind, SideName>>> = {
  left: "left",
  right: "right",
  semi: "left",
  anti: "left",
};

function keepsOrigins({ joinKind, left, right }: BoundJoin, name: SideName, { origins }: Wanted): boolean {
  if (!origins || originSides[joinKind] !== name) return false;
  // Columns of the user's own by such a name would be on both sides.
  return ![...left.schema, ...right.schema].some((column) => isOriginColumn(column.name));
}

interface SplitCondition {
  readonly filters: Readonly<Record<SideName, readonly Tree[]>>;
  readonly residual: readonly LocatedTree[];
  readonly after: readonly LocatedTree[];
}

function splitCondition(lowering: LoweringContext, relation: BoundJoin): SplitCondition {
  const filters: Record<SideName, Tree[]> = { left: [], right: [] };
  const residual: LocatedTree[] = [];
  const after: LocatedTree[] = [];
  if (relation.residual === undefined) return { filters, residual, after };
  const { tree, callSite } = locate(relation.residual);
  for (const part of conjuncts(tree)) {
    const side = filteredByCondition[relation.joinKind].find(
      (name) => columnsIn(part, relation[name]).length > 0 && readsOnly(part, relation[name]),
    );
    if (callsRowFunction(part, lowering.functions)) {
      if (relation.joinKind !== "inner") throw functionInCondition(relation.joinKind, callSite ?? relation.callSite);
      after.push({ tree: part, callSite });
    } else if (side !== undefined && isPushable(part, lowering.functions)) filters[side].push(part);
    else residual.push({ tree: part, callSite });
  }
  return { filters, residual, after };
}

function functionInCondition(kind: BoundJoinKind, callSite: CallSite | null): Error {
  return planRefused(
    callSite,
    `the condition of a ${kind} join calls a row function`,
    "compute its value with withColumn before the join",
  );
}

/** Conditions on the other side's keys, which rows of this side must pass as well to meet one. */
function alongKeys({ joinKind, keys, ...relation }: BoundJoin, name: SideName, filters: readonly Tree[]): Tree[] {
  if (!filteredByCondition[joinKind].includes(name)) return [];
  const other = otherOf(name);
  const names = new Map<string, string>();
  for (const key of keys) {
    const [from, to] = [plainColumn(locate(key[other]).tree), plainColumn(locate(key[name]).tree)];
    if (from !== undefined && to !== undefined && !names.has(from)) names.set(from, to);
  }
  return filters
    .filter((filter) => readsOnly(filter, relation[other]))
    .filter((filter) => {
      const read = columnsIn(filter, relation[other]);
      return read.length > 0 && read.every((column) => names.has(column));
    })
    .map((filter) => renameColumns(filter, (column) => names.get(column)));
}

function prepare(
  lowering: LoweringContext,
  relation: BoundJoin,
  name: SideName,
  { columns: wanted, filters, origins }: Omit<Wanted, "firstRows">,
): JoinSide {
  const input = relation[name];
  const keys = relation.keys.map((key) => ({ ...locate(key[name]), type: key.type }));
  const columns = new Set([
    ...wanted,
    ...[...keys.map(({ tree }) => tree), ...filters].flatMap((tree) => columnsIn(tree, input)),
  ]);
  const below = lowering.lower(withoutOrder(input), { columns, filters, firstRows: undefined, origins });
  const filtered = below.map((pipeline) =>
    filters.length === 0 ? pipeline : append(pipeline, [filterOperator(allOf(filters), relation.callSite)], "filter"),
  );
  const simple = keys.map(({ tree }) => (isSimple(tree) ? tree : undefined));
  const exact = new Set([...wanted, ...simple.flatMap((tree) => (tree === undefined ? [] : columnsIn(tree, input)))]);
  const passed = input.schema.filter((column) => exact.has(column.name));
  const helpers = keys.flatMap(({ tree, type, callSite }, index) =>
    simple[index] === undefined ? [{ name: `${helperPrefix}join_${name}_${index}`, type, tree, callSite }] : [],
  );
  const pipelines = filtered.map((pipeline) => withHelpers(lowering, pipeline, passed, helpers, relation));
  const marker = { name: `${helperPrefix}join_${name}`, type: "VARCHAR" };
  const isEmpty = passed.length + helpers.length === 0;
  const share = filters.length === 0 ? 1 : passingShare(allOf(filters));
  const bytes = estimateOf(pipelines, "bytes");
  return {
    name,
    pipelines: isEmpty ? pipelines.map((pipeline) => marked(pipeline, marker)) : pipelines,
    columns: isEmpty ? [marker] : [...passed, ...helpers.map((helper) => ({ name: helper.name, type: helper.type }))],
    keys: keys.map((_, index) => simple[index] ?? columnReference(`${helperPrefix}join_${name}_${index}`)),
    estimate: scaled({ rows: estimateOf(pipelines, "rows"), bytes }, share),
    bytesMax: pipelines.every(({ inputs }) => inputs.length === 0) ? bytes : undefined,
    origins,
  };
}

interface HelperColumn extends BoundColumn, LocatedTree {}

/** Exactly the passed columns, then those of keys that are no columns. */
function withHelpers(
  lowering: LoweringContext,
  pipeline: Pipeline,
  passed: readonly BoundColumn[],
  helpers: readonly HelperColumn[],
  { callSite }: BoundJoin,
): Pipeline {
  if (helpers.length === 0) return narrow(pipeline, passed);
  const cut = cutRowFunctions(helpers, pipeline.columns, lowering.functions);
  const named = helpers.map((helper, index) => namedTree(helper, cut.trees[index] ?? helper.tree, helper.callSite));
  const called = append(pipeline, cut.operators, undefined, { columns: cut.columns });
  return appendProjection(called, [...passed.map(passedOn), ...named], callSite, undefined, {
    partitioning: undefined,
  });
}

/** Rows of which only the number matters still need a column. */
function marked(pipeline: Pipeline, marker: BoundColumn): Pipeline {
  return appendProjection(pipeline, [namedTree(marker, textConstant(""), null)], null, undefined, {
    partitioning: undefined,
  });
}

/** A column, or a cast of one: cheap to evaluate on both sides of an exchange. */
function isSimple(tree: Tree): boolean {
  const { child } = tree;
  return (
    plainColumn(tree) !== undefined || (tree["class"] === "CAST" && isTree(child) && plainColumn(child) !== undefined)
  );
}

function columnsIn(tree: Tree, { schema }: BoundRelation): string[] {
  const names = new Set(schema.map(({ name }) => name));
  return [...columnsOf(tree, (name) => names.has(name))];
}

/** Whether all columns that the tree reads are the relation's. What looks like a column and is on no side is a function. */
function readsOnly(tree: Tree, { schema }: BoundRelation): boolean {
  const names = new Set(schema.map(({ name }) => name));
  return [...columnsOf(tree, () => true)].every((name) => names.has(name));
}

function otherOf(name: SideName): SideName {
  return name === "left" ? "right" : "left";
}
