import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tableFromIPC } from "apache-arrow";
import { beforeAll, describe, expect, test } from "vitest";
import type { Column, FileSlice } from "../../common/wire/types.js";
import { makeBench, uploadPath, type Bench } from "../../tests/support/executor/executor-bench.js";
import { FlightsBench } from "../../tests/support/executor/flights-bench.js";
import { at, column, taskOf } from "../../tests/support/executor/fragments.js";
import type { Reference } from "../../tests/support/executor/reference.js";

const flightsBench = new FlightsBench();
const { expectSameRows } = flightsBench;
let bench: Bench;
let reference: Reference;
let columns: Column[];
let slice: FileSlice;

beforeAll(() => {
  ({ bench, reference, columns, slice } = flightsBench.opened);
});

describe("values and pieces", () => {
  test("a few rows of the script take little memory, a long one what it needs", async () => {
    const small = await makeBench({ memoryBytes: 100e6 });
    const text = [column("t", "VARCHAR")];
    const long = "x".repeat(3_000_000);
    await small.run(taskOf({ operators: [at.values(text, [{ t: "short" }, { t: long }])], output: text }));
    const lengths = await reference.rows(
      `SELECT length(t)::INTEGER AS n FROM read_parquet('${small.piecePath()}') ORDER BY n`,
    );
    expect(lengths).toEqual([{ n: 5 }, { n: 3_000_000 }]);
  });

  test("rows of the script keep every value", async () => {
    const wanted = [
      column("big", "BIGINT"),
      column("d", "DECIMAL(38,2)"),
      column("ts", "TIMESTAMP"),
      column("b", "BLOB"),
      column("l", "INTEGER[]"),
      column("n", "DOUBLE"),
    ];
    const rows = [
      {
        big: "9223372036854775807",
        d: "123456789012345678901234567890.12",
        ts: "2001-02-03T04:05:06.789Z",
        b: "AQI=",
        l: [1, null],
        n: "NaN",
      },
      {},
    ];
    await bench.run(taskOf({ operators: [at.values(wanted, rows)], output: wanted }));
    await expectSameRows(
      bench.piecePath(),
      `SELECT 9223372036854775807, 123456789012345678901234567890.12::DECIMAL(38,2), TIMESTAMP '2001-02-03 04:05:06.789', '\\x01\\x02'::BLOB, [1, NULL], 'NaN'::DOUBLE
       UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL`,
    );
  });

  test("pieces give back types that Parquet loses, in their order", async () => {
    const types = [
      "HUGEINT",
      "UHUGEINT",
      "INTERVAL",
      "TIME WITH TIME ZONE",
      "BIT",
      "ENUM('x', 'y')",
      "INTEGER[2]",
      "STRUCT(a HUGEINT, b INTERVAL[])",
    ];
    const values = [
      "170141183460469231731687303715884105727::HUGEINT",
      "340282366920938463463374607431768211455::UHUGEINT",
      "INTERVAL '1 year -3 days 00:00:00.000001'",
      "'01:02:03+05:30'::TIMETZ",
      "'0101'::BIT",
      "'y'::ENUM('x', 'y')",
      "[1, 2]::INTEGER[2]",
      "{'a': 1::HUGEINT, 'b': [INTERVAL '1 second']}",
    ];
    const names = types.map((_, index) => `c${String(index)}`);
    const wanted = types.map((type, index) => column(names[index] ?? "", type));
    const projected = Object.fromEntries(
      await Promise.all(values.map(async (value, index) => [names[index] ?? "", await reference.tree(value)] as const)),
    );
    await bench.run(
      taskOf({
        operators: [at.values([column("i", "INTEGER")], [{ i: 1 }, { i: 2 }]), at.project(projected)],
        output: wanted,
      }),
      "first",
    );
    bench.daemon.pieces = [[{ path: bench.piecePath("first"), rows: 2 }]];
    const same = names.map((_, index) => `c${String(index)} = ${values[index] ?? ""}`).join(" AND ");
    const operators = [
      at.pieces(wanted),
      at.aggregate({ all_same: await reference.tree(`bool_and(${same})`), n: await reference.tree("count(*)") }),
    ];
    await bench.run(
      taskOf({ operators, output: [column("all_same", "BOOLEAN"), column("n", "BIGINT")], inputs: 1 }),
      "second",
    );
    await expectSameRows(bench.piecePath("second"), "SELECT true, 2::BIGINT");
  });

  test("a type without a carrier is refused by name", async () => {
    const operators = [
      at.values([column("i", "INTEGER")], [{ i: 1 }]),
      at.project({ u: await reference.tree("union_value(a := 1)") }),
    ];
    const task = taskOf({ operators, output: [column("u", "UNION(a INTEGER)")] });
    await expect(bench.run(task)).rejects.toMatchObject({ code: "TYPE_NOT_SUPPORTED", retry: "never" });
  });
});

