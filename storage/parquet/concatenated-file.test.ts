import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { execute, queryRows } from "../../tests/support/duckdb.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { concatenatedTail, moveFooter } from "./concatenated-file.js";

const folder = temporaryFolder();

async function written(name: string, query: string, options = ""): Promise<Buffer> {
  const path = join(folder, `${name}.parquet`);
  await execute(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
  return readFileSync(path);
}

function metadataOf(file: Buffer): Buffer {
  const end = file.length - 8;
  return file.subarray(end - file.readUInt32LE(end), end);
}

/** @param order  of reading; the bytes lie in the order given */
function put(name: string, files: readonly Buffer[], order: readonly number[]): string {
  let offset = 13;
  const footers = files.map((file) => {
    const footer = moveFooter(metadataOf(file), offset);
    offset += file.length;
    return footer;
  });
  const path = join(folder, `${name}.parquet`);
  const tail = concatenatedTail(order.map((index) => footers[index]!));
  writeFileSync(path, Buffer.concat([Buffer.alloc(13), ...files, tail]));
  return path;
}

const row = (from: number, to: number) =>
  `SELECT i, 't' || (i % 7) AS text, [i, NULL, i * 2] AS list, {'a': i / 3, 'b': [{'c': i::VARCHAR}]} AS nested,
   CASE WHEN i % 5 = 0 THEN NULL ELSE DATE '2020-01-01' + i::INTEGER END AS day, MAP {i: 'v' || i} AS map
   FROM range(${from}, ${to}) r(i)`;

test.each([
  ["v1, uncompressed, with bloom filters", ", PARQUET_VERSION v1, COMPRESSION uncompressed"],
  ["v2, zstd", ", PARQUET_VERSION v2, COMPRESSION zstd, WRITE_BLOOM_FILTER false"],
])("files are read as one, in the order told, whatever lies where: %s", async (name, options) => {
  const bounds = [0, 1, 5_000, 5_003, 9_000];
  const files = await Promise.all(
    bounds
      .slice(1)
      .map((to, index) => written(`${name} ${index}`, row(bounds[index]!, to), `${options}, ROW_GROUP_SIZE 2048`)),
  );
  const path = put(name, files, [3, 1, 0, 2]);
  const pieces = [3, 1, 0, 2].map((index) => `(${row(bounds[index]!, bounds[index + 1]!)})`);
  const expected = await queryRows(pieces.join(" UNION ALL "));
  expect(await queryRows(`SELECT * FROM '${path}'`)).toEqual(expected);
  // By statistics, and from the middle: what needs each row group's own place.
  expect(await queryRows(`SELECT count(*) FROM '${path}' WHERE i BETWEEN 4990 AND 5001 AND text <> 't1'`)).toEqual(
    await queryRows(
      `SELECT count(*) FROM (${pieces.join(" UNION ALL ")}) WHERE i BETWEEN 4990 AND 5001 AND text <> 't1'`,
    ),
  );
});

test("files of different schemas are refused", async () => {
  const files = [await written("integers", "SELECT 1 AS a"), await written("texts", "SELECT 'x' AS a")];
  expect(() => put("mixed", files, [0, 1])).toThrow("different schemas");
});
