/** Files of tables as a script writes them: formats, options, sizes. Other programs read them back: DuckDB in one process, parquetjs. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import { expr, GoldpanSession } from "../../client/index.js";
import { queryRows } from "../support/duckdb.js";

/** Of a text within an error. */
const like = (pattern: RegExp) => expect.stringMatching(pattern) as string;

const folder = temporaryFolder();
let goldpan: GoldpanSession;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("writing").getOrCreate();
}, 60_000);

afterAll(async () => {
  await goldpan.stop();
});

const numbers = (rows: number) =>
  goldpan.createDataFrame(
    Array.from({ length: rows }, (_, id) => ({ id, half: id % 2 })),
    "id BIGINT, half BIGINT",
  );

/** A row of each kind of value that text has trouble with. */
const values = () =>
  goldpan.createDataFrame(
    [
      { id: 1, name: "plain", price: "12345678901234567890.10", at: "2024-01-02 03:04:05.123456", ok: true, x: 0.1 },
      { id: 2, name: 'a "quoted", text', price: "-0.10", at: "1969-12-31 23:59:59", ok: false, x: Number.NaN },
      { id: 3, name: "", price: "0.00", at: "2024-06-01 00:00:00", ok: true, x: Number.POSITIVE_INFINITY },
      { id: 4, name: null, price: null, at: null, ok: null, x: null },
      { id: 5, name: "two\nlines \\ and ünïcode", price: "1.00", at: "2024-01-01 00:00:00", ok: true, x: 1e300 },
    ],
    "id BIGINT, name VARCHAR, price DECIMAL(38,2), at TIMESTAMP, ok BOOLEAN, x DOUBLE",
  );

const asText = 'id::VARCHAR, name, price::VARCHAR, "at"::VARCHAR, ok::VARCHAR, x::VARCHAR';
const expected = [
  ["1", "plain", "12345678901234567890.10", "2024-01-02 03:04:05.123456", "true", "0.1"],
  ["2", 'a "quoted", text', "-0.10", "1969-12-31 23:59:59", "false", "nan"],
  ["3", "", "0.00", "2024-06-01 00:00:00", "true", "inf"],
  ["4", null, null, null, null, null],
  ["5", "two\nlines \\ and ünïcode", "1.00", "2024-01-01 00:00:00", "true", "1e+300"],
];

function dataFiles(table: string): string[] {
  return readdirSync(table, { recursive: true, encoding: "utf8" })
    .filter((path) => /(^|\/)part-/.test(path))
    .sort();
}

function rowCounts(table: string): Promise<unknown[][]> {
  return queryRows(
    `SELECT count(*) FROM read_parquet('${table}/**/part-*', filename = true) GROUP BY filename ORDER BY 1`,
  );
}

