/** TPC-H Q20, potential part promotion: Canadian suppliers with more than half a year's demand of a forest part in stock. */
import { col, expr, sum } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, nation, part, partsupp, supplier }) => {
  const shipped = lineitem
    .filter("l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'")
    .groupBy("l_partkey", "l_suppkey")
    .agg(sum("l_quantity").as("quantity"));
  const excess = partsupp
    .join(part.filter(col("p_name").startsWith("forest")), col("ps_partkey").eq(col("p_partkey")), "left_semi")
    .join(
      shipped,
      col("ps_partkey")
        .eq(col("l_partkey"))
        .and(col("ps_suppkey").eq(col("l_suppkey"))),
    )
    .filter(expr("ps_availqty > 0.5 * quantity"));
  return supplier
    .join(nation.filter(col("n_name").eq("CANADA")), col("s_nationkey").eq(col("n_nationkey")))
    .join(excess, col("s_suppkey").eq(col("ps_suppkey")), "left_semi")
    .select("s_name", "s_address")
    .orderBy("s_name");
};

export default script(query);
