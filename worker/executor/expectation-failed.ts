/** The error of an expectation whose action is `fail`: which one, how often, and the first row that broke it. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ExpectOperator } from "../../common/wire/types.js";
import { formatCount } from "../../common/units.js";
import { describeValue } from "./function-values.js";
import type { Relation } from "./relation.js";

const shownColumnsMax = 8;

export function expectationFailed(
  operator: ExpectOperator,
  counts: { readonly rows: number; readonly violations: number },
  relation: Relation,
  row: Readonly<Record<string, unknown>> | undefined,
): GoldpanError {
  const { rows, violations } = counts;
  const where = row === undefined ? "" : `, first in ${originOf(relation, row)}: ${valuesOf(relation.columns, row)}`;
  return new GoldpanError(
    "EXPECTATION_FAILED",
    `expectation '${operator.name}' failed: ${formatCount(violations)} of ${formatCount(rows)} rows violate it${where}`,
    {
      details: { name: operator.name, violations, rows },
      hint: 'nothing was written; clean the rows first, or let the expectation "drop" or "quarantine" them',
    },
  );
}

/** `s3a://rawzone/a.parquet, row group 3, row 1048` */
export function originOf(relation: Relation, row: Readonly<Record<string, unknown>>): string {
  const { provenance } = relation;
  if (provenance === undefined) return "the rows of an earlier stage";
  const file = String(row[provenance.file]);
  // Lines of text are not counted.
  if (row[provenance.row] === null) return file;
  return `${file}, row group ${String(row[provenance.rowGroup])}, row ${String(row[provenance.row])}`;
}

export function valuesOf(columns: readonly string[], row: Readonly<Record<string, unknown>>): string {
  const shown = columns.slice(0, shownColumnsMax).map((name) => `${name} = ${describeValue(row[name])}`);
  return shown.join(", ") + (columns.length > shownColumnsMax ? ", …" : "");
}
