/**
 * The peer of a benchmark: statements run by one DuckDB process on local files. Arguments: threads, then statements; the last one is timed,
 * and what it took is printed as one JSON line.
 */
import { DuckDBInstance } from "@duckdb/node-api";

const [threads = "2", ...statements] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
await connection.run("SET preserve_insertion_order = false");
for (const statement of statements.slice(0, -1)) await connection.run(statement);
const calledAtMs = Date.now();
await connection.run(statements.at(-1) ?? "");
process.stdout.write(`${JSON.stringify({ calledAtMs, returnedAtMs: Date.now() })}\n`);
connection.closeSync();
instance.closeSync();
