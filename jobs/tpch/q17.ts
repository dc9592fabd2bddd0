/** TPC-H Q17, small-quantity-order revenue: what a year would lose without orders of less than a fifth of the mean quantity. */
import { avg, col, expr, sum } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, part }) => {
  const quantities = lineitem.groupBy("l_partkey").agg(avg("l_quantity").as("mean_quantity"));
  return part
    .filter(col("p_brand").eq("Brand#23").and(col("p_container").eq("MED BOX")))
    .select(col("p_partkey").as("l_partkey"))
    .join(lineitem, "l_partkey")
    .join(quantities, "l_partkey")
    .filter(expr("l_quantity < 0.2 * mean_quantity"))
    .agg(sum("l_extendedprice").divide(7).as("avg_yearly"));
};

export default script(query);
