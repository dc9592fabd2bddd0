/** DataFrame's methods over columns, and over rows one by one. */
import type { CallSite, RelationInput } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column } from "../column.js";
import {
  columnOfName,
  columnOfSql,
  spread,
  toExpression,
  toNamedExpression,
  type Columns,
} from "../arguments/column-arguments.js";
import { lastNamePart, nameSql } from "../arguments/column-names.js";
import { assertOptions, expectationOf, type ExpectOptions, type OnViolation } from "../arguments/expectations.js";
import { addGenerated, projectGenerated } from "./generated-rows.js";
import { quoteIdentifier } from "../sql/literal.js";
import { nameText, ownedName, recordArgument } from "../arguments/name-arguments.js";
import { planQualifier } from "../plan-ids.js";
import { PartitionFunction } from "../../row-functions/map-partitions.js";
import { shownValue } from "../arguments/shown-value.js";
import { BaseFrame } from "./base-frame.js";

export abstract class ShapedFrame extends BaseFrame {
  /**
   * The column of this DataFrame and no other: tells the two sides of a join apart where both have it.
   * @example flights.join(airports, flights.col("origin").eq(airports.col("iata")))
   */
  col(name: string): Column {
    const at = captureCallSite("col");
    const text = nameText(name, at);
    const sql = `${planQualifier(this.relation)}.${nameSql(text, at)}`;
    const defaultName = lastNamePart(text, at);
    return new Column({ sql, callSite: at, atomic: true, ...(defaultName === undefined ? {} : { defaultName }) });
  }

  /**
   * These columns, in this order. A string is a name, `"*"` all columns. One of them may make rows, such as `explode`.
   * @example flights.select("origin", col("delay").gt(15).as("late"))
   */
  select(...columns: Columns): this {
    const at = captureCallSite("select");
    const list = spread(columns);
    if (list.length === 0) throw planRefused("select without columns", at, "name at least one column");
    return this.project(
      list.map((column) => columnOfName(column, at)),
      at,
    );
  }

  /** As `select`, each string an expression in SQL. @example flights.selectExpr("*", "upper(origin) AS origin_upper") */
  selectExpr(...expressions: readonly string[]): this {
    const at = captureCallSite("selectExpr");
    if (expressions.length === 0)
      throw planRefused("selectExpr without expressions", at, "write at least one expression");
    return this.project(
      expressions.map((expression) => columnOfSql(expression, at)),
      at,
    );
  }

  /** The rows where `condition` is TRUE; not those where it is NULL. A string is SQL. */
  filter(condition: Column | string): this {
    return this.filtered(condition, captureCallSite("filter"));
  }

  /** The same as `filter`. */
  where(condition: Column | string): this {
    return this.filtered(condition, captureCallSite("where"));
  }

  /** Adds a column, or replaces in place the one of that name. A string is SQL. */
  withColumn(name: string, column: Column | string): this {
    const at = captureCallSite("withColumn");
    return this.added([[name, column]], at);
  }

  /** As `withColumn`, several at once: all see the columns as they were, none sees another. */
  withColumns(columns: Readonly<Record<string, Column | string>>): this {
    const at = captureCallSite("withColumns");
    return this.added(recordArgument(columns, at), at);
  }

  /** Another name for a column. A name that isn't there changes nothing, as in Spark. */
  withColumnRenamed(from: Column | string, to: string): this {
    const at = captureCallSite("withColumnRenamed");
    return this.derive(at, { rename: { input: this.relation, from: ownedName(from, at), to: nameText(to, at) } });
  }

  /** Other names for several columns, one after the other. @example flights.withColumnsRenamed({ origin: "from" }) */
  withColumnsRenamed(names: Readonly<Record<string, string>>): this {
    const at = captureCallSite("withColumnsRenamed");
    return recordArgument(names, at).reduce<this>(
      (frame, [from, to]) =>
        frame.derive(at, { rename: { input: frame.relation, from: nameText(from, at), to: nameText(to, at) } }),
      this,
    );
  }

  /** Without these columns. Names that aren't there are ignored, as in Spark. */
  drop(...columns: Columns): this {
    const at = captureCallSite("drop");
    const names = spread(columns).map((column) => ownedName(column, at));
    return this.derive(at, { drop: { input: this.relation, columns: names } });
  }

