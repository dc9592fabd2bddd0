/** TPC-H Q13, customer distribution: how many customers placed how many orders, special requests not counted. */
import { col, count } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, orders }) =>
  customer
    .join(
      orders.filter(col("o_comment").like("%special%requests%").not()),
      col("c_custkey").eq(col("o_custkey")),
      "left_outer",
    )
    .groupBy("c_custkey")
    .agg(count("o_orderkey").as("c_count"))
    .groupBy("c_count")
    .agg(count("*").as("custdist"))
    .orderBy(col("custdist").desc(), col("c_count").desc());

export default script(query);
