/** TPC-H Q22, global sales opportunity: customers of seven countries who have money and no orders. */
import { avg, col, count, sum } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { customer, orders }) => {
  const customers = customer
    .withColumn("cntrycode", col("c_phone").substr(1, 2))
    .filter(col("cntrycode").isin("13", "31", "23", "29", "30", "18", "17"));
  const mean = customers.filter(col("c_acctbal").gt(0)).agg(avg("c_acctbal").as("mean_acctbal"));
  return customers
    .join(orders, col("c_custkey").eq(col("o_custkey")), "left_anti")
    .crossJoin(mean)
    .filter(col("c_acctbal").gt(col("mean_acctbal")))
    .groupBy("cntrycode")
    .agg(count("*").as("numcust"), sum("c_acctbal").as("totacctbal"))
    .orderBy("cntrycode");
};

export default script(query);
