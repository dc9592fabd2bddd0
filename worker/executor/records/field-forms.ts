/**
 * Forms of fields that the engine's reader of CSV takes as Spark does, if it takes them at all. It takes more than Spark: fields of
 * other forms are read as text, and judged as values then.
 */
import type { Column } from "../../../common/wire/types.js";
import type { CsvField } from "../../../common/csv/read-csv-record.js";
import { valueField, type FieldKind } from "./plain/value-fields.js";

export const fieldForms = { any: 0, digits: 1, number: 2, truth: 3, date: 4, timestamp: 5, decimal: 6 } as const;

export type FieldForm = (typeof fieldForms)[keyof typeof fieldForms];

const patterns: Readonly<Record<FieldForm, RegExp>> = {
  [fieldForms.any]: /^/,
  [fieldForms.digits]: /^-?[0-9]*$/,
  [fieldForms.number]: /^[0-9.eE+-]+$/,
  [fieldForms.truth]: /^([tT].{3}|[fF].{4})$/s,
  [fieldForms.date]: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  [fieldForms.timestamp]: /^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}([.][0-9]*)?$/,
  // The engine rounds one with an exponent by its digits alone.
  [fieldForms.decimal]: /^[0-9.+-]+$/,
};

const byKind: Readonly<Record<FieldKind, FieldForm>> = {
  none: fieldForms.any,
  text: fieldForms.any,
  whole: fieldForms.digits,
  decimal: fieldForms.decimal,
  fraction: fieldForms.number,
  truth: fieldForms.truth,
  date: fieldForms.date,
  timestamp: fieldForms.timestamp,
};

const formatOptions: Readonly<Record<string, string>> = {
  DATE: "dateFormat",
  TIMESTAMP: "timestampNTZFormat",
  "TIMESTAMP WITH TIME ZONE": "timestampFormat",
};

/** @returns `any` for types that are read as text in any case */
function fieldForm(type: string, options: Readonly<Record<string, string>>): FieldForm {
  const format = options[formatOptions[type] ?? ""] ?? "";
  // Such a text of `nullValue` may have the form of a value.
  const isPlain = format === "" && (options["nullValue"] ?? "") === "" && (options["emptyValue"] ?? "") === "";
  if (!isPlain) return fieldForms.any;
  return byKind[valueField(type)?.kind ?? "text"];
}

export function fieldFormsOf(
  columns: readonly Pick<Column, "type">[],
  options: Readonly<Record<string, string>>,
): FieldForm[] {
  return columns.map(({ type }) => fieldForm(type, options));
}

/** Fields in doubt are looked at once more, as texts. @param doubts  by field: 1 where there is one */
export function formsInDoubt(forms: readonly FieldForm[], doubts: Uint8Array): FieldForm[] {
  return forms.map((form, index) => (doubts[index] === 1 ? fieldForms.any : form));
}

/** Which fields are to be read as text: found one by one. */
export class FieldDoubts {
  private readonly doubts: boolean[];

  constructor(private readonly forms: readonly FieldForm[]) {
    this.doubts = forms.map((form) => form === fieldForms.any);
  }

  get typed(): boolean[] {
    return this.doubts.map((doubt) => !doubt);
  }

  add(fields: readonly CsvField[]): void {
    for (const [index, form] of this.forms.entries()) {
      const field = fields[index];
      if (field === undefined || (field.text === "" && !field.quoted)) continue;
      if (field.text === "" || !patterns[form].test(field.text)) this.doubts[index] = true;
    }
  }

  /** @param found  by field: 1 where there is a doubt; none given: there is one everywhere */
  addAll(found?: Uint8Array): void {
    for (const index of this.forms.keys()) if (found?.[index] !== 0) this.doubts[index] = true;
  }
}
