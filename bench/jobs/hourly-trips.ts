/** Trips cleaned as `clean-trips.ts` does, then summed and averaged by hour and kind of payment. Arguments: trips, gold. */
import { avg, count, sum, type GoldpanSession } from "goldpan";
import { timedAction } from "../timed-action.js";
import { cleanedTrips } from "./cleaned-trips.js";

export default async function main(goldpan: GoldpanSession, [trips = "", gold = ""]: string[]): Promise<void> {
  const hours = cleanedTrips(goldpan, trips)
    .groupBy("picked_up_hour", "payment")
    .agg(
      count("*").as("trips"),
      sum("passengers").as("passengers"),
      sum("fare").as("fares"),
      sum("tip").as("tips"),
      avg("distance_km").as("mean_distance_km"),
      avg("duration_min").as("mean_duration_min"),
      avg("speed_kmh").as("mean_speed_kmh"),
    );
  await timedAction(goldpan, () => hours.write.mode("overwrite").parquet(gold));
}
