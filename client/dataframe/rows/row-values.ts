/** Rows of the script's own as a Values relation: types from a schema or from the values, rows as JSON lines. */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { nearest } from "../../../common/nearest.js";
import { formatBytes } from "../../../common/units.js";
import type { CallSite, Column as SchemaColumn, ValuesInput } from "../../../common/wire/types.js";
import { atCallSite, planRefused } from "../call-site.js";
import { encodeValue } from "./encode-value.js";
import { inferColumns } from "./infer-columns.js";
import type { InputRow } from "./named-rows.js";
import { duckdbType } from "../sql/spark-type.js";
import { parseType, schemaColumns, type SchemaLike } from "../sql/type-text.js";

/** Rows travel within the plan, so they must fit into a message beside it. */
const rowsBytesMax = 24 * 2 ** 20;

/**
 * @param schema  inferred from all rows where it is not given
 * @throws PLAN_REFUSED naming row and column, LIMIT_EXCEEDED beyond 24 MiB of JSON
 */
export function valuesOf(rows: readonly InputRow[], schema: SchemaLike | undefined, at: CallSite | null): ValuesInput {
  const columns =
    schema === undefined
      ? inferColumns(rows, at)
      : schemaColumns(schema, at).map(({ name, type }) => ({ name, type: duckdbType(type, at) }));
  const types = columns.map(({ name, type }) => ({ name, type: parseType(type, at) }));
  const names = new Set(columns.map(({ name }) => name));
  const lines = rows.map((row, index) => {
    const unknown = Object.keys(row).find((name) => !names.has(name));
    if (unknown !== undefined) throw unknownColumn(unknown, index, columns, at);
    const cells = types.map(({ name, type }) => [name, encodeValue(row[name], type, { row: index, path: name, at })]);
    return `${JSON.stringify(Object.fromEntries(cells))}\n`;
  });
  const rowsJson = Buffer.from(lines.join(""), "utf8");
  if (rowsJson.length > rowsBytesMax) {
    const actual = formatBytes(rowsJson.length);
    throw new GoldpanError("LIMIT_EXCEEDED", `createDataFrame: ${actual} of rows${atCallSite(at)}`, {
      details: { limit: rowsBytesMax, actual: rowsJson.length },
      hint: `rows of the script travel within the plan, up to ${formatBytes(rowsBytesMax)}: write them to a Parquet file and read that`,
    });
  }
  return { schema: { columns }, rowsJson };
}

function unknownColumn(name: string, row: number, columns: readonly SchemaColumn[], at: CallSite | null): GoldpanError {
  const names = columns.map((column) => column.name);
  const [candidate] = nearest(name, names, 1);
  return planRefused(
    `row ${row} has a column '${name}' that the schema has not`,
    at,
    candidate === undefined ? "add it to the schema or leave it out of the rows" : `did you mean '${candidate}'?`,
  );
}