describe("results", () => {
  test("come as an Arrow stream, in order, over several batches", async () => {
    const output = [column("id", "BIGINT"), column("origin", "VARCHAR")];
    const many = join(bench.folder, "many.parquet");
    await reference.run(`COPY (SELECT i AS id, 'o' || i AS origin FROM range(80000) t(i)) TO '${many}'`);
    const report = await bench.run(
      taskOf({ operators: [at.scan(output)], output, files: [await reference.slice(many)], result: true }),
    );
    const table = tableFromIPC(readFileSync(bench.piecePath()));
    expect(table.numRows).toBe(80_000);
    expect(report.rowsOut).toBe(80_000);
    expect(table.get(79_999)?.toJSON()).toEqual({ id: 79_999n, origin: "o79999" });
    expect(table.batches.length).toBe(3);
  });

  test("an empty one has its schema", async () => {
    const output = [column("id", "BIGINT")];
    await bench.run(taskOf({ operators: [at.scan(output)], output, files: [], result: true }));
    const table = tableFromIPC(readFileSync(bench.piecePath()));
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map(String)).toEqual(["id: Int64"]);
  });

  test("one beyond the driver's limit is refused by the setting's name", async () => {
    const settings = { "goldpan.driver.maxResultSize": "10k" };
    const task = taskOf({ operators: [at.scan(columns)], output: columns, files: [slice], result: true, settings });
    await expect(bench.run(task)).rejects.toMatchObject({
      code: "RESULT_TOO_LARGE",
      details: { setting: "goldpan.driver.maxResultSize" },
    });
  });
});

describe("sinks", () => {
  const table = (): string => pathToFileURL(join(bench.folder, "table")).href + "/";

  test("the file holds the rows, by parts, with its statistics", async () => {
    const big = join(bench.folder, "big.parquet");
    await reference.run(`COPY (SELECT i AS id, md5(i::VARCHAR) AS text FROM range(400000) t(i)) TO '${big}'`);
    const output = [column("id", "BIGINT"), column("text", "VARCHAR")];
    const settings = { "goldpan.hadoop.fs.s3a.multipart.size": "5m" };
    const sink = { table: table(), parquetVersion: "v2" };
    const report = await bench.run(
      taskOf({
        operators: [at.scan(output)],
        output,
        files: [await reference.slice(big)],
        sink,
        partition: 3,
        attempt: 2,
        settings,
      }),
    );
    const [file] = report.files;
    expect(file?.upload?.uri).toBe(`${table()}part-00003-w1-2.parquet`);
    expect(file?.parts.length).toBeGreaterThan(1);
    expect(file?.parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(file?.bytes);
    expect(file?.statistics.find((statistics) => statistics.column === "id")).toEqual({
      column: "id",
      min: "0",
      max: "399999",
      nulls: 0,
    });
    await expectSameRows(uploadPath(file?.upload?.uri ?? ""), `SELECT * FROM '${big}'`);
  });

  test("without rows only the first partition leaves a file", async () => {
    const operators = [at.scan(columns), at.filter(await reference.tree("id < 0"))];
    const empty = { operators, output: columns, files: [slice], sink: { table: table() } };
    const first = await bench.run(taskOf(empty));
    expect(first.files.map((file) => file.rows)).toEqual([0]);
    const second = await bench.run(taskOf({ ...empty, partition: 1 }));
    expect(second.files).toEqual([]);
  });

  test("a HUGEINT becomes a DECIMAL(38,0), or an error", async () => {
    const values = at.values([column("h", "HUGEINT")], [{ h: "99999999999999999999999999999999999999" }]);
    const output = [column("h", "HUGEINT")];
    const report = await bench.run(taskOf({ operators: [values], output, sink: { table: table() } }));
    await expectSameRows(
      uploadPath(report.files[0]?.upload?.uri ?? ""),
      "SELECT 99999999999999999999999999999999999999::DECIMAL(38,0)",
    );
    const beyond = at.values([column("h", "HUGEINT")], [{ h: "170141183460469231731687303715884105727" }]);
    await expect(bench.run(taskOf({ operators: [beyond], output, sink: { table: table() } }))).rejects.toMatchObject({
      code: "DATA_ERROR",
    });
  });
});
