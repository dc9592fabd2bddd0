/** TPC-H Q11, important stock identification: parts that make up more than 0.01 % of the stock's value in Germany. */
import { col, expr, sum } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { nation, partsupp, supplier }) => {
  const stock = partsupp
    .join(supplier, col("ps_suppkey").eq(col("s_suppkey")))
    .join(nation.filter(col("n_name").eq("GERMANY")), col("s_nationkey").eq(col("n_nationkey")))
    .select("ps_partkey", col("ps_supplycost").times(col("ps_availqty")).as("value"));
  return stock
    .groupBy("ps_partkey")
    .agg(sum("value").as("value"))
    .crossJoin(stock.agg(sum("value").as("total")))
    .filter(expr("value > total * 0.0001"))
    .select("ps_partkey", "value")
    .orderBy(col("value").desc());
};

export default script(query);
