/**
 * A Column is SQL text of one expression, with the name it would have and the place in the script that made it. Nothing is
 * parsed or checked here: the analyser binds every expression of a plan with DuckDB, and errors name the place.
 */
import type { CallSite, NullOrder } from "../../common/wire/types.js";
import { captureCallSite, planRefused } from "./call-site.js";
import type { ColumnParts, WindowFrame } from "./column-parts.js";
import { castSql, tryCastSql } from "./sql/cast-sql.js";
import { re2Pattern } from "./sql/java-pattern.js";
import { substrSql } from "./functions/sql-parts.js";
import { literalSql, quoteIdentifier, type Literal } from "./sql/literal.js";
import { duckdbType } from "./sql/spark-type.js";
import { columnReplacements, refuseSparkNames } from "./spark-names.js";
import { shownValue } from "./arguments/shown-value.js";

/** A value beside a column: a Column is taken as it is, anything else as a literal. A string is text, never a name. */
export type ColumnOrLiteral = Column | Literal;

/**
 * An expression over the columns of a DataFrame. Immutable: every method returns a new Column.
 *
 * @example
 * col("delay").gt(15).and(col("origin").isin("JFK", "LGA"))
 */
export class Column {
  /** @internal */
  readonly parts: ColumnParts;

  /** @internal  Use `col`, `lit`, `expr`, `sql` or `when`. */
  constructor(parts: ColumnParts) {
    this.parts = parts;
  }

  /** Equal. NULL on either side gives NULL, so `eq(null)` never holds: use `isNull`. NaN equals NaN, as in Spark. */
  eq(other: ColumnOrLiteral): Column {
    return this.binary("=", other);
  }

  /** Not equal. NULL on either side gives NULL. */
  neq(other: ColumnOrLiteral): Column {
    return this.binary("<>", other);
  }

  /** The same as `neq`. */
  ne(other: ColumnOrLiteral): Column {
    return this.neq(other);
  }

  /** Equal, where NULL equals NULL and nothing else: Spark's `<=>`. Never NULL. */
  eqNullSafe(other: ColumnOrLiteral): Column {
    return this.binary("IS NOT DISTINCT FROM", other);
  }

  /** Greater than. NaN is greater than any other number, as in Spark. */
  gt(other: ColumnOrLiteral): Column {
    return this.binary(">", other);
  }

  /** Greater than or equal. */
  gte(other: ColumnOrLiteral): Column {
    return this.binary(">=", other);
  }

  /** The same as `gte`, Spark's name for it. */
  geq(other: ColumnOrLiteral): Column {
    return this.gte(other);
  }

  /** Less than. */
  lt(other: ColumnOrLiteral): Column {
    return this.binary("<", other);
  }

  /** Less than or equal. */
  lte(other: ColumnOrLiteral): Column {
    return this.binary("<=", other);
  }

  /** The same as `lte`, Spark's name for it. */
  leq(other: ColumnOrLiteral): Column {
    return this.lte(other);
  }

  /** Both ends included: `lower <= this AND this <= upper`. */
  between(lower: ColumnOrLiteral, upper: ColumnOrLiteral): Column {
    return this.derived(`${this.operand()} BETWEEN ${operandSql(lower)} AND ${operandSql(upper)}`, [lower, upper]);
  }

  /** Three-valued: NULL AND FALSE is FALSE, NULL AND TRUE is NULL. */
  and(other: Column | boolean): Column {
    return this.binary("AND", other);
  }

  /** Three-valued: NULL OR TRUE is TRUE, NULL OR FALSE is NULL. */
  or(other: Column | boolean): Column {
    return this.binary("OR", other);
  }

  /** The bits that both whole numbers have. */
  bitwiseAND(other: ColumnOrLiteral): Column {
    return this.binary("&", other);
  }

  /** The bits that one of both whole numbers has. */
  bitwiseOR(other: ColumnOrLiteral): Column {
    return this.binary("|", other);
  }

  /** The bits that one of both whole numbers has, and the other has not. */
  bitwiseXOR(other: ColumnOrLiteral): Column {
    return this.derived(`xor(${this.parts.sql}, ${operandSql(other)})`, [other], { atomic: true });
  }

  /** TRUE becomes FALSE, FALSE TRUE, NULL stays NULL. */
  not(): Column {
    return this.derived(`NOT ${this.operand()}`);
  }

  /** Sum of two numbers; an integer overflow fails the job, as in Spark's ANSI mode. */
  plus(other: ColumnOrLiteral): Column {
    return this.binary("+", other);
  }

  /** Difference of two numbers. */
  minus(other: ColumnOrLiteral): Column {
    return this.binary("-", other);
  }

