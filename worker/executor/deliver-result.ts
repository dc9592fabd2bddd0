/** Rows for the user: an Arrow IPC stream in a local file, with the index that makes it the piece of partition 0. */
import { open } from "node:fs/promises";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes } from "../../common/units.js";
import type { Column } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Engine } from "../engine/engine.js";
import { indexWhole, type WrittenPieces } from "./deliver-pieces.js";
import { outputSql } from "./deliver-sql.js";
import type { Relation } from "./relation.js";

const table = "goldpan_output";
/** Rows per record batch: what is in JavaScript's memory at once. */
const batchRows = 32_768;

/** Loads Arrow, which half of all executors never need. Later calls find it loaded. */
export async function loadArrow() {
  const [{ arrowSchema, recordBatch }, { RecordBatchStreamWriter }] = await Promise.all([
    import("../engine/arrow.js"),
    import("apache-arrow"),
  ]);
  return { arrowSchema, recordBatch, RecordBatchStreamWriter };
}

/**
 * @param bytesMax  goldpan.driver.maxResultSize
 * @throws TYPE_NOT_SUPPORTED, RESULT_TOO_LARGE
 */
export async function writeResult(
  engine: Engine,
  relation: Relation,
  output: readonly Column[],
  path: string,
  bytesMax: number,
): Promise<WrittenPieces> {
  const { arrowSchema, recordBatch, RecordBatchStreamWriter } = await loadArrow();
  // Saved first, since an answer of the engine is held in memory whole, whatever its limit.
  await engine.run(`CREATE TEMP TABLE ${table} AS ${await outputSql(engine, relation, output, "result")}`);
  const columns = await engine.describe(`SELECT * FROM ${table}`);
  const schema = arrowSchema(columns);
  const { rows } = await engine.object(`SELECT count(*) AS rows FROM ${table}`);
  const rowCount = Number(rows);
  const writer = new RecordBatchStreamWriter();
  // Writes the schema, which a result without rows has too.
  writer.reset(undefined, schema);
  const file = await open(path, "w");
  let bytes = 0;
  const drain = (async () => {
    for await (const chunk of writer as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge(bytes, bytesMax);
      await file.write(chunk);
    }
  })();
  // Awaited below; a failure there must not count as unhandled before.
  drain.catch(() => undefined);
  let closed = false;
  try {
    for (let first = 0; first < rowCount && bytes <= bytesMax; first += batchRows) {
      const page = await engine.rows(
        `SELECT ${columns.map((column) => quoteIdentifier(column.name)).join(", ")} FROM ${table} WHERE rowid >= ${String(first)} AND rowid < ${String(first + batchRows)} ORDER BY rowid`,
      );
      if (page.rowCount !== Math.min(batchRows, rowCount - first)) {
        throw new GoldpanError("INTERNAL", "a batch of the result lacks rows");
      }
      writer.write(recordBatch(schema, page));
    }
    // finish() alone would leave the stream open for another table, and the loop above waiting.
    writer.close();
    closed = true;
    await drain;
  } finally {
    if (!closed) writer.abort();
    await file.close();
  }
  return await indexWhole(path, rowCount);
}

function tooLarge(actual: number, limit: number): GoldpanError {
  const setting = "goldpan.driver.maxResultSize";
  return new GoldpanError("RESULT_TOO_LARGE", `the result has more than the ${formatBytes(limit)} of ${setting}`, {
    details: { setting, limit, actual },
    hint: `collect fewer rows, write them to a table, or set a higher ${setting}`,
  });
}
