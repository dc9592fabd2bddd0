import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import type { JobResult } from "../../master-connection.js";
import { emptySummary } from "../../grpc/run-job.js";
import { drawResult, toRows, toTable } from "./result-table.js";

/** A job's result of one partition, through IPC bytes as in life. */
function resultOf(vectors: Record<string, arrow.Vector>, types: Record<string, string> = {}): JobResult {
  const columns = Object.keys(vectors).map((name) => ({ name, type: types[name] ?? "" }));
  const bytes = arrow.RecordBatchStreamWriter.writeAll(new arrow.Table(vectors)).toUint8Array(true);
  return { schema: { columns }, summary: emptySummary, partitions: [bytes] };
}

function bigints(type: arrow.Int64 | arrow.Timestamp | arrow.TimeMicrosecond, values: bigint[]): arrow.Vector {
  const buffers = { length: values.length, data: BigInt64Array.from(values) };
  return new arrow.Vector([arrow.makeData({ ...buffers, type: type as arrow.Int64 })]);
}

function decimals(scale: number, values: bigint[]): arrow.Vector {
  const words = values.flatMap((value) =>
    [0n, 32n, 64n, 96n].map((shift) => Number(BigInt.asUintN(32, value >> shift))),
  );
  const type = new arrow.Decimal(scale, 38);
  return new arrow.Vector([arrow.makeData({ type, length: values.length, data: Uint32Array.from(words) })]);
}

const infinity = 2n ** 63n - 1n;

async function column(vector: arrow.Vector, type = ""): Promise<unknown[]> {
  return (await toRows(resultOf({ a: vector }, { a: type }))).map((row) => row["a"]);
}

async function shown(vector: arrow.Vector, timeZone = "UTC"): Promise<string[]> {
  const drawn = await drawResult(resultOf({ a: vector }), { rowsMax: 100, truncate: 0, timeZone });
  return drawn
    .split("\n")
    .slice(3, -3)
    .map((line) => line.slice(1, -1).trim());
}

describe("rows as JavaScript values", () => {
  test("integers are numbers while that is exact", async () => {
    expect(await column(bigints(new arrow.Int64(), [1n, -(2n ** 53n) + 1n, 2n ** 53n]))).toEqual([
      1,
      -(2 ** 53) + 1,
      2n ** 53n,
    ]);
    expect(await column(arrow.vectorFromArray([1, null], new arrow.Int32()))).toEqual([1, null]);
  });

  test("decimals are strings, a HUGEINT is an integer", async () => {
    expect(await column(decimals(2, [-5n, 1250n, 10n ** 37n]))).toEqual(["-0.05", "12.50", `1${"0".repeat(35)}.00`]);
    expect(await column(decimals(0, [42n, -(10n ** 30n)]), "HUGEINT")).toEqual([42, -(10n ** 30n)]);
    expect(await column(decimals(0, [42n]), "DECIMAL(38,0)")).toEqual(["42"]);
  });

  test("dates, timestamps, times", async () => {
    expect(await column(arrow.vectorFromArray([new Date("2001-02-03")], new arrow.DateDay()))).toEqual([
      new Date("2001-02-03"),
    ]);
    const micros = bigints(new arrow.TimestampMicrosecond(), [1_500_000_000_123_456n, -1_500n, infinity]);
    expect(await column(micros)).toEqual([new Date(1_500_000_000_123), new Date(-2), new Date(NaN)]);
    // As text has it, `1969-12-31 23:59:59.999999`, and not in 1970.
    expect(await column(bigints(new arrow.TimestampMicrosecond(), [-1n]))).toEqual([
      new Date("1969-12-31T23:59:59.999Z"),
    ]);
    expect(await column(bigints(new arrow.TimestampNanosecond(), [-1n]))).toEqual([
      new Date("1969-12-31T23:59:59.999Z"),
    ]);
    expect(await column(bigints(new arrow.TimeMicrosecond(), [86_399_500_000n, 0n]))).toEqual([
      "23:59:59.5",
      "00:00:00",
    ]);
  });

  test("text, truth, bytes, nothing", async () => {
    expect(await column(arrow.vectorFromArray(["é", null, ""], new arrow.Utf8()))).toEqual(["é", null, ""]);
    expect(await column(arrow.vectorFromArray([true, false, null], new arrow.Bool()))).toEqual([true, false, null]);
    expect(await column(arrow.vectorFromArray([Uint8Array.of(1, 2)], new arrow.Binary()))).toEqual([
      Uint8Array.of(1, 2),
    ]);
  });

  test("lists, structs, maps", async () => {
    const list = new arrow.List(new arrow.Field("element", new arrow.Int32(), true));
    expect(await column(arrow.vectorFromArray([[1, null], [], null, [3]], list))).toEqual([[1, null], [], null, [3]]);
    const struct = new arrow.Struct([new arrow.Field("x", new arrow.Int64(), true), new arrow.Field("l", list, true)]);
    expect(await column(arrow.vectorFromArray([{ x: 1n, l: [2] }, null, { x: null, l: null }], struct))).toEqual([
      { x: 1, l: [2] },
      null,
      { x: null, l: null },
    ]);
  });
});

