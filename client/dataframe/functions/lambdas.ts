/** Functions that take a function: of Columns, called once, here, to make the expression for an element. A string is a column's name. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import { Column, derivedColumn } from "../column.js";
import { apart } from "../../../common/sql-text.js";
import { operandOf, shownName, type Name } from "./calls.js";
import { element as own } from "./sql-parts.js";

/** How many lambdas we are in: parameters of inner ones must not hide those of outer ones. */
let depth = 0;

interface Lambda {
  readonly sql: string;
  readonly names: readonly string[];
  readonly body: Column;
}

/** @param fields  SQL of what the function is given, by the names of the parameters @throws PLAN_REFUSED if no Column comes of it */
function lambdaSql(
  shown: string,
  parameters: number,
  f: (...given: Column[]) => Column,
  at: CallSite | null,
  given: (...names: string[]) => readonly string[] = (...names) => names,
): Lambda {
  if (typeof f !== "function")
    throw planRefused(`${shown} takes a function`, at, `write ${shown}("a", (x) => x.plus(1))`);
  depth += 1;
  try {
    const names = Array.from({ length: parameters }, (_, index) => `goldpan_${depth}_${index + 1}`);
    const columns = given(...names).map((sql) => new Column({ sql, callSite: at, atomic: true }));
    const body: unknown = f(...columns);
    if (!(body instanceof Column)) {
      throw planRefused(`the function of ${shown} gave no Column`, at, 'return for instance x.plus(1), or lit("text")');
    }
    return { sql: `lambda ${names.join(", ")}: ${body.operand()}`, names, body };
  } finally {
    depth -= 1;
  }
}

function overList(
  shown: string,
  columns: readonly Name[],
  lambda: Lambda,
  sql: (lambda: string, ...parts: string[]) => string,
  at: CallSite | null,
): Column {
  const operands = columns.map((column) => operandOf(column, at));
  const text = sql(lambda.sql, ...operands.map((operand) => operand.operand()));
  const defaultName = `${shown}(${operands.map(shownName).join(", ")}, ${lambda.sql})`;
  return derivedColumn(text, [...operands, lambda.body], at, { atomic: true, defaultName });
}

/** Each element made into another. @param f  also given the position, from 0, if it takes two arguments */
export function transform(column: Name, f: (element: Column, position: Column) => Column): Column {
  const at = captureCallSite("transform");
  const sql = (lambda: string, list: string) => `list_transform(${list}, ${lambda})`;
  return overList("transform", [column], elementLambda("transform", f, at), sql, at);
}

/** The elements for which a condition is TRUE. @param f  also given the position, from 0, if it takes two arguments */
export function filter(column: Name, f: (element: Column, position: Column) => Column): Column {
  const at = captureCallSite("filter");
  const sql = (lambda: string, list: string) => `list_filter(${list}, ${lambda})`;
  return overList("filter", [column], elementLambda("filter", f, at), sql, at);
}

function elementLambda(shown: string, f: (element: Column, position: Column) => Column, at: CallSite | null) {
  if (f.length < 2) return lambdaSql(shown, 1, f, at);
  // Positions count from 0 in Spark, from 1 in DuckDB.
  return lambdaSql(shown, 2, f, at, (element, position) => [element, `CAST(${position} - 1 AS INTEGER)`]);
}

/** Whether a condition is TRUE for some element; NULL where it is for none, but NULL for some. */
export function exists(column: Name, f: (element: Column) => Column): Column {
  const at = captureCallSite("exists");
  const sql = (lambda: string, list: string) => reducedSql(list, lambda, "OR", "FALSE");
  return overList("exists", [column], lambdaSql("exists", 1, f, at), sql, at);
}

/** Whether a condition is TRUE for every element; NULL where it is FALSE for none, but NULL for some. */
export function forall(column: Name, f: (element: Column) => Column): Column {
  const at = captureCallSite("forall");
  const sql = (lambda: string, list: string) => reducedSql(list, lambda, "AND", "TRUE");
  return overList("forall", [column], lambdaSql("forall", 1, f, at), sql, at);
}

function reducedSql(list: string, lambda: string, operator: "AND" | "OR", initial: string): string {
  const answers = `list_transform(${list}, ${lambda})`;
  return `list_reduce(CAST(${answers} AS BOOLEAN[]), lambda goldpan_a, goldpan_b: goldpan_a ${operator} goldpan_b, ${initial})`;
}

/**
 * The elements put together, one after the other. @param initial  the first value; its type has to hold all: cast it where sums grow
 * @param merge  the next value of the one so far and an element @param finish  what is made of the last value
 * @example aggregate("prices", lit(0).cast("double"), (sum, price) => sum.plus(price))
 */
export function aggregate(
  column: Name,
  initial: Name,
  merge: (value: Column, element: Column) => Column,
  finish?: (value: Column) => Column,
): Column {
  return folded("aggregate", column, initial, merge, finish, captureCallSite("aggregate"));
}