  /** Product of two numbers. */
  times(other: ColumnOrLiteral): Column {
    return this.binary("*", other);
  }

  /**
   * Quotient as a floating-point number: `lit(7).divide(2)` is 3.5, as in Spark.
   * Different from Spark: division by zero gives ±Infinity or NaN, not an error, and DECIMALs give a DOUBLE.
   */
  divide(other: ColumnOrLiteral): Column {
    return this.binary("/", other);
  }

  /**
   * Remainder with the sign of the dividend: `lit(-7).mod(3)` is -1, as in Spark.
   * Different from Spark: an integer modulo zero gives NULL, not an error.
   */
  mod(other: ColumnOrLiteral): Column {
    return this.binary("%", other);
  }

  /** With the other sign. */
  negate(): Column {
    return this.derived(`-${this.operand()}`);
  }

  /** Whether it is NaN; FALSE for NULL. */
  isNaN(): Column {
    return this.derived(`coalesce(isnan(CAST(${this.parts.sql} AS DOUBLE)), FALSE)`, [], { atomic: true });
  }

  isNull(): Column {
    return this.derived(`${this.operand()} IS NULL`);
  }

  isNotNull(): Column {
    return this.derived(`${this.operand()} IS NOT NULL`);
  }

  /**
   * One of the values, given one by one or as one array. Without values it is FALSE. With NULL among the values it is TRUE or
   * NULL, never FALSE, as SQL's IN.
   */
  isin(...values: readonly ColumnOrLiteral[] | readonly [readonly ColumnOrLiteral[]]): Column {
    const [first] = values;
    const list = (values.length === 1 && Array.isArray(first) ? first : values) as readonly ColumnOrLiteral[];
    if (list.length === 0) return this.derived(`${this.operand()} IS NOT NULL AND FALSE`);
    return this.derived(`${this.operand()} IN (${list.map(operandSql).join(", ")})`, list);
  }

  /** SQL's LIKE on the whole text: `_` is one character, `%` any number; a backslash escapes them, as in Spark. */
  like(pattern: Column | string): Column {
    return this.derived(`${this.operand()} LIKE ${operandSql(pattern)} ESCAPE '\\'`, [pattern]);
  }

  /** As `like`, upper case and lower case alike. */
  ilike(pattern: Column | string): Column {
    return this.derived(`${this.operand()} ILIKE ${operandSql(pattern)} ESCAPE '\\'`, [pattern]);
  }

  /**
   * Whether the regular expression matches anywhere in the text.
   * Different from Spark: the syntax is RE2's, which has no look-around and no back-references.
   */
  rlike(pattern: Column | string): Column {
    return this.call(
      "regexp_matches",
      typeof pattern === "string" ? re2Pattern(pattern, this.parts.callSite) : pattern,
    );
  }

  startsWith(prefix: Column | string): Column {
    return this.call("starts_with", prefix);
  }

  endsWith(suffix: Column | string): Column {
    return this.call("ends_with", suffix);
  }

  /** PySpark's name for `startsWith`. */
  startswith(prefix: Column | string): Column {
    return this.startsWith(prefix);
  }

  /** PySpark's name for `endsWith`. */
  endswith(suffix: Column | string): Column {
    return this.endsWith(suffix);
  }

  contains(text: Column | string): Column {
    return this.call("contains", text);
  }

  /**
   * A part of a text, in characters.
   * @param start  from 1; 0 means 1; a negative one counts from the end
   */
  substr(start: number | Column, length: number | Column): Column {
    const sql =
      typeof start === "number" && typeof length === "number"
        ? `substr(${this.parts.sql}, ${start === 0 ? 1 : start}, ${Math.max(length, 0)})`
        : substrSql(this.operand(), operandSql(start), operandSql(length));
    return this.derived(sql, [start, length], { atomic: true });
  }

  /**
   * An element of a list by its position, from 0, or a map's value by its key; NULL where there is none.
   * @param key  a string is a map's key, or the name of a struct's field
   */
  getItem(key: ColumnOrLiteral): Column {
    return this.derived(itemSql(this.operand(), key), [key], { atomic: true });
  }

  /** A field of a struct by its name. */
  getField(name: string): Column {
    return this.derived(`struct_extract(${this.parts.sql}, ${literalSql(name)})`, [], {
      atomic: true,
      defaultName: name,
    });
  }

  /** A struct with a field set to a value, at its end if it is new. */
  withField(name: string, value: Column): Column {
    if (name.includes(".")) {
      const hint = `write withField("outer", column.getField("outer").withField("inner", …))`;
      throw planRefused(`withField takes the name of a field, not '${name}'`, this.parts.callSite, hint);
    }
    const sql = `struct_update(${this.parts.sql}, ${quoteIdentifier(name)} := ${value.operand()})`;
    return this.derived(`CASE WHEN ${this.operand()} IS NOT NULL THEN ${sql} END`, [value], { atomic: true });
  }

