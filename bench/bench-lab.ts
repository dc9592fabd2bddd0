/** What the benchmarks share: a folder for generated files, landing them in MinIO, and a table on the terminal. */
import { basename, join } from "node:path";
import { packageRoot } from "../common/package-root.js";
import { minioClient, type TestMinio } from "../tests/support/minio.js";

/** Generated files stay here between runs. */
export const benchFolder = join(packageRoot, ".goldpan", "bench");

/** Makes `bucket` and `gold`, and puts the files into `bucket/folder/`. */
export async function landFiles(
  minio: TestMinio,
  bucket: string,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const client = minioClient(minio);
  for (const name of new Set([bucket, "gold"])) {
    if (!(await client.bucketExists(name))) await client.makeBucket(name);
  }
  for (const path of paths) await client.fPutObject(bucket, `${folder}/${basename(path)}`, path);
}

export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ");
  process.stdout.write(
    `\n${line(header)}\n${widths.map((width) => "─".repeat(width)).join("   ")}\n${rows.map(line).join("\n")}\n\n`,
  );
}
