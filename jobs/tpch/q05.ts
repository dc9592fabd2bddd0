/** TPC-H Q5, local supplier volume: revenue within Asian nations, where customer and supplier share the nation, in 1994. */
import { col } from "goldpan";
import { revenue, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, lineitem, nation, orders, region, supplier }) =>
  region
    .filter(col("r_name").eq("ASIA"))
    .join(nation, col("r_regionkey").eq(col("n_regionkey")))
    .join(customer, col("n_nationkey").eq(col("c_nationkey")))
    .join(
      orders.filter("o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1995-01-01'"),
      col("c_custkey").eq(col("o_custkey")),
    )
    .join(lineitem, col("o_orderkey").eq(col("l_orderkey")))
    .join(
      supplier,
      col("l_suppkey")
        .eq(col("s_suppkey"))
        .and(col("c_nationkey").eq(col("s_nationkey"))),
    )
    .groupBy("n_name")
    .agg(revenue())
    .orderBy(col("revenue").desc());

export default script(query);
