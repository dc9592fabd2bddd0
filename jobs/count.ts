/**
 * Counts the rows of a table, a folder or a file.
 *
 *   goldpan submit jobs/count.ts s3a://rawzone/flights/
 *   docker compose run --rm submit jobs/count.ts s3a://gold/flights/
 */
import type { GoldpanSession } from "goldpan";

export default async function main(
  goldpan: GoldpanSession,
  [path = "s3a://rawzone/flights/"]: string[],
): Promise<void> {
  const count = await goldpan.read.parquet(path).count();
  process.stdout.write(`${count}\n`);
}
