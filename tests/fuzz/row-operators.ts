/** Operators over the rows of one frame, one by one or by place: columns, filters, lists, partitions. */
import {
  condition,
  expression,
  expressionOfType,
  column,
  type Expression,
  type UsedExpression,
} from "./expressions.js";
import { columnScript, columnSql, nameArgument, text, type Field, type Frame, type Use } from "./frame.js";
import type { Random } from "./random.js";
import type { RandomTable } from "./tables.js";
import { columnType, kindOf } from "./types.js";

/** Gives names that no column of the case has. */
export type FreshName = () => string;

export const usesOf = (operator: string, fields: readonly { readonly type: string }[]): Use[] =>
  fields.map(({ type }) => ({ operator, type }));

/** What most operators say of themselves: rows in no order, nothing simpler. */
export const plain = { order: [], simpler: () => [] } as const;

export function scan(table: RandomTable): Frame {
  return {
    ...plain,
    inputs: [],
    fields: table.columns,
    uses: usesOf("scan", table.columns),
    rowsMax: table.rows.length,
    script: () => `tables.${table.name}`,
    sql: () => `SELECT * FROM ${table.name}`,
    over: () => scan(table),
  };
}

/** Lists without each of their items in turn, as long as `least` are left. */
export function shorter<T>(items: readonly T[], least: number): T[][] {
  if (items.length <= least) return [];
  return items.map((_, index) => items.filter((__, position) => position !== index));
}

interface NamedExpression extends Expression {
  readonly name: string;
}

const asColumn = ({ name, script }: NamedExpression) => `${script}.as(${text(name)})`;
const asSql = ({ name, sql }: NamedExpression) => `${sql} AS ${columnSql(name)}`;
const asField = ({ name, type }: NamedExpression): Field => ({ name, type, isSelective: false });

export function select(input: Frame, columns: readonly NamedExpression[], uses: readonly Use[] = []): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: columns.map(asField),
    uses,
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.select(${columns.map(asColumn).join(", ")})`,
    sql: ([d]) => `SELECT ${columns.map(asSql).join(", ")} FROM ${d ?? ""}`,
    over: ([other = input]) => select(other, columns, uses),
    simpler: () => shorter(columns, 1).map((fewer) => select(input, fewer, uses)),
  };
}

/** The named columns alone. */
export function keep(input: Frame, names: readonly string[]): Frame {
  const fields = input.fields.filter(({ name }) => names.includes(name));
  return {
    ...plain,
    inputs: [input],
    fields,
    uses: [],
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.select(${fields.map(({ name }) => nameArgument(name)).join(", ")})`,
    sql: ([d]) => `SELECT ${fields.map(({ name }) => columnSql(name)).join(", ")} FROM ${d ?? ""}`,
    over: ([other = input]) => keep(other, names),
    simpler: () => shorter(names, 1).map((fewer) => keep(input, fewer)),
  };
}

/** All columns under new names, by position. */
export function renamed(input: Frame, fresh: FreshName): Frame {
  const columns = input.fields.map((field) => ({ ...column(field), name: fresh() }));
  return selectKeeping(input, columns);
}

function selectKeeping(input: Frame, columns: readonly NamedExpression[]): Frame {
  const made = select(input, columns);
  const isSelective = new Map(input.fields.map((field) => [columnSql(field.name), field.isSelective]));
  return {
    ...made,
    fields: columns.map((item) => ({ ...asField(item), isSelective: isSelective.get(item.sql) ?? false })),
  };
}

/** Values of these types, in this order, under fresh names: the other side of a set operation. */
export function selectTypes(
  random: Random,
  input: Frame,
  types: readonly string[],
  fresh: FreshName,
): Frame | undefined {
  const columns = types.map((type) => expressionOfType(random, input.fields, type));
  if (columns.some((item) => item === undefined)) return undefined;
  return select(
    input,
    columns.map((item) => ({ ...(item as Expression), name: fresh() })),
  );
}

export function projection(random: Random, input: Frame, fresh: FreshName): Frame {
  const kept = random.sample(input.fields, random.integer(1, input.fields.length));
  const made = expression(random, input.fields, "select");
  return select(
    input,
    [...kept.map((field) => ({ ...column(field), name: field.name })), { ...made, name: fresh() }],
    [...usesOf("select", kept), ...made.uses],
  );
}

export function withColumn(random: Random, input: Frame, fresh: FreshName): Frame {
  const made = expression(random, input.fields, "withColumn");
  const replaced = random.chance(0.25) ? random.pick(input.fields).name : undefined;
  return added(input, replaced ?? fresh(), made);
}

function added(input: Frame, name: string, made: UsedExpression): Frame {
  const exists = input.fields.some((field) => field.name === name);
  const field = { name, type: made.type, isSelective: false };
  return {
    ...plain,
    inputs: [input],
    fields: exists ? input.fields.map((old) => (old.name === name ? field : old)) : [...input.fields, field],
    uses: made.uses,
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.withColumn(${text(name)}, ${made.script})`,
    sql: ([d]) =>
      exists
        ? `SELECT * REPLACE (${made.sql} AS ${columnSql(name)}) FROM ${d ?? ""}`
        : `SELECT *, ${made.sql} AS ${columnSql(name)} FROM ${d ?? ""}`,
    over: ([other = input]) => added(other, name, made),
  };
}

export function filter(random: Random, input: Frame): Frame {
  return filtered(input, condition(random, input.fields));
}

function filtered(input: Frame, test: UsedExpression): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: input.fields,
    uses: test.uses,
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.filter(${test.script})`,
    sql: ([d]) => `SELECT * FROM ${d ?? ""} WHERE ${test.sql}`,
    over: ([other = input]) => filtered(other, test),
  };
}

