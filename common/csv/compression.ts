/** How files of text are compressed, by their names, as Spark's readers take it. */

export type Compression = "none" | "gzip" | "zstd";

/** What is neither text nor compressed in a way that can be read. */
const unreadableEndings = /\.(bz2|xz|lz4|lzo|snappy|deflate|br|zip|7z|tar|parquet|orc|avro)$/i;

/** @returns undefined for what cannot be read */
export function compressionOf(uri: string): Compression | undefined {
  if (/\.(gz|gzip)$/i.test(uri)) return "gzip";
  if (/\.(zst|zstd)$/i.test(uri)) return "zstd";
  return unreadableEndings.test(uri) ? undefined : "none";
}
