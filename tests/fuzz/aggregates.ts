/** Aggregates for random plans: none whose result depends on the order of rows. */
import { column, condition, type Expression } from "./expressions.js";
import { columnSql, text, type Field, type Use } from "./frame.js";
import type { Random } from "./random.js";
import { kindOf } from "./types.js";

export interface Aggregate extends Expression {
  readonly uses: readonly Use[];
}

type Maker = (value: Expression) => Expression | undefined;

const call = (type: string, script: string, sql: string): Expression => ({ type, script, sql });
const sqlOnly = (type: string, sql: string): Expression => call(type, `expr(${text(sql)})`, sql);
const numeric = (type: string) => ["integer", "decimal", "float"].includes(kindOf(type));

/** Sums of 64-bit integers at their limits overflow here as there; most cases shall have rows. */
const summable = /^(SMALLINT|INTEGER|HUGEINT)$/;

const makers: Readonly<Record<string, Maker>> = {
  count: (v) => call("BIGINT", `count(${v.script})`, `count(${v.sql})`),
  "count distinct": (v) => call("BIGINT", `countDistinct(${v.script})`, `count(DISTINCT ${v.sql})`),
  min: (v) => call(v.type, `min(${v.script})`, `min(${v.sql})`),
  max: (v) => call(v.type, `max(${v.script})`, `max(${v.sql})`),
  sum: (v) => {
    if (summable.test(v.type)) return call("BIGINT", `sum(${v.script})`, `CAST(sum(${v.sql}) AS BIGINT)`);
    if (kindOf(v.type) === "float") return call("DOUBLE", `sum(${v.script})`, `sum(${v.sql})`);
    const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(v.type)?.[1];
    return scale === undefined ? undefined : call(`DECIMAL(38,${scale})`, `sum(${v.script})`, `sum(${v.sql})`);
  },
  "sum distinct": (v) => {
    if (!/^(SMALLINT|INTEGER)$/.test(v.type)) return undefined;
    return call("HUGEINT", `expr(${text(`sum(DISTINCT ${v.sql})`)})`, `sum(DISTINCT ${v.sql})`);
  },
  avg: (v) => (numeric(v.type) ? call("DOUBLE", `avg(${v.script})`, `avg(${v.sql})`) : undefined),
  stddev: (v) =>
    /^(SMALLINT|INTEGER|DECIMAL\(9,2\))$/.test(v.type) ? sqlOnly("DOUBLE", `stddev_samp(${v.sql})`) : undefined,
  var_pop: (v) => (/^(SMALLINT|INTEGER)$/.test(v.type) ? sqlOnly("DOUBLE", `var_pop(${v.sql})`) : undefined),
  median: (v) => (/^(SMALLINT|INTEGER|BIGINT)$/.test(v.type) ? sqlOnly("DOUBLE", `median(${v.sql})`) : undefined),
  quantile_disc: (v) =>
    numeric(v.type) || kindOf(v.type) === "time" ? sqlOnly(v.type, `quantile_disc(${v.sql}, 0.25)`) : undefined,
  bool_and: (v) => (v.type === "BOOLEAN" ? sqlOnly("BOOLEAN", `bool_and(${v.sql})`) : undefined),
  bool_or: (v) => (v.type === "BOOLEAN" ? sqlOnly("BOOLEAN", `bool_or(${v.sql})`) : undefined),
  bit_xor: (v) => (kindOf(v.type) === "integer" ? sqlOnly(v.type, `bit_xor(${v.sql})`) : undefined),
  bit_and: (v) => (kindOf(v.type) === "integer" ? sqlOnly(v.type, `bit_and(${v.sql})`) : undefined),
  "list sorted": (v) => sqlOnly(`${v.type}[]`, `list_sort(list(${v.sql}))`),
  "list ordered": (v) => sqlOnly(`${v.type}[]`, `list(${v.sql} ORDER BY ${v.sql} DESC NULLS LAST)`),
  "first ordered": (v) => sqlOnly(v.type, `first(${v.sql} ORDER BY ${v.sql} NULLS FIRST)`),
  string_agg: (v) =>
    v.type === "VARCHAR" ? sqlOnly("VARCHAR", `string_agg(${v.sql}, ';' ORDER BY ${v.sql})`) : undefined,
  approx_count_distinct: (v) => sqlOnly("BIGINT", `approx_count_distinct(${v.sql})`),
};

/** For coverage: each of them with each type that it takes. */
export const aggregateNames = Object.keys(makers);

export function takesType(name: string, type: string): boolean {
  return makers[name]?.({ type, script: "", sql: "" }) !== undefined;
}

export function aggregate(random: Random, fields: readonly Field[]): Aggregate {
  if (random.chance(0.1)) return { ...call("BIGINT", 'count("*")', "count(*)"), uses: [] };
  const field = random.pick(fields);
  if (random.chance(0.07)) return filteredCount(random, fields, field);
  if (random.chance(0.07)) return greatestBy(random.pick(fields), field);
  const name = random.pick(aggregateNames.filter((candidate) => takesType(candidate, field.type)));
  const made = makers[name]?.(column(field));
  if (made === undefined) throw new Error(`${name} of ${field.type}`);
  return { ...made, uses: [{ operator: `agg ${name}`, type: field.type }] };
}

function filteredCount(random: Random, fields: readonly Field[], field: Field): Aggregate {
  const test = condition(random, fields, "agg filter");
  return { ...sqlOnly("BIGINT", `count(${columnSql(field.name)}) FILTER (WHERE ${test.sql})`), uses: test.uses };
}

/** By a key that has the value in it, so that ties are equal. */
function greatestBy(field: Field, key: Field): Aggregate {
  const name = columnSql(field.name);
  const sql = `max_by(${name}, {'k': ${columnSql(key.name)}, 'v': ${name}})`;
  return { ...sqlOnly(field.type, sql), uses: [{ operator: "agg max_by", type: field.type }] };
}
