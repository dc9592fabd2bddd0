/** Tables of a shop for tests of transforms: files as a user has them, made by DuckDB, and views of them for the answers. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../duckdb.js";

export interface Shop {
  /** Four files: duplicates of `id`, NULL keys, a skewed `shop`, lists and maps, also empty ones. */
  readonly orders: string;
  readonly customers: string;
}

/** What the tables are called in SQL: put before a query. */
export function shopViews({ orders, customers }: Shop): string {
  return `WITH orders AS (FROM read_parquet('${orders}/*.parquet')), customers AS (FROM read_parquet('${customers}/*.parquet'))`;
}

/** @param folder  exists and is empty */
export async function makeShop(folder: string): Promise<Shop> {
  const orders = join(folder, "orders");
  const customers = join(folder, "customers");
  const order = `
    SELECT CAST(i % 9000 AS BIGINT) AS id,
      CASE WHEN i % 50 = 0 THEN NULL ELSE CAST(hash(i) % 400 AS INTEGER) END AS customer,
      CASE WHEN i % 3 > 0 THEN 'main' ELSE 'shop ' || hash(i, 1) % 20 END AS shop,
      CAST((hash(i, 2) % 100000) / 100 AS DECIMAL(10, 2)) AS amount,
      CAST(hash(i, 3) % 6 AS INTEGER) AS qty,
      TIMESTAMP '2024-01-01' + to_hours(CAST(hash(i, 4) % 8000 AS INTEGER)) + to_microseconds(i) AS moment,
      'note ' || hash(i, 5) % 40 || ' of ' || hash(i, 6) % 7 AS note,
      CASE i % 4 WHEN 0 THEN [] WHEN 1 THEN NULL WHEN 2 THEN ['a', 'b', NULL] ELSE ['t' || i % 5] END AS tags,
      CASE WHEN i % 3 = 0 THEN map {} ELSE map {'k' || i % 3: i % 11, 'z': 1} END AS attributes,
      CASE WHEN i % 97 = 0 THEN NULL ELSE CAST(hash(i, 7) % 1000 AS DOUBLE) END AS weight
    FROM range(12000) AS t(i)`;
  const customer = `
    SELECT CAST(i AS INTEGER) AS id, 'name ' || i AS name, CASE WHEN i % 10 = 0 THEN NULL ELSE 'city ' || i % 12 END AS city
    FROM range(20, 460) AS t(i)`;
  for (const path of [orders, customers]) mkdirSync(path);
  await execute(
    `COPY (${customer}) TO '${customers}/all.parquet' (FORMAT parquet)`,
    `CREATE TABLE orders AS ${order}`,
    ...[0, 1, 2, 3].map(
      (file) =>
        `COPY (FROM orders LIMIT 3000 OFFSET ${file * 3000}) TO '${orders}/part-${file}.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    ),
  );
  return { orders, customers };
}
