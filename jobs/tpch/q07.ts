/** TPC-H Q7, volume shipping: what was shipped between France and Germany, by direction and year. */
import { col, sum, year } from "goldpan";
import { discountedPrice, script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, lineitem, nation, orders, supplier }) => {
  const either = nation.filter(col("n_name").isin("FRANCE", "GERMANY"));
  const suppliers = supplier
    .join(either, col("s_nationkey").eq(col("n_nationkey")))
    .select("s_suppkey", col("n_name").as("supp_nation"));
  const customers = customer
    .join(either, col("c_nationkey").eq(col("n_nationkey")))
    .select("c_custkey", col("n_name").as("cust_nation"));
  return lineitem
    .filter("l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31'")
    .join(suppliers, col("l_suppkey").eq(col("s_suppkey")))
    .join(orders, col("l_orderkey").eq(col("o_orderkey")))
    .join(customers, col("o_custkey").eq(col("c_custkey")))
    .filter(col("supp_nation").neq(col("cust_nation")))
    .select("supp_nation", "cust_nation", year("l_shipdate").as("l_year"), discountedPrice().as("volume"))
    .groupBy("supp_nation", "cust_nation", "l_year")
    .agg(sum("volume").as("revenue"))
    .orderBy("supp_nation", "cust_nation", "l_year");
};

export default script(query);
