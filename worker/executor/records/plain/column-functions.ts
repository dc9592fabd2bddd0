/** A function for each kind of fields that makes the values of a column. */
import { columnFunction } from "./column-code.js";
import { decimal, fraction, whole } from "./number-code.js";
import type { CsvMarks } from "./record-ends.js";
import { text, truth } from "./text-code.js";
import { date, timestamp } from "./time-code.js";
import type { FieldKind } from "./value-fields.js";
import type { Code, WasmFunction } from "./wasm-module.js";

/** Of fields that are kept. */
export type ColumnKind = Exclude<FieldKind, "none">;

/** By the names of the kinds. */
export function columnFunctions({ quote, escape }: CsvMarks): WasmFunction[] {
  const doubled = quote !== "" && escape === quote ? quote : undefined;
  const values: Readonly<Record<ColumnKind, Code>> = {
    ...{ text: text(doubled), whole, decimal, fraction, truth, date, timestamp },
  };
  return Object.entries(values).map(([name, value]) => columnFunction(name, value, quote));
}