/** Rows change place and nothing else. */
export function moved(random: Random, input: Frame): Frame {
  const keys = random.sample(input.fields, random.integer(1, 2));
  const names = keys.map(({ name }) => nameArgument(name)).join(", ");
  const count = random.integer(1, 5);
  switch (random.integer(0, 5)) {
    case 0:
      return same(input, `repartition(${count})`, usesOf("repartition", input.fields));
    case 1:
      return same(input, `repartition(${count}, ${names})`, usesOf("repartition by hash", keys));
    case 2:
      return same(input, `repartitionByRange(${count}, ${names})`, usesOf("repartition by range", keys));
    case 3:
      return same(input, `coalesce(${count})`, usesOf("coalesce", input.fields));
    case 4:
      return same(input, `sortWithinPartitions(${names})`, usesOf("sortWithinPartitions", keys));
    default:
      return same(input, "cache()", usesOf("cache", input.fields));
  }
}

function same(input: Frame, call: string, uses: readonly Use[]): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: input.fields,
    uses,
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.${call}`,
    sql: ([d]) => `SELECT * FROM ${d ?? ""}`,
    over: ([other = input]) => same(other, call, uses),
  };
}

/** One row per element of a list or entry of a map. @returns undefined where there is neither */
export function unnest(random: Random, input: Frame, fresh: FreshName): Frame | undefined {
  const lists = input.fields.filter(({ type }) => kindOf(type) === "list" && columnType(type) !== undefined);
  const maps = input.fields.filter(({ type }) => kindOf(type) === "map");
  const outer = random.chance(0.4);
  const [key, value] = [fresh(), fresh()];
  if (maps.length > 0 && (lists.length === 0 || random.chance(0.5))) {
    return unnestedMap(input, random.pick(maps), { key, value, outer });
  }
  if (lists.length === 0) return undefined;
  return unnestedList(input, random.pick(lists), { position: random.chance(0.5) ? key : undefined, value, outer });
}

function unnestedMap(input: Frame, field: Field, names: { key: string; value: string; outer: boolean }): Frame {
  const { key, value, outer } = names;
  const entries = `SELECT e.key AS k, e.value AS v FROM (SELECT unnest(map_entries(d.${columnSql(field.name)})) AS e)`;
  const joinSql = outer ? `LEFT JOIN LATERAL (${entries}) AS u ON TRUE` : `CROSS JOIN LATERAL (${entries}) AS u`;
  return {
    ...plain,
    inputs: [input],
    fields: [
      ...input.fields,
      { name: key, type: "VARCHAR", isSelective: false },
      { name: value, type: "INTEGER", isSelective: false },
    ],
    uses: usesOf(outer ? "explode_outer" : "explode", [field]),
    rowsMax: input.rowsMax * 3,
    script: ([d]) =>
      `${d ?? ""}.select("*", ${outer ? "explode_outer" : "explode"}(${columnScript(field.name)}).as(${text(key)}, ${text(value)}))`,
    sql: ([d]) => `SELECT d.*, u.k AS ${columnSql(key)}, u.v AS ${columnSql(value)} FROM ${d ?? ""} AS d ${joinSql}`,
    over: ([other = input]) => unnestedMap(other, field, names),
  };
}

function unnestedList(
  input: Frame,
  field: Field,
  names: { position: string | undefined; value: string; outer: boolean },
): Frame {
  const { position, value, outer } = names;
  const listSql = `d.${columnSql(field.name)}`;
  const items = `SELECT CAST(unnest(range(len(${listSql}))) AS INTEGER) AS p, unnest(${listSql}) AS v`;
  const joinSql = outer ? `LEFT JOIN LATERAL (${items}) AS u ON TRUE` : `CROSS JOIN LATERAL (${items}) AS u`;
  const positions = position === undefined ? [] : [{ name: position, type: "INTEGER", isSelective: false }];
  const call = `${position === undefined ? "explode" : "posexplode"}${outer ? "_outer" : ""}`;
  const given = [...(position === undefined ? [] : [position]), value].map(text).join(", ");
  const positionSql = position === undefined ? "" : `, u.p AS ${columnSql(position)}`;
  return {
    ...plain,
    inputs: [input],
    fields: [
      ...input.fields,
      ...positions,
      { name: value, type: field.type.slice(0, -"[]".length), isSelective: false },
    ],
    uses: usesOf(call, [field]),
    rowsMax: input.rowsMax * 3,
    script: ([d]) => `${d ?? ""}.select("*", ${call}(${columnScript(field.name)}).as(${given}))`,
    sql: ([d]) => `SELECT d.*${positionSql}, u.v AS ${columnSql(value)} FROM ${d ?? ""} AS d ${joinSql}`,
    over: ([other = input]) => unnestedList(other, field, names),
  };
}
