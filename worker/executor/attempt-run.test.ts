import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Column, FileSlice } from "../../common/wire/types.js";
import { bytesOf, makeBench, uploadPath, type Bench } from "../../tests/support/executor/executor-bench.js";
import { FlightsBench } from "../../tests/support/executor/flights-bench.js";
import { at, column, taskOf } from "../../tests/support/executor/fragments.js";
import type { Reference } from "../../tests/support/executor/reference.js";

const flightsBench = new FlightsBench();
const { expectSameRows } = flightsBench;
let bench: Bench;
let reference: Reference;
let flights: string;
let columns: Column[];
let slice: FileSlice;

beforeAll(() => {
  ({ bench, reference, path: flights, columns, slice } = flightsBench.opened);
});

/** A copy in whose row group 2 a page is no page. @returns its path */
async function damagedFlights(name: string): Promise<string> {
  const path = join(bench.folder, `${name}.parquet`);
  const bytes = readFileSync(flights);
  const [page] = await reference.rows(
    `SELECT data_page_offset AS o, total_compressed_size AS n FROM parquet_metadata('${flights}') WHERE row_group_id = 2 AND path_in_schema = 'id'`,
  );
  bytes.fill(0xff, Number(page?.["o"]), Number(page?.["o"]) + Math.min(200, Number(page?.["n"])));
  writeFileSync(path, bytes);
  return path;
}

