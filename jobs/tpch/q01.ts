/** TPC-H Q1, pricing summary report: totals of all lines shipped up to 90 days before the end of 1998-12-01. */
import { avg, col, count, lit, sum } from "goldpan";
import { discountedPrice, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem }) =>
  lineitem
    .filter(col("l_shipdate").lte("1998-09-02"))
    .groupBy("l_returnflag", "l_linestatus")
    .agg(
      sum("l_quantity").as("sum_qty"),
      sum("l_extendedprice").as("sum_base_price"),
      sum(discountedPrice()).as("sum_disc_price"),
      sum(discountedPrice().times(lit(1).plus(col("l_tax")))).as("sum_charge"),
      avg("l_quantity").as("avg_qty"),
      avg("l_extendedprice").as("avg_price"),
      avg("l_discount").as("avg_disc"),
      count("*").as("count_order"),
    )
    .orderBy("l_returnflag", "l_linestatus");

export default script(query);
