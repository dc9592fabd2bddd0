/** The error of an expectation whose action is `fail`: which one, how often, and the first rows that broke it. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ExpectOperator } from "../../common/wire/types.js";
import { formatCount } from "../../common/units.js";
import type { Redaction } from "./redaction.js";
import type { Relation } from "./relation.js";

/** Rows that the error shows. */
export const examplesMax = 3;
const shownColumnsMax = 8;

export interface FailedRows {
  /** Counted by the attempt. */
  readonly rows: number;
  readonly violations: number;
  /** The first ones, at most `examplesMax`, with all that is known of them. */
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

export function expectationFailed(
  { name, columns }: ExpectOperator,
  relation: Relation,
  { rows, violations, examples }: FailedRows,
  redaction: Redaction,
): GoldpanError {
  const shown = examples.map((row) => `${originOf(relation, row)}: ${valuesOf(columns, row, redaction)}`);
  const first = shown.length === 0 ? "" : `, first in ${shown.join("; then in ")}`;
  return new GoldpanError(
    "EXPECTATION_FAILED",
    `expectation '${name}' failed: ${formatCount(violations)} of ${formatCount(rows)} rows violate it${first}`,
    {
      details: { name, violations, rows },
      hint: 'nothing was written; clean the rows first, or let the expectation "drop" or "quarantine" them',
    },
  );
}

/** `s3a://rawzone/a.parquet, row group 3, row 1048` */
export function originOf({ provenance }: Relation, row: Readonly<Record<string, unknown>>): string {
  // Rows that a join or an aggregate made have none.
  if (provenance === undefined || row[provenance.file] === null) return "the rows of an earlier stage";
  const file = String(row[provenance.file]);
  // Lines of text are not counted.
  if (row[provenance.row] === null) return file;
  return `${file}, row group ${String(row[provenance.rowGroup])}, row ${String(row[provenance.row])}`;
}

function valuesOf(columns: readonly string[], row: Readonly<Record<string, unknown>>, redaction: Redaction): string {
  const shown = columns.slice(0, shownColumnsMax).map((name) => redaction.shown(name, row[name]));
  return shown.join(", ") + (columns.length > shownColumnsMax ? ", …" : "");
}
