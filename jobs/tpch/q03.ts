/** TPC-H Q3, shipping priority: the ten unshipped orders of the building segment with the highest revenue on 1995-03-15. */
import { col } from "goldpan";
import { revenue, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, lineitem, orders }) =>
  customer
    .filter(col("c_mktsegment").eq("BUILDING"))
    .join(orders.filter(col("o_orderdate").lt("1995-03-15")), col("c_custkey").eq(col("o_custkey")))
    .join(lineitem.filter(col("l_shipdate").gt("1995-03-15")), col("o_orderkey").eq(col("l_orderkey")))
    .groupBy("l_orderkey", "o_orderdate", "o_shippriority")
    .agg(revenue())
    .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
    .orderBy(col("revenue").desc(), "o_orderdate")
    .limit(10);

export default script(query);
