/** Awkward but well-formed CSV and JSON, cut into many tasks, on files and in MinIO: the rows are those that DuckDB wrote. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explode, from_json, GoldpanSession, input_file_name, regexp_replace } from "../../client/index.js";
import { difference, execute } from "../support/duckdb.js";
import { minioClient, minioStartTimeoutMs, startMinio, type TestMinio } from "../support/minio.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const fileCount = 3;
const fileRows = 12_000;
let minio: TestMinio | undefined;
let goldpan: GoldpanSession;

beforeAll(async () => {
  minio = await startMinio();
  const store =
    minio === undefined
      ? {}
      : {
          "goldpan.hadoop.fs.s3a.endpoint": minio.endpoint,
          "goldpan.hadoop.fs.s3a.access.key": minio.accessKey,
          "goldpan.hadoop.fs.s3a.secret.key": minio.secretKey,
        };
  goldpan = await GoldpanSession.builder()
    .master("local[2]")
    .appName("text files")
    .config({ ...store, "goldpan.sql.files.maxPartitionBytes": "64k" })
    .getOrCreate();
}, minioStartTimeoutMs);

afterAll(async () => {
  await goldpan.stop();
  await minio?.stop();
});

const names = [
  "NULL",
  "''",
  `'a "quoted" word'`,
  `'"'`,
  `'""'`,
  "'x, y'",
  "','",
  `'"a","b"'`,
  "' two spaces  '",
  "'ünïcödé 日本 🚀'",
  "'\ufeff'",
  "'it''s; a|b\tc'",
  "'back\\slash'",
  "'#no comment'",
  "'NULL'",
  "'\u0001\u001f'",
];
const nameSql = `CASE i % ${names.length} ${names.map((name, index) => `WHEN ${index} THEN ${name}`).join(" ")} END`;

const schema =
  "id BIGINT, name STRING, amount DECIMAL(18,3), ratio DOUBLE, day DATE, at TIMESTAMP_NTZ, paid BOOLEAN, note STRING";

function rowsSql(file: number, note = nameSql): string {
  return `SELECT (i - 15000) * 1234567891 AS id, ${nameSql} AS name, CAST((i - 20000) * 1.001 AS DECIMAL(18,3)) AS amount,
    CASE WHEN i % 11 = 0 THEN NULL ELSE (i - 3000) / 7.0 END AS ratio, DATE '1899-12-30' + CAST(i * 13 AS INTEGER) AS day,
    TIMESTAMP '1969-12-31 23:59:59.25' + INTERVAL (i * 3607) SECOND AS at, CASE WHEN i % 3 = 0 THEN i % 2 = 0 END AS paid,
    ${note} AS note FROM range(${file * fileRows}, ${(file + 1) * fileRows}) t(i)`;
}

const rowsOfAll = (note?: string) =>
  Array.from({ length: fileCount }, (_, file) => `(${rowsSql(file, note)})`).join(" UNION ALL ");

/** @returns the folder of files that DuckDB wrote */
async function written(name: string, format: "csv" | "json", note?: string): Promise<string> {
  const target = join(folder, name);
  mkdirSync(target);
  const options = format === "csv" ? "FORMAT csv, HEADER true" : "FORMAT json";
  for (let file = 0; file < fileCount; file++) {
    await execute(`COPY (${rowsSql(file, note)}) TO '${target}/${file}.${format}' (${options})`);
  }
  return target;
}

function changed(path: string, change: (content: Buffer) => Buffer, ending = ""): void {
  for (const name of readdirSync(path)) {
    const content = readFileSync(join(path, name));
    writeFileSync(join(path, name + ending), change(content));
  }
}

/** With no text for NULL, as Spark reads it, an empty text in quotes would be NULL, too. */
const csvOptions = { header: true, escape: '"', nullValue: "\\N" };

/** Compares what was read, by way of a table of Parquet. @returns how many files it has: one of each task */
async function expectSame(format: "csv" | "json", path: string, note?: string): Promise<number> {
  const table = join(folder, `gold-${path.replace(/\W/g, "-")}`);
  const options = format === "csv" ? csvOptions : {};
  const reader = goldpan.read
    .schema(schema)
    .options({ ...options, ...(note === undefined ? {} : { multiLine: true }) });
  const { expectations } = await reader.format(format).load(path).write.parquet(table);
  expect(expectations.map(({ rows, violations }) => [rows, violations])).toEqual([[fileCount * fileRows, 0]]);
  expect(await difference(`SELECT * FROM read_parquet('${table}/*.parquet')`, rowsOfAll(note))).toMatchObject({
    ...{ missing: 0, extra: 0, actualRows: fileCount * fileRows },
  });
  return readdirSync(table).filter((name) => name.endsWith(".parquet")).length;
}

