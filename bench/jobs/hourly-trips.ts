/** Trips cleaned, then counted and averaged by hour. Arguments: trips, gold. */
import { avg, col, count, date_trunc, sum, type GoldpanSession } from "goldpan";
import { timedAction } from "../timed-action.js";

export default async function main(goldpan: GoldpanSession, [trips = "", gold = ""]: string[]): Promise<void> {
  const hours = goldpan.read
    .parquet(trips)
    .filter("fare > 0 AND distance_km >= 0 AND distance_km < 200")
    .withColumn("payment", "lower(trim(payment))")
    .groupBy(date_trunc("hour", "picked_up_at").as("hour"), col("payment"))
    .agg(count("*").as("trips"), sum("fare").as("fares"), avg("distance_km").as("mean_distance_km"));
  await timedAction(goldpan, () => hours.write.mode("overwrite").parquet(gold));
}
