import * as arrow from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { arrowSchema, recordBatch } from "./arrow.js";
import { Engine } from "./engine.js";
import { parseTypes, resultCarrier } from "./types.js";

const folder = temporaryFolder();
let engine: Engine;
beforeAll(async () => {
  const limits = { memoryBytes: 200e6, spillBytesMax: 1e9, threads: 1 };
  engine = await Engine.open({ folder, files: [], ...limits, timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: true });
});
afterAll(() => {
  engine.close();
});

/** One column of two rows, the value and NULL, through an IPC stream and back. */
async function roundTrip(value: string): Promise<{ type: string; values: unknown[] }> {
  const { columns } = await engine.rows(`SELECT ${value} AS v LIMIT 0`);
  const type = columns[0]?.type;
  if (type === undefined) throw new Error("no column");
  const rows = await engine.rows(
    `SELECT CAST(v AS ${resultCarrier("v", type)}) AS v FROM (SELECT ${value} AS v UNION ALL SELECT NULL)`,
  );
  const schema = arrowSchema(rows.columns);
  const table = arrow.tableFromIPC(arrow.tableToIPC(new arrow.Table(schema, [recordBatch(schema, rows)]), "stream"));
  const vector = table.getChildAt(0);
  return { type: String(vector?.type), values: [...(vector ?? [])] };
}

test.each([
  ["true", "Bool", true],
  ["(-128)::TINYINT", "Int8", -128],
  ["(-32768)::SMALLINT", "Int16", -32768],
  ["2147483647", "Int32", 2147483647],
  ["9223372036854775807", "Int64", 9223372036854775807n],
  ["255::UTINYINT", "Uint8", 255],
  ["65535::USMALLINT", "Uint16", 65535],
  ["4294967295::UINTEGER", "Uint32", 4294967295],
  ["18446744073709551615::UBIGINT", "Uint64", 18446744073709551615n],
  ["1.5::FLOAT", "Float32", 1.5],
  ["0.1::DOUBLE", "Float64", 0.1],
  ["'ünï \u{1F600}'", "Utf8", "ünï \u{1F600}"],
  ["''", "Utf8", ""],
  ["DATE '2001-02-28'", "Date32<DAY>", Date.UTC(2001, 1, 28)],
  ["TIMESTAMP '2001-02-28 01:02:03.456'", "Timestamp<MICROSECOND>", Date.UTC(2001, 1, 28, 1, 2, 3, 456)],
  ["TIMESTAMPTZ '2001-02-28 01:02:03.456+02'", "Timestamp<MICROSECOND, UTC>", Date.UTC(2001, 1, 27, 23, 2, 3, 456)],
  ["'2001-02-28 01:02:03'::TIMESTAMP_S", "Timestamp<SECOND>", Date.UTC(2001, 1, 28, 1, 2, 3)],
  ["'2001-02-28 01:02:03.456'::TIMESTAMP_MS", "Timestamp<MILLISECOND>", Date.UTC(2001, 1, 28, 1, 2, 3, 456)],
  ["'2001-02-28 01:02:03.456'::TIMESTAMP_NS", "Timestamp<NANOSECOND>", Date.UTC(2001, 1, 28, 1, 2, 3, 456)],
  ["TIME '01:02:03.000004'", "Time64<MICROSECOND>", 3723000004n],
  ["INTERVAL '1 month 2 days'", "Utf8", "1 month 2 days"],
  ["'6b2f7f0e-2f11-4c4e-9d2c-111111111111'::UUID", "Utf8", "6b2f7f0e-2f11-4c4e-9d2c-111111111111"],
  ["'b'::ENUM('a', 'b')", "Utf8", "b"],
  ["'01:02:03+02'::TIMETZ", "Utf8", "01:02:03+02"],
])("%s is %s", async (value, type, expected) => {
  const result = await roundTrip(value);
  expect(result.type).toBe(type);
  expect(result.values).toEqual([expected, null]);
});

test.each([
  ["123456789012345678901234567890.12345678::DECIMAL(38, 8)", 12345678901234567890123456789012345678n],
  ["(-1.25)::DECIMAL(4, 2)", -125n],
  ["99999999999999999999999999999999999999::HUGEINT", 99999999999999999999999999999999999999n],
  ["(-1)::HUGEINT", -1n],
])("%s keeps every digit", async (value, unscaled) => {
  const { values } = await roundTrip(value);
  const words = [...(values[0] as Uint32Array)].map(BigInt);
  const bits = words.reduce((sum, word, index) => sum | (word << (32n * BigInt(index))), 0n);
  expect(BigInt.asIntN(128, bits)).toBe(unscaled);
  expect(values[1]).toBeNull();
});

test("nested values", async () => {
  const list = await roundTrip("[1, NULL, 3]");
  expect(JSON.stringify(list.values)).toBe("[[1,null,3],null]");
  const struct = await roundTrip("{'a': 1, 'b': ['x', 'y'], 'c': NULL::INTEGER}");
  expect(JSON.stringify(struct.values)).toBe('[{"a":1,"b":["x","y"],"c":null},null]');
  const map = await roundTrip("MAP {'k': 1.5::DOUBLE, 'l': NULL}");
  expect(JSON.stringify(map.values)).toBe('[{"k":1.5,"l":null},null]');
  const blob = await roundTrip("'\\x01\\x02'::BLOB");
  expect(blob.values).toEqual([new Uint8Array([1, 2]), null]);
  const interval = await roundTrip("[INTERVAL '1 day']");
  expect(JSON.stringify(interval.values)).toBe('[["1 day"],null]');
});

test("what Arrow can't hold is refused by name", async () => {
  await expect(roundTrip("340282366920938463463374607431768211455::UHUGEINT")).rejects.toMatchObject({
    code: "DATA_ERROR",
  });
  const [type] = await parseTypes(engine, ["UNION(a INTEGER, b VARCHAR)"]);
  if (type === undefined) throw new Error("no type");
  expect(() => resultCarrier("u", type)).toThrow(/column 'u'/);
});
