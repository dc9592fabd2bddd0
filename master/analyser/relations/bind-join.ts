/** Joins: what the sides must agree on, as pairs of keys of one type, and what else the script asks of a pair of rows. */
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { CallSite, Join } from "../../../common/wire/types.js";
import type {
  BoundColumn,
  BoundExpression,
  BoundJoin,
  BoundJoinKey,
  BoundJoinKind,
  BoundRelation,
} from "../../planner/analysed-plan.js";
import { parseType, typeTree } from "../../planner/types.js";
import { allOf, coalesce } from "../../planner/trees/make-tree.js";
import { cast, columnNames, columnReference, type Tree } from "../../planner/trees/tree.js";
import type { Input } from "../expressions/expression-binder.js";
import { columnAsIs, boundExpression, named } from "../expressions/named-bound.js";
import { functionsIn } from "../expressions/function-catalog.js";
import { functionName } from "../expressions/plain-trees.js";
import { ambiguousColumn, columnNotFound, scriptError, type Place } from "../expressions/refusals.js";
import { Scope, type ScopeColumn } from "../expressions/scope.js";
import type { Binding } from "./binding.js";
import { placeAt, required } from "./parts.js";
import { comparisonTypes, type ComparisonTypes } from "./comparison-types.js";
import { isolateCalls } from "./isolate-calls.js";
import { Names } from "./projections.js";
import { sideOf, splitCondition, type EqualPair, type Sides } from "./split-condition.js";

/** The inputs of a join with names apart, and the scope over both. */
interface JoinSides {
  readonly left: Scope;
  readonly right: Scope;
  readonly both: Scope;
}

/** What a join asks of a pair of rows, over relations that have what it asks for. */
interface JoinCondition {
  readonly left: BoundRelation;
  readonly right: BoundRelation;
  readonly keys: readonly BoundJoinKey[];
  readonly residual: BoundExpression | undefined;
  /** What can only be asked of the joined rows, where that is the same. */
  readonly filter: BoundExpression | undefined;
}

export async function bindJoin(binding: Binding, join: Join, callSite: CallSite | null): Promise<Scope> {
  const kind = joinKind(join, callSite);
  const sides = await bindSides(binding, join, callSite);
  const using = usingColumns(join.using, sides, callSite);
  const condition = await joinCondition(binding, join, kind, sides, using, callSite);
  const keepsRight = kind !== "semi" && kind !== "anti";
  const { left, right } = condition;
  const joined: BoundJoin = {
    kind: "join",
    joinKind: kind,
    left,
    right,
    keys: condition.keys,
    residual: condition.residual,
    broadcast: sides.right.broadcast ? "right" : sides.left.broadcast ? "left" : undefined,
    schema: keepsRight ? [...left.schema, ...right.schema] : left.schema,
    callSite,
  };
  const { filter } = condition;
  const relation: BoundRelation =
    filter === undefined
      ? joined
      : { kind: "filter", input: joined, condition: filter, schema: joined.schema, callSite };
  if (!keepsRight) return new Scope(relation, firstOfUsing(sides.left.columns, using));
  const whole = new Scope(relation, sides.both.columns);
  return using.length === 0 ? whole : withUsing(binding, whole, using, kind, callSite);
}

function joinKind({ kind, using, condition }: Join, callSite: CallSite | null): BoundJoinKind {
  switch (kind) {
    case "INNER":
      return using.length === 0 && condition === null ? "cross" : "inner";
    case "LEFT":
      return "left";
    case "RIGHT":
      return "right";
    case "FULL":
      return "full";
    case "LEFT_SEMI":
      return "semi";
    case "LEFT_ANTI":
      return "anti";
    case "CROSS":
      if (using.length === 0 && condition === null) return "cross";
      throw scriptError("PLAN_REFUSED", placeAt(callSite), "a cross join has no condition", {
        hint: "join with how = 'inner'",
      });
    default:
      throw scriptError("PLAN_REFUSED", placeAt(callSite), `the kind of join ${String(kind)} is not known`);
  }
}

async function bindSides(binding: Binding, join: Join, callSite: CallSite | null): Promise<JoinSides> {
  const left = await binding.bind(required(join.left));
  const right = renamedApart(binding, left, await binding.bind(required(join.right)), callSite);
  const where = callSite === null ? "the join" : `the join at ${callSite.file}:${callSite.line}`;
  const columns = [
    ...left.columns.map((column) => onSide(column, right, `the left side of ${where}`)),
    ...right.columns.map((column) => onSide(column, left, `the right side of ${where}`)),
  ];
  const over: BoundRelation = {
    kind: "join",
    joinKind: "cross",
    left: left.relation,
    right: right.relation,
    keys: [],
    residual: undefined,
    broadcast: undefined,
    schema: [...left.relation.schema, ...right.relation.schema],
    callSite,
  };
  return { left, right, both: new Scope(over, columns) };
}

