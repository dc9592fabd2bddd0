/**
 * Operators whose rows depend on an order. Where ties leave a choice, either the order is by all columns, so that rows that tie are
 * equal, or the columns that the choice shows in are left out.
 */
import { columnScript, columnSql, nameArgument, text, type Field, type Frame, type SortKey } from "./frame.js";
import type { Random } from "./random.js";
import { keep, plain, shorter, usesOf, type FreshName } from "./row-operators.js";

export function sortKeys(random: Random, fields: readonly Field[]): SortKey[] {
  return fields.map(({ name }) => ({ name, descending: random.chance(0.4), nullsFirst: random.chance(0.5) }));
}

/** `col("a").desc_nulls_last()`, or the name alone where the default is meant. */
export function sortScript({ name, descending, nullsFirst }: SortKey): string {
  if (!descending && nullsFirst) return nameArgument(name);
  if (descending && !nullsFirst) return `${columnScript(name)}.desc()`;
  return `${columnScript(name)}.${descending ? "desc_nulls_first" : "asc_nulls_last"}()`;
}

export function sortSql({ name, descending, nullsFirst }: SortKey): string {
  return `${columnSql(name)} ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}

const listOf = (keys: readonly SortKey[], one: (key: SortKey) => string) => keys.map(one).join(", ");

export function orderBy(random: Random, input: Frame): Frame {
  const fields = random.sample(input.fields, random.integer(1, 3));
  return sorted(input, sortKeys(random, fields));
}

function sorted(input: Frame, keys: readonly SortKey[]): Frame {
  return {
    inputs: [input],
    fields: input.fields,
    uses: usesOf("orderBy", keyFields(input, keys)),
    rowsMax: input.rowsMax,
    order: keys,
    script: ([d]) => `${d ?? ""}.orderBy(${listOf(keys, sortScript)})`,
    // The order itself is asked for at the end of the plan.
    sql: ([d]) => `SELECT * FROM ${d ?? ""}`,
    over: ([other = input]) => sorted(other, keys),
    simpler: () => shorter(keys, 1).map((fewer) => sorted(input, fewer)),
  };
}

const keyFields = (input: Frame, keys: readonly SortKey[]): Field[] =>
  keys.flatMap((key) => input.fields.filter(({ name }) => name === key.name));

/** The first rows by an order of some columns, of which those columns alone are looked at; or by an order of all columns. */
export function topRows(random: Random, input: Frame): Frame {
  const count = random.pick([0, 1, 3, 10, 50]);
  const offset = random.chance(0.3) ? random.integer(0, 20) : 0;
  const whole = random.chance(0.5);
  const fields = whole ? random.shuffle(input.fields) : random.sample(input.fields, random.integer(1, 2));
  const keys = sortKeys(random, fields);
  const first = top(input, keys, offset > 0 && random.chance(0.3) ? undefined : count, offset);
  return whole
    ? first
    : {
        ...keep(
          first,
          fields.map(({ name }) => name),
        ),
        order: keys,
      };
}

function top(input: Frame, keys: readonly SortKey[], count: number | undefined, offset: number): Frame {
  const operator = count === undefined ? "offset" : "top";
  return {
    inputs: [input],
    fields: input.fields,
    uses: [
      ...usesOf(operator, keyFields(input, keys)),
      ...(offset > 0 && count !== undefined ? usesOf("offset", keyFields(input, keys)) : []),
    ],
    rowsMax: Math.min(input.rowsMax, count ?? input.rowsMax),
    order: keys,
    script: ([d]) =>
      `${d ?? ""}.orderBy(${listOf(keys, sortScript)})${offset > 0 ? `.offset(${offset})` : ""}${count === undefined ? "" : `.limit(${count})`}`,
    sql: ([d]) =>
      `SELECT * FROM ${d ?? ""} ORDER BY ${listOf(keys, sortSql)}${count === undefined ? "" : ` LIMIT ${count}`} OFFSET ${offset}`,
    over: ([other = input]) => top(other, keys, count, offset),
    simpler: () => (offset > 0 ? [top(input, keys, count ?? 10, 0)] : []),
  };
}

/** How many rows a limit without an order leaves. */
export function limitCount(random: Random, input: Frame, fresh: FreshName): Frame {
  return countOfLimit(input, random.pick([0, 1, 5, 30, 1000]), fresh());
}

function countOfLimit(input: Frame, count: number, name: string): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: [{ name, type: "BIGINT", isSelective: false }],
    uses: usesOf("limit", input.fields),
    rowsMax: 1,
    script: ([d]) => `${d ?? ""}.limit(${count}).agg(count("*").as(${text(name)}))`,
    sql: ([d]) => `SELECT count(*) AS ${columnSql(name)} FROM (SELECT * FROM ${d ?? ""} LIMIT ${count})`,
    over: ([other = input]) => countOfLimit(other, count, name),
  };
}

/** One row per key: of any of them the keys, or of the first by an order of all columns the whole row. */
export function dropDuplicates(random: Random, input: Frame): Frame {
  const keys = random.sample(input.fields, random.integer(1, 2));
  const names = keys.map(({ name }) => name);
  if (random.chance(0.2)) return distinct(input, random.chance(0.5));
  if (random.chance(0.5)) return keep(anyPerKey(input, names), names);
  return firstPerKey(input, names, sortKeys(random, random.shuffle(input.fields)));
}

function distinct(input: Frame, isNamed: boolean): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: input.fields,
    uses: usesOf("distinct", input.fields),
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.${isNamed ? "dropDuplicates" : "distinct"}()`,
    sql: ([d]) => `SELECT DISTINCT * FROM ${d ?? ""}`,
    over: ([other = input]) => distinct(other, isNamed),
  };
}

function anyPerKey(input: Frame, names: readonly string[]): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: input.fields,
    uses: usesOf(
      "dropDuplicates",
      input.fields.filter(({ name }) => names.includes(name)),
    ),
    rowsMax: input.rowsMax,
    script: ([d]) => `${d ?? ""}.dropDuplicates([${names.map(text).join(", ")}])`,
    sql: ([d]) => `SELECT DISTINCT ON (${names.map(columnSql).join(", ")}) * FROM ${d ?? ""}`,
    over: ([other = input]) => anyPerKey(other, names),
    simpler: () => shorter(names, 1).map((fewer) => anyPerKey(input, fewer)),
  };
}

function firstPerKey(input: Frame, names: readonly string[], order: readonly SortKey[]): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: input.fields,
    uses: usesOf(
      "dropDuplicates keep",
      input.fields.filter(({ name }) => names.includes(name)),
    ),
    rowsMax: input.rowsMax,
    script: ([d]) =>
      `${d ?? ""}.dropDuplicates([${names.map(text).join(", ")}], { keep: [${listOf(order, sortScript)}] })`,
    sql: ([d]) =>
      `SELECT * FROM ${d ?? ""} QUALIFY row_number() OVER (PARTITION BY ${names.map(columnSql).join(", ")} ORDER BY ${listOf(order, sortSql)}) = 1`,
    over: ([other = input]) => firstPerKey(other, names, order),
    simpler: () => shorter(names, 1).map((fewer) => firstPerKey(input, fewer, order)),
  };
}
