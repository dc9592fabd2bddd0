/** What a join's condition asks, as pairs of keys of one type and what else the script asks of a pair of rows. */
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { CallSite, Join } from "../../../common/wire/types.js";
import type { BoundExpression, BoundJoinKey, BoundJoinKind, BoundRelation } from "../../planner/analysed-plan.js";
import { parseType, typeTree } from "../../planner/types.js";
import { allOf } from "../../planner/trees/make-tree.js";
import { cast, columnNames, columnReference, type Tree } from "../../planner/trees/tree.js";
import type { Input } from "../expressions/expression-binder.js";
import { boundExpression } from "../expressions/named-bound.js";
import { functionsIn } from "../expressions/function-catalog.js";
import { functionName } from "../expressions/plain-trees.js";
import { scriptError, type Place } from "../expressions/refusals.js";
import type { Scope } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import { comparisonTypes, type ComparisonTypes } from "./comparison-types.js";
import { isolateCalls } from "./isolate-calls.js";
import type { JoinSides } from "./join-sides.js";
import type { UsingColumn } from "./join-using.js";
import { placeAt, required } from "./parts.js";
import { sideOf, splitCondition, type EqualPair, type Sides } from "./split-condition.js";

/** What a join asks of a pair of rows, over relations that have what it asks for. */
export interface JoinCondition {
  readonly left: BoundRelation;
  readonly right: BoundRelation;
  readonly keys: readonly BoundJoinKey[];
  readonly residual: BoundExpression | undefined;
  /** What can only be asked of the joined rows, where that is the same. */
  readonly filter: BoundExpression | undefined;
}

export async function joinCondition(
  binding: Binding,
  join: Join,
  kind: BoundJoinKind,
  sides: JoinSides,
  using: readonly UsingColumn[],
  callSite: CallSite | null,
): Promise<JoinCondition> {
  const none = {
    left: sides.left.relation,
    right: sides.right.relation,
    keys: [],
    residual: undefined,
    filter: undefined,
  };
  if (using.length === 0 && join.condition === null) return none;
  const input = await binding.tables.of(sides.both);
  if (using.length > 0) {
    const pairs = using.map(({ left, right }) => ({
      left: columnReference(left.column.name),
      right: columnReference(right.column.name),
      nullSafe: false,
    }));
    const place = placeAt(callSite);
    return { ...none, keys: boundKeys(await typedPairs(binding, pairs, input, place), place) };
  }
  const expression = required(join.condition);
  const { tree } = await binding.expressions.condition(expression, input, "row");
  const place: Place = { callSite: expression.callSite, sql: expression.sql, columns: sides.both.names };
  const split = splitCondition(tree, columnSides(binding, sides));
  const pairs = await typedPairs(binding, split.pairs, input, place);
  return overSides(binding, { pairs, rest: split.rest, kind, sides, place });
}

function columnSides({ functions }: Binding, { left, right }: JoinSides): Sides {
  const namesOf = (scope: Scope) => new Set(scope.relation.schema.map(({ name }) => name));
  const [leftNames, rightNames] = [namesOf(left), namesOf(right)];
  return {
    isLeft: (column) => leftNames.has(column),
    isRight: (column) => rightNames.has(column),
    isVolatile: (node) => node["class"] === "FUNCTION" && functions.volatiles.has(functionName(node)),
  };
}

interface TypedPair extends EqualPair {
  readonly types: ComparisonTypes;
  /** The sides as the user would write them. */
  readonly sql: { readonly left: string; readonly right: string };
}

async function typedPairs(
  binding: Binding,
  pairs: readonly EqualPair[],
  input: Input,
  place: Place,
): Promise<TypedPair[]> {
  const types = await comparisonTypes(
    binding,
    pairs.map(({ left, right }) => ({ left, right, place })),
    input,
  );
  const texts = await binding.expressions.sqlOf(pairs.flatMap(({ left, right }) => [left, right]));
  return pairs.map((pair, index) => ({
    ...pair,
    types: types[index] ?? { left: "", right: "", common: "" },
    sql: { left: shown(pair.left, texts[2 * index]), right: shown(pair.right, texts[2 * index + 1]) },
  }));
}

/** Columns without the quotes that they can do without. */
function shown(tree: Tree, sql = ""): string {
  const quoted = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : quoteIdentifier(name));
  return columnNames(tree)?.map(quoted).join(".") ?? sql;
}

/** Both sides as DuckDB would compare them. */
function boundKeys(pairs: readonly TypedPair[], place: Place): BoundJoinKey[] {
  const agreed = (tree: Tree, type: string, common: string): Tree =>
    type === common ? tree : cast(tree, typeTree(parseType(common)));
  return pairs.map(({ left, right, nullSafe, types, sql }) => ({
    left: boundExpression(agreed(left, types.left, types.common), { ...place, sql: sql.left }),
    right: boundExpression(agreed(right, types.right, types.common), { ...place, sql: sql.right }),
    type: types.common,
    nullSafe,
  }));
}

interface OpenCondition {
  readonly pairs: readonly TypedPair[];
  readonly rest: readonly Tree[];
  readonly kind: BoundJoinKind;
  readonly sides: JoinSides;
  readonly place: Place;
}

/** Calls of the script's functions go below the join where one side has all that they read, else above it where that is the same. */
async function overSides(binding: Binding, { pairs, rest, kind, sides, place }: OpenCondition): Promise<JoinCondition> {
  const names = columnSides(binding, sides);
  const placed = (trees: readonly Tree[]) => trees.map((tree) => ({ tree, place }));
  const { callSite } = place;
  const isolate = (scope: Scope, trees: readonly Tree[], side: "left" | "right") =>
    isolateCalls(binding, scope.relation, placed(trees), callSite, (node) => sideOf(node, names) === side);
  const left = await isolate(sides.left, [...pairs.map((pair) => pair.left), ...rest], "left");
  const leftKeys = left.trees.slice(0, pairs.length);
  const right = await isolate(
    sides.right,
    [...pairs.map((pair) => pair.right), ...left.trees.slice(pairs.length)],
    "right",
  );
  const rightKeys = right.trees.slice(0, pairs.length);
  const conditions = right.trees.slice(pairs.length);
  const above = conditions.filter((tree) => callsScript(binding, tree));
  if (above.length > 0 && kind !== "inner") throw callsBothSides(place);
  const keyed = pairs.map((pair, index) => ({
    ...pair,
    left: leftKeys[index] ?? pair.left,
    right: rightKeys[index] ?? pair.right,
  }));
  return {
    left: left.relation,
    right: right.relation,
    keys: boundKeys(keyed, place),
    residual: await together(
      binding,
      conditions.filter((tree) => !above.includes(tree)),
      place,
    ),
    filter: await together(binding, above, place),
  };
}

function callsScript({ scriptFunctions }: Binding, tree: Tree): boolean {
  return [...functionsIn(tree)].some((name) => scriptFunctions.scalars.has(name));
}

function callsBothSides(place: Place) {
  return scriptError(
    "PLAN_REFUSED",
    place,
    "a function of the script reads both sides of a join that keeps rows without a match",
    {
      hint: "compute it of one side with withColumn before the join, or join with how = 'inner'",
    },
  );
}

async function together(
  binding: Binding,
  conditions: readonly Tree[],
  place: Place,
): Promise<BoundExpression | undefined> {
  if (conditions.length === 0) return undefined;
  const texts = await binding.expressions.sqlOf(conditions);
  return boundExpression(allOf(conditions), { ...place, sql: texts.join(" AND ") });
}
