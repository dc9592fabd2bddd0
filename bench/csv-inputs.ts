/** Orders as CSV, made by DuckDB, the same at every run. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { made } from "./side-inputs.js";

const files = 4;
/** Measured. */
const bytesPerRow = 83;

export const csvColumns: readonly { readonly name: string; readonly type: string }[] = [
  { name: "id", type: "BIGINT" },
  { name: "customer", type: "INTEGER" },
  { name: "day", type: "DATE" },
  { name: "at", type: "TIMESTAMP" },
  { name: "price", type: "DOUBLE" },
  { name: "name", type: "VARCHAR" },
  { name: "city", type: "VARCHAR" },
  { name: "delay", type: "INTEGER" },
  { name: "paid", type: "BOOLEAN" },
  { name: "note", type: "VARCHAR" },
];

const expressions = `i AS id, (i * 7919) % 100000 AS customer, DATE '2001-01-01' + CAST(i % 365 AS INTEGER) AS day,
  TIMESTAMP '2001-01-01 00:00:00' + INTERVAL (i % 31536000) SECOND AS at, round((i * 31 % 100000) / 7.0, 2) AS price,
  'name ' || ((i * 13) % 5000) AS name, CASE WHEN i % 10 = 0 THEN NULL ELSE 'city-' || (i % 300) END AS city,
  (i % 1000) - 20 AS delay, i % 2 = 0 AS paid, 'sent, kind ' || (i % 7) AS note`;

/** @returns files of about that size together */
export async function generateCsv(folder: string, megabytes: number): Promise<string[]> {
  const target = join(folder, `csv-${megabytes}`);
  mkdirSync(target, { recursive: true });
  const rows = Math.ceil((megabytes * 1e6) / files / bytesPerRow);
  const paths: string[] = [];
  for (let file = 0; file < files; file++) {
    const query = `SELECT ${expressions} FROM range(${file * rows}, ${(file + 1) * rows}) t(i)`;
    const path = join(target, `orders-${file}.csv`);
    paths.push(await made(path, (part) => `COPY (${query}) TO '${part}' (FORMAT csv, HEADER true)`));
  }
  return paths;
}
