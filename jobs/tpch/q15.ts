/** TPC-H Q15, top supplier: who contributed the most revenue in the first quarter of 1996. */
import { col, max, sum } from "goldpan";
import { discountedPrice, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, supplier }) => {
  const revenues = lineitem
    .filter("l_shipdate >= DATE '1996-01-01' AND l_shipdate < DATE '1996-04-01'")
    .groupBy("l_suppkey")
    .agg(sum(discountedPrice()).as("total_revenue"));
  const highest = revenues.agg(max("total_revenue").as("max_revenue"));
  return revenues
    .join(highest, col("total_revenue").eq(col("max_revenue")))
    .join(supplier, col("l_suppkey").eq(col("s_suppkey")))
    .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
    .orderBy("s_suppkey");
};

export default script(query);
