/** Random expressions over columns: each as a script's Column and as SQL, of a type that is known. */
import { columnScript, columnSql, text, type Field, type Use } from "./frame.js";
import type { Random } from "./random.js";
import { columnType, kindOf } from "./types.js";

export interface Expression {
  /** DuckDB's spelling of what it gives. */
  readonly type: string;
  /** JavaScript of a Column. */
  readonly script: string;
  readonly sql: string;
}

export interface UsedExpression extends Expression {
  readonly uses: readonly Use[];
}

export function column(field: Field): Expression {
  return { type: field.type, script: columnScript(field.name), sql: columnSql(field.name) };
}

/** A constant of the column's type, or undefined where the type has no generator. */
function constant(random: Random, type: string): Expression | undefined {
  const sql = columnType(type)?.value(random);
  return sql === undefined ? undefined : { type, script: `expr(${text(sql)})`, sql };
}

const comparisons = [
  ["eq", "="],
  ["neq", "<>"],
  ["lt", "<"],
  ["lte", "<="],
  ["gt", ">"],
  ["gte", ">="],
  ["eqNullSafe", "IS NOT DISTINCT FROM"],
] as const;

const predicate = (script: string, sql: string): Expression => ({ type: "BOOLEAN", script, sql });

/** Two values of one type compared. */
export function comparison(random: Random, left: Expression, right: Expression): Expression {
  const [method, operator] = random.pick(comparisons);
  return predicate(`${left.script}.${method}(${right.script})`, `(${left.sql} ${operator} ${right.sql})`);
}

/** A condition over one column, or over two of one type. */
function simpleCondition(random: Random, fields: readonly Field[], operator: string): UsedExpression {
  const field = random.pick(fields);
  const value = column(field);
  const uses = [{ operator, type: field.type }];
  const peer = random.chance(0.2) ? fields.find((other) => other.type === field.type && other !== field) : undefined;
  if (peer !== undefined) return { ...comparison(random, value, column(peer)), uses };
  const other = constant(random, field.type);
  if (other === undefined || random.chance(0.1)) {
    const isNull = random.chance(0.5);
    return isNull
      ? { ...predicate(`${value.script}.isNull()`, `(${value.sql} IS NULL)`), uses }
      : { ...predicate(`${value.script}.isNotNull()`, `(${value.sql} IS NOT NULL)`), uses };
  }
  return { ...againstConstants(random, field, other, constant(random, field.type) ?? other), uses };
}

function againstConstants(random: Random, field: Field, low: Expression, high: Expression): Expression {
  const { script, sql } = column(field);
  // DuckDB has no BETWEEN for nested types.
  const isNested = ["list", "struct", "map"].includes(kindOf(field.type));
  switch (random.integer(isNested ? 1 : 0, 6)) {
    case 0:
      return predicate(
        `${script}.between(${low.script}, ${high.script})`,
        `(${sql} BETWEEN ${low.sql} AND ${high.sql})`,
      );
    case 1:
      return predicate(`${script}.isin(${low.script}, ${high.script})`, `(${sql} IN (${low.sql}, ${high.sql}))`);
    case 2:
      return predicate(`expr(${text(`${sql} >= ${low.sql}`)})`, `(${sql} >= ${low.sql})`);
    case 3:
      return field.type === "VARCHAR"
        ? predicate(`${script}.like("%a%")`, `(${sql} LIKE '%a%')`)
        : comparison(random, column(field), high);
    default:
      return comparison(random, column(field), low);
  }
}

/** A condition for a filter or a CASE. @param operator  what it is counted under */
export function condition(random: Random, fields: readonly Field[], operator = "filter"): UsedExpression {
  const first = simpleCondition(random, fields, operator);
  if (random.chance(0.7)) return first;
  const second = simpleCondition(random, fields, operator);
  const uses = [...first.uses, ...second.uses];
  switch (random.integer(0, 2)) {
    case 0:
      return { ...predicate(`${first.script}.and(${second.script})`, `(${first.sql} AND ${second.sql})`), uses };
    case 1:
      return { ...predicate(`${first.script}.or(${second.script})`, `(${first.sql} OR ${second.sql})`), uses };
    default:
      return { ...predicate(`${first.script}.not()`, `(NOT ${first.sql})`), uses: first.uses };
  }
}

type Maker = (random: Random, value: Expression) => Expression;

const make = (type: string, script: string, sql: string): Expression => ({ type, script, sql });
const sqlOnly = (type: string, sql: string): Expression => make(type, `expr(${text(sql)})`, sql);

