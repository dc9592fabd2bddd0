/** What is kept of fields of plain records: values, or texts. */
import type { Column } from "../../../../common/wire/types.js";
import type { PlainColumn } from "../../../../storage/parquet/plain-file.js";
import { physicalType } from "../../../../storage/parquet/parquet-schema.js";
import { fieldForms, type FieldForm } from "../field-forms.js";
import { textField, valueField, type StoredField } from "./value-fields.js";

const unread: StoredField = { kind: "none", physical: physicalType.byteArray };

/**
 * @param forms   `any`: what a text means depends on options, or no form tells it
 * @param wanted  names of columns that are read; the others are only judged
 */
export function storedFields(
  columns: readonly Pick<Column, "name" | "type">[],
  forms: readonly FieldForm[],
  { nullValue = "", emptyValue = "" }: Readonly<Record<string, string>>,
  wanted: ReadonlySet<string> | undefined,
): StoredField[] {
  const keepsEmpty = nullValue !== "" || emptyValue !== "";
  const fields = columns.map(({ name, type }, index) => {
    const stored = forms[index] === fieldForms.any ? undefined : valueField(type);
    if (stored !== undefined) return stored;
    const isJudged = type !== "VARCHAR";
    return wanted === undefined || wanted.has(name) || isJudged ? { ...textField, keepsEmpty } : unread;
  });
  // Rows without any column are none.
  const isEmpty = fields.every(({ kind }) => kind === "none");
  return isEmpty ? fields.map((field, index) => (index === 0 ? { ...textField, keepsEmpty } : field)) : fields;
}

/** The columns of a file of such fields, called by their positions. */
export function storedColumns(fields: readonly StoredField[]): PlainColumn[] {
  return fields.flatMap(({ kind, physical, converted, precision, scale }, index) =>
    kind === "none" ? [] : [{ name: `c${index}`, physical, converted, precision, scale }],
  );
}

/** What the column of a field has; undefined: there is none. */
export function columnKind({ kind }: StoredField): "value" | "text" | undefined {
  if (kind === "none") return undefined;
  return kind === "text" ? "text" : "value";
}
