/** TPC-H Q9, product type profit measure: profit on green parts, by the supplier's nation and year. */
import { col, sum, year } from "goldpan";
import { discountedPrice, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { lineitem, nation, orders, part, partsupp, supplier }) =>
  part
    .filter(col("p_name").contains("green"))
    .join(lineitem, col("p_partkey").eq(col("l_partkey")))
    .join(supplier, col("l_suppkey").eq(col("s_suppkey")))
    .join(
      partsupp,
      col("l_suppkey")
        .eq(col("ps_suppkey"))
        .and(col("l_partkey").eq(col("ps_partkey"))),
    )
    .join(orders, col("l_orderkey").eq(col("o_orderkey")))
    .join(nation, col("s_nationkey").eq(col("n_nationkey")))
    .select(
      col("n_name").as("nation"),
      year("o_orderdate").as("o_year"),
      discountedPrice()
        .minus(col("ps_supplycost").times(col("l_quantity")))
        .as("amount"),
    )
    .groupBy("nation", "o_year")
    .agg(sum("amount").as("sum_profit"))
    .orderBy("nation", col("o_year").desc());

export default script(query);