describe("cells as text", () => {
  test("as Spark shows them", async () => {
    expect(await shown(arrow.vectorFromArray([1, 2.5, NaN, -0, null, 1e22], new arrow.Float64()))).toEqual([
      "1.0",
      "2.5",
      "NaN",
      "-0.0",
      "NULL",
      "1e+22",
    ]);
    expect(await shown(arrow.vectorFromArray([Uint8Array.of(1, 171)], new arrow.Binary()))).toEqual(["[01 AB]"]);
    expect(await shown(arrow.vectorFromArray(["a\nb\u001b[31m"], new arrow.Utf8()))).toEqual(["a\\nb\\x1b[31m"]);
    const list = new arrow.List(new arrow.Field("element", new arrow.Utf8(), true));
    expect(await shown(arrow.vectorFromArray([["a", null]], list))).toEqual(["[a, NULL]"]);
  });

  test("timestamps with microseconds, instants in the session's zone", async () => {
    const values = [981_173_106_123_456n, -1n, infinity, -62_135_596_800_000_001n];
    expect(await shown(bigints(new arrow.TimestampMicrosecond(), values))).toEqual([
      "2001-02-03 04:05:06.123456",
      "1969-12-31 23:59:59.999999",
      "infinity",
      "0001-12-31 (BC) 23:59:59.999999",
    ]);
    expect(await shown(bigints(new arrow.TimestampMicrosecond("UTC"), values.slice(0, 2)), "America/New_York")).toEqual(
      ["2001-02-02 23:05:06.123456", "1969-12-31 18:59:59.999999"],
    );
  });
});

describe("the drawn table", () => {
  const cities = {
    id: arrow.vectorFromArray([1, 2], new arrow.Int32()),
    city: arrow.vectorFromArray(["日本", "x".repeat(30)]),
  };

  test("cuts cells at 20 characters, aligned right", async () => {
    const result = resultOf({ ...cities, city: arrow.vectorFromArray(["日本", "x".repeat(30)], new arrow.Utf8()) });
    expect(await drawResult(result, { rowsMax: 20, truncate: 20, timeZone: "UTC" })).toBe(
      [
        "+---+--------------------+",
        "| id|                city|",
        "+---+--------------------+",
        "|  1|                日本|",
        "|  2|xxxxxxxxxxxxxxxxx...|",
        "+---+--------------------+",
        "",
        "",
      ].join("\n"),
    );
  });

  // As PySpark 4.3 prints it.
  test("has a line per column where it is vertical", async () => {
    const result = resultOf({
      key: arrow.vectorFromArray(["a", "bb", "a"], new arrow.Utf8()),
      n: arrow.vectorFromArray([1, null, 3], new arrow.Int32()),
    });
    const vertical = { rowsMax: 2, timeZone: "UTC", vertical: true };
    const lines = ["-RECORD 0---", " key | a    ", " n   | 1    ", "-RECORD 1---", " key | bb   ", " n   | NULL "];
    expect(await drawResult(result, { ...vertical, truncate: 20 })).toBe(
      [...lines, "only showing top 2 rows", "", ""].join("\n"),
    );
    const cut = ["-RECORD 0--", " key | a   ", " n   | 1   ", "-RECORD 1--", " key | bb  ", " n   | NUL "];
    expect(await drawResult(result, { ...vertical, truncate: 3 })).toContain(cut.join("\n"));
    expect(await drawResult(result, { ...vertical, rowsMax: 3, truncate: 0 })).toContain(
      "-RECORD 2---\n key | a    \n",
    );
  });

  test("shows whole cells, aligned left", async () => {
    const result = resultOf({ a: arrow.vectorFromArray(["x".repeat(22), "y"], new arrow.Utf8()) });
    expect(await drawResult(result, { rowsMax: 1, truncate: 0, timeZone: "UTC" })).toBe(
      [
        `+${"-".repeat(22)}+`,
        `|a${" ".repeat(21)}|`,
        `+${"-".repeat(22)}+`,
        `|${"x".repeat(22)}|`,
        `+${"-".repeat(22)}+`,
        "only showing top 1 row",
        "",
        "",
      ].join("\n"),
    );
  });

  test("shows the columns of no rows", async () => {
    const result: JobResult = {
      schema: { columns: [{ name: "a", type: "BIGINT" }] },
      summary: emptySummary,
      partitions: [],
    };
    expect(await drawResult(result, { rowsMax: 20, truncate: 20, timeZone: "UTC" })).toBe(
      "+---+\n|  a|\n+---+\n+---+\n\n",
    );
    expect((await toTable(result)).numRows).toBe(0);
  });
});
