/** Lines of JSON become a table: `goldpan submit clean_flights.ts FROM TO`. */
import type { GoldpanSession } from "goldpan";

export default async function main(goldpan: GoldpanSession, [from = "", to = ""]: string[]) {
  await goldpan.read
    .text(from)
    .select("value")
    .withColumn("origin", "value->>'$.origin'")
    .withColumn("destination", "value->>'$.destination'")
    .withColumn("delay", "CAST(value->>'$.delay' AS INTEGER)")
    .drop("value")
    .expect("origin and destination differ", "origin <> destination", "drop")
    .write.mode("overwrite")
    .parquet(to);
}