describe("well-formed CSV", () => {
  test("cut into many tasks", async () => {
    expect(await expectSame("csv", await written("plain", "csv"))).toBeGreaterThan(3 * fileCount);
  });

  test("with \\r\\n, cut into many tasks", async () => {
    const path = await written("crlf", "csv");
    changed(path, (content) => Buffer.from(content.toString().replaceAll("\n", "\r\n")));
    expect(await expectSame("csv", path)).toBeGreaterThan(3 * fileCount);
  });

  test("with line ends within quotes", async () => {
    const note = String.raw`CASE WHEN i % 5 = 0 THEN 'one' || chr(10) || '"two", ' || i || chr(10) ELSE 'plain' END`;
    expect(await expectSame("csv", await written("lines", "csv", note), note)).toBe(fileCount);
    const crlf = await written("crlf-lines", "csv", note);
    // Those of records alone: what follows a quote or `plain` ends one.
    changed(crlf, (content) => Buffer.from(content.toString().replace(/(plain|\n"|note)\n/g, "$1\r\n")));
    expect(await expectSame("csv", crlf, note)).toBe(fileCount);
  });
});

describe("well-formed JSON", () => {
  test("cut into many tasks", async () => {
    expect(await expectSame("json", await written("objects", "json"))).toBeGreaterThan(3 * fileCount);
  });
});

test("lines of compressed files, beside plain ones", async () => {
  const path = await written("compressed-lines", "csv");
  const lines = readdirSync(path).flatMap((name) => readFileSync(join(path, name), "utf8").split("\n").slice(0, -1));
  const [first = "", second = ""] = readdirSync(path).map((name) => join(path, name));
  writeFileSync(`${first}.gz`, gzipSync(readFileSync(first)));
  await execute(
    `COPY (SELECT content FROM read_text('${second}')) TO '${second}.zst' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01', COMPRESSION zstd)`,
  );
  rmSync(first);
  rmSync(second);
  const read = await goldpan.read.text(path).toArray<{ value: string }>();
  // DuckDB ended its one row with a line end of its own, behind the text's.
  expect(
    read
      .map(({ value }) => value)
      .filter((line) => line !== "")
      .sort(),
  ).toEqual(lines.toSorted());
  writeFileSync(`${first}.gz`, gzipSync("cut\n").subarray(0, -4));
  await expect(goldpan.read.text(path).count()).rejects.toMatchObject({
    code: "INPUT_UNREADABLE",
    message: expect.stringContaining("cannot be decompressed") as string,
  });
});

describe("wholetext", () => {
  const folderOf = (name: string, texts: Readonly<Record<string, string>>): string => {
    const path = join(folder, name);
    mkdirSync(path);
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(path, file), text);
    return path;
  };

  // As PySpark reads them: a file without a byte is no row.
  const files = {
    "empty.txt": "",
    "mixed.txt": "a\r\nb\rc\n",
    "mark.txt": "\ufeffmark\n",
    "list.json": '[{"id": 1},\n {"id": 2},\n]\n',
    "all.txt": `${String.fromCharCode(...Array.from({ length: 127 }, (_, code) => code + 1))}😀`,
  };

  test("has a row for each file", async () => {
    const path = folderOf("whole", files);
    writeFileSync(join(path, "packed.txt.gz"), gzipSync("packed\n"));
    const read = goldpan.read.option("wholetext", true).text(path);
    const rows = await read.select("value", input_file_name().as("file")).toArray<{ value: string; file: string }>();
    const found = Object.fromEntries(rows.map(({ value, file }) => [file.slice(file.lastIndexOf("/") + 1), value]));
    const texts = Object.entries(files).filter(([, text]) => text !== "");
    expect(found).toEqual({ ...Object.fromEntries(texts), "packed.txt.gz": "packed\n" });
    expect(rows).toHaveLength(5);
    expect(await read.count()).toBe(5);
  });

  test("of what is no text is refused", async () => {
    const path = folderOf("no-text", {});
    writeFileSync(join(path, "x.txt"), Buffer.from([0x61, 0xff]));
    await expect(goldpan.read.option("wholetext", true).text(path).count()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringContaining("another byte at 1") as string,
    });
  });

  test("lets a list with a comma too many be mended", async () => {
    const path = join(folderOf("mended", { "list.json": files["list.json"] }), "list.json");
    const rows = await goldpan.read
      .text(path, { wholetext: true })
      .select(regexp_replace("value", String.raw`,\s*\]\s*$`, "]").as("value"))
      .select(explode(from_json("value", "array<struct<id:int>>")).as("item"))
      .select("item.id")
      .toArray();
    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  });
});

describe("a sample", () => {
  const sum = (ids: readonly number[]) => ids.reduce((total, id) => total + BigInt(id), 0n);

  test.each(["csv", "json", "text"] as const)("of %s: each row by itself, the same in every plan", async (format) => {
    const path = await written(`sampled-${format}`, format === "json" ? "json" : "csv");
    const reader = goldpan.read.schema(schema).options(format === "csv" ? csvOptions : {});
    const lines = () => goldpan.read.text(path).filter("value NOT LIKE 'id,%'");
    const read =
      format === "text"
        ? lines().selectExpr("split_part(value, ',', 1)::BIGINT AS id", "value")
        : reader.format(format).load(format === "csv" ? path : join(path, "0.json"));
    const files = format === "json" ? 1 : fileCount;
    const rows = files * fileRows;
    const sampled = read.sample(0.25, 3);
    const ids = (await sampled.select("id").toArray<{ id: number }>()).map(({ id }) => id);
    // Five standard deviations around a quarter.
    expect(Math.abs(ids.length - rows / 4)).toBeLessThan(5 * Math.sqrt(rows * 0.25 * 0.75));
    // No file's sample is like another's.
    const perPlace = new Map<number, number>();
    for (const id of ids) {
      const place = (id / 1_234_567_891 + 15_000) % fileRows;
      perPlace.set(place, (perPlace.get(place) ?? 0) + 1);
    }
    const inAll = [...perPlace.values()].filter((count) => count === files).length;
    expect(inAll).toBeLessThan((fileRows / 4 ** files) * 1.5);
    const ordered = await sampled.orderBy("id").toArray<{ id: number }>();
    expect(sum(ordered.map(({ id }) => id))).toBe(sum(ids));
    const repeated = await read.sample(true, 0.5, 7).count();
    expect(Math.abs(repeated - rows / 2)).toBeLessThan(5 * Math.sqrt(rows / 2));
  });
});

test("CSV in MinIO, plain in parts and gzip whole, becomes gold there", async (context) => {
  if (minio === undefined) return context.skip("MinIO could not be had");
  const client = minioClient(minio);
  const path = await written("uploaded", "csv");
  await client.makeBucket("rawzone");
  for (const [index, name] of readdirSync(path).entries()) {
    const content = readFileSync(join(path, name));
    await client.putObject(
      "rawzone",
      index === 0 ? `orders/ä ${name}` : `orders/${name}.gz`,
      index === 0 ? content : gzipSync(content),
    );
  }
  const read = goldpan.read.schema(schema).options(csvOptions);
  const { files } = await read.csv("s3a://rawzone/orders/").write.parquet("s3a://rawzone/gold/");
  expect(files).toBeGreaterThan(2 + 3);
  const table = join(folder, "gold-of-minio");
  await goldpan.read.parquet("s3a://rawzone/gold/").write.parquet(table);
  expect(await difference(`SELECT * FROM read_parquet('${table}/*.parquet')`, rowsOfAll())).toMatchObject({
    ...{ missing: 0, extra: 0, actualRows: fileCount * fileRows },
  });
  const cut = gzipSync("id\n1\n").subarray(0, -4);
  await client.putObject("rawzone", "orders/cut.csv.gz", cut);
  await expect(read.csv("s3a://rawzone/orders/").count()).rejects.toMatchObject({
    code: "INPUT_UNREADABLE",
    message: expect.stringContaining("s3a://rawzone/orders/cut.csv.gz cannot be decompressed") as string,
  });
});