  /**
   * Converts columns in place, see `Column.cast`.
   * @param types  DuckDB type by column name
   */
  cast(types: Readonly<Record<string, string>>): this {
    const at = captureCallSite("cast");
    const casts = recordArgument(types, at).map(([name, type]): [string, Column] => {
      const column = new Column({ sql: quoteIdentifier(nameText(name, at)), callSite: at, atomic: true });
      return [name, column.cast(type)];
    });
    return this.added(casts, at);
  }

  /**
   * One row per element of a list: the elements alone, in one column.
   * @param column  what gives the list for a row: a row function that returns a list type, or any other expression
   * @param name  of the column of elements
   *
   * @example
   * const words = udf("words", (line: string) => line.split(/\s+/), { args: ["VARCHAR"], returns: "VARCHAR[]" });
   * lines.flatMap(words("value"), "word").groupBy("word").count();
   */
  flatMap(column: Column | string, name = "value"): this {
    const at = captureCallSite("flatMap");
    const list = columnOfName(column, at);
    const generator = { name: "flatMap", withPosition: false, outer: false };
    const generated = new Column({ ...list.parts, alias: nameText(name, at), generator });
    toExpression(list, at);
    return this.project([generated], at);
  }

  /**
   * Rows through a function of the script, which may give more of them, fewer, or others.
   * @param map  declared at module level by the function `mapPartitions`
   * @example clicks.mapPartitions(sessions)
   */
  mapPartitions(map: PartitionFunction): this {
    const at = captureCallSite("mapPartitions");
    if (!(map instanceof PartitionFunction)) {
      const hint =
        'declare it at module level: const clean = mapPartitions("clean", (rows) => …, { returns: "a BIGINT" })';
      throw planRefused(`mapPartitions takes a declared function, not ${shownValue(map)}`, at, hint);
    }
    const { name, columns } = map;
    const output = { columns: [...columns] };
    return this.derive(at, { mapPartitions: { input: this.relation, function: { name }, output } });
  }

  /**
   * What holds for every row that is clean.
   * - `warn` counts the rows that violate it and lets them pass,
   * - `drop` counts them and removes them,
   * - `quarantine` moves them to a table of their own, beside the one that is written, with the reason,
   * - `fail` fails the job at the first one.
   *
   * Each expectation sees the rows that those before it let pass. Counts are part of a write's summary and of its commit.
   * @param name  says what holds, e.g. "delay is plausible"
   * @param predicate  deterministic; a string is SQL
   *
   * @example
   * flights.expect("delay is plausible", "delay BETWEEN -180 AND 2880", "quarantine", { failAbove: 0.05 })
   */
  expect(name: string, predicate: Column | string, action: OnViolation, options: ExpectOptions = {}): this {
    const at = captureCallSite("expect");
    assertOptions(options, ["failAbove", "nulls"], at);
    const expectation = expectationOf(name, action, options, at);
    const condition = toExpression(columnOfSql(predicate, at), at);
    return this.derive(at, { expect: { input: this.relation, predicate: condition, ...expectation } });
  }

  private project(columns: readonly Column[], at: CallSite | null): this {
    return this.derive(at, projectGenerated(this.relation, columns, at) ?? this.projection(columns, at));
  }

  private projection(columns: readonly Column[], at: CallSite | null): RelationInput {
    return { project: { input: this.relation, columns: columns.map((column) => toNamedExpression(column, at)) } };
  }

  private filtered(condition: Column | string, at: CallSite | null): this {
    const expression = toExpression(columnOfSql(condition, at), at);
    return this.derive(at, { filter: { input: this.relation, condition: expression } });
  }

  private added(given: readonly (readonly [string, Column | string])[], at: CallSite | null): this {
    const columns = given.map(([name, column]) => [nameText(name, at), columnOfSql(column, at)] as const);
    const generated = addGenerated(this.relation, columns, at);
    if (generated !== undefined) return this.derive(at, generated);
    const named = columns.map(([name, column]) => toNamedExpression(column, at, name));
    return this.derive(at, { withColumns: { input: this.relation, columns: named } });
  }
}
