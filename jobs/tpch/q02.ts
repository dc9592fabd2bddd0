/** TPC-H Q2, minimum cost supplier: which European suppliers sell a part of size 15 and type BRASS at the lowest price there. */
import { col, min } from "goldpan";
import { script, type Query } from "./tables.js";

export const query: Query = (_goldpan, { nation, part, partsupp, region, supplier }) => {
  const offers = region
    .filter(col("r_name").eq("EUROPE"))
    .join(nation, col("r_regionkey").eq(col("n_regionkey")))
    .join(supplier, col("n_nationkey").eq(col("s_nationkey")))
    .join(partsupp, col("s_suppkey").eq(col("ps_suppkey")))
    .join(
      part.filter(col("p_size").eq(15).and(col("p_type").endsWith("BRASS"))),
      col("ps_partkey").eq(col("p_partkey")),
    );
  const lowest = offers.groupBy("p_partkey").agg(min("ps_supplycost").as("ps_supplycost"));
  return offers
    .join(lowest, ["p_partkey", "ps_supplycost"])
    .select("s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment")
    .orderBy(col("s_acctbal").desc(), "n_name", "s_name", "p_partkey")
    .limit(100);
};

export default script(query);
