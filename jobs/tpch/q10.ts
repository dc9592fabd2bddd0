/** TPC-H Q10, returned item reporting: the twenty customers whose returns of a quarter cost the most revenue. */
import { col } from "goldpan";
import { revenue, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, lineitem, nation, orders }) =>
  customer
    .join(
      orders.filter("o_orderdate >= DATE '1993-10-01' AND o_orderdate < DATE '1994-01-01'"),
      col("c_custkey").eq(col("o_custkey")),
    )
    .join(lineitem.filter(col("l_returnflag").eq("R")), col("o_orderkey").eq(col("l_orderkey")))
    .join(nation, col("c_nationkey").eq(col("n_nationkey")))
    .groupBy("c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment")
    .agg(revenue())
    .select("c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment")
    .orderBy(col("revenue").desc())
    .limit(20);

export default script(query);