/** The same as `aggregate`. */
export function reduce(
  column: Name,
  initial: Name,
  merge: (value: Column, element: Column) => Column,
  finish?: (value: Column) => Column,
): Column {
  return folded("reduce", column, initial, merge, finish, captureCallSite("reduce"));
}

/** DuckDB folds elements and value of one type: pairs of both. */
function folded(
  shown: string,
  column: Name,
  initial: Name,
  merge: (value: Column, element: Column) => Column,
  finish: ((value: Column) => Column) | undefined,
  at: CallSite | null,
): Column {
  const [list, first] = [operandOf(column, at), operandOf(initial, at)];
  const step = lambdaSql(shown, 2, merge, at, (soFar, next) => [`${soFar}.a`, `${next}.x`]);
  const [value = "", element = ""] = step.names;
  // Of the type of both: a DOUBLE that is added to lit(0), which is an INTEGER, would be rounded.
  const merged = merge(first, new Column({ sql: `${list.operand()}[1]`, callSite: at, atomic: true }));
  const wide = `CASE WHEN FALSE THEN ${merged.operand()} ELSE ${first.operand()} END`;
  const text = apart(wide, (start) => {
    const pair = (soFar: string, item: string) => `struct_pack(a := ${soFar}, x := ${item})`;
    const pairs = `list_transform(${list.operand()}, lambda ${own}: ${pair(`CASE WHEN FALSE THEN ${start} END`, own)})`;
    const next = pair(`cast_to_type(${step.body.operand()}, ${start})`, `${element}.x`);
    return `list_reduce(${pairs}, lambda ${value}, ${element}: ${next}, ${pair(start, "NULL")}).a`;
  });
  const folds = derivedColumn(`(${text})`, [list, first, step.body], at, {
    atomic: true,
    defaultName: `${shown}(${shownName(list)}, ${shownName(first)}, ${step.sql})`,
  });
  return finish === undefined ? folds : finish(folds);
}

/** The elements at the same place of two lists made into one, NULL where a list is shorter. */
export function zip_with(left: Name, right: Name, f: (left: Column, right: Column) => Column): Column {
  const at = captureCallSite("zip_with");
  const zipped = lambdaSql("zip_with", 1, f, at, (both) => [`${both}[1]`, `${both}[2]`]);
  const sql = (lambda: string, first: string, second: string) =>
    `CASE WHEN ${first} IS NOT NULL AND ${second} IS NOT NULL THEN list_transform(list_zip(${first}, ${second}), ${lambda}) END`;
  return overList("zip_with", [left, right], zipped, sql, at);
}

/** The entries of a map for which a condition is TRUE. */
export function map_filter(column: Name, f: (key: Column, value: Column) => Column): Column {
  const at = captureCallSite("map_filter");
  const sql = (lambda: string, map: string) => `map_from_entries(list_filter(map_entries(${map}), ${lambda}))`;
  return overList("map_filter", [column], entryLambda("map_filter", f, at), sql, at);
}

/** A map's values made into others. */
export function transform_values(column: Name, f: (key: Column, value: Column) => Column): Column {
  const at = captureCallSite("transform_values");
  const sql = (lambda: string, map: string) =>
    mapOf(`map_keys(${map})`, `list_transform(map_entries(${map}), ${lambda})`, map);
  return overList("transform_values", [column], entryLambda("transform_values", f, at), sql, at);
}

/** A map's keys made into others; two that become equal fail the job. */
export function transform_keys(column: Name, f: (key: Column, value: Column) => Column): Column {
  const at = captureCallSite("transform_keys");
  const sql = (lambda: string, map: string) =>
    mapOf(`list_transform(map_entries(${map}), ${lambda})`, `map_values(${map})`, map);
  return overList("transform_keys", [column], entryLambda("transform_keys", f, at), sql, at);
}

function entryLambda(shown: string, f: (key: Column, value: Column) => Column, at: CallSite | null) {
  return lambdaSql(shown, 1, f, at, (entry) => [`${entry}.key`, `${entry}.value`]);
}

function mapOf(keys: string, values: string, map: string): string {
  return `CASE WHEN ${map} IS NOT NULL THEN map(${keys}, ${values}) END`;
}

/** The values of two maps, by their keys, made into one; NULL for a key that a map lacks. */
export function map_zip_with(left: Name, right: Name, f: (key: Column, left: Column, right: Column) => Column): Column {
  const at = captureCallSite("map_zip_with");
  const [first, second] = [operandOf(left, at), operandOf(right, at)];
  const [a, b] = [first.operand(), second.operand()];
  const merged = lambdaSql("map_zip_with", 1, f, at, (key) => [key, `${a}[${key}]`, `${b}[${key}]`]);
  const more = `list_filter(map_keys(${b}), lambda ${own}: NOT map_contains(${a}, ${own}))`;
  const keys = `list_concat(map_keys(${a}), ${more})`;
  const text = `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN map(${keys}, list_transform(${keys}, ${merged.sql})) END`;
  const defaultName = `map_zip_with(${shownName(first)}, ${shownName(second)}, ${merged.sql})`;
  return derivedColumn(text, [first, second, merged.body], at, { atomic: true, defaultName });
}
