/**
 * Counts the words of texts: the most frequent first.
 *
 *   docker compose run --rm submit jobs/word-count.ts                # the compose cluster, on MinIO
 *   goldpan submit jobs/word-count.ts --texts README.md --counts .goldpan/word-counts    # no server, on files
 */
import { parseArgs } from "node:util";
import { col, udf, type GoldpanSession } from "goldpan";

/** Runs of letters and digits, with apostrophes inside, in lower case. */
const words = udf("words", (line: string) => line.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? [], {
  args: ["VARCHAR"],
  returns: "VARCHAR[]",
});

export default async function main(goldpan: GoldpanSession, args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      texts: { type: "string", default: "s3a://rawzone/texts/" },
      counts: { type: "string", default: "s3a://gold/word-counts/" },
    },
  });
  await goldpan.read
    .text(options.texts)
    .flatMap(words("value"), "word")
    .groupBy("word")
    .count()
    .orderBy(col("count").desc(), "word")
    .write.mode("overwrite")
    .parquet(options.counts);
  await goldpan.read.parquet(options.counts).orderBy(col("count").desc(), "word").show(10);
}
