/**
 * Cleans the sample flights: implausible delays go to quarantine, exact arithmetic stays in SQL, one row function in TypeScript.
 *
 *   npm run demo                                                    # no server, on files
 *   docker compose run --rm submit jobs/clean-flights.ts            # the compose cluster, on MinIO
 *   goldpan submit --master goldpan://master:7077 jobs/clean-flights.ts --rawzone s3a://rawzone --gold s3a://gold
 */
import { parseArgs } from "node:util";
import { col, udf, type GoldpanSession } from "goldpan";

/** A route reads the same in both directions: `JFK-LAX`. */
const route = udf("route", (from: string, to: string) => [from, to].sort().join("-"), {
  args: ["VARCHAR", "VARCHAR"],
  returns: "VARCHAR",
});

export default async function main(goldpan: GoldpanSession, args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      rawzone: { type: "string", default: "s3a://rawzone" },
      gold: { type: "string", default: "s3a://gold" },
    },
  });
  await goldpan.read
    .parquet(`${options.rawzone}/flights/`)
    .expect("origin and destination differ", "origin <> destination", "drop")
    .expect("delay is plausible", "delay BETWEEN -180 AND 2880", "quarantine", { failAbove: 0.05 })
    .withColumn("hour", "hour(date)")
    .withColumn("late", col("delay").gt(15))
    .withColumn("route", route(col("origin"), col("destination")))
    .write.mode("overwrite")
    .parquet(`${options.gold}/flights/`);
}
