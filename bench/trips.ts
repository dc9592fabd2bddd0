/**
 * The benchmark's input: taxi-like trips, 19 columns, made by DuckDB from row numbers and hash(), so that every machine gets the
 * same rows. Dirty on purpose: negative fares, impossible distances, NULL passengers, padded text, doubled rows.
 */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

export const tripFiles = 16;

/** Writes `rows` rows as 16 snappy files into `folder`, unless they are there. @returns their paths */
export async function generateTrips(folder: string, rows: number): Promise<string[]> {
  const target = join(folder, `trips-${rows}`);
  const paths = Array.from({ length: tripFiles }, (_, index) =>
    join(target, `trips-${String(index).padStart(2, "0")}.parquet`),
  );
  mkdirSync(target, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "2GB" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const rowsPerFile = Math.floor(rows / tripFiles);
  for (const [index, path] of paths.entries()) {
    if (existsSync(path)) continue;
    const [from, to] = [index * rowsPerFile, (index + 1) * rowsPerFile];
    await connection.run(`COPY (${tripsQuery(from, to)}) TO '${path}.part' (FORMAT parquet, COMPRESSION snappy)`);
    renameSync(`${path}.part`, path);
  }
  connection.closeSync();
  instance.closeSync();
  return paths;
}

/** Pseudo-random but fixed: 0 ≤ value < `below`, from the row number and a salt. */
const draw = (salt: number, below: number) => `(hash(i, ${salt}) % ${below})`;

function tripsQuery(from: number, to: number): string {
  return `
    SELECT i AS trip_id,
      (1 + ${draw(1, 3)})::INTEGER AS vendor_id,
      TIMESTAMP '2024-01-01' + to_seconds(${draw(2, 31_536_000)}::BIGINT) AS picked_up_at,
      TIMESTAMP '2024-01-01' + to_seconds((${draw(2, 31_536_000)} + 60 + ${draw(3, 5_400)})::BIGINT) AS dropped_off_at,
      CASE WHEN ${draw(4, 50)} = 0 THEN NULL ELSE ${draw(4, 6)}::INTEGER END AS passengers,
      CASE WHEN ${draw(5, 400)} = 0 THEN -1.0 ELSE (${draw(5, 30_000)} / 1000.0)::DOUBLE END AS distance_km,
      (1 + ${draw(6, 265)})::INTEGER AS pickup_zone,
      (1 + ${draw(7, 265)})::INTEGER AS dropoff_zone,
      CASE ${draw(8, 4)} WHEN 0 THEN ' card' WHEN 1 THEN 'CASH ' WHEN 2 THEN 'card' ELSE 'app' END AS payment,
      CASE WHEN ${draw(9, 300)} = 0 THEN -5.0 ELSE (3 + ${draw(9, 9_000)} / 100.0)::DOUBLE END AS fare,
      (${draw(10, 300)} / 100.0)::DOUBLE AS extra,
      0.5::DOUBLE AS tax,
      (${draw(11, 2_000)} / 100.0)::DOUBLE AS tip,
      (CASE WHEN ${draw(12, 20)} = 0 THEN 6.55 ELSE 0.0 END)::DOUBLE AS tolls,
      (3.5 + ${draw(9, 9_000)} / 100.0 + ${draw(11, 2_000)} / 100.0)::DOUBLE AS total,
      'D' || lpad(${draw(13, 20_000)}::VARCHAR, 6, '0') AS driver,
      'C' || lpad(${draw(14, 8_000)}::VARCHAR, 5, '0') AS car,
      CASE WHEN ${draw(15, 30)} = 0 THEN 'Y' ELSE 'N' END AS stored,
      TIMESTAMP '2024-01-01' + to_seconds((${draw(2, 31_536_000)} + 86_400)::BIGINT) AS updated_at
    FROM range(${from}, ${to}) AS source(i)`;
}
