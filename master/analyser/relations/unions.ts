/** UNION ALL: branches brought to the same columns, in the first one's order, and to the types that DuckDB's own union would take. */
import type { Union } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { BoundColumn, BoundRelation } from "../../planner/analysed-plan.js";
import { parseType, typeTree } from "../../planner/types.js";
import { cast, columnReference, nullConstant, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";
import { named } from "../expressions/expressions.js";
import { columnNotFound, refusalToError, scriptError, type Place } from "../expressions/refusals.js";

/** @returns the union, its inputs wrapped in projections where columns or types differ */
export async function commonBranches(
  engine: Engine,
  inputs: readonly BoundRelation[],
  union: Union,
  place: Place,
): Promise<BoundRelation> {
  const [first] = inputs;
  if (first === undefined) throw scriptError("PLAN_REFUSED", place, "a union of nothing");
  const arranged = union.byName
    ? byName(inputs, union.allowMissingColumns, place)
    : inputs.map((input) => byPosition(first, input, place));
  const schema = await commonTypes(engine, namesOf(first, inputs, union), arranged, place);
  return {
    kind: "union",
    inputs: inputs.map((input, index) => branch(input, arranged[index] ?? [], schema, place)),
    schema,
    callSite: place.callSite,
  };
}

/** Columns of one input in the union's order; undefined where it has none. */
type Arranged = readonly (BoundColumn | undefined)[];

function byPosition(first: BoundRelation, input: BoundRelation, place: Place): Arranged {
  if (input.schema.length === first.schema.length) return input.schema;
  throw scriptError(
    "PLAN_REFUSED",
    place,
    `union takes columns by position, and one side has ${first.schema.length}, the other ${input.schema.length}`,
    { hint: "select the same columns on both sides, or use unionByName with allowMissingColumns" },
  );
}

function namesOf(first: BoundRelation, inputs: readonly BoundRelation[], union: Union): string[] {
  const names = first.schema.map(({ name }) => name);
  if (!union.byName) return names;
  const known = new Set(names.map((name) => name.toLowerCase()));
  for (const { name } of inputs.flatMap(({ schema }) => schema)) {
    if (known.has(name.toLowerCase())) continue;
    known.add(name.toLowerCase());
    names.push(name);
  }
  return names;
}

function byName(inputs: readonly BoundRelation[], allowMissing: boolean, place: Place): Arranged[] {
  const [first] = inputs;
  const names =
    first === undefined ? [] : namesOf(first, inputs, { inputs: [], byName: true, allowMissingColumns: true });
  return inputs.map(({ schema }) =>
    names.map((name) => {
      const column = schema.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      if (column === undefined && !allowMissing) {
        throw columnNotFound({ ...place, columns: schema.map((known) => known.name) }, name);
      }
      return column;
    }),
  );
}

async function commonTypes(
  engine: Engine,
  names: readonly string[],
  arranged: readonly Arranged[],
  place: Place,
): Promise<BoundColumn[]> {
  const selects = arranged.map((columns) => {
    const items = names.map((name, index) => {
      const column = columns[index];
      return `${column === undefined ? "NULL" : `CAST(NULL AS ${column.type})`} AS ${quoteIdentifier(name)}`;
    });
    return `SELECT ${items.join(", ")}`;
  });
  try {
    return await engine.describe(selects.join(" UNION ALL "));
  } catch (error) {
    throw refusalToError(error, place);
  }
}

function branch(input: BoundRelation, arranged: Arranged, schema: readonly BoundColumn[], place: Place): BoundRelation {
  const same = schema.every(
    ({ name, type }, index) =>
      arranged[index]?.name === name && arranged[index].type === type && input.schema[index]?.name === name,
  );
  if (same && input.schema.length === schema.length) return input;
  const columns = schema.map(({ name, type }, index) => {
    const column = arranged[index];
    const plain: Tree = column === undefined ? nullConstant() : columnReference(column.name);
    const tree = column?.type === type ? plain : cast(plain, typeTree(parseType(type)));
    const { expression } = named(name, type, tree, { ...place, sql: quoteIdentifier(column?.name ?? name) });
    return { name, type, expression };
  });
  return { kind: "project", input, columns, schema, callSite: place.callSite };
}
