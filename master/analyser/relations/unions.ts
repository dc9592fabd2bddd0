/** UNION ALL: branches brought to the same columns, in the first one's order, and to the types that DuckDB's own union would take. */
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { BoundColumn, BoundRelation } from "../../planner/analysed-plan.js";
import { parseType, typeTree } from "../../planner/types.js";
import { cast, columnReference, nullConstant, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";
import { hasCast } from "../expressions/casts.js";
import { named } from "../expressions/named-bound.js";
import { columnNotFound, refusalToError, scriptError, type Place } from "../expressions/refusals.js";
import { isNullColumn } from "../expressions/null-columns.js";

/** How inputs are put beside each other. */
export interface Matching {
  /** For messages: `union` */
  readonly what: string;
  readonly byName: boolean;
  readonly allowMissingColumns: boolean;
}

/** @returns the inputs, wrapped in projections where columns or types differ, and what they have in common */
export async function commonBranches(
  engine: Engine,
  inputs: readonly BoundRelation[],
  matching: Matching,
  place: Place,
): Promise<{ inputs: BoundRelation[]; schema: BoundColumn[] }> {
  const { what, byName: isByName, allowMissingColumns } = matching;
  const [first] = inputs;
  if (first === undefined) throw scriptError("PLAN_REFUSED", place, `a ${what} of nothing`);
  const names = isByName ? allNames(inputs) : first.schema.map(({ name }) => name);
  const arranged = withoutNulls(
    inputs,
    isByName
      ? byName(inputs, names, allowMissingColumns, place)
      : inputs.map((input) => byPosition(first, input, what, place)),
  );
  const schema = await commonTypes(engine, names, arranged, place);
  await assertCasts(engine, arranged, schema, what, place);
  return { inputs: inputs.map((input, index) => branch(input, arranged[index] ?? [], schema, place)), schema };
}

/** Columns of one input in the union's order; undefined where it has none, or NULL without a type. */
type Arranged = readonly (BoundColumn | undefined)[];

/** A NULL without a type takes that of the other inputs; where none has one it is what it was bound as. */
function withoutNulls(inputs: readonly BoundRelation[], arranged: readonly Arranged[]): Arranged[] {
  const isTyped = arranged.map((columns, index) =>
    columns.map((column) => column !== undefined && !isNullColumn(inputs[index], column.name)),
  );
  return arranged.map((columns, input) =>
    columns.map((column, index) => {
      const areOthersTyped = isTyped.some((typed) => typed[index]);
      return areOthersTyped && !isTyped[input]?.[index] ? undefined : column;
    }),
  );
}

function byPosition(first: BoundRelation, input: BoundRelation, what: string, place: Place): Arranged {
  if (input.schema.length === first.schema.length) return input.schema;
  throw scriptError(
    "PLAN_REFUSED",
    place,
    `${what} takes columns by position, and one side has ${first.schema.length}, the other ${input.schema.length}`,
    {
      hint:
        what === "union"
          ? "select the same columns on both sides, or use unionByName with allowMissingColumns"
          : "select the same columns on both sides",
    },
  );
}

/** The first one's, then what others have beside them. */
function allNames(inputs: readonly BoundRelation[]): string[] {
  const names = new Map<string, string>();
  for (const { name } of inputs.flatMap(({ schema }) => schema)) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

function byName(
  inputs: readonly BoundRelation[],
  names: readonly string[],
  allowMissing: boolean,
  place: Place,
): Arranged[] {
  return inputs.map(({ schema }) =>
    names.map((name) => {
      const column = schema.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      if (column === undefined && !allowMissing) {
        const columns = schema.map((known) => known.name);
        throw columnNotFound({ ...place, columns }, name, {
          where: " on one side of the union",
          orElse: "rename it, or write unionByName(other, { allowMissingColumns: true })",
        });
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

async function assertCasts(
  engine: Engine,
  arranged: readonly Arranged[],
  schema: readonly BoundColumn[],
  what: string,
  place: Place,
): Promise<void> {
  for (const columns of arranged) {
    for (const [index, { name, type }] of schema.entries()) {
      const from = columns[index]?.type ?? type;
      if (await hasCast(engine, from, type)) continue;
      throw scriptError(
        "TYPE_MISMATCH",
        place,
        `the ${what} makes '${name}' ${type}, which ${from} cannot be cast to`,
        {
          hint: "cast it to the same type on both sides",
        },
      );
    }
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
