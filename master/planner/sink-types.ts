/**
 * Types in tables, which other engines read: cast with a note where that loses nothing, refused where no Parquet type fits. A
 * HUGEINT becomes DECIMAL(38,0) by a checked cast: a value beyond it fails the job.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { CallSite } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { Notice } from "./lowering-context.js";
import { planRefused } from "./plan-refused.js";
import { formatType, mapType, parseType, type Type } from "./types.js";

/** What a leaf is written as; those that are missing are written as they are. */
const writtenAs: Readonly<Record<string, Type>> = {
  HUGEINT: { kind: "decimal", width: 38, scale: 0 },
  UHUGEINT: { kind: "decimal", width: 38, scale: 0 },
  TIMESTAMP_S: { kind: "plain", name: "TIMESTAMP" },
  TIMESTAMP_MS: { kind: "plain", name: "TIMESTAMP" },
  UUID: { kind: "plain", name: "VARCHAR" },
  NULL: { kind: "plain", name: "INTEGER" },
};

const refusedTypes = new Set(["INTERVAL", "BIT", "BIGNUM", "TIME WITH TIME ZONE", "TIME_NS", "VARIANT", "GEOMETRY"]);

/**
 * @returns the columns as the table has them, in order, and a note for each that changed
 * @throws TYPE_NOT_SUPPORTED naming the column
 */
export function tableColumns(
  columns: readonly BoundColumn[],
  callSite: CallSite | null,
): { columns: BoundColumn[]; notices: Notice[] } {
  const notices: Notice[] = [];
  const written = columns.map(({ name, type }) => {
    const parsed = parseType(type);
    const changed = formatType(mapType(parsed, (part) => writtenType(part, name, type, callSite)));
    const target = changed === formatType(parsed) ? type : changed;
    if (target !== type) {
      notices.push({ code: "TYPE_CHANGED", text: `column '${name}' is written as ${target}: Parquet has no ${type}` });
    }
    if (type.includes("TIMESTAMP_NS")) {
      const text = `column '${name}' has nanoseconds, which Spark reads only with spark.sql.legacy.parquet.nanosAsLong`;
      notices.push({ code: "TYPE_RARELY_READ", text });
    }
    return { name, type: target };
  });
  return { columns: written, notices };
}

function writtenType(part: Type, name: string, whole: string, callSite: CallSite | null): Type {
  if (part.kind === "enum") return { kind: "plain", name: "VARCHAR" };
  if (part.kind === "array") return { kind: "list", item: part.item };
  if (part.kind === "plain" && Object.hasOwn(writtenAs, part.name)) return writtenAs[part.name] ?? part;
  if (part.kind !== "union" && !(part.kind === "plain" && refusedTypes.has(part.name))) return part;
  const where = callSite === null ? "" : `${callSite.file}:${callSite.line}: `;
  throw new GoldpanError(
    "TYPE_NOT_SUPPORTED",
    `${where}column '${name}' has type ${whole}, which other engines cannot read`,
    {
      hint: `cast it first, for instance withColumn(${JSON.stringify(name)}, ${JSON.stringify(`CAST(${quoteIdentifier(name)} AS VARCHAR)`)})`,
      details: { expression: name, ...(callSite === null ? {} : { callSite }) },
    },
  );
}

/**
 * Whether files of text can hold these columns.
 * @param columns  of the files, without partition columns
 * @throws TYPE_NOT_SUPPORTED naming the column, PLAN_REFUSED for text of other than one column of text
 */
export function assertTextForm(
  format: "csv" | "json" | "text",
  columns: readonly BoundColumn[],
  callSite: CallSite | null,
): void {
  if (format === "json") return;
  if (format === "text" && (columns.length !== 1 || columns[0]?.type !== "VARCHAR")) {
    const found = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
    const hint =
      "select one column of text first, for instance selectExpr(\"concat_ws(',', a, b) AS value\"), or write csv";
    throw planRefused(callSite, `write.text takes one column of type VARCHAR, not ${found}`, hint);
  }
  const refused = columns.find(({ type }) => {
    const { kind } = parseType(type);
    return kind === "struct" || kind === "list" || kind === "map" || kind === "array" || type === "BLOB";
  });
  if (refused === undefined) return;
  const { name, type } = refused;
  const cast = type === "BLOB" ? `base64(${quoteIdentifier(name)})` : `to_json(${quoteIdentifier(name)})`;
  const where = callSite === null ? "" : `${callSite.file}:${callSite.line}: `;
  throw new GoldpanError("TYPE_NOT_SUPPORTED", `${where}column '${name}' has type ${type}, which CSV has no text for`, {
    hint: `write it as text, for instance withColumn(${JSON.stringify(name)}, ${JSON.stringify(cast)}), or write json or parquet`,
    details: { expression: name, ...(callSite === null ? {} : { callSite }) },
  });
}
