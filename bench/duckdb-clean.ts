/** The peer of `bench -- clean`: the same cleaning by one DuckDB process, from and to local files. Arguments: input glob, output folder, threads. */
import { mkdirSync, rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { cleanTrips } from "./clean-sql.js";

const [input = "", output = "", threads = "2"] = process.argv.slice(2);
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
await connection.run("SET preserve_insertion_order = false");
await connection.run(
  `COPY (${cleanTrips(input)}) TO '${output}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PER_THREAD_OUTPUT true)`,
);
connection.closeSync();
instance.closeSync();