  /**
   * Converted to another type; a value that does not fit fails the job. The name stays. A fraction is cut off, as in Spark.
   * @param type  DuckDB's name or Spark's: `INTEGER`, `BIGINT`, `DOUBLE`, `DECIMAL(18,3)`, `VARCHAR`, `string`, `long`, `DATE`,
   *   `TIMESTAMP`, `VARCHAR[]`, `array<struct<a:int>>`, … `TIMESTAMP` is Spark's TIMESTAMP_NTZ, `TIMESTAMPTZ` Spark's TIMESTAMP.
   */
  cast(type: string): Column {
    return this.converted("CAST", type);
  }

  /** PySpark's name for `cast`. */
  astype(type: string): Column {
    return this.converted("CAST", type);
  }

  /** As `cast`, NULL for a value that does not fit. */
  try_cast(type: string): Column {
    return this.converted("TRY_CAST", type);
  }

  /**
   * Over the rows around each row: for aggregates and for functions such as `row_number`.
   * @example sum("amount").over(Window.partitionBy("account").orderBy("date"))
   */
  over(window: WindowFrame): Column {
    const { windowCall, sql, callSite, placeIn } = this.parts;
    if (typeof (window as Partial<WindowFrame> | null | undefined)?.overSql !== "function") {
      const hint = 'write for instance over(Window.partitionBy("account").orderBy("date"))';
      throw planRefused(`over takes a window, not ${shownValue(window)}`, callSite, hint);
    }
    if (placeIn !== undefined && !window.isOrdered) {
      const hint = `write for instance ${placeIn}(…).over(Window.partitionBy("account").orderBy("date"))`;
      throw planRefused(`${placeIn} needs a window with an order`, callSite, hint);
    }
    const over = ` OVER ${window.overSql()}`;
    return this.derived(windowCall?.(over) ?? `${sql}${over}`, [], { atomic: true });
  }

  /** For `orderBy` and windows: ascending, NULL first. */
  asc(): Column {
    return this.sorted(false, "NULLS_FIRST");
  }

  /** For `orderBy` and windows: descending, NULL last. */
  desc(): Column {
    return this.sorted(true, "NULLS_LAST");
  }

  /** The same as `asc`. */
  ascNullsFirst(): Column {
    return this.sorted(false, "NULLS_FIRST");
  }

  /** For `orderBy` and windows: ascending, NULL last. */
  ascNullsLast(): Column {
    return this.sorted(false, "NULLS_LAST");
  }

  /** For `orderBy` and windows: descending, NULL first. */
  descNullsFirst(): Column {
    return this.sorted(true, "NULLS_FIRST");
  }

  /** The same as `desc`. */
  descNullsLast(): Column {
    return this.sorted(true, "NULLS_LAST");
  }

  /** Spark's name for `ascNullsFirst`. */
  asc_nulls_first(): Column {
    return this.sorted(false, "NULLS_FIRST");
  }

  /** Spark's name for `ascNullsLast`. */
  asc_nulls_last(): Column {
    return this.sorted(false, "NULLS_LAST");
  }

  /** Spark's name for `descNullsFirst`. */
  desc_nulls_first(): Column {
    return this.sorted(true, "NULLS_FIRST");
  }

  /** Spark's name for `descNullsLast`. */
  desc_nulls_last(): Column {
    return this.sorted(true, "NULLS_LAST");
  }

  /**
   * Names the result. The last name wins. A generator that gives several columns takes a name for each:
   * `posexplode("tags").as("position", "tag")`.
   */
  as(name: string, ...more: readonly string[]): Column {
    for (const given of [name, ...more]) {
      if (typeof given === "string") continue;
      const what = `as takes a name, not ${shownValue(given)}`;
      throw planRefused(what, this.parts.callSite, 'write for instance as("late")');
    }
    if (more.length === 0) return new Column({ ...this.parts, alias: name });
    if (this.parts.generator === undefined) {
      const what = `as with ${more.length + 1} names`;
      throw planRefused(what, this.parts.callSite, "only explode and its kind give several columns");
    }
    return new Column({ ...this.parts, alias: name, aliases: [name, ...more] });
  }

  /** The same as `as`. */
  alias(name: string, ...more: readonly string[]): Column {
    return this.as(name, ...more);
  }

  /** PySpark's name for `as`. */
  name(name: string): Column {
    return this.as(name);
  }

