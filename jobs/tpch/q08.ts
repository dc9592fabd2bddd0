/** TPC-H Q8, national market share: Brazil's share of the revenue from one type of part sold to America, by year. */
import { col, sum, when, year } from "goldpan";
import { discountedPrice, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, lineitem, nation, orders, part, region, supplier }) => {
  const customers = region
    .filter(col("r_name").eq("AMERICA"))
    .join(nation, col("r_regionkey").eq(col("n_regionkey")))
    .join(customer, col("n_nationkey").eq(col("c_nationkey")))
    .select("c_custkey");
  const suppliers = supplier
    .join(nation, col("s_nationkey").eq(col("n_nationkey")))
    .select("s_suppkey", col("n_name").as("nation"));
  return part
    .filter(col("p_type").eq("ECONOMY ANODIZED STEEL"))
    .join(lineitem, col("p_partkey").eq(col("l_partkey")))
    .join(suppliers, col("l_suppkey").eq(col("s_suppkey")))
    .join(
      orders.filter("o_orderdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31'"),
      col("l_orderkey").eq(col("o_orderkey")),
    )
    .join(customers, col("o_custkey").eq(col("c_custkey")))
    .select(year("o_orderdate").as("o_year"), discountedPrice().as("volume"), "nation")
    .groupBy("o_year")
    .agg(
      sum(when(col("nation").eq("BRAZIL"), col("volume")).otherwise(0))
        .divide(sum("volume"))
        .as("mkt_share"),
    )
    .orderBy("o_year");
};

export default script(query);
