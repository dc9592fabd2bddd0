/**
 * What the 22 queries share: the eight tables of TPC-H, and how a query becomes a script that `goldpan submit` runs:
 *
 *   goldpan submit jobs/tpch/q01.ts s3a://tpch/sf1
 */
import { col, lit, sum, type Column, type DataFrame, type GoldpanSession } from "goldpan";

export const tableNames = [
  "region",
  "nation",
  "supplier",
  "customer",
  "part",
  "partsupp",
  "orders",
  "lineitem",
] as const;

export type TableName = (typeof tableNames)[number];
export type Tables = Readonly<Record<TableName, DataFrame>>;

/** One of the 22 queries. */
export type Query = (goldpan: GoldpanSession, tables: Tables) => DataFrame;

/** @param path  the folder that holds a folder of Parquet per table */
export function openTables(goldpan: GoldpanSession, path: string): Tables {
  const tables = tableNames.map((name) => [name, goldpan.read.parquet(`${path.replace(/\/+$/, "")}/${name}/`)]);
  return Object.fromEntries(tables) as Tables;
}

/** `main` of a query's script: prints its rows. The first argument is the folder of the tables. */
export function script(query: Query): (goldpan: GoldpanSession, args: string[]) => Promise<void> {
  return async (goldpan, [path = "s3a://tpch/sf1"]) => query(goldpan, openTables(goldpan, path)).show(100);
}

/** What a line of an order brings in: its price less the discount. */
export function discountedPrice(): Column {
  return col("l_extendedprice").times(lit(1).minus(col("l_discount")));
}

export function revenue(): Column {
  return sum(discountedPrice()).as("revenue");
}
