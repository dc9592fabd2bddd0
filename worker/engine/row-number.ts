/** DuckDB's own column with the place of a row in its Parquet file, which gives way to one of the file's. */

/** From 0; there where `read_parquet` has the option of that name. */
export const rowNumber = "file_row_number";

/** Whether a file with these columns has one of its own in its place: then DuckDB's is not to be had. */
export function hidesRowNumber(columns: readonly string[]): boolean {
  return columns.some((name) => name.toLowerCase() === rowNumber);
}
