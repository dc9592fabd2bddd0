/** Expressions of random queries: SQL text by the kind of value that it gives, over the columns at hand. */
import type { Random } from "./random.js";

export type Kind =
  "integer" | "decimal" | "float" | "text" | "boolean" | "date" | "timestamp" | "list" | "struct" | "blob";

export interface SqlColumn {
  /** As it is written in an expression. */
  readonly sql: string;
  readonly kind: Kind;
}

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^INTEGER\[\]$/, "list"],
  [/^STRUCT\(a INTEGER, b VARCHAR\)$/, "struct"],
  [/^(SMALLINT|INTEGER|BIGINT|HUGEINT)$/, "integer"],
  [/^DECIMAL\(\d+,\d+\)$/, "decimal"],
  [/^(FLOAT|DOUBLE)$/, "float"],
  [/^VARCHAR$/, "text"],
  [/^BOOLEAN$/, "boolean"],
  [/^DATE$/, "date"],
  [/^TIMESTAMP( WITH TIME ZONE)?$/, "timestamp"],
  [/^BLOB$/, "blob"],
];

/** Undefined for types of which no expressions are made. */
export function kindOfType(type: string): Kind | undefined {
  return kinds.find(([pattern]) => pattern.test(type.replaceAll('"', "")))?.[1];
}

const literals: Readonly<Record<Kind, readonly string[]>> = {
  integer: ["0", "1", "3", "7", "12", "NULL"],
  decimal: ["1.5", "0.25", "-3.10", "100.0"],
  float: ["0.5::DOUBLE", "-0.0::DOUBLE", "'NaN'::DOUBLE", "12.25::DOUBLE"],
  text: ["''", "'a'", "'B'", "'é'", "'v1'", "NULL::VARCHAR"],
  boolean: ["TRUE", "FALSE", "NULL::BOOLEAN"],
  date: ["DATE '2000-02-29'", "DATE '2002-06-01'"],
  timestamp: ["TIMESTAMP '2001-03-04 05:06:07'", "TIMESTAMP '2002-06-01 00:00:00'"],
  list: ["[1, 2]", "[]::INTEGER[]", "[NULL, 3]"],
  struct: ["{'a': 1, 'b': 'a'}::STRUCT(a INTEGER, b VARCHAR)"],
  blob: ["'a'::BLOB", "''::BLOB"],
};

export const allKinds = Object.keys(literals) as readonly Kind[];

/** Makes expressions over these columns; of literals where there are none. */
export class Expressions {
  constructor(
    private readonly random: Random,
    readonly columns: readonly SqlColumn[],
  ) {}

  kind(): Kind {
    return this.columns.length > 0 && this.random.chance(0.8)
      ? this.random.pick(this.columns).kind
      : this.random.pick(allKinds);
  }

  column(kind: Kind): string {
    const some = this.columns.filter((column) => column.kind === kind);
    return some.length === 0 || this.random.chance(0.07)
      ? this.random.pick(literals[kind])
      : this.random.pick(some).sql;
  }

  any(depth = 1): string {
    return this.of(this.kind(), depth);
  }

