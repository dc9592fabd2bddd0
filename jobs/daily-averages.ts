/**
 * Hourly temperatures of stations, dirty as sensors are, become daily averages by station.
 *
 *   docker compose run --rm submit jobs/daily-averages.ts                                       # the compose cluster, on MinIO
 *   node scripts/make-sample-data.mjs .goldpan/sample                                           # once, for the next line
 *   goldpan submit jobs/daily-averages.ts --rawzone .goldpan/sample --gold .goldpan/gold        # no server, on files
 */
import { parseArgs } from "node:util";
import { avg, count, max, min, round, to_date, type GoldpanSession } from "goldpan";

export default async function main(goldpan: GoldpanSession, args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      rawzone: { type: "string", default: "s3a://rawzone" },
      gold: { type: "string", default: "s3a://gold" },
    },
  });
  await goldpan.read
    .parquet(`${options.rawzone}/sensors/`)
    .expect("temperature is plausible", "temperature BETWEEN -90 AND 60", "drop", { failAbove: 0.05 })
    // Exact sums: the mean is the same whatever the order of the rows.
    .cast({ temperature: "DECIMAL(5, 1)" })
    // A station has one value an hour: what was sent twice counts once.
    .dropDuplicates(["station", "time"])
    .groupBy("station", to_date("time").as("day"))
    .agg(
      round(avg("temperature"), 3).as("mean"),
      min("temperature").as("coldest"),
      max("temperature").as("warmest"),
      count("*").as("hours"),
    )
    .orderBy("station", "day")
    .write.mode("overwrite")
    .parquet(`${options.gold}/daily-averages/`);
}
