/** TPC-H Q12, shipping modes and order priority: whether cheap modes of shipping delay urgent orders. */
import { col, sum, when } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, orders }) => {
  const urgent = col("o_orderpriority").isin("1-URGENT", "2-HIGH");
  return orders
    .join(
      lineitem
        .filter(col("l_shipmode").isin("MAIL", "SHIP"))
        .filter("l_commitdate < l_receiptdate AND l_shipdate < l_commitdate")
        .filter("l_receiptdate >= DATE '1994-01-01' AND l_receiptdate < DATE '1995-01-01'"),
      col("o_orderkey").eq(col("l_orderkey")),
    )
    .groupBy("l_shipmode")
    .agg(
      sum(when(urgent, 1).otherwise(0)).as("high_line_count"),
      sum(when(urgent, 0).otherwise(1)).as("low_line_count"),
    )
    .orderBy("l_shipmode");
};

export default script(query);
