/** TPC-H Q6, forecasting revenue change: what small discounts on small quantities cost in 1994. */
import { col, sum } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem }) =>
  lineitem
    .filter("l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'")
    .filter("l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24")
    .agg(sum(col("l_extendedprice").times(col("l_discount"))).as("revenue"));

export default script(query);
