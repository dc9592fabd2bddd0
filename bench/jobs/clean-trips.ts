/** The script that `npm run bench -- clean` submits: arguments are the input folder and the gold table. */
import type { GoldpanSession } from "goldpan";

export default async function main(goldpan: GoldpanSession, [trips = "", gold = ""]: string[]): Promise<void> {
  await goldpan.read
    .parquet(trips)
    .filter("fare > 0 AND distance_km >= 0 AND distance_km < 200")
    .withColumns({
      payment: "lower(trim(payment))",
      passengers: "coalesce(passengers, 1)",
      duration_min: "date_diff('second', picked_up_at, dropped_off_at) / 60.0",
      speed_kmh: "distance_km / (date_diff('second', picked_up_at, dropped_off_at) / 3600.0)",
      picked_up_hour: "date_trunc('hour', picked_up_at)",
    })
    .drop("stored")
    .write.mode("overwrite")
    .parquet(gold);
}
