/** The script that `npm run bench -- clean` submits: arguments are the input folder and the gold table. */
import type { GoldpanSession } from "goldpan";
import { cleanedTrips } from "./cleaned-trips.js";

export default async function main(goldpan: GoldpanSession, [trips = "", gold = ""]: string[]): Promise<void> {
  await cleanedTrips(goldpan, trips).write.mode("overwrite").parquet(gold);
}