describe("scan, filter, project", () => {
  test("gives the rows of one DuckDB", async () => {
    const operators = [
      at.scan(columns),
      at.filter(await reference.tree("delay > 0 AND origin <> 'A7'")),
      at.project({
        id: await reference.tree("id"),
        "the hour": await reference.tree(`hour("date")`),
        late: await reference.tree("delay > 15"),
      }),
    ];
    const output = [column("id", "BIGINT"), column("the hour", "BIGINT"), column("late", "BOOLEAN")];
    const report = await bench.run(taskOf({ operators, output, files: [slice] }));
    const query = `SELECT id, hour("date") AS "the hour", delay > 15 AS late FROM '${flights}' WHERE delay > 0 AND origin <> 'A7'`;
    await expectSameRows(bench.piecePath(), query);
    const [{ n } = { n: 0 }] = await reference.rows(`SELECT count(*) AS n FROM (${query})`);
    expect(report).toMatchObject({ rowsRead: 30_000, rowsOut: Number(n), bytesOut: bytesOf(bench.piecePath()) });
    expect(report.bytesRead).toBeGreaterThan(0);
    expect(await bench.leftovers()).toEqual([]);
  });

  test("reads only the row groups of the split, and knows where their rows came from", async () => {
    const some = await reference.slice(flights, [1, 3, 4]);
    const output = [
      column("id", "BIGINT"),
      column("_source_file", "VARCHAR"),
      column("_source_row_group", "BIGINT"),
      column("_source_row", "BIGINT"),
    ];
    await bench.run(taskOf({ operators: [at.scan([column("id", "BIGINT")])], output, files: [some] }));
    const size = 4096;
    await expectSameRows(
      bench.piecePath(),
      `SELECT id, '${slice.uri}' AS f, file_row_number // ${String(size)} AS g, file_row_number AS r
       FROM read_parquet('${flights}', file_row_number = true) WHERE g IN (1, 3, 4)`,
    );
  });

  test("counts rows without reading a column", async () => {
    const operators = [at.scan([]), at.aggregate({ n: await reference.tree("count(*)") })];
    await bench.run(taskOf({ operators, output: [column("n", "BIGINT")], files: [slice] }));
    await expectSameRows(bench.piecePath(), "SELECT 30000 AS n");
  });

  test("tells the worker of requests that the store has to be asked again", async () => {
    const refusals = ["<Error><Code>SlowDown</Code></Error>"];
    const server = createServer(({ url, headers }, response) => {
      const refusal = refusals.pop();
      if (refusal !== undefined) return void response.writeHead(503).end(refusal);
      const bytes = readFileSync(decodeURI(url ?? ""));
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
      response.setHeader("content-range", `bytes ${from ?? ""}-${to ?? ""}/${String(bytes.length)}`);
      response.writeHead(206).end(bytes.subarray(Number(from), Number(to) + 1));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    bench.daemon.endpoint = `http://127.0.0.1:${String(port)}`;
    try {
      await bench.run(taskOf({ operators: [at.scan(columns)], output: columns, files: [slice] }));
    } finally {
      bench.daemon.endpoint = undefined;
      server.close();
    }
    await expectSameRows(bench.piecePath(), `FROM '${flights}'`);
    const retry = { action: "read", status: 503, reason: "SlowDown" };
    expect(bench.daemon.told).toMatchObject([{ kind: "storeRetry", token: "attempt-1", retry }]);
  });

  test("an empty split has no rows, and an input without pieces its columns", async () => {
    const report = await bench.run(taskOf({ operators: [at.scan(columns)], output: columns, files: [] }));
    expect(report).toMatchObject({ rowsOut: 0, bytesOut: 0 });
    bench.daemon.pieces = [[]];
    const operators = [at.pieces(columns), at.aggregate({ n: await reference.tree("count(delay)") })];
    await bench.run(taskOf({ operators, output: [column("n", "BIGINT")], inputs: 1 }));
    await expectSameRows(bench.piecePath(), "SELECT 0::BIGINT");
  });

  test("files of different schemas become one: widened, missing, partition columns", async () => {
    const narrow = join(bench.folder, "narrow.parquet");
    const wide = join(bench.folder, "wide.parquet");
    await reference.run(`COPY (SELECT 1::INTEGER AS a, 'x' AS only) TO '${narrow}'`);
    await reference.run(`COPY (SELECT 2.5::DOUBLE AS b, 9007199254740993 AS a) TO '${wide}'`);
    const files = [
      { ...(await reference.slice(narrow)), partitionValues: { day: "2001-02-03" } },
      { ...(await reference.slice(wide)), nullPartitions: ["day"] },
    ];
    const wanted = [column("a", "BIGINT"), column("b", "DOUBLE"), column("day", "DATE")];
    await bench.run(taskOf({ operators: [at.scan(wanted)], output: wanted, files }));
    await expectSameRows(
      bench.piecePath(),
      "SELECT 1::BIGINT, NULL::DOUBLE, DATE '2001-02-03' UNION ALL SELECT 9007199254740993, 2.5, NULL",
    );
  });
});

describe("expectations", () => {
  const seen = ["id", "delay", "origin", "date"];

  test("each sees what earlier ones let pass; counts, drops and quarantine add up", async () => {
    const table = pathToFileURL(join(bench.folder, "gold")).href + "/";
    const quarantineTable = pathToFileURL(join(bench.folder, "_quarantine", "gold")).href + "/";
    const quarantineColumns = [
      ...columns,
      column("twice", "INTEGER"),
      column("_violations", "VARCHAR[]"),
      column("_source_file", "VARCHAR"),
      column("_source_row_group", "BIGINT"),
      column("_source_row", "BIGINT"),
      column("_application", "VARCHAR"),
    ];
    const operators = [
      at.scan(columns),
      at.expect(0, "early", await reference.tree("id >= 100"), "WARN", seen),
      at.expect(1, "plausible", await reference.tree("delay BETWEEN -180 AND 2000"), "QUARANTINE", seen),
      at.expect(2, "no A7", await reference.tree("origin <> 'A7'"), "DROP", seen),
      at.project({
        id: await reference.tree("id"),
        delay: await reference.tree("delay"),
        twice: await reference.tree("delay * 2"),
      }),
      at.expect(3, "small", await reference.tree("twice < 3000"), "QUARANTINE", ["id", "delay", "twice"], true),
      at.limit(10),
    ];
    const output = [column("id", "BIGINT"), column("delay", "INTEGER"), column("twice", "INTEGER")];
    const sink = { table, quarantineTable, quarantine: { columns: quarantineColumns } };
    const report = await bench.run(taskOf({ operators, output, files: [slice], sink }));

    const [truth = {}] = await reference.rows(`
      WITH a AS (SELECT *, delay BETWEEN -180 AND 2000 AS ok FROM '${flights}'),
      b AS (SELECT * FROM a WHERE ok), c AS (SELECT * FROM b WHERE origin <> 'A7')
      SELECT (SELECT count(*) FROM a WHERE ok = false) AS false1, (SELECT count(*) FROM a WHERE ok IS NULL) AS null1,
        (SELECT count(*) FROM b) AS rows2, (SELECT count(*) FROM b WHERE origin = 'A7') AS v2,
        (SELECT count(*) FROM c) AS rows3, (SELECT count(*) FROM c WHERE delay * 2 >= 3000) AS v3`);
    const number = (name: string): number => Number(truth[name]);
    expect(number("null1")).toBeGreaterThan(0);
    expect(report.expectations).toMatchObject([
      { expectation: 0, rows: 30_000, violations: 100, nullViolations: 0 },
      { expectation: 1, rows: 30_000, violations: number("false1"), nullViolations: number("null1") },
      { expectation: 2, rows: number("rows2"), violations: number("v2"), nullViolations: 0 },
      { expectation: 3, rows: number("rows3"), violations: number("v3"), nullViolations: 0 },
    ]);
    expect(report).toMatchObject({
      rowsOut: 10,
      rowsDropped: number("v2"),
      rowsQuarantined: number("false1") + number("null1") + number("v3"),
    });
    const [data, quarantine] = report.files;
    expect(data).toMatchObject({ rows: 10, quarantine: false, upload: { uri: `${table}part-00000-w1-1.parquet` } });
    expect(quarantine).toMatchObject({ rows: report.rowsQuarantined, quarantine: true });
    await expectSameRows(
      uploadPath(quarantine?.upload?.uri ?? ""),
      `SELECT id, delay, origin, "date", NULL::INTEGER AS twice, CASE WHEN id < 100 THEN ['early', 'plausible'] ELSE ['plausible'] END,
         '${slice.uri}', id // 4096, id, 'app-1' FROM '${flights}' WHERE (delay BETWEEN -180 AND 2000) IS NOT TRUE
       UNION ALL SELECT id, delay, NULL, NULL, delay * 2, ['small'], '${slice.uri}', id // 4096, id, 'app-1'
         FROM '${flights}' WHERE delay BETWEEN -180 AND 2000 AND origin <> 'A7' AND delay * 2 >= 3000`,
    );
  });

  test("a predicate is not evaluated for rows that an earlier one took", async () => {
    const operators = [
      at.scan(columns),
      at.expect(0, "known", await reference.tree("delay IS NOT NULL"), "DROP", seen),
      at.expect(
        1,
        "fine",
        await reference.tree("CASE WHEN delay IS NULL THEN error('seen') ELSE true END"),
        "DROP",
        seen,
      ),
    ];
    const report = await bench.run(taskOf({ operators, output: columns, files: [slice] }));
    await expectSameRows(bench.piecePath(), `SELECT * FROM '${flights}' WHERE delay IS NOT NULL`);
    expect(report.rowsDropped).toBe(Math.ceil(30_000 / 97));
  });

  test("fail names the expectation, how many, and the first row", async () => {
    const operators = [at.scan(columns), at.expect(0, "no A7", await reference.tree("origin <> 'A7'"), "FAIL", seen)];
    const failure = bench.run(taskOf({ operators, output: columns, files: [slice] }));
    await expect(failure).rejects.toMatchObject({
      code: "EXPECTATION_FAILED",
      retry: "never",
      details: { name: "no A7", violations: 600, rows: 30_000 },
    });
    await expect(failure).rejects.toThrow(`${slice.uri}, row group 0, row 7: id = "7"`);
  });

  test("rows that a volatile function made are judged and delivered as one", async () => {
    const operators = [
      at.scan(columns),
      at.project({ id: await reference.tree("id"), r: await reference.tree("random()") }),
      at.expect(0, "half", await reference.tree("r < 0.5"), "DROP", ["id", "r"]),
    ];
    const output = [column("id", "BIGINT"), column("r", "DOUBLE")];
    const task = taskOf({ operators, output, files: [slice] });
    const first = await bench.run(task, "once");
    await bench.run(task, "again");
    const [dropped] = await reference.rows(
      `SELECT count(*) AS n, max(r) AS r FROM read_parquet('${bench.piecePath("once")}')`,
    );
    expect(Number(dropped?.["r"])).toBeLessThan(0.5);
    expect(first.rowsDropped).toBe(30_000 - Number(dropped?.["n"]));
    await expectSameRows(bench.piecePath("again"), `SELECT * FROM read_parquet('${bench.piecePath("once")}')`);
  });
});

describe("failures", () => {
  test("a value that can't be cast is found: file, row group, row, column, value", async () => {
    const operators = [
      at.scan(columns),
      at.project({
        id: await reference.tree("id"),
        n: await reference.tree("CAST(CASE WHEN id = 20123 THEN origin ELSE '1' END AS INTEGER)"),
      }),
    ];
    const failure = bench.run(
      taskOf({ operators, output: [column("id", "BIGINT"), column("n", "INTEGER")], files: [slice] }),
    );
    await expect(failure).rejects.toMatchObject({
      code: "DATA_ERROR",
      retry: "never",
      details: { files: [{ file: slice.uri }], rowGroup: 4, row: 20_123, column: "n" },
    });
    await expect(failure).rejects.toThrow(/origin = "A23"/);
  });

  test("damaged pages are told by file and row group", async () => {
    const damaged = await damagedFlights("damaged");
    const failure = bench.run(
      taskOf({ operators: [at.scan(columns)], output: columns, files: [await reference.slice(damaged)] }),
    );
    await expect(failure).rejects.toMatchObject({ code: "INPUT_UNREADABLE", retry: "never", details: { rowGroup: 2 } });
    await expect(failure).rejects.toThrow(/damaged\.parquet, row group 2/);
  });

  test("where bad files are left out, one whose pages turn out damaged is told and left out", async () => {
    const damaged = await damagedFlights("left-out");
    const scan = at.scan(columns);
    if (scan.scan) scan.scan.badFiles = 0;
    const operators = [scan];
    const files = [await reference.slice(damaged), slice];
    const report = await bench.run(taskOf({ operators, output: columns, files }), "left-out");
    await expectSameRows(bench.piecePath("left-out"), `SELECT * FROM read_parquet('${flights}')`);
    expect(report.rowsRead).toBe(report.rowsOut);
    expect(report.expectations).toMatchObject([
      { expectation: 0, rows: 2, violations: 1, examples: [expect.stringContaining("left-out.parquet") as string] },
    ]);
  });

  test("an object that changed since the plan is told as such", async () => {
    const changed = { ...slice, etag: "another" };
    await expect(
      bench.run(taskOf({ operators: [at.scan(columns)], output: columns, files: [changed] })),
    ).rejects.toMatchObject({ code: "INPUT_CHANGED" });
  });

  test("too little memory names the setting", async () => {
    const small = await makeBench({ memoryBytes: 64 * 2 ** 20 });
    const operators = [
      at.values([column("i", "INTEGER")], [{ i: 1 }]),
      at.project({ n: await reference.tree("(SELECT len(list(r + i)) FROM range(30000000) t(r))") }),
    ];
    await expect(small.run(taskOf({ operators, output: [column("n", "BIGINT")] }))).rejects.toMatchObject({
      code: "EXECUTOR_OUT_OF_MEMORY",
      details: { setting: "goldpan.executor.memory" },
    });
  });

  test.each([0, 5, 20, 200])("cancel after %i ms ends the query that runs, or is about to", async (afterMs) => {
    const operators = [
      at.values([column("i", "INTEGER")], [{ i: 1 }]),
      at.project({
        n: await reference.tree("(SELECT sum(hash(a.range + b.range)) FROM range(100000) a, range(100000) b)"),
      }),
    ];
    const attempt = bench.attempt(taskOf({ operators, output: [column("n", "HUGEINT")] }));
    const running = attempt.run();
    setTimeout(() => void attempt.cancel(), afterMs);
    await expect(running).rejects.toMatchObject({ code: "ATTEMPT_CANCELLED" });
    expect(await bench.leftovers()).toEqual([]);
  });
});
