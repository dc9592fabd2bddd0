/** Columns that a script says its files have. */
import type { CallSite, Column, Scan } from "../../../common/wire/types.js";
import type { BoundColumn } from "../../planner/analysed-plan.js";
import type { Engine } from "../engine.js";
import { scriptError } from "../expressions/refusals.js";
import { canonicalType } from "../expressions/type-names.js";
import { placeAt } from "./parts.js";

/** @throws TYPE_MISMATCH, PLAN_REFUSED for types that a format does not have */
export async function givenColumns(
  engine: Engine,
  { format, options }: Scan,
  columns: readonly Column[],
  callSite: CallSite | null,
): Promise<BoundColumn[]> {
  const refuse = (what: string, hint: string): never => {
    throw scriptError("PLAN_REFUSED", placeAt(callSite), what, { hint });
  };
  if (format === "text") refuse("text has one column, value, and takes no schema", "leave schema out, and use select");
  const corrupt = optionOf(options, "columnNameOfCorruptRecord") ?? "_corrupt_record";
  const given: BoundColumn[] = [];
  for (const { name, type: text } of columns) {
    const type = await canonicalType(engine, text, placeAt(callSite));
    if (format === "csv" && /[([\]]/.test(type.replace(/^DECIMAL\([\d,]+\)$/, ""))) {
      refuse(`CSV has no ${type} (column '${name}')`, "read it as STRING, and take it apart with split or from_json");
    }
    if (format !== "parquet" && name === corrupt && type !== "VARCHAR") {
      refuse(`the column of malformed records, '${name}', is ${type}`, "give it the type STRING");
    }
    given.push({ name, type });
  }
  return given;
}

function optionOf(options: Readonly<Record<string, string>>, wanted: string): string | undefined {
  return Object.entries(options).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}
