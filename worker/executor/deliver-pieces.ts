/** Rows for a later stage: a Parquet file in the worker's folder of pieces, which the daemon serves. */
import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Column } from "../../common/wire/types.js";
import type { CopiedFile, Engine } from "../engine/engine.js";
import { outputSql } from "./deliver-sql.js";
import type { Relation } from "./relation.js";

/** Smallest and fastest to write; only we read pieces, so that no old reader matters. */
const pieceOptions = "PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false";

export async function writePiece(
  engine: Engine,
  relation: Relation,
  output: readonly Column[],
  path: string,
): Promise<CopiedFile> {
  return await engine.copy(await outputSql(engine, relation, output, "piece"), path, pieceOptions);
}

/** Puts a finished file where the daemon serves it, whole or not at all. */
export async function publishPiece(path: string, pieceFolder: string, name: string): Promise<void> {
  const final = join(pieceFolder, name);
  try {
    await rename(path, final);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    // The folders lie on different disks.
    const partial = `${final}.part`;
    await copyFile(path, partial);
    await rename(partial, final);
    await rm(path, { force: true });
  }
}
