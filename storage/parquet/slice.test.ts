/** Slices against two independent readers: DuckDB, which never sees our code, and parquetjs. */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { stat, writeFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ParquetReader, ParquetSchema, ParquetWriter } from "parquetjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { packageRoot } from "../../common/package-root.js";
import { FileObjectStore } from "../file/file-object-store.js";
import { emptyFile, FooterReader, ParquetFooter, readGrantedFooter } from "./footer.js";
import { fileField, rawField } from "./parquet-footer.js";
import { encodeInteger, encodeList, encodeStruct, thriftType } from "./thrift-compact.js";
import { fetchSlice, planSlice, type SlicePlan, type SliceWants } from "./slice.js";

const store = new FileObjectStore();
const reader = new FooterReader();
const folder = temporaryFolder();
let duck: DuckDBConnection;

const flights = join(packageRoot, "node_modules", "vega-datasets", "data", "flights-3m.parquet");

/** 10 row groups of 2,048 rows with every kind of column that DuckDB writes. */
const everyType = `
  SELECT i AS id, i::DOUBLE / 3 AS ratio, 'text ' || (i % 100) AS label, i % 7 = 0 AS flag,
    DATE '2001-01-01' + (i % 400)::INT AS day, TIMESTAMP '2001-01-01' + INTERVAL (i) SECOND AS at,
    (i / 7.0)::DECIMAL(12, 3) AS amount, CASE WHEN i % 5 = 0 THEN NULL ELSE (i % 200)::UTINYINT END AS small,
    {'a': i, 'b': ['x' || i, NULL], 'c': {'d': i % 3}} AS nested, [i, i + 1, NULL] AS list,
    MAP {'k' || (i % 3): i} AS map, ('blob' || i)::BLOB AS bytes, uuid() AS "odd name, 'quoted' ünïcödé %20"
  FROM range(20480) AS t(i)`;

beforeAll(async () => {
  duck = await (await DuckDBInstance.create()).connect();
  await duck.run("SET threads = 1");
});
afterAll(async () => {
  duck.closeSync();
});

async function copy(sql: string, name: string, options: string): Promise<string> {
  const path = join(folder, name);
  await duck.run(`COPY (${sql}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048, ${options})`);
  return path;
}

async function cut(
  path: string,
  wants: SliceWants,
): Promise<{ slice: string; plan: SlicePlan; footer: ParquetFooter }> {
  const { info, footer } = await reader.read(store, `file://${path}`);
  const grant = await store.grantRead(info.uri, info.etag);
  const granted = await readGrantedFooter(grant, { bytes: info.bytes, footerBytes: footer.footerBytes });
  const plan = planSlice(granted, wants);
  const slice = join(folder, `slice-${Math.random().toString(36).slice(2)}.parquet`);
  await fetchSlice(grant, plan, slice);
  expect((await stat(slice)).size).toBe(plan.fileBytes);
  return { slice, plan, footer };
}

async function rows(sql: string): Promise<unknown[][]> {
  return (await duck.runAndReadAll(sql)).getRowsJson();
}

async function count(sql: string): Promise<number> {
  return Number((await rows(`SELECT count(*) FROM (${sql})`))[0]?.[0]);
}

