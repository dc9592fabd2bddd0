/** TPC-H Q14, promotion effect: the share of promotional parts in the revenue of a month, in percent. */
import { col, lit, sum, when } from "goldpan";
import { discountedPrice, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, part }) =>
  lineitem
    .filter("l_shipdate >= DATE '1995-09-01' AND l_shipdate < DATE '1995-10-01'")
    .join(part, col("l_partkey").eq(col("p_partkey")))
    .agg(
      lit(100)
        .times(sum(when(col("p_type").startsWith("PROMO"), discountedPrice()).otherwise(0)))
        .divide(sum(discountedPrice()))
        .as("promo_revenue"),
    );

export default script(query);
