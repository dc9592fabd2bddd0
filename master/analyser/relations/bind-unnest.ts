/** A row per element of a list, or per entry of a map. */
import type { CallSite, Unnest } from "../../../common/wire/types.js";
import type { BoundColumn, BoundUnnest } from "../../planner/analysed-plan.js";
import { cast, nullConstant } from "../../planner/trees/tree.js";
import { formatType, parseType, typeTree, type Type } from "../../planner/types.js";
import { boundExpression, placeOf } from "../expressions/named-bound.js";
import { scriptError, type Place } from "../expressions/refusals.js";
import { plainScopeColumn, Scope } from "../expressions/scope.js";
import { bindWindows } from "./bind-windows.js";
import type { Binding } from "./binding.js";
import { required } from "./parts.js";
import { isolateCalls } from "./isolate-calls.js";
import { Names } from "./projections.js";

export async function bindUnnest(binding: Binding, unnest: Unnest, callSite: CallSite | null): Promise<Scope> {
  const scope = await binding.bind(required(unnest.input));
  const expression = required(unnest.expression);
  const place = placeOf(expression, scope);
  const input = await binding.tables.of(scope);
  const { tree, type } = await binding.expressions.one(expression, input, "select");
  const parsed = parseType(type);
  const parts = partTypes(parsed, place);
  const nulls = parts.map((part) => cast(nullConstant(), typeTree(part)));
  const added = addedColumns(parsed, await binding.expressions.typesOf(nulls, input, place), unnest, place);
  const list: Type | undefined = parsed.kind === "array" ? { kind: "list", item: parsed.item } : undefined;
  const placed = [{ tree: list === undefined ? tree : cast(tree, typeTree(list)), place }];
  const windowed = await bindWindows(binding, scope.relation, placed, callSite);
  const isolated = await isolateCalls(
    binding,
    windowed.relation,
    windowed.trees.map((part) => ({ tree: part, place })),
    callSite,
  );
  const { relation } = isolated;
  const names = new Names(relation.schema.map(({ name }) => name));
  const own = added.map(({ name, type: columnType }): BoundColumn => ({ name: names.take(name), type: columnType }));
  const bound: BoundUnnest = {
    kind: "unnest",
    input: relation,
    expression: boundExpression(isolated.trees[0] ?? tree, place),
    added: own,
    withPosition: unnest.withPosition,
    outer: unnest.outer,
    schema: [...relation.schema, ...own],
    callSite,
  };
  const visible = own.map((column, index) => ({
    ...plainScopeColumn(column),
    name: added[index]?.name ?? column.name,
  }));
  return new Scope(bound, [...scope.columns, ...visible], scope.broadcast);
}

/** Named as asked for, else as Spark does: `pos`, `col`, `key`, `value`. */
function addedColumns(
  type: Type,
  parts: readonly string[],
  { names, withPosition }: Unnest,
  place: Place,
): BoundColumn[] {
  const position = withPosition ? [{ name: "pos", type: "INTEGER" }] : [];
  const own = type.kind === "map" ? ["key", "value"] : ["col"];
  const columns = [...position, ...own.map((name, index) => ({ name, type: parts[index] ?? "" }))];
  if (names.length === 0) return columns;
  if (names.length !== columns.length) {
    const what = `${formatType(type)} gives ${columns.length} columns, and there are ${names.length} names`;
    throw scriptError("PLAN_REFUSED", place, what, {
      hint: `write .as(${columns.map(({ name }) => `"${name}"`).join(", ")}): a map has keys and values; in SQL write unnest(map_entries(m))`,
    });
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}

/** Of an element, or of a key and a value. */
function partTypes(type: Type, place: Place): Type[] {
  switch (type.kind) {
    case "list":
    case "array":
      return [type.item];
    case "map":
      return [type.key, type.value];
    default:
      throw scriptError("TYPE_MISMATCH", place, `${formatType(type)} has no elements: explode takes a list or a map`, {
        hint:
          type.kind === "struct"
            ? 'select its fields: s.*, or col("s.field")'
            : "make a list of it, for instance string_split(x, ',') or [x]",
      });
  }
}