  /** The expression as SQL. */
  toString(): string {
    const { sql, alias } = this.parts;
    return alias === undefined ? sql : `${sql} AS ${quoteIdentifier(alias)}`;
  }

  /** @internal  SQL in a text; as an operand, as in `a > 1`, `a * 2`, `a + b` and `a == "x"`, it is a mistake. */
  [Symbol.toPrimitive](wanted: string): string {
    if (wanted === "string") return this.toString();
    const hint =
      "write a.gt(1), a.times(2), a.plus(b), a.eq(3), concat(a, b): JavaScript's operators look at the Column, not at its rows";
    throw planRefused("a Column is no value", captureCallSite("Column"), hint);
  }

  /** @internal  Shown by console.log. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Column<${this.toString()}>`;
  }

  /** @internal  SQL that may stand inside another expression. */
  operand(): string {
    return this.parts.atomic === true ? this.parts.sql : `(${this.parts.sql})`;
  }

  private converted(how: "CAST" | "TRY_CAST", type: string): Column {
    const { callSite, alias, defaultName } = this.parts;
    if (typeof type !== "string" || type.trim() === "")
      throw planRefused("cast needs a type", callSite, 'write for instance cast("BIGINT")');
    const name = alias ?? defaultName;
    const [operand, wanted] = [this.operand(), duckdbType(type, callSite)];
    return this.derived(how === "CAST" ? castSql(operand, wanted, how) : tryCastSql(operand, wanted), [], {
      atomic: true,
      ...(name === undefined ? {} : { defaultName: name }),
    });
  }

  private sorted(descending: boolean, nulls: NullOrder): Column {
    assertPlainValue(this, this.parts.callSite);
    return new Column({ ...this.parts, order: { descending, nulls } });
  }

  private binary(operator: string, other: ColumnOrLiteral): Column {
    return this.derived(`${this.operand()} ${operator} ${operandSql(other)}`, [other]);
  }

  private call(name: string, argument: Column | string): Column {
    return this.derived(`${name}(${this.parts.sql}, ${operandSql(argument)})`, [argument], { atomic: true });
  }

  private derived(
    sql: string,
    others: readonly ColumnOrLiteral[] = [],
    more: { readonly atomic?: boolean; readonly defaultName?: string } = {},
  ): Column {
    return derivedColumn(sql, [this, ...others], this.parts.callSite, more);
  }
}

/** A new expression made of `operands`: what they carry about `sum` is carried on. */
export function derivedColumn(
  sql: string,
  operands: readonly ColumnOrLiteral[],
  callSite: CallSite | null,
  more: { readonly atomic?: boolean; readonly defaultName?: string } = {},
): Column {
  for (const operand of operands) if (operand instanceof Column) assertPlainValue(operand, callSite);
  const hugeintAsBigint = operands.some(
    (operand) => operand instanceof Column && operand.parts.hugeintAsBigint === true,
  );
  return new Column({ sql, callSite, ...more, ...(hugeintAsBigint ? { hugeintAsBigint } : {}) });
}

/**
 * A sort order and a generator are no values: they stand alone, in the methods that know them.
 * @throws PLAN_REFUSED
 */
export function assertPlainValue({ parts }: Column, at: CallSite | null): void {
  if (parts.order !== undefined) {
    const what = `${parts.sql} with ${parts.order.descending ? "desc" : "asc"} is an order, not a value`;
    throw planRefused(what, parts.callSite ?? at, "asc and desc belong in orderBy, windows and dropDuplicates");
  }
  if (parts.generator !== undefined) {
    throw planRefused(
      `${parts.generator.name}(${parts.sql}) makes rows and cannot stand here`,
      parts.callSite ?? at,
      "give it a column of its own in select or withColumn first, then go on with that column",
    );
  }
}

/** SQL of an operand: a Column's own in parentheses, or a literal. */
export function operandSql(value: ColumnOrLiteral): string {
  return value instanceof Column ? value.operand() : literalSql(value);
}

/** Lists count from 1 in DuckDB; whether it is a list, the binder knows. */
function itemSql(value: string, key: ColumnOrLiteral): string {
  if (typeof key === "string") return `${value}[${literalSql(key)}]`;
  const wanted = operandSql(key);
  const isMap = `typeof(${value}) LIKE 'MAP(%'`;
  const next = `CASE WHEN TRY_CAST(${wanted} AS BIGINT) >= 0 THEN TRY_CAST(${wanted} AS BIGINT) + 1 END`;
  return `${value}[CASE WHEN ${isMap} THEN ${wanted} ELSE cast_to_type(${next}, ${wanted}) END]`;
}

refuseSparkNames(Column.prototype, "Column", columnReplacements);
