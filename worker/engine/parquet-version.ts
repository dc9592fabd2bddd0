/**
 * Which version of Parquet's pages a file gets. DuckDB 1.5 writes texts of v2 by DELTA_LENGTH_BYTE_ARRAY and makes too little room for
 * those in a list that several rows share (a constant, or the other side of a cross join): "not enough space in buffer".
 */
import type { Column } from "../../common/wire/types.js";

export type ParquetVersion = "v1" | "v2";

/** @returns v1 where a column has lists or maps in it, else what is wanted */
export function parquetVersion(wanted: ParquetVersion, columns: readonly Column[]): ParquetVersion {
  return columns.some(({ type }) => /\[|\bMAP\(/i.test(type)) ? "v1" : wanted;
}
