/** The peer of `bench -- clean`: the same cleaning by one DuckDB process, from and to local files. Arguments: input glob, output folder, threads. */
import { mkdirSync, rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [input = "", output = "", threads = "2"] = process.argv.slice(2);
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
await connection.run("SET preserve_insertion_order = false");
const minutes = "date_diff('second', picked_up_at, dropped_off_at)";
await connection.run(`
  COPY (
    SELECT * EXCLUDE (stored) REPLACE (lower(trim(payment)) AS payment, coalesce(passengers, 1) AS passengers),
      ${minutes} / 60.0 AS duration_min,
      distance_km / (${minutes} / 3600.0) AS speed_kmh,
      date_trunc('hour', picked_up_at) AS picked_up_hour
    FROM read_parquet('${input}')
    WHERE fare > 0 AND distance_km >= 0 AND distance_km < 200
  ) TO '${output}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PER_THREAD_OUTPUT true)`);
connection.closeSync();
instance.closeSync();
