/** One operator over rows that no executor holds, and sums of what it gives; a sort is written, for somebody else to look at its order. */
import { count, expr, latest, max, min, type DataFrame, type GoldpanSession } from "goldpan";

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);
const x = numbered("x", 16);
const y = numbered("y", 8);

const sums = (frame: DataFrame, columns: readonly string[]) =>
  frame.agg(
    count("*").cast("string").as("row_count"),
    expr("sum(id)").cast("string").as("ids"),
    expr(`sum(hash(${columns.join(", ")}) >> 32)`)
      .cast("string")
      .as("hashes"),
  );

export default async function main(goldpan: GoldpanSession, [operator = ""]: string[]): Promise<void> {
  const wide = goldpan.read.parquet("s3a://rawzone/beyond-memory/wide/");
  const other = goldpan.read.parquet("s3a://rawzone/beyond-memory/other/");
  const print = async (frame: DataFrame) => {
    process.stdout.write(`${JSON.stringify(await frame.toArray())}\n`);
  };
  switch (operator) {
    case "group":
      return print(
        sums(
          wide
            .groupBy("k")
            .agg(count("*").as("n"), min("id").as("id"), ...x.map((name) => max(name).as(name)))
            .filter("n = 2"),
          x,
        ),
      );
    case "join":
      return print(sums(wide.join(other, ["k"]), [...x, ...y]));
    case "dedupe":
      return print(sums(wide.dropDuplicates(["k"], { keep: latest("x0") }), x));
    case "sort":
      await wide.orderBy("x0").write.mode("overwrite").parquet("s3a://gold/beyond-memory/");
      return;
    default:
      throw new Error(`operator "${operator}" is none of group, join, dedupe, sort`);
  }
}
