/** Rows of two frames under each other, or in both, or in one alone. */
import { columnSql, text, type Frame } from "./frame.js";
import type { Random } from "./random.js";
import { filter, plain, selectTypes, usesOf, type FreshName } from "./row-operators.js";

const operations = {
  union: { method: "union", sql: "UNION ALL" },
  intersect: { method: "intersect", sql: "INTERSECT" },
  intersectAll: { method: "intersectAll", sql: "INTERSECT ALL" },
  except: { method: "except", sql: "EXCEPT" },
  exceptAll: { method: "exceptAll", sql: "EXCEPT ALL" },
} as const;

type Operation = keyof typeof operations;

/** The other side has the same types: rows of the same frame that pass a filter, or values of another one. */
export function setOperation(random: Random, left: Frame, right: Frame, fresh: FreshName): Frame | undefined {
  const types = left.fields.map(({ type }) => type);
  const other = random.chance(0.5) ? filter(random, left) : selectTypes(random, right, types, fresh);
  if (other === undefined) return undefined;
  if (random.chance(0.2)) return byName(random, left, right, fresh);
  const operation = random.pick(Object.keys(operations) as Operation[]);
  const [first, second] = random.chance(0.2) && operation !== "union" ? [other, left] : [left, other];
  return combined(first, second, operation);
}

function combined(left: Frame, right: Frame, operation: Operation): Frame {
  const { method, sql } = operations[operation];
  return {
    ...plain,
    inputs: [left, right],
    fields: left.fields.map((field) => ({ ...field, isSelective: false })),
    uses: usesOf(operation, left.fields),
    rowsMax: operation === "union" ? left.rowsMax + right.rowsMax : left.rowsMax,
    script: ([l, r]) => `${l ?? ""}.${method}(${r ?? ""})`,
    sql: ([l, r]) => `SELECT * FROM ${l ?? ""} ${sql} SELECT * FROM ${r ?? ""}`,
    over: ([l = left, r = right]) => combined(l, r, operation),
  };
}

/** The other side has other names in another order; what one side lacks is NULL there. */
function byName(random: Random, left: Frame, right: Frame, fresh: FreshName): Frame | undefined {
  const shared = random.sample(left.fields, random.integer(1, left.fields.length));
  const values = selectTypes(
    random,
    right,
    shared.map(({ type }) => type),
    fresh,
  );
  if (values === undefined) return undefined;
  return united(
    left,
    values,
    shared.map(({ name }) => name),
  );
}

/** @param names  what the columns of the right side are called below it */
function united(left: Frame, right: Frame, names: readonly string[]): Frame {
  const rename = right.fields.map(
    ({ name }, index) => `.withColumnRenamed(${text(name)}, ${text(names[index] ?? "")})`,
  );
  const columns = left.fields.map((field) => {
    const position = names.indexOf(field.name);
    const value = position < 0 ? "NULL" : columnSql(right.fields[position]?.name ?? "");
    return `CAST(${value} AS ${field.type}) AS ${columnSql(field.name)}`;
  });
  return {
    ...plain,
    inputs: [left, right],
    fields: left.fields.map((field) => ({ ...field, isSelective: false })),
    uses: usesOf("unionByName", left.fields),
    rowsMax: left.rowsMax + right.rowsMax,
    script: ([l, r]) => `${l ?? ""}.unionByName(${r ?? ""}${rename.join("")}, { allowMissingColumns: true })`,
    sql: ([l, r]) => `SELECT * FROM ${l ?? ""} UNION ALL SELECT ${columns.join(", ")} FROM ${r ?? ""}`,
    over: ([l = left, r = right]) => united(l, r, names),
  };
}
