/** CSV with a schema, as Parquet. Arguments: csv, gold, schema. */
import type { GoldpanSession } from "goldpan";
import { timedAction } from "../timed-action.js";

export default async function main(
  goldpan: GoldpanSession,
  [csv = "", gold = "", schema = ""]: string[],
): Promise<void> {
  const orders = goldpan.read.option("header", true).schema(schema).csv(csv);
  await timedAction(goldpan, () => orders.write.mode("overwrite").parquet(gold));
}
