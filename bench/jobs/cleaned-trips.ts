/** The cleaning that benchmarks share; `cleanTrips` in bench/clean-sql.ts is the same for DuckDB. */
import type { DataFrame, GoldpanSession } from "goldpan";

export function cleanedTrips(goldpan: GoldpanSession, trips: string): DataFrame {
  return goldpan.read
    .parquet(trips)
    .filter("fare > 0 AND distance_km >= 0 AND distance_km < 200")
    .withColumns({
      payment: "lower(trim(payment))",
      passengers: "coalesce(passengers, 1)",
      duration_min: "date_diff('second', picked_up_at, dropped_off_at) / 60.0",
      speed_kmh: "distance_km / (date_diff('second', picked_up_at, dropped_off_at) / 3600.0)",
      picked_up_hour: "date_trunc('hour', picked_up_at)",
    })
    .drop("stored");
}