/** The rows of the given row groups by DuckDB, from the file's own row numbers. */
function original(path: string, footer: ParquetFooter, wants: SliceWants): string {
  const spans = wants.rowGroups.map((index) => {
    const group = footer.rowGroups[index];
    return `file_row_number >= ${group?.firstRow ?? 0} AND file_row_number < ${(group?.firstRow ?? 0) + (group?.rows ?? 0)}`;
  });
  const columns = footer.columnNames.filter((name) => wants.columns.includes(name)).map(quote);
  return `SELECT ${columns.join(", ")} FROM read_parquet('${path}', file_row_number = true) WHERE ${spans.join(" OR ")}`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function expectSame(path: string, wants: SliceWants): Promise<SlicePlan> {
  const { slice, plan, footer } = await cut(path, wants);
  const expected = original(path, footer, wants);
  const got = `SELECT * FROM '${slice}'`;
  expect(await count(got)).toBe(plan.rows);
  expect(await count(expected)).toBe(plan.rows);
  expect(await count(`${got} EXCEPT ALL ${expected}`)).toBe(0);
  expect(await rows(`DESCRIBE ${got}`)).toEqual(await rows(`DESCRIBE ${expected}`));
  return plan;
}

const writings = [
  "COMPRESSION uncompressed",
  "COMPRESSION snappy",
  "COMPRESSION zstd, COMPRESSION_LEVEL 1",
  "COMPRESSION zstd, PARQUET_VERSION v2",
  "COMPRESSION snappy, PARQUET_VERSION v2, WRITE_BLOOM_FILTER false",
  "COMPRESSION gzip, DICTIONARY_SIZE_LIMIT 1",
];

describe("slices of DuckDB's files", () => {
  test.each(writings)("%s", async (options) => {
    const path = await copy(everyType, `every-${writings.indexOf(options)}.parquet`, options);
    const { footer } = await reader.read(store, `file://${path}`);
    expect(footer.rowGroups).toHaveLength(10);
    const all = footer.rowGroups.map(({ index }) => index);
    await expectSame(path, { columns: footer.columnNames, rowGroups: all });
    await expectSame(path, { columns: ["nested", "id", "map"], rowGroups: [3, 9, 4] });
    await expectSame(path, { columns: ["odd name, 'quoted' ünïcödé %20", "list"], rowGroups: [9] });
    for (const name of footer.columnNames) await expectSame(path, { columns: [name], rowGroups: [0, 5] });
  });

  test("bounds, nulls and row groups say what DuckDB's metadata function says", async () => {
    const path = await copy(everyType, "metadata.parquet", "COMPRESSION snappy");
    const { footer } = await reader.read(store, `file://${path}`);
    const said = await rows(
      `SELECT row_group_id, row_group_num_rows, path_in_schema, stats_min_value, stats_max_value, stats_null_count,
        sum(total_compressed_size) OVER (PARTITION BY row_group_id) AS group_bytes, total_compressed_size
       FROM parquet_metadata('${path}') WHERE path_in_schema IN ('id', 'ratio', 'label', 'day', 'amount', 'small') ORDER BY ALL`,
    );
    expect(said).toHaveLength(60);
    for (const [group, groupRows, column, min, max, nulls, , bytes] of said) {
      const bounds = footer.statistics(Number(group), String(column));
      expect(footer.rowGroups[Number(group)]?.rows).toBe(Number(groupRows));
      expect(footer.rowGroups[Number(group)]?.columnBytes(String(column))).toBe(Number(bytes));
      expect(bounds.nulls).toBe(Number(nulls));
      expect(plain(bounds.min)).toBe(String(min));
      expect(plain(bounds.max)).toBe(String(max));
    }
    expect(footer.statistics(0, "nested")).toEqual({});
    expect(footer.statistics(0, "no such column")).toEqual({});
  });

  test("a slice without wanted columns has the rows all the same", async () => {
    const path = await copy(everyType, "count.parquet", "COMPRESSION snappy");
    const { slice, plan } = await cut(path, { columns: [], rowGroups: [1, 2] });
    expect(plan.columns).toHaveLength(1);
    expect(plan.bytes).toBeLessThan(128 * 1024);
    expect(await count(`SELECT * FROM '${slice}'`)).toBe(4096);
    expect((await cut(path, { columns: ["missing"], rowGroups: [1] })).plan.rows).toBe(2048);
  });

  test("a slice without row groups, and the empty file, bind with the schema", async () => {
    const path = await copy(everyType, "bind.parquet", "COMPRESSION snappy");
    const { slice, footer } = await cut(path, { columns: ["id", "nested"], rowGroups: [] });
    expect(await rows(`DESCRIBE SELECT * FROM '${slice}'`)).toEqual(
      await rows(`DESCRIBE SELECT id, nested FROM '${path}'`),
    );
    const empty = join(folder, "empty.parquet");
    await writeFile(empty, emptyFile(footer));
    expect(await rows(`DESCRIBE SELECT * FROM '${empty}'`)).toEqual(await rows(`DESCRIBE SELECT * FROM '${path}'`));
    expect(await count(`SELECT * FROM '${empty}'`)).toBe(0);
  });

  test("files of one schema share a key, others do not", async () => {
    const keys = await Promise.all(
      ["SELECT 1 AS a", "SELECT 2 AS a", "SELECT 2::BIGINT AS a", "SELECT 1 AS b"].map(async (sql, index) => {
        const path = await copy(sql, `key-${index}.parquet`, "COMPRESSION snappy");
        return (await reader.read(store, `file://${path}`)).footer.schemaKey;
      }),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });

  test("three million real flights: half the columns of some row groups", async () => {
    const plan = await expectSame(flights, { columns: ["origin", "delay"], rowGroups: [0, 4, 10] });
    expect(plan.bytes).toBeLessThan((await stat(flights)).size / 2);
  });
});

function plain(value: ReturnType<ParquetFooter["statistics"]>["min"]): string | undefined {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case "decimal": {
      const digits = value.unscaled.toString().padStart(value.scale + 1, "0");
      return `${digits.slice(0, -value.scale)}.${digits.slice(-value.scale)}`;
    }
    case "date":
      return new Date(Number(value.daysSinceEpoch) * 86_400_000).toISOString().slice(0, 10);
    case "timestamp":
      return String(value.nanosSinceEpoch);
    case "double":
      return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
    case "integer":
    case "text":
    case "boolean":
      return String(value.value);
  }
}

describe("slices of parquetjs's files", () => {
  async function writeJs(name: string, useDataPageV2: boolean): Promise<string> {
    const path = join(folder, name);
    const schema = new ParquetSchema({
      id: { type: "INT64" },
      label: { type: "UTF8", optional: true },
      weight: { type: "DOUBLE" },
      tags: { type: "UTF8", repeated: true },
      place: { fields: { city: { type: "UTF8" }, zip: { type: "INT32", optional: true } } },
    });
    const writer = await ParquetWriter.openFile(schema, path, { rowGroupSize: 100, useDataPageV2 });
    for (let id = 0; id < 1_000; id += 1) {
      await writer.appendRow({
        id,
        ...(id % 3 === 0 ? {} : { label: `label ${id}` }),
        weight: id / 4,
        tags: id % 2 === 0 ? ["even", `t${id}`] : [],
        place: { city: `city ${id % 10}`, ...(id % 4 === 0 ? {} : { zip: id }) },
      });
    }
    await writer.close();
    return path;
  }

  async function readJs(path: string): Promise<unknown[]> {
    const js = await ParquetReader.openFile(path);
    try {
      const cursor = js.getCursor();
      const all: unknown[] = [];
      for (let row: unknown = await cursor.next(); row !== null; row = await cursor.next()) all.push(row);
      return all;
    } finally {
      await js.close();
    }
  }

  test.each([false, true])("read back by parquetjs and DuckDB, data page v2: %s", async (useDataPageV2) => {
    const path = await writeJs(`js-${String(useDataPageV2)}.parquet`, useDataPageV2);
    const { footer } = await reader.read(store, `file://${path}`);
    expect(footer.rows).toBe(1_000);
    const wants = { columns: ["place", "id", "tags"], rowGroups: [2, 7] };
    const { slice } = await cut(path, wants);
    const expected = (await readJs(path))
      .filter((_, row) => wants.rowGroups.includes(Math.floor(row / 100)))
      .map((row) => {
        const { id, tags, place } = row as { id: unknown; tags: unknown; place: unknown };
        return { id, tags, place };
      });
    const got = (await readJs(slice)).map((row) => {
      const { id, tags, place } = row as { id: unknown; tags: unknown; place: unknown };
      return { id, tags, place };
    });
    expect(got).toEqual(expected);
    await expectSame(path, wants);
  });

  test("parquetjs reads the slice of an uncompressed file by DuckDB", async () => {
    const path = await copy(
      "SELECT i AS id, 'n' || i AS name FROM range(6000) AS t(i)",
      "for-js.parquet",
      "COMPRESSION uncompressed",
    );
    const { slice } = await cut(path, { columns: ["name"], rowGroups: [1] });
    expect(await readJs(slice)).toEqual(Array.from({ length: 2048 }, (_, row) => ({ name: `n${2048 + row}` })));
  });
});

describe("files that can't be read", () => {
  test("each is named with its size and why", async () => {
    const good = await readFile(await copy("SELECT 1 AS a", "good.parquet", "COMPRESSION snappy"));
    const damaged = Buffer.from(good);
    damaged.fill(0xff, good.length - 40, good.length - 8);
    const oversized = Buffer.from(good);
    oversized.writeUInt32LE(1_000_000, good.length - 8);
    const files: Record<string, { body: Buffer; problem: string }> = {
      "empty.parquet": { body: Buffer.alloc(0), problem: "it is empty (0 bytes)" },
      "truncated.parquet": { body: good.subarray(0, good.length - 20), problem: "it is truncated" },
      "tiny.parquet": { body: Buffer.from("PAR1"), problem: "it is truncated" },
      "text.parquet": { body: Buffer.from("id,name\n1,a\n"), problem: "it is not a Parquet file" },
      "short.parquet": { body: Buffer.from("x"), problem: "it is not a Parquet file" },
      "encrypted.parquet": {
        body: Buffer.concat([good.subarray(0, -4), Buffer.from("PARE")]),
        problem: "its footer is encrypted",
      },
      "damaged.parquet": { body: damaged, problem: "its footer is damaged" },
      "oversized.parquet": { body: oversized, problem: "its footer is damaged" },
    };
    const uris: string[] = [];
    for (const [name, { body }] of Object.entries(files)) {
      await writeFile(join(folder, name), body);
      uris.push(`file://${join(folder, name)}`);
    }
    const error = await reader.readAll(store, [...uris, `file://${join(folder, "good.parquet")}`]).then(
      () => undefined,
      (thrown: unknown) =>
        thrown as {
          code: string;
          message: string;
          details: { files: { file: string; bytes: number; problem: string }[] };
        },
    );
    expect(error?.code).toBe("INPUT_UNREADABLE");
    const found = new Map(error?.details.files.map((problem) => [problem.file, problem]));
    expect(found.size).toBe(uris.length);
    for (const [name, { body, problem }] of Object.entries(files)) {
      const said = found.get(`file://${join(folder, name)}`);
      expect(said?.bytes, name).toBe(body.length);
      expect(said?.problem, name).toContain(problem);
      expect(error?.message).toContain(name);
    }
  });

  test("no byte of a footer that is changed goes further than a damaged footer", async () => {
    const path = await copy(everyType, "fuzz.parquet", "COMPRESSION snappy");
    const { footer, info } = await reader.read(store, `file://${path}`);
    const tail = (await readFile(path)).subarray(info.bytes - footer.footerBytes);
    let refused = 0;
    for (let at = 0; at < 400; at += 1) {
      const body = Buffer.concat([Buffer.from("PAR1"), tail]);
      body[4 + ((at * 37) % (tail.length - 8))] = (at * 101) % 256;
      const fuzzed = join(folder, "fuzzed.parquet");
      await writeFile(fuzzed, body);
      try {
        const read = await new FooterReader().read(store, `file://${fuzzed}`);
        planSlice(read.footer, { columns: read.footer.columnNames, rowGroups: [0] });
      } catch (error) {
        refused += 1;
        expect(error).toMatchObject({ code: "INPUT_UNREADABLE" });
      }
    }
    expect(refused).toBeGreaterThan(50);
  });
});

test("a footer of 2,000 row groups and 50 columns is read in tens of milliseconds", async () => {
  const columns = Array.from({ length: 50 }, (_, index) => `i + ${index} AS column_${index}`).join(", ");
  const path = await copy(`SELECT ${columns} FROM range(2048) AS t(i)`, "wide.parquet", "COMPRESSION zstd");
  const { info, footer } = await reader.read(store, `file://${path}`);
  // The same row group 2,000 times over: as many bytes to read as in a file that has so many.
  const group = footer.rowGroupStruct(0);
  const bytes = footer.reader.bytes.subarray(group.start, group.end);
  const metadata = encodeStruct(
    footer.root.fields.map((field) => {
      const raw = rawField(footer.reader, field);
      if (field.id === fileField.rows) return { ...raw, value: [encodeInteger(2_048 * 2_000)] };
      if (field.id !== fileField.rowGroups) return raw;
      return {
        ...raw,
        value: encodeList(
          thriftType.struct,
          Array.from({ length: 2_000 }, () => [bytes]),
        ),
      };
    }),
  );
  const big = Buffer.concat(metadata);
  const timings: string[] = [];
  for (let run = 0; run < 4; run += 1) {
    const startedAt = performance.now();
    const read = ParquetFooter.parse(big, {
      uri: info.uri,
      fileBytes: info.bytes - footer.footerBytes + big.length + 8,
      footerBytes: big.length + 8,
    });
    const parsedAt = performance.now();
    const plan = planSlice(read, { columns: ["column_7", "column_8"], rowGroups: [1_000] });
    expect([read.rowGroups.length, plan.rows]).toEqual([2_000, 2_048]);
    timings.push(
      `${(parsedAt - startedAt).toFixed(0)} ms, and ${(performance.now() - parsedAt).toFixed(1)} ms for a slice`,
    );
  }
  process.stderr.write(`footer of ${(big.length / 1e6).toFixed(1)} MB: ${timings.join("; ")}\n`);
});