describe("csv", () => {
  const columns = `{'id': 'BIGINT', 'name': 'VARCHAR', 'price': 'DECIMAL(38,2)', 'at': 'TIMESTAMP', 'ok': 'BOOLEAN', 'x': 'DOUBLE'}`;

  test("of ours has its rows again, line breaks in texts and all", async () => {
    const table = join(folder, "line-breaks");
    const texts = ["a\nb", "c", '"\n\n"', ""];
    await goldpan.createDataFrame(texts.map((text, id) => ({ id, text }))).write.csv(table);
    const rows = await goldpan.read.csv(table).orderBy("id").collect();
    // An empty text is read as NULL, as in Spark.
    expect(rows.toArray().map((row) => String(row["text"]))).toEqual(["a\nb", "c", '"\n\n"', "null"]);
  });

  test("is read back with every value by another program", async () => {
    const table = join(folder, "csv");
    const summary = await values().write.option("header", true).csv(table);
    expect([summary.files, Number(summary.volume?.rowsWritten)]).toEqual([1, 5]);
    expect(dataFiles(table)[0]).toMatch(/^part-00000-.*\.csv$/);
    const source = `read_csv('${table}/part-*', header = true, auto_detect = false, allow_quoted_nulls = false, escape = '\\', new_line = '\\n', columns = ${columns})`;
    expect(await queryRows(`SELECT ${asText} FROM ${source} ORDER BY id`)).toEqual(expected);
  });

  test.each([
    ["header", { header: true }, /^id,name\n1,/],
    ["no header", {}, /^1,a\n/],
    ["sep", { sep: ";" }, /^1;a\n/],
    ["delimiter, as a tab", { delimiter: "\\t" }, /^1\ta\n/],
    ["quote", { quote: "'" }, /\n2,'it\\'s, \\\\'\n/],
    ["escape", { escape: '"' }, /\n2,"it's, \\"\n3,""\n/],
    ["no quotes", { quote: "", sep: "|" }, /\n2\|it's, \\\n3\|\n/],
    ["quoteAll", { quoteAll: true }, /^"1","a"\n/],
    ["nullValue", { nullValue: "NULL" }, /\n4,NULL\n/],
    ["emptyValue", { emptyValue: "EMPTY" }, /\n3,EMPTY\n/],
    ["ignoreLeadingWhiteSpace", { ignoreLeadingWhiteSpace: true }, /\n5,spaced {2}\n/],
    ["ignoreTrailingWhiteSpace", { ignoreTrailingWhiteSpace: true }, /\n5, {2}spaced\n/],
  ])("%s", async (name, options, pattern) => {
    const table = join(folder, `csv-${name}`);
    const rows = ["a", "it's, \\", "", null, "  spaced  "].map((text, index) => ({ id: index + 1, name: text }));
    await goldpan.createDataFrame(rows, "id BIGINT, name VARCHAR").write.options(options).csv(table);
    expect(readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8")).toMatch(pattern);
  });

  // The bytes of PySpark 4.3's files.
  test.each([
    [
      { ignoreLeadingWhiteSpace: true, ignoreTrailingWhiteSpace: true },
      '0,pad\n1,a\\b\n2,"a\\\\\\"b"\n3,\\\n4,\'q\'\n5,#c\n',
    ],
    [{ ignoreLeadingWhiteSpace: true }, '0,pad\u0001 \n1,a\\b\n2,"a\\\\\\"b"\n3,\\\n4,\'q\'\n5,#c\n'],
    [{ ignoreTrailingWhiteSpace: true }, '0, \t pad\n1,a\\b\n2,"a\\\\\\"b"\n3,\\\n4,\'q\'\n5,#c\n'],
    [{ escape: '"' }, '0, \t pad\u0001 \n1,a\\b\n2,"a\\""b"\n3,\\\n4,\'q\'\n5,#c\n'],
    [{ escape: "#" }, '0, \t pad\u0001 \n1,a\\b\n2,"a\\#"b"\n3,\\\n4,\'q\'\n5,#c\n'],
    [{ quote: "'" }, "0, \t pad\u0001 \n1,a\\b\n2,a\\\"b\n3,\\\n4,'\\'q\\''\n5,#c\n"],
    [{ sep: "|", escape: "'" }, "0| \t pad\u0001 \n1|a\\b\n2|\"a\\'\"b\"\n3|\\\n4|'q'\n5|#c\n"],
  ])("of texts with blanks and escapes, under %j, is as Spark writes it", async (options, text) => {
    const table = join(folder, `csv-as-spark-${JSON.stringify(options).replace(/\W/g, "-")}`);
    const rows = [" \t pad\u0001 ", "a\\b", 'a\\"b', "\\", "'q'", "#c"].map((name, id) => ({ id, name }));
    await goldpan.createDataFrame(rows, "id BIGINT, name VARCHAR").coalesce(1).write.options(options).csv(table);
    expect(readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8")).toBe(text);
  });

  test("has texts that end as the separator begins", async () => {
    const rows = ["a|", "|", "~|", "~", "b|c"].map((name, id) => ({ name, id }));
    const frame = goldpan.createDataFrame(rows, "name VARCHAR, id BIGINT").coalesce(1);
    for (const sep of ["||", "~|~"]) {
      const table = join(folder, `separators-${String(sep.length)}`);
      await frame.write.option("sep", sep).csv(table);
      const [file = ""] = dataFiles(table);
      const source = `read_csv('${join(table, file)}', delim = '${sep}', header = false, names = ['name', 'id'])`;
      expect(await queryRows(`SELECT name FROM ${source}`)).toEqual(rows.map(({ name }) => [name]));
      const read = await goldpan.read.csv(table).select("name").toArray();
      expect(read.map((row) => row["name"])).toEqual(rows.map(({ name }) => name));
    }
    const unquoted = frame.write.options({ sep: "||", quote: "" }).csv(join(folder, "separators-unquoted"));
    await expect(unquoted).rejects.toMatchObject({ code: "DATA_ERROR", message: like(/separator/) });
  });

  test("dateFormat, timestampFormat and timestampNTZFormat", async () => {
    const table = join(folder, "dates");
    const rows = goldpan.createDataFrame(
      [{ d: "2024-03-01", t: "2024-03-01 14:05:06.5", z: "2024-03-01 14:05:06+02" }],
      "d DATE, t TIMESTAMP, z TIMESTAMPTZ",
    );
    const read = () => readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8");
    await rows.write.csv(table);
    expect(read()).toBe("2024-03-01,2024-03-01T14:05:06.500000,2024-03-01T12:05:06.000000Z\n");
    const formats = {
      dateFormat: "dd.MM.yyyy",
      timestampFormat: "yyyy-MM-dd'T'HH:mm:ssXXX",
      timestampNTZFormat: "HH:mm",
    };
    await rows.write.mode("overwrite").options(formats).csv(table);
    expect(read()).toBe("01.03.2024,14:05,2024-03-01T12:05:06Z\n");
  });

  test("compression", async () => {
    for (const [compression, ending] of [
      ["gzip", ".csv.gz"],
      ["zstd", ".csv.zst"],
      ["none", ".csv"],
    ] as const) {
      const table = join(folder, `csv-${compression}`);
      await numbers(1000).write.option("compression", compression).csv(table);
      const [file = ""] = dataFiles(table);
      expect(file.endsWith(ending)).toBe(true);
      expect(statSync(join(table, file)).size < 4000).toBe(compression !== "none");
      expect(await queryRows(`SELECT count(*), sum(column0) FROM read_csv('${table}/part-*')`)).toEqual([
        ["1000", "499500"],
      ]);
    }
  });
});

describe("json", () => {
  test("is read back with every value, nested ones too", async () => {
    const table = join(folder, "json");
    await values()
      .withColumn("s", "{'list': [id, NULL], 'inner': {'x': x, 'n': NULL}, 'map': MAP {'k': name}}")
      .withColumn("b", "'ab'::BLOB")
      .write.json(table);
    const lines = readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8")
      .trimEnd()
      .split("\n");
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toContain('"price":12345678901234567890.10');
    expect(objects.map(({ name, at, ok, x }) => [name, at, ok, x])).toEqual([
      ["plain", "2024-01-02T03:04:05.123456", true, 0.1],
      ['a "quoted", text', "1969-12-31T23:59:59.000000", false, "NaN"],
      ["", "2024-06-01T00:00:00.000000", true, "Infinity"],
      [undefined, undefined, undefined, undefined],
      ["two\nlines \\ and ünïcode", "2024-01-01T00:00:00.000000", true, 1e300],
    ]);
    expect(objects[0]).toMatchObject({ s: { list: [1, null], inner: { x: 0.1 }, map: { k: "plain" } }, b: "YWI=" });
    expect(objects[3]).toEqual({ id: 4, s: { list: [4, null], inner: {}, map: { k: null } }, b: "YWI=" });
  });

  test("has a digit before every point", async () => {
    const table = join(folder, "json-fractions");
    await goldpan
      .range(1)
      .selectExpr(
        "-0.6::DECIMAL(2,2) AS d",
        "[0.05::DECIMAL(2,2)] AS l",
        "MAP {0::DECIMAL(2,2): 0.5::DECIMAL(1,1)} AS m",
      )
      .write.json(table);
    const text = readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8");
    expect(text).toBe('{"d":-0.60,"l":[0.05],"m":{"0.00":0.5}}\n');
  });

  test("ignoreNullFields, compression and maxRecordsPerFile", async () => {
    const table = join(folder, "json-nulls");
    const options = { ignoreNullFields: false, compression: "gzip", maxRecordsPerFile: 2 };
    await values().coalesce(1).write.options(options).json(table);
    expect(dataFiles(table).map((file) => file.replace(/.*(?=-\d{5}\.json)/, ""))).toEqual([
      "-00000.json.gz",
      "-00001.json.gz",
      "-00002.json.gz",
    ]);
    const rows = await queryRows(`SELECT json FROM read_ndjson_objects('${table}/part-*') WHERE json LIKE '{"id":4%'`);
    expect(rows).toEqual([['{"id":4,"name":null,"price":null,"at":null,"ok":null,"x":null}']]);
  });

  test("partitions leave the files", async () => {
    const table = join(folder, "json-partitions");
    const summary = await numbers(10).write.partitionBy("half").json(table);
    expect(summary.files).toBe(2);
    const rows = await queryRows(
      `SELECT half, count(*), any_value(json) LIKE '%half%' FROM read_ndjson_objects('${table}/*/part-*', hive_partitioning = true) GROUP BY half ORDER BY 1`,
    );
    expect(rows).toEqual([
      ["0", "5", false],
      ["1", "5", false],
    ]);
  });
});

describe("text", () => {
  test("is a line a row", async () => {
    const table = join(folder, "text");
    const lines = ["one", "", 'a,b "c" \\', null].map((value) => ({ value }));
    await goldpan.createDataFrame(lines, "value VARCHAR").write.text(table);
    expect(readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8")).toBe('one\n\na,b "c" \\\n\n');
    expect(await goldpan.read.text(table).count()).toBe(4);
  });

  test("of a value with a line break is refused, and nothing is there", async () => {
    const table = join(folder, "text-broken");
    const rows = goldpan.createDataFrame([{ value: "two\nlines" }], "value VARCHAR");
    await expect(rows.write.text(table)).rejects.toMatchObject({ code: "DATA_ERROR", message: like(/two\\nlines/) });
    expect(() => readdirSync(join(table, "_goldpan"))).toThrow();
  });

  test("of a value with a NUL is refused with what to write", async () => {
    const table = join(folder, "text-nul");
    const rows = goldpan.createDataFrame([{ value: "a\0b" }], "value VARCHAR");
    await expect(rows.write.text(table)).rejects.toMatchObject({ code: "DATA_ERROR", message: like(/"a\\u0000b"/) });
    await rows.select(expr("replace(value, chr(0), '')").as("value")).write.text(table);
    expect(readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8")).toBe("ab\n");
  });

  test("takes one column of text", async () => {
    await expect(numbers(1).write.text(join(folder, "no-text"))).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  });
});

describe("a table of text", () => {
  test("has commits as any other: appends add, an overwrite replaces, and another format beside it is refused", async () => {
    const table = join(folder, "csv-modes");
    await numbers(3).write.option("header", true).csv(table);
    await numbers(4).write.option("header", true).mode("append").csv(table);
    const count = `SELECT count(*) FROM read_csv('${table}/part-*', header = true)`;
    expect(await queryRows(count)).toEqual([["7"]]);
    const others = [numbers(1).write.mode("append").parquet(table), numbers(1).write.mode("append").csv(table)];
    for (const write of others)
      await expect(write).rejects.toMatchObject({ code: "SCHEMA_CONFLICT", message: like(/csv with/) });
    await expect(goldpan.read.parquet(table).count()).rejects.toMatchObject({
      ...{ code: "INPUT_UNREADABLE", hint: "read it with read.csv" },
    });
    await numbers(2).write.mode("overwrite").parquet(table);
    expect(await goldpan.read.parquet(table).count()).toBe(2);
  });

  test.each([
    ["csv", { header: true, sep: ";", nullValue: "-", timestampFormat: "dd.MM.yyyy HH:mm:ss.SSSSSS" }],
    ["csv", { escape: '"', compression: "gzip", nullValue: "NULL" }],
    ["json", {}],
  ] as const)("of %s written with %j is read back by what its log says", async (format, options) => {
    const table = join(folder, `own-${format}-${Object.keys(options).length}`);
    const rows = values().withColumn("part", "id % 2 = 0");
    // Nobody reads lines within quotes unless it is said.
    const plain = rows
      .withColumn("name", "replace(name, chr(10), ' ')")
      .withColumn("price", "CAST(price % 1000000000 AS DECIMAL(38,2))");
    await plain.write.format(format).options(options).partitionBy("part").save(table);
    const read = format === "csv" ? goldpan.read.csv(table) : goldpan.read.json(table);
    expect(await read.dtypes()).toEqual(await plain.dtypes());
    const sorted = async (frame: typeof plain) =>
      (await frame.withColumn("x", "CAST(x AS VARCHAR)").orderBy("id").toArray()).map((row) => JSON.stringify(row));
    expect(await sorted(read)).toEqual(await sorted(plain));
  });

  test("quarantines in Parquet", async () => {
    const table = join(folder, "csv-quarantine");
    await numbers(10).expect("even", "half = 0", "quarantine").write.csv(table);
    expect(await queryRows(`SELECT count(*) FROM read_parquet('${folder}/_quarantine/csv-quarantine/part-*')`)).toEqual(
      [["5"]],
    );
    expect(await queryRows(`SELECT count(*) FROM read_csv('${table}/part-*')`)).toEqual([["5"]]);
  });

  test.each([
    ["a list", "[id]", "to_json"],
    ["bytes", "'a'::BLOB", "base64"],
  ])("of csv has no column of %s", async (_, sql, hint) => {
    const write = numbers(1).withColumn("c", sql).write.csv(join(folder, "csv-types"));
    await expect(write).rejects.toMatchObject({
      code: "TYPE_NOT_SUPPORTED",
      hint: expect.stringContaining(hint) as string,
    });
  });

  test("of one csv column needs a text for NULL", async () => {
    const rows = goldpan.createDataFrame([{ a: 1 }, { a: null }], "a BIGINT");
    const table = join(folder, "csv-one-column");
    await expect(rows.write.csv(table)).rejects.toMatchObject({ code: "DATA_ERROR", hint: like(/nullValue/) });
    await rows.write.option("nullValue", "NULL").csv(table);
    expect(await queryRows(`SELECT * FROM read_csv('${table}/part-*', nullstr = 'NULL', header = false)`)).toEqual([
      ["1"],
      [null],
    ]);
  });
});

describe("parquet", () => {
  /** Distinct values of a column of DuckDB's parquet_metadata. */
  const told = async (table: string, column: string) =>
    (await queryRows(`SELECT DISTINCT ${column} FROM parquet_metadata('${table}/part-*') ORDER BY 1`)).flat();

  test.each([
    ["", "ZSTD"],
    ["snappy", "SNAPPY"],
    ["gzip", "GZIP"],
    ["none", "UNCOMPRESSED"],
    ["lz4_raw", "LZ4_RAW"],
    ["brotli", "BROTLI"],
  ])("compression '%s' is %s", async (compression, codec) => {
    const table = join(folder, `parquet-${compression}`);
    const { write } = numbers(10_000);
    await (compression === "" ? write : write.option("compression", compression)).parquet(table);
    expect(await told(table, "compression")).toEqual([codec]);
    expect(await queryRows(`SELECT count(*), sum(id) FROM read_parquet('${table}/part-*')`)).toEqual([
      ["10000", "49995000"],
    ]);
  });

  test("compressionLevel, rowGroupRows and parquetVersion", async () => {
    const table = join(folder, "parquet-options");
    const rows = numbers(50_000).coalesce(1).withColumn("t", "CAST(id * 7919 % 1000 AS VARCHAR) || '-' || id");
    const write = async (options: Record<string, string | number>) => {
      const summary = await rows.write.mode("overwrite").options(options).parquet(table);
      return Number(summary.volume?.bytesWritten);
    };
    expect(await write({ compressionLevel: 19 })).toBeLessThan(await write({}));
    await write({ rowGroupRows: 10_240 });
    expect(await told(table, "row_group_id")).toEqual(["0", "1", "2", "3", "4"]);
    const plain = await told(table, "encodings");
    await write({ parquetVersion: "v2" });
    expect(await told(table, "encodings")).not.toEqual(plain);
    expect(String(await told(table, "encodings"))).toContain("DELTA");
  });
});

test.each(["csv", "json", "parquet"] as const)(
  "files of %s have their rows in the order that was asked for",
  async (format) => {
    const rows = () => goldpan.range(100).selectExpr("(id * 37) % 100 AS id", "(id * 37) % 100 % 3 AS k");
    const whole = join(folder, `ordered-${format}`);
    const parted = join(folder, `ordered-parted-${format}`);
    await rows().coalesce(1).sortWithinPartitions("id").write.format(format).save(whole);
    await rows().repartition(1).sortWithinPartitions("id").write.partitionBy("k").format(format).save(parted);
    const read = format === "csv" ? "read_csv" : format === "json" ? "read_json" : "read_parquet";
    const options = format === "csv" ? ", names = ['id', 'k'], header = false" : "";
    const ids = async (table: string) => {
      const files = dataFiles(table).map((file) => join(table, file));
      const found = await Promise.all(files.map((file) => queryRows(`SELECT id FROM ${read}('${file}'${options})`)));
      return found.map((file) => file.map(([id]) => Number(id)));
    };
    const all = Array.from({ length: 100 }, (_, id) => id);
    const cut = join(folder, `ordered-cut-${format}`);
    await rows().coalesce(1).sortWithinPartitions("id").write.option("maxRecordsPerFile", 8).format(format).save(cut);
    expect((await ids(whole)).flat()).toEqual(all);
    // More than ten, by their names.
    expect((await ids(cut)).flat()).toEqual(all);
    expect(await ids(parted)).toEqual([0, 1, 2].map((k) => all.filter((id) => id % 3 === k)));
  },
);

test("maxRecordsPerFile", async () => {
  const table = join(folder, "max-records");
  await numbers(10).coalesce(1).write.option("maxRecordsPerFile", 4).parquet(table);
  expect(await rowCounts(table)).toEqual([["2"], ["4"], ["4"]]);
});

test("targetFileBytes cuts what is much larger, and keeps the order", async () => {
  const table = join(folder, "target");
  const rows = numbers(200_000).coalesce(1).withColumn("h", "hash(id)").orderBy("id");
  const whole = await rows.write.parquet(table);
  const bytes = Number(whole.volume?.bytesWritten);
  await rows.write
    .mode("overwrite")
    .option("targetFileBytes", Math.floor(bytes / 4))
    .parquet(table);
  const counts = await queryRows(
    `SELECT min(id), max(id) FROM read_parquet('${table}/part-*', filename = true) GROUP BY filename ORDER BY 1`,
  );
  expect(counts.length).toBe(4);
  expect(counts.map(([min]) => Number(min)).slice(1)).toEqual(counts.map(([, max]) => Number(max) + 1).slice(0, -1));
});

test("save writes the format, and what is not there is refused with what to write", async () => {
  const table = join(folder, "saved");
  await numbers(2).write.format("csv").option("sep", ";").save(table);
  expect(readFileSync(join(table, dataFiles(table)[0] ?? ""), "utf8")).toBe("0;0\n1;1\n");
  const writer = numbers(1).write;
  expect(() => writer.format("orc" as never)).toThrow(expect.objectContaining({ hint: like(/parquet/) }) as Error);
  for (const name of ["orc", "jdbc", "bucketBy", "sortBy", "insertInto", "saveAsTable"]) {
    const call = (writer as unknown as Record<string, () => void>)[name]?.bind(writer);
    expect(call).toThrow(expect.objectContaining({ code: "PLAN_REFUSED", hint: like(/./) }) as Error);
  }
});

test.each([
  ["hdfs://nn/gold/t", "PATH_REFUSED", like(/hdfs/)],
  ["gs://bucket/t", "PATH_REFUSED", like(/gs:/)],
  ["abfss://c@a.dfs.core.windows.net/t", "PATH_REFUSED", like(/abfss/)],
  ["s3a://gold", "TABLE_NOT_A_FOLDER", like(/root/)],
  ["s3a://gold/", "TABLE_NOT_A_FOLDER", like(/root/)],
  ["file:///", "TABLE_NOT_A_FOLDER", like(/root/)],
])("%s is refused as a target", async (path, code, message) => {
  const write = async () => numbers(1).write.mode("overwrite").parquet(path);
  await expect(write()).rejects.toMatchObject({ code, message });
});

test("a folder of others is refused, and named", async () => {
  const table = join(folder, "foreign");
  mkdirSync(table);
  writeFileSync(join(table, "notes.txt"), "mine");
  const write = numbers(1).write.mode("overwrite").parquet(table);
  await expect(write).rejects.toMatchObject({ code: "TABLE_HAS_FOREIGN_FILES", message: like(/notes\.txt/) });
  expect(readdirSync(table)).toEqual(["notes.txt"]);
});

describe("settings", () => {
  beforeAll(async () => {
    await goldpan.stop();
    goldpan = await GoldpanSession.builder()
      .master("local[2]")
      .config({
        "goldpan.sql.files.maxRecordsPerFile": 3,
        "goldpan.sink.filesMax": 50,
        "goldpan.sink.targetFileBytes": "100k",
        "goldpan.sql.shuffle.partitions": 4,
        "goldpan.sql.adaptive.coalescePartitions.enabled": false,
      })
      .getOrCreate();
  }, 60_000);

  test("maxRecordsPerFile, which an option overrules", async () => {
    const table = join(folder, "max-setting");
    await numbers(6).coalesce(1).write.parquet(table);
    expect(await rowCounts(table)).toEqual([["3"], ["3"]]);
    await numbers(6).coalesce(1).write.mode("overwrite").option("maxRecordsPerFile", 5).parquet(table);
    expect(await rowCounts(table)).toEqual([["1"], ["5"]]);
  });

  test("targetFileBytes", async () => {
    const table = join(folder, "target-setting");
    const rows = numbers(100_000).coalesce(1).withColumn("h", "hash(id)");
    const { files } = await rows.write.option("maxRecordsPerFile", 0).parquet(table);
    expect(files).toBeGreaterThan(3);
  });

  test("filesMax: a partitioned write of more files after its exchange is refused with their number", async () => {
    const table = join(folder, "many-files");
    const rows = numbers(120).repartition(4).withColumn("k", "id");
    await expect(rows.write.partitionBy("k").parquet(table)).rejects.toMatchObject({
      ...{ code: "DATA_ERROR", message: like(/120 files in 120 folders of k/) },
    });
    await expect(goldpan.read.parquet(table).count()).rejects.toMatchObject({ code: "INPUT_NOT_FOUND" });
  });
});