  of(kind: Kind, depth = 1): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.45)) return this.column(kind);
    if (random.chance(0.15)) {
      const [yes, no] = [this.of(kind, depth - 1), this.of(kind, depth - 1)];
      return random.pick([
        `CASE WHEN ${this.condition(depth - 1)} THEN ${yes} ELSE ${no} END`,
        `coalesce(${yes}, ${no})`,
        `nullif(${yes}, ${no})`,
      ]);
    }
    const e = (of: Kind) => this.of(of, depth - 1);
    const made: Readonly<Record<Kind, () => readonly string[]>> = {
      integer: () => [
        `${e("integer")} % 7`,
        `length(${e("text")})`,
        `year(${e("date")})`,
        `len(${e("list")})`,
        `(${e("list")})[1]`,
        `(${e("struct")}).a`,
        `greatest(${e("integer")}, 3)`,
        `list_sum(${e("list")})`,
        `extract(month FROM ${e("timestamp")})`,
        `(${e("integer")} // 3)`,
      ],
      decimal: () => [
        `round(${e("decimal")}, 1)`,
        `CAST(${e("integer")} % 100 AS DECIMAL(9,2))`,
        `-(${this.column("decimal")})`,
      ],
      float: () => [`${e("float")} * 0.5`, `${e("integer")} / 4`, `CAST(${e("decimal")} AS DOUBLE)`],
      text: () => [
        `upper(${e("text")})`,
        `substr(${e("text")}, 1, 2)`,
        `${e("text")} || 'x'`,
        `concat(${e("text")}, ${e("integer")})`,
        `CAST(${e("integer")} AS VARCHAR)`,
        `(${e("struct")}).b`,
        `strftime(${e("date")}, '%Y-%m')`,
        `replace(${e("text")}, 'a', 'é')`,
      ],
      boolean: () => [this.condition(depth)],
      date: () => [`${e("date")} + 3`, `CAST(${e("timestamp")} AS DATE)`, `last_day(${e("date")})`],
      timestamp: () => [
        `date_trunc('month', ${e("timestamp")})`,
        `CAST(${e("date")} AS TIMESTAMP)`,
        `${e("timestamp")} + INTERVAL 1 HOUR`,
      ],
      list: () => [
        `list_transform(${e("list")}, lambda x: x + 1)`,
        `list_filter(${e("list")}, lambda x: x > ${this.column("integer")})`,
        `[${e("integer")} % 9, 4]::INTEGER[]`,
        `list_sort(${e("list")})`,
        `[x * 2 FOR x IN ${this.column("list")} IF x > 1]`,
      ],
      struct: () => [`{'a': CAST(${e("integer")} % 50 AS INTEGER), 'b': ${e("text")}}`],
      blob: () => [`encode(${e("text")})`],
    };
    return random.pick(made[kind]());
  }

  condition(depth = 1): string {
    const { random } = this;
    const kind = this.kind();
    const [one, other] = [this.of(kind, depth - 1), this.of(kind, depth - 1)];
    const comparison = `${one} ${random.pick(["=", "<>", "<", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"])} ${other}`;
    if (depth <= 0) return comparison;
    return random.pick([
      comparison,
      comparison,
      `${one} IS ${random.pick(["", "NOT "])}NULL`,
      // DuckDB has no BETWEEN for nested types.
      kind === "list" || kind === "struct" ? comparison : `${one} BETWEEN ${random.pick(literals[kind])} AND ${other}`,
      `${one} ${random.pick(["", "NOT "])}IN (${random.sample(literals[kind], 2).join(", ")})`,
      `${this.column("text")} ${random.pick(["LIKE 'a%'", "ILIKE '%A%'", "NOT LIKE '_'", "SIMILAR TO '[a-z]+'"])}`,
      this.column("boolean"),
      `NOT (${this.condition(depth - 1)})`,
      `(${this.condition(depth - 1)} ${random.pick(["AND", "OR"])} ${this.condition(depth - 1)})`,
    ]);
  }

  /** Of rows in whatever order. */
  aggregate(): string {
    const { random } = this;
    const kind = this.kind();
    const x = this.of(kind);
    const small = `(${this.of("integer")} % 1000)`;
    const text = this.of("text");
    const filter = random.chance(0.2) ? ` FILTER (WHERE ${this.condition()})` : "";
    const call = random.pick([
      "count(*)",
      `count(${x})`,
      `count(DISTINCT ${x})`,
      `sum(${small})`,
      `sum(DISTINCT ${small})`,
      `avg(${small})`,
      `sum(${this.of("decimal")})`,
      `sum(${this.of("float")})`,
      `min(${x})`,
      `max(${x})`,
      `list(${x} ORDER BY ${x} ${this.direction()})`,
      `string_agg(${text}, ',' ORDER BY ${text})`,
      `list(DISTINCT ${x} ORDER BY ${x})`,
      `first(${x} ORDER BY ${x} ${this.direction()})`,
      `last(${x} ORDER BY ${x} ${this.direction()})`,
      `arg_max(${x}, {'k': ${this.any(0)}, 'v': ${x}})`,
      `max(${x}, 2)`,
      `bool_or(${this.condition()})`,
      `count_if(${this.condition()})`,
      `median(${small})`,
      `quantile_disc(${small}, 0.3)`,
      `approx_count_distinct(${x})`,
      `bit_xor(${small})`,
      `stddev_pop(${small})`,
      `list_sort(list(${x}))`,
      `var_samp(${small})`,
      `product(${small} % 3)`,
      `avg(DISTINCT ${small})`,
    ]);
    return `${call}${filter}`;
  }

  direction(): string {
    return `${this.random.pick(["", "DESC", "ASC"])} ${this.random.pick(["", "", "NULLS FIRST", "NULLS LAST"])}`.trim();
  }

  /** All columns, so that rows that tie are equal. */
  totalOrder(): string {
    return this.random
      .shuffle(this.columns)
      .map(({ sql }) => `${sql} ${this.direction()}`.trim())
      .join(", ");
  }

  /** A window function, the same for rows that are equal. @param named  what a WINDOW clause calls its partition */
  window(named: string | undefined): string {
    const { random } = this;
    const x = this.any();
    const partition = random.chance(0.75) ? `PARTITION BY ${random.pick([this.column(this.kind()), x])}` : "";
    const over = named !== undefined && random.chance(0.5) ? named : partition;
    const small = `(${this.of("integer")} % 1000)`;
    const aggregate = random.pick([
      `count(${x})`,
      `sum(${small})`,
      `min(${x})`,
      `max(${x})`,
      `avg(${small})`,
      "count(*)",
      `bool_and(${this.condition()})`,
      `count(DISTINCT ${x})`,
      `sum(${small}) FILTER (WHERE ${this.condition()})`,
    ]);
    const bounds = ["UNBOUNDED PRECEDING", "2 PRECEDING", "CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING"];
    const from = random.integer(0, 3);
    const to = random.integer(Math.max(from, 1), 4);
    const exclude = random.pick([
      "",
      "",
      " EXCLUDE CURRENT ROW",
      " EXCLUDE GROUP",
      " EXCLUDE TIES",
      " EXCLUDE NO OTHERS",
    ]);
    const frame = (unit: string) => `${unit} BETWEEN ${bounds[from] ?? ""} AND ${bounds[to] ?? ""}${exclude}`;
    const near = random.pick([
      "2 PRECEDING AND 3 FOLLOWING",
      "UNBOUNDED PRECEDING AND CURRENT ROW",
      "CURRENT ROW AND 5 FOLLOWING",
    ]);
    const nulls = random.pick(["", "", " IGNORE NULLS"]);
    if (this.columns.length === 0) return `count(*) OVER ()`;
    return random.pick([
      `${aggregate} OVER (${over})`,
      `${aggregate} OVER (${over} ORDER BY ${this.any()} ${this.direction()})`,
      `${aggregate} OVER (${over} ORDER BY ${this.totalOrder()} ${frame("ROWS")})`,
      `${aggregate} OVER (${over} ORDER BY ${this.any()} ${this.direction()} ${frame("GROUPS")})`,
      `${aggregate} OVER (${over} ORDER BY (${this.of("integer")} % 100)::BIGINT ${random.pick(["", "DESC"])} RANGE BETWEEN ${near})`,
      `${random.pick(["rank", "dense_rank", "percent_rank", "cume_dist"])}() OVER (${over} ORDER BY ${this.any()} ${this.direction()})`,
      `${random.pick(["row_number()", "ntile(3)"])} OVER (${over} ORDER BY ${this.totalOrder()})`,
      `${random.pick(["lag", "lead"])}(${x}, ${random.integer(1, 2)}${nulls}) OVER (${over} ORDER BY ${this.totalOrder()})`,
      `${random.pick(["first_value", "last_value"])}(${x}${nulls}) OVER (${over} ORDER BY ${this.totalOrder()} ${frame("ROWS")})`,
      `nth_value(${x}, 2${nulls}) OVER (${over} ORDER BY ${this.totalOrder()})`,
    ]);
  }
}
