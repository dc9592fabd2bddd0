/** The sample cleaning with a row function that takes its time, so that a test can meet its tasks half way. */
import { col, udf, type GoldpanSession } from "goldpan";

const route = udf(
  "slow_route",
  (from: string, to: string) => {
    const until = performance.now() + 0.01;
    while (performance.now() < until);
    return [from, to].sort().join("-");
  },
  { args: ["VARCHAR", "VARCHAR"], returns: "VARCHAR" },
);

export default async function main(goldpan: GoldpanSession, [gold = ""]: string[]): Promise<void> {
  await goldpan.read
    .parquet("s3a://rawzone/flights/")
    .expect("origin and destination differ", "origin <> destination", "drop")
    .expect("delay is plausible", "delay BETWEEN -180 AND 2880", "quarantine")
    .withColumn("hour", "hour(date)")
    .withColumn("late", col("delay").gt(15))
    .withColumn("route", route(col("origin"), col("destination")))
    .write.mode("overwrite")
    .parquet(gold);
}
