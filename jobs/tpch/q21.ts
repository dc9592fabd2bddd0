/** TPC-H Q21, suppliers who kept orders waiting: the only ones late, in orders of several suppliers, in Saudi Arabia. */
import { col, count } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, nation, orders, supplier }) => {
  const late = lineitem.filter(col("l_receiptdate").gt(col("l_commitdate")));
  const ofAnother = (line: string) =>
    col("l1.l_orderkey")
      .eq(col(`${line}.l_orderkey`))
      .and(col("l1.l_suppkey").neq(col(`${line}.l_suppkey`)));
  return late
    .select("l_orderkey", "l_suppkey")
    .alias("l1")
    .join(supplier, col("l_suppkey").eq(col("s_suppkey")))
    .join(nation.filter(col("n_name").eq("SAUDI ARABIA")), col("s_nationkey").eq(col("n_nationkey")))
    .join(orders.filter(col("o_orderstatus").eq("F")), col("l_orderkey").eq(col("o_orderkey")))
    .join(lineitem.alias("l2"), ofAnother("l2"), "left_semi")
    .join(late.alias("l3"), ofAnother("l3"), "left_anti")
    .groupBy("s_name")
    .agg(count("*").as("numwait"))
    .orderBy(col("numwait").desc(), "s_name")
    .limit(100);
};

export default script(query);
