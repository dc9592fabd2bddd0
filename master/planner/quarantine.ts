/** The quarantine table's schema: all columns that any quarantining step saw, by name, and what is added to each row. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { QuarantineStep } from "./lower.js";
import type { Notice } from "./lowering-context.js";
import { tableColumns } from "./sink-types.js";

const addedColumns: readonly BoundColumn[] = [
  { name: "_violations", type: "VARCHAR[]" },
  { name: "_source_file", type: "VARCHAR" },
  { name: "_source_row_group", type: "BIGINT" },
  { name: "_source_row", type: "BIGINT" },
  { name: "_application", type: "VARCHAR" },
];

/**
 * @param steps  in the order written, at least one
 * @throws PLAN_REFUSED when a column has the name of one that quarantine adds
 */
export function quarantineSchema(steps: readonly QuarantineStep[]): { columns: BoundColumn[]; notices: Notice[] } {
  const notices: Notice[] = [];
  const merged = new Map<string, BoundColumn>();
  for (const { columns, callSite } of steps) {
    for (const column of tableColumns(columns, callSite).columns) {
      const key = column.name.toLowerCase();
      if (addedColumns.some(({ name }) => name === key)) throw nameTaken(column.name, callSite);
      const known = merged.get(key);
      if (known === undefined) merged.set(key, column);
      else if (known.type !== column.type && known.type !== "VARCHAR") {
        merged.set(key, { name: known.name, type: "VARCHAR" });
        const text = `column '${known.name}' is VARCHAR in quarantine: the steps that quarantine see ${known.type} and ${column.type}`;
        notices.push({ code: "TYPE_CHANGED", text });
      }
    }
  }
  return { columns: [...merged.values(), ...addedColumns], notices };
}

function nameTaken(name: string, callSite: QuarantineStep["callSite"]): GoldpanError {
  const where = callSite === null ? "" : `${callSite.file}:${callSite.line}: `;
  return new GoldpanError("PLAN_REFUSED", `${where}quarantine adds a column '${name}', and the rows have one already`, {
    hint: `drop or rename it before the expectation, for instance drop(${JSON.stringify(name)})`,
    details: callSite === null ? {} : { callSite },
  });
}
