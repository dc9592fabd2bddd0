/** Windows over partitions, ordered by all columns, so that rows that tie are equal. */
import { columnSql, text, type Field, type Frame, type Use } from "./frame.js";
import { sortKeys, sortSql } from "./order-operators.js";
import type { Random } from "./random.js";
import { plain, shorter, usesOf, type FreshName } from "./row-operators.js";
import { kindOf } from "./types.js";

interface WindowColumn {
  readonly name: string;
  readonly type: string;
  /** The whole call with its OVER: DuckDB's SQL on both sides, since the window is spelled alike in both. */
  readonly sql: string;
  readonly uses: readonly Use[];
}

interface WindowFunction {
  readonly type: string;
  readonly call: string;
  readonly uses: readonly Use[];
  readonly takesFrame: boolean;
}

export function windows(random: Random, input: Frame, fresh: FreshName): Frame {
  const partitions = random.sample(input.fields, random.integer(1, 2));
  const columns = Array.from({ length: random.integer(1, 2) }, () => windowColumn(random, input, partitions, fresh()));
  return windowed(input, partitions, columns);
}

function windowed(input: Frame, partitions: readonly Field[], columns: readonly WindowColumn[]): Frame {
  const asSql = columns.map(({ sql, name }) => `, ${sql} AS ${columnSql(name)}`).join("");
  return {
    ...plain,
    inputs: [input],
    fields: [...input.fields, ...columns.map(({ name, type }) => ({ name, type, isSelective: false }))],
    uses: [...usesOf("window partition", partitions), ...columns.flatMap(({ uses }) => uses)],
    rowsMax: input.rowsMax,
    script: ([d]) =>
      `${d ?? ""}${columns.map(({ name, sql }) => `.withColumn(${text(name)}, expr(${text(sql)}))`).join("")}`,
    sql: ([d]) => `SELECT *${asSql} FROM ${d ?? ""}`,
    over: ([other = input]) => windowed(other, partitions, columns),
    simpler: () => shorter(columns, 1).map((fewer) => windowed(input, partitions, fewer)),
  };
}

function windowColumn(random: Random, input: Frame, partitions: readonly Field[], name: string): WindowColumn {
  const partitionSql = partitions.map(({ name: key }) => columnSql(key)).join(", ");
  const rangeField = input.fields.find(({ type }) => /^(SMALLINT|INTEGER|DATE)$/.test(type));
  if (rangeField !== undefined && random.chance(0.25))
    return rangeWindow(random, input, partitionSql, rangeField, name);
  const keys = sortKeys(random, random.shuffle(input.fields));
  const order = keys.map(sortSql).join(", ");
  const called = windowFunction(random, input.fields);
  const frame = called.takesFrame && random.chance(0.6) ? ` ${rowsFrame(random)}` : "";
  const sql = `${called.call} OVER (PARTITION BY ${partitionSql} ORDER BY ${order}${frame})`;
  return { name, type: called.type, sql, uses: called.uses };
}

/** Rows that are near by value: order by that value alone, since all rows that tie share a frame. */
function rangeWindow(random: Random, input: Frame, partitionSql: string, field: Field, name: string): WindowColumn {
  const isDate = field.type === "DATE";
  const near = isDate ? "INTERVAL 40 DAYS" : String(random.integer(1, 5));
  const start = random.pick([`${near} PRECEDING`, "UNBOUNDED PRECEDING", "CURRENT ROW"]);
  const end = random.pick([`${near} FOLLOWING`, "CURRENT ROW", "UNBOUNDED FOLLOWING"]);
  const argument = random.pick(input.fields);
  const order = `CAST(${columnSql(field.name)} AS ${isDate ? "TIMESTAMP" : "BIGINT"})`;
  const sql = `count(${columnSql(argument.name)}) OVER (PARTITION BY ${partitionSql} ORDER BY ${order} NULLS LAST RANGE BETWEEN ${start} AND ${end})`;
  return { name, type: "BIGINT", sql, uses: usesOf("window range", [field]) };
}

function rowsFrame(random: Random): string {
  const start = random.pick(["UNBOUNDED PRECEDING", "2 PRECEDING", "CURRENT ROW", "1 FOLLOWING"]);
  const end = random.pick([
    "UNBOUNDED FOLLOWING",
    "3 FOLLOWING",
    start === "1 FOLLOWING" ? "2 FOLLOWING" : "CURRENT ROW",
  ]);
  return `ROWS BETWEEN ${start} AND ${end}`;
}

function windowFunction(random: Random, fields: readonly Field[]): WindowFunction {
  const field = random.pick(fields);
  const name = columnSql(field.name);
  const of = (type: string, call: string, operator: string, takesFrame = false): WindowFunction => ({
    type,
    call,
    uses: usesOf(operator, [field]),
    takesFrame,
  });
  const choices = [
    random.pick([
      of("BIGINT", "row_number()", "window order"),
      of("BIGINT", "rank()", "window order"),
      of("BIGINT", "dense_rank()", "window order"),
      of("DOUBLE", "percent_rank()", "window order"),
      of("DOUBLE", "cume_dist()", "window order"),
      of("BIGINT", `ntile(${random.integer(1, 4)})`, "window order"),
    ]),
    of(field.type, `${random.pick(["lag", "lead"])}(${name}, ${random.integer(1, 3)})`, "window lag"),
    random.pick([
      of(field.type, `first_value(${name})`, "window value", true),
      of(field.type, `last_value(${name})`, "window value", true),
      of(field.type, `nth_value(${name}, 2)`, "window value", true),
    ]),
    of(field.type, `${random.pick(["min", "max"])}(${name})`, "window min", true),
    of("BIGINT", `count(${name})`, "window count", true),
    ...(kindOf(field.type) === "decimal" ? [of("DOUBLE", `avg(${name})`, "window avg", true)] : []),
  ];
  return random.pick(choices);
}
