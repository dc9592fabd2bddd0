/** What the reader reads. */
export type ReadFormat = "parquet" | "text" | "csv" | "json";