/** What can be made of a value, by its type: never an error, and nothing that tells 0.0 from -0.0. */
const makers: readonly { readonly takes: (type: string) => boolean; readonly make: Maker }[] = [
  {
    takes: (type) => type === "VARCHAR",
    make: (_, v) => make("VARCHAR", `expr(${text(`upper(${v.sql})`)})`, `upper(${v.sql})`),
  },
  { takes: (type) => type === "VARCHAR", make: (_, v) => sqlOnly("BIGINT", `length(${v.sql})`) },
  {
    takes: (type) => type === "VARCHAR",
    make: (_, v) => make("VARCHAR", `${v.script}.substr(1, 2)`, `substring(${v.sql}, 1, 2)`),
  },
  { takes: (type) => type === "VARCHAR", make: (_, v) => sqlOnly("VARCHAR", `(${v.sql} || '-' || ${v.sql})`) },
  {
    takes: (type) => ["SMALLINT", "INTEGER"].includes(type),
    make: (random, v) => {
      const added = random.integer(-3, 9);
      return make("BIGINT", `${v.script}.cast("BIGINT").plus(${added})`, `(CAST(${v.sql} AS BIGINT) + ${added})`);
    },
  },
  {
    takes: (type) => ["INTEGER", "BIGINT"].includes(type),
    make: (random, v) => {
      const divisor = random.integer(2, 7);
      return make(v.type, `${v.script}.mod(${divisor})`, `(${v.sql} % ${divisor})`);
    },
  },
  {
    takes: (type) => ["SMALLINT", "INTEGER", "BIGINT", "UBIGINT"].includes(type),
    make: (_, v) => make("HUGEINT", `${v.script}.cast("HUGEINT")`, `CAST(${v.sql} AS HUGEINT)`),
  },
  {
    takes: (type) => ["SMALLINT", "INTEGER", "BIGINT"].includes(type),
    make: (_, v) => make("DOUBLE", `${v.script}.divide(4)`, `(${v.sql} / 4)`),
  },
  {
    takes: (type) => type.startsWith("DECIMAL(9") || type === "SMALLINT",
    make: (_, v) => make("DECIMAL(18,4)", `${v.script}.cast("DECIMAL(18,4)")`, `CAST(${v.sql} AS DECIMAL(18,4))`),
  },
  {
    takes: (type) => /^DECIMAL|^(SMALLINT|INTEGER|BIGINT|BOOLEAN|DATE|UUID)$/.test(type),
    make: (_, v) => make("VARCHAR", `${v.script}.cast("string")`, `CAST(${v.sql} AS VARCHAR)`),
  },
  {
    takes: (type) => type === "DATE" || type.startsWith("TIMESTAMP"),
    make: (_, v) => sqlOnly("BIGINT", `year(${v.sql})`),
  },
  {
    takes: (type) => type.startsWith("TIMESTAMP"),
    make: (random, v) => sqlOnly(v.type, `date_trunc('${random.pick(["hour", "month"])}', ${v.sql})`),
  },
  {
    takes: (type) => type === "TIMESTAMP",
    make: (_, v) => make("DATE", `${v.script}.cast("DATE")`, `CAST(${v.sql} AS DATE)`),
  },
  { takes: (type) => kindOf(type) === "list", make: (_, v) => sqlOnly("BIGINT", `len(${v.sql})`) },
  { takes: (type) => type === "INTEGER[]", make: (_, v) => sqlOnly("INTEGER[]", `list_sort(${v.sql})`) },
  {
    takes: (type) => type === "INTEGER[]",
    make: (_, v) => sqlOnly("INTEGER[]", `list_transform(${v.sql}, lambda x: x + 1)`),
  },
  {
    takes: (type) => type === "STRUCT(a INTEGER, b VARCHAR)",
    make: (_, v) => sqlOnly("INTEGER", `struct_extract(${v.sql}, 'a')`),
  },
  { takes: (type) => type === "MAP(VARCHAR, INTEGER)", make: (_, v) => sqlOnly("VARCHAR[]", `map_keys(${v.sql})`) },
  { takes: (type) => type === "INTEGER", make: (_, v) => sqlOnly("INTEGER[]", `[${v.sql}, 1]`) },
];

/** A new value of one or two columns. @param operator  what it is counted under */
export function expression(random: Random, fields: readonly Field[], operator: string): UsedExpression {
  const field = random.pick(fields);
  const value = column(field);
  const uses = [{ operator, type: field.type }];
  const fitting = makers.filter(({ takes }) => takes(field.type));
  const other = constant(random, field.type);
  if (other !== undefined && random.chance(0.25)) {
    return { ...sqlOnly(field.type, `coalesce(${value.sql}, ${other.sql})`), uses };
  }
  if (other !== undefined && random.chance(0.3)) {
    const test = condition(random, fields, operator);
    const script = `when(${test.script}, ${value.script}).otherwise(${other.script})`;
    const sql = `(CASE WHEN ${test.sql} THEN ${value.sql} ELSE ${other.sql} END)`;
    return { ...make(field.type, script, sql), uses: [...uses, ...test.uses] };
  }
  if (fitting.length === 0) return { ...value, uses };
  return { ...random.pick(fitting).make(random, value), uses };
}

/** A value of exactly this type, or undefined where no column leads to it. */
export function expressionOfType(random: Random, fields: readonly Field[], type: string): Expression | undefined {
  const same = fields.filter((field) => field.type === type);
  if (same.length > 0) return column(random.pick(same));
  return constant(random, type);
}
