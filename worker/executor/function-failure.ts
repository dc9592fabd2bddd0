/** The error of a row function that refused, threw or answered wrongly: which function, and on which row. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { RowFunction } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Engine } from "../engine/engine.js";
import { originOf } from "./expectation-failed.js";
import { redacted, type Redaction } from "./redaction.js";
import { names, provenanceColumns, type SavedRelation } from "./relation.js";

export interface FunctionFailure {
  readonly message: string;
  readonly hint: string;
  /** The value at fault, shortened; empty when none is. */
  readonly value: string;
}

/** What stands for a text that tells what it must not. */
const hidden: Omit<FunctionFailure, "hint"> = {
  message: "failed with a text that tells a value which goldpan.redaction.columns hides",
  value: redacted,
};

/** @param row  of the saved relation. @returns ROW_FUNCTION_FAILED */
export async function functionFailed(
  { engine, redaction }: { readonly engine: Engine; readonly redaction: Redaction },
  saved: SavedRelation,
  declared: RowFunction,
  row: number,
  failed: FunctionFailure,
): Promise<GoldpanError> {
  const { provenance } = saved;
  const columns = [...new Set([...saved.columns, ...provenanceColumns(provenance)])];
  const [origin = {}] = await engine.objects(
    `SELECT ${names(columns)} FROM ${quoteIdentifier(saved.table)} WHERE rowid = ${String(row)}`,
  );
  const isHidden = redaction.isToldBy(`${failed.message} ${failed.value}`, origin);
  const failure = { ...failed, ...(isHidden ? hidden : {}) };
  const where = provenance === undefined ? "" : ` (${originOf(saved, origin)})`;
  const site = declared.callSite;
  const declaredAt = site === null ? "" : ` declared at ${site.file}:${String(site.line)}`;
  return new GoldpanError(
    "ROW_FUNCTION_FAILED",
    `row function '${declared.name}'${declaredAt}: ${failure.message}${where}`,
    {
      hint: failure.hint,
      details: {
        files: provenance === undefined ? [] : [{ file: String(origin[provenance.file]), problem: failure.message }],
        rowGroup: provenance === undefined ? -1 : Number(origin[provenance.rowGroup]),
        row: provenance === undefined ? -1 : Number(origin[provenance.row]),
        value: failure.value,
        function: declared.name,
      },
    },
  );
}
