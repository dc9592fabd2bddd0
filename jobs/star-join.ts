/**
 * Flights in the middle, airports at both ends: the routes between cities that are flown most, and how late they are.
 *
 *   docker compose run --rm submit jobs/star-join.ts                                       # the compose cluster, on MinIO
 *   node scripts/make-sample-data.mjs .goldpan/sample                                      # once, for the next line
 *   goldpan submit jobs/star-join.ts --rawzone .goldpan/sample --gold .goldpan/gold        # no server, on files
 */
import { parseArgs } from "node:util";
import { avg, broadcast, col, concat_ws, count, round, type GoldpanSession } from "goldpan";

export default async function main(goldpan: GoldpanSession, args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      rawzone: { type: "string", default: "s3a://rawzone" },
      gold: { type: "string", default: "s3a://gold" },
      top: { type: "string", default: "100" },
    },
  });
  const flights = goldpan.read.parquet(`${options.rawzone}/flights/`).filter("delay BETWEEN -180 AND 2880");
  const cities = goldpan.read
    .parquet(`${options.rawzone}/airports/`)
    .select("iata", concat_ws(", ", "city", "state").as("city"));
  const from = broadcast(cities.alias("from_airport"));
  const to = broadcast(cities.alias("to_airport"));
  await flights
    .join(from, col("origin").eq(col("from_airport.iata")))
    .join(to, col("destination").eq(col("to_airport.iata")))
    .groupBy(col("from_airport.city").as("from_city"), col("to_airport.city").as("to_city"))
    .agg(
      count("*").as("flights"),
      round(avg("delay"), 3).as("mean_delay"),
      round(avg("distance"), 1).as("mean_distance"),
    )
    .orderBy(col("flights").desc(), "from_city", "to_city")
    .limit(Number(options.top))
    .write.mode("overwrite")
    .parquet(`${options.gold}/top-routes/`);
}
