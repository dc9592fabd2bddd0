/** TPC-H Q16, parts/supplier relationship: how many suppliers without complaints can deliver parts of eight sizes. */
import { col, countDistinct } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { part, partsupp, supplier }) =>
  partsupp
    .join(
      part
        .filter(col("p_brand").neq("Brand#45").and(col("p_type").startsWith("MEDIUM POLISHED").not()))
        .filter(col("p_size").isin(49, 14, 23, 45, 19, 3, 36, 9)),
      col("ps_partkey").eq(col("p_partkey")),
    )
    .join(
      supplier.filter(col("s_comment").like("%Customer%Complaints%")),
      col("ps_suppkey").eq(col("s_suppkey")),
      "left_anti",
    )
    .groupBy("p_brand", "p_type", "p_size")
    .agg(countDistinct("ps_suppkey").as("supplier_cnt"))
    .orderBy(col("supplier_cnt").desc(), "p_brand", "p_type", "p_size");

export default script(query);
