/** TPC-H Q19, discounted revenue: parts of three brands, each in its containers, quantities and sizes, sent by air. */
import { col, type Column } from "goldpan";
import { revenue, script, type Query } from "./tables.js";

function offer(brand: string, containers: string[], quantityMin: number, sizeMax: number): Column {
  return col("p_brand")
    .eq(brand)
    .and(col("p_container").isin(containers))
    .and(col("l_quantity").between(quantityMin, quantityMin + 10))
    .and(col("p_size").between(1, sizeMax));
}

export const query: Query = (_goldpan, { lineitem, part }) =>
  lineitem
    .filter(col("l_shipmode").isin("AIR", "AIR REG").and(col("l_shipinstruct").eq("DELIVER IN PERSON")))
    .join(part, col("l_partkey").eq(col("p_partkey")))
    .filter(
      offer("Brand#12", ["SM CASE", "SM BOX", "SM PACK", "SM PKG"], 1, 5)
        .or(offer("Brand#23", ["MED BAG", "MED BOX", "MED PKG", "MED PACK"], 10, 10))
        .or(offer("Brand#34", ["LG CASE", "LG BOX", "LG PACK", "LG PKG"], 20, 15)),
    )
    .agg(revenue());

export default script(query);
