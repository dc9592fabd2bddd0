/** TPC-H Q18, large volume customer: the hundred largest orders of more than 300 pieces. */
import { col, sum } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, lineitem, orders }) => {
  const large = lineitem
    .groupBy("l_orderkey")
    .agg(sum("l_quantity").as("quantity"))
    .filter(col("quantity").gt(300))
    .select(col("l_orderkey").as("o_orderkey"));
  return orders
    .join(large, "o_orderkey", "left_semi")
    .join(customer, col("o_custkey").eq(col("c_custkey")))
    .join(lineitem, col("o_orderkey").eq(col("l_orderkey")))
    .groupBy("c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice")
    .agg(sum("l_quantity").as("sum_quantity"))
    .orderBy(col("o_totalprice").desc(), "o_orderdate")
    .limit(100);
};

export default script(query);
