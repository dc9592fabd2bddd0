/** Trips cleaned, of each booking the latest kept, joined with zones and payments. Arguments: trips, zones, payments, gold, number of bookings. */
import { col, latest, type GoldpanSession } from "goldpan";
import { timedAction } from "../timed-action.js";

export default async function main(
  goldpan: GoldpanSession,
  [trips = "", zones = "", payments = "", gold = "", bookings = ""]: string[],
): Promise<void> {
  const paid = goldpan.read
    .parquet(trips)
    .filter("fare > 0 AND distance_km >= 0 AND distance_km < 200")
    .withColumn("booking", `trip_id % ${Number(bookings)}`)
    .select("booking", "pickup_zone", "picked_up_at", "distance_km", "fare", "tip", "total", "updated_at")
    .dropDuplicates(["booking"], { keep: latest("updated_at") })
    .join(goldpan.read.parquet(zones), col("pickup_zone").eq(col("zone")))
    .join(goldpan.read.parquet(payments), "booking");
  await timedAction(goldpan, () => paid.write.mode("overwrite").parquet(gold));
}
