/**
 * Expectations as SQL. Consecutive expectations see the same columns; each sees only the rows that those before it let pass:
 * `drop` and `quarantine` take a row away, `warn` and `fail` let it pass.
 *
 * A row's state under each expectation is one small integer, computed only where the row is still there, so that a predicate is
 * never evaluated for a row that an earlier expectation removed.
 */
import type { ExpectOperator } from "../../common/wire/types.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { allColumns, names, provenanceColumns, type Relation } from "./relation.js";

/** An expectation with what it asks as SQL. */
export interface Expectation {
  readonly operator: ExpectOperator;
  /** Of each row; undefined where rows are judged together, by the scheduler. */
  readonly predicate: string | undefined;
  /** Whose greatest value is asked for: a moment. */
  readonly newest: string | undefined;
}

const state = { violated: 0, passed: 1, violatedByNull: 2, unseen: 3 } as const;

export function removesRows(expectation: Expectation): boolean {
  return expectation.operator.action === "DROP" || expectation.operator.action === "QUARANTINE";
}

function stateColumn(index: number): string {
  return quoteIdentifier(`__executor_expectation_${String(index)}`);
}

export function violates(index: number): string {
  return `${stateColumn(index)} IN (${String(state.violated)}, ${String(state.violatedByNull)})`;
}

/** The relation's rows with one state column per expectation. */
export function judged(relation: Relation, expectations: readonly Expectation[]): string {
  let sql = relation.sql;
  const removing: number[] = [];
  expectations.forEach((expectation, index) => {
    const outcome = expectation.operator.nullsPass ? state.passed : state.violatedByNull;
    const { predicate } = expectation;
    const verdict =
      predicate === undefined
        ? String(state.passed)
        : `coalesce(CAST(CAST((${predicate}) AS BOOLEAN) AS TINYINT), ${String(outcome)})`;
    const present = removing.map((earlier) => `${stateColumn(earlier)} = ${String(state.passed)}`).join(" AND ");
    const value = present === "" ? verdict : `CASE WHEN ${present} THEN ${verdict} ELSE ${String(state.unseen)} END`;
    sql = `SELECT *, ${value} AS ${stateColumn(index)} FROM (${sql})`;
    if (removesRows(expectation)) removing.push(index);
  });
  return sql;
}

export interface ExpectationCounts {
  readonly rows: number;
  readonly violations: number;
  readonly nullViolations: number;
  /** Milliseconds since 1970; undefined where it was not asked for, or there is none. */
  readonly newestMs: number | undefined;
}

/** One row: how many rows each expectation saw, and how many violated it, those by NULL apart. */
export function countSql(relation: Relation, expectations: readonly Expectation[]): string {
  const counts = expectations.flatMap(({ newest }, index) => {
    const seen = `${stateColumn(index)} <> ${String(state.unseen)}`;
    const count = (code: number): string => `count(*) FILTER (WHERE ${stateColumn(index)} = ${String(code)})`;
    return [
      `count(*) FILTER (WHERE ${seen}) AS rows${String(index)}`,
      `${count(state.violated)} AS violations${String(index)}`,
      `${count(state.violatedByNull)} AS nulls${String(index)}`,
      // Infinity is no moment: its milliseconds are NULL.
      ...(newest === undefined ? [] : [`max(epoch_ms(${newest})) FILTER (WHERE ${seen}) AS newest${String(index)}`]),
    ];
  });
  return `SELECT ${counts.join(", ")} FROM (${judged(relation, expectations)})`;
}

export function countsOf(row: Readonly<Record<string, unknown>>, index: number): ExpectationCounts {
  const newest = row[`newest${String(index)}`];
  return {
    rows: Number(row[`rows${String(index)}`]),
    violations: Number(row[`violations${String(index)}`]),
    nullViolations: Number(row[`nulls${String(index)}`]),
    newestMs: newest === null || newest === undefined ? undefined : Number(newest),
  };
}

/**
 * Rows that all removing expectations let pass. A row is tested by a later predicate only if the earlier ones kept it, which a
 * plain AND would not promise.
 */
export function kept(relation: Relation, expectations: readonly Expectation[]): Relation {
  const [first, ...others] = expectations.filter(removesRows);
  if (first === undefined) return relation;
  const condition = others.reduceRight<string | undefined>(
    (later, expectation) => chained(passes(expectation), later),
    undefined,
  );
  return { ...relation, sql: `SELECT * FROM (${relation.sql}) WHERE ${chained(passes(first), condition)}` };
}

function chained(condition: string, later: string | undefined): string {
  return later === undefined ? condition : `CASE WHEN ${condition} THEN ${later} ELSE false END`;
}

function passes({ predicate, operator }: Expectation): string {
  const condition = `CAST((${predicate ?? "true"}) AS BOOLEAN)`;
  return operator.nullsPass ? `(${condition} IS NOT FALSE)` : `(${condition} IS TRUE)`;
}

/** Columns that every quarantined row has beside its own. */
export const quarantineColumns = {
  violations: "_violations",
  file: "_source_file",
  rowGroup: "_source_row_group",
  row: "_source_row",
  application: "_application",
} as const;

/**
 * Rows that a quarantine expectation took away, as they were: the columns that it saw, then the violated expectations' names
 * (warnings too), the row's origin and the application.
 */
export function quarantined(relation: Relation, expectations: readonly Expectation[], applicationId: string): Relation {
  const taking = expectations.flatMap(({ operator }, index) => (operator.action === "QUARANTINE" ? [index] : []));
  const [columns = relation.columns] = taking.map((index) => expectations[index]?.operator.columns ?? []).slice(0, 1);
  const own = columns.filter((name) => !isQuarantineColumn(name));
  const violated = expectations.map(
    ({ operator }, index) => `CASE WHEN ${violates(index)} THEN ${quoteText(operator.name)} END`,
  );
  const [file = "", rowGroup = "", row = ""] = provenanceColumns(relation.provenance).map(quoteIdentifier);
  const known = relation.provenance !== undefined;
  const added = [
    `list_filter([${violated.join(", ")}], lambda violation: violation IS NOT NULL) AS ${quarantineColumns.violations}`,
    `${known ? file : "CAST(NULL AS VARCHAR)"} AS ${quarantineColumns.file}`,
    `${known ? rowGroup : "CAST(NULL AS BIGINT)"} AS ${quarantineColumns.rowGroup}`,
    `${known ? row : "CAST(NULL AS BIGINT)"} AS ${quarantineColumns.row}`,
    `${quoteText(applicationId)} AS ${quarantineColumns.application}`,
  ];
  const list = [...own.map(quoteIdentifier), ...added].join(", ");
  const condition = taking.map(violates).join(" OR ");
  return {
    sql: `SELECT ${list} FROM (${judged(relation, expectations)}) WHERE ${condition === "" ? "false" : condition}`,
    columns: [...own, ...Object.values(quarantineColumns)],
    provenance: undefined,
    volatile: relation.volatile,
  };
}

function isQuarantineColumn(name: string): boolean {
  return (Object.values(quarantineColumns) as readonly string[]).includes(name.toLowerCase());
}

/** Rows that violate one expectation, in the order they came, with all that is known of them. */
export function violatingSql(
  relation: Relation,
  expectations: readonly Expectation[],
  index: number,
  rowsMax: number,
): string {
  const rows = judged(relation, expectations);
  return `SELECT ${names(allColumns(relation))} FROM (${rows}) WHERE ${violates(index)} LIMIT ${String(rowsMax)}`;
}
