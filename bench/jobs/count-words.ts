/** Words of texts counted, the most frequent first. Arguments: texts, gold, and `function` or `sql`: what splits the lines. */
import { col, expr, udf, type GoldpanSession } from "goldpan";
import { timedAction } from "../timed-action.js";

const words = udf("words", (line: string) => line.toLowerCase().split(" "), {
  args: ["VARCHAR"],
  returns: "VARCHAR[]",
});

export default async function main(
  goldpan: GoldpanSession,
  [texts = "", gold = "", how = ""]: string[],
): Promise<void> {
  const list = how === "sql" ? expr("string_split(lower(value), ' ')") : words("value");
  const counts = goldpan.read
    .text(texts)
    .flatMap(list, "word")
    .groupBy("word")
    .count()
    .orderBy(col("count").desc(), "word");
  await timedAction(goldpan, () => counts.write.mode("overwrite").parquet(gold));
}
