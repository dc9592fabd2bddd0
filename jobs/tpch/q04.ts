/** TPC-H Q4, order priority checking: orders of a quarter with at least one line received after its date, by priority. */
import { col, count } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, orders }) =>
  orders
    .filter("o_orderdate >= DATE '1993-07-01' AND o_orderdate < DATE '1993-10-01'")
    .join(
      lineitem.filter(col("l_commitdate").lt(col("l_receiptdate"))),
      col("o_orderkey").eq(col("l_orderkey")),
      "left_semi",
    )
    .groupBy("o_orderpriority")
    .agg(count("*").as("order_count"))
    .orderBy("o_orderpriority");

export default script(query);