/** Says where a column is from that the other side has too. */
function onSide(column: ScopeColumn, other: Scope, side: string): ScopeColumn {
  const lower = column.name.toLowerCase();
  const isShared = other.named(lower).length > 0;
  return isShared && !column.hidden ? { ...column, side } : column;
}

/** The right side, with other names in the relation where the left one has the same. */
function renamedApart(binding: Binding, left: Scope, right: Scope, callSite: CallSite | null): Scope {
  const isTaken = new Set(left.relation.schema.map(({ name }) => name.toLowerCase()));
  const { schema } = right.relation;
  if (!schema.some(({ name }) => isTaken.has(name.toLowerCase()))) return right;
  const names = new Names([...left.relation.schema, ...schema].map(({ name }) => name));
  const renamed = schema.map((column) =>
    isTaken.has(column.name.toLowerCase())
      ? columnAsIs(column, callSite, names.take(column.name))
      : binding.projections.passedThrough(column),
  );
  const relation = binding.projections.over(right.relation, renamed, callSite);
  const byName = new Map(schema.map(({ name }, index) => [name, relation.schema[index]]));
  const columns = right.columns.map((column) => ({
    ...column,
    column: byName.get(column.column.name) ?? column.column,
  }));
  return new Scope(relation, columns, right.broadcast);
}

/** A column of `using`, on both sides. */
interface UsingColumn {
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
}

function usingColumns(names: readonly string[], { left, right }: JoinSides, callSite: CallSite | null): UsingColumn[] {
  const distinct = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
  const columnOf = (name: string, scope: Scope, side: string): ScopeColumn => {
    const columns = scope.named(name);
    const [column] = columns;
    const place: Place = { ...placeAt(callSite), columns: scope.names };
    if (column === undefined) throw columnNotFound(place, name, { where: ` on ${side} of the join` });
    if (columns.length > 1) throw ambiguousColumn(place, [name], columns);
    return column;
  };
  return distinct.map((name) => ({
    left: columnOf(name, left, "the left side"),
    right: columnOf(name, right, "the right side"),
  }));
}

async function joinCondition(
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

/** The left side's columns, those of `using` first, as in Spark. */
function firstOfUsing(columns: readonly ScopeColumn[], using: readonly UsingColumn[]): readonly ScopeColumn[] {
  const keys = using.map(({ left }) => left);
  return [...keys, ...columns.filter((column) => !keys.includes(column))];
}

/** The columns of `using` once, first. */
async function withUsing(
  binding: Binding,
  joined: Scope,
  using: readonly UsingColumn[],
  kind: BoundJoinKind,
  callSite: CallSite | null,
): Promise<Scope> {
  const isUsed = (column: BoundColumn) =>
    using.some(({ left, right }) => left.column === column || right.column === column);
  const others = joined.columns.filter(({ column }) => !isUsed(column));
  const of = (side: ScopeColumn, hidden: boolean): ScopeColumn => ({ ...side, hidden, side: undefined });
  if (kind !== "full") {
    const first = using.map(({ left, right }) => of(kind === "right" ? right : left, false));
    const rest = using.map(({ left, right }) => of(kind === "right" ? left : right, true));
    return new Scope(joined.relation, [...first, ...others, ...rest]);
  }
  const input = await binding.tables.of(joined);
  const names = new Names(joined.relation.schema.map(({ name }) => name));
  const merged = [];
  for (const { left, right } of using) {
    const tree = coalesce(columnReference(left.column.name), columnReference(right.column.name));
    const type = await binding.expressions.typeOf(tree, input, placeAt(callSite));
    merged.push(named(names.take(left.name), type, tree, { ...placeAt(callSite), sql: left.name }));
  }
  const relation = binding.projections.extended(joined.relation, merged, callSite);
  const added = relation.schema.slice(joined.relation.schema.length);
  const first = using.map(({ left }, index): ScopeColumn => {
    const column = added[index] ?? left.column;
    return { column, name: left.name, alias: undefined, plans: [], hidden: false, side: undefined };
  });
  const rest = using.flatMap(({ left, right }) => [of(left, true), of(right, true)]);
  return new Scope(relation, [...first, ...others, ...rest]);
}
