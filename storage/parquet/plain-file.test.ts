/** Files of values as they are against two independent readers: DuckDB and parquetjs. */
import { join } from "node:path";
import { ParquetReader } from "parquetjs";
import { expect, test } from "vitest";
import { queryRows } from "../../tests/support/duckdb.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { convertedType, physicalType } from "./parquet-schema.js";
import { PlainFileWriter, type PlainColumn } from "./plain-file.js";

const folder = temporaryFolder();

const columns: readonly PlainColumn[] = [
  { name: "i", physical: physicalType.int32 },
  { name: "l", physical: physicalType.int64 },
  { name: "d", physical: physicalType.double },
  { name: "t", physical: physicalType.byteArray, converted: convertedType.utf8 },
  { name: "day", physical: physicalType.int32, converted: convertedType.date },
  { name: "moment", physical: physicalType.int64, converted: convertedType.timestampMicros },
  { name: "m", physical: physicalType.int64, converted: convertedType.decimal, precision: 10, scale: 2 },
];

/** Rows 0, 3, 6, … are NULL in all columns. */
const hasValue = (row: number) => row % 3 !== 0;
const textOf = (row: number) => "é".repeat(row % 5) + String(row);
const bytesOf = (array: { readonly buffer: ArrayBufferLike }) => new Uint8Array(array.buffer);

function plainRows(from: number, to: number) {
  const valid = new Uint8Array(Math.ceil((to - from) / 8));
  const rows = Array.from({ length: to - from }, (_, index) => from + index);
  for (const row of rows) if (hasValue(row)) valid[(row - from) >> 3]! |= 1 << ((row - from) & 7);
  const held = rows.filter(hasValue);
  const texts = held.map((row) => {
    const text = Buffer.from(textOf(row));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([length, text]);
  });
  const big = (value: (row: number) => bigint) => bytesOf(BigInt64Array.from(held, value));
  const values = [
    bytesOf(Int32Array.from(held, (row) => -row)),
    big((row) => BigInt(row) * 10n ** 13n),
    bytesOf(Float64Array.from(held, (row) => row / 8)),
    new Uint8Array(Buffer.concat(texts)),
    bytesOf(Int32Array.from(held, (row) => row)),
    big((row) => BigInt(row) * 1_000_001n),
    big((row) => BigInt(row) * -7n),
  ];
  return values.map((column) => ({ valid, values: column }));
}

async function written(name: string, bounds: readonly number[]): Promise<string> {
  const path = join(folder, name);
  const file = new PlainFileWriter(path, columns);
  try {
    for (const [index, to] of bounds.slice(1).entries()) {
      const from = bounds[index]!;
      file.add(to - from, plainRows(from, to));
    }
    file.finish();
  } finally {
    file.close();
  }
  return path;
}

test("DuckDB reads each value and each NULL, over row groups of any size", async () => {
  const path = await written("values.parquet", [0, 1, 9, 5_000, 20_000]);
  const expected = `SELECT if(h, -r::INTEGER, NULL) AS i, if(h, r * 10000000000000, NULL) AS l, if(h, r / 8, NULL) AS d,
    if(h, repeat('é', r % 5) || r, NULL) AS t, if(h, DATE '1970-01-01' + r::INTEGER, NULL) AS day,
    if(h, make_timestamp(r * 1000001), NULL) AS moment, if(h, (r * -7)::DECIMAL(18, 0) / 100, NULL)::DECIMAL(10, 2) AS m
    FROM (SELECT r, r % 3 <> 0 AS h FROM range(20000) s(r))`;
  const types = "typeof(i), typeof(l), typeof(d), typeof(t), typeof(day), typeof(moment), typeof(m)";
  expect(await queryRows(`SELECT DISTINCT ${types} FROM '${path}'`)).toEqual([
    ["INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "DECIMAL(10,2)"],
  ]);
  expect(await queryRows(`SELECT count(*) FROM '${path}'`)).toEqual([["20000"]]);
  const different = `(SELECT * FROM '${path}' EXCEPT ALL ${expected}) UNION ALL (${expected} EXCEPT ALL SELECT * FROM '${path}')`;
  expect(await queryRows(different)).toEqual([]);
});

test("parquetjs reads them", async () => {
  const reader = await ParquetReader.openFile(await written("small.parquet", [0, 4, 7]));
  const cursor = reader.getCursor([["i"], ["t"]]);
  const rows: unknown[] = [];
  for (let row = await cursor.next(); row !== null; row = await cursor.next()) rows.push(row);
  await reader.close();
  const none = { i: null, t: null };
  expect(rows).toEqual([
    ...[none, { i: -1, t: "é1" }, { i: -2, t: "éé2" }],
    ...[none, { i: -4, t: "éééé4" }, { i: -5, t: "5" }, none],
  ]);
});

test("a file without rows has its columns", async () => {
  const path = await written("empty.parquet", [0]);
  expect(await queryRows(`SELECT count(*), count(t) FROM '${path}'`)).toEqual([["0", "0"]]);
});
