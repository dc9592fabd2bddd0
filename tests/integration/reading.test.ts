/** CSV and JSON, read by real workers, against hand-made values and DuckDB in one process. */
import { gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { count, countDistinct, GoldpanSession, input_file_name, max, sum } from "../../client/index.js";
import { packageRoot } from "../../common/package-root.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("reading").getOrCreate();
});

afterAll(async () => {
  await goldpan.stop();
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe("CSV", () => {
  test("without a schema is text, named by the header or by position", async () => {
    const path = file("plain.csv", 'id,name\n1,"a, b"\n2,\n');
    const rows = await goldpan.read.option("header", true).csv(path).toArray();
    expect(rows).toEqual([
      { id: "1", name: "a, b" },
      { id: "2", name: null },
    ]);
    expect(await goldpan.read.csv(path).toArray()).toEqual([
      { _c0: "id", _c1: "name" },
      { _c0: "1", _c1: "a, b" },
      { _c0: "2", _c1: null },
    ]);
  });

  test("with a schema: what does not fit is NULL, and the record is kept and counted", async () => {
    const path = file("typed/a.csv", "id,price,day\n1,2.50,2020-01-02\nx,3,2020-13-01\n5,6\n7,8,2021-01-01,more\n");
    file("typed/b.csv.gz", gzipSync("id,price,day\n9,1,2022-02-02\n"));
    const read = goldpan.read
      .option("header", true)
      .schema("id INT, price DECIMAL(10,2) NOT NULL, day DATE, _corrupt_record STRING");
    const rows = await read
      .csv(dirname(path))
      .selectExpr("id", "price", "cast(day AS VARCHAR) AS day", "_corrupt_record")
      .toArray();
    expect(rows).toEqual([
      { id: 1, price: "2.50", day: "2020-01-02", _corrupt_record: null },
      { id: null, price: "3.00", day: null, _corrupt_record: "x,3,2020-13-01" },
      { id: 5, price: "6.00", day: null, _corrupt_record: "5,6" },
      { id: 7, price: "8.00", day: "2021-01-01", _corrupt_record: "7,8,2021-01-01,more" },
      { id: 9, price: "1.00", day: "2022-02-02", _corrupt_record: null },
    ]);
  });

  test("inferSchema looks at all files once", async () => {
    file("infer/a.csv", "id,price,day,name\n1,2,2020-01-02,x\n");
    file("infer/b.csv", "id,price,day,name\n3000000000,2.5,2020-01-03,7\n");
    const frame = goldpan.read.option("header", true).option("inferSchema", true).csv(join(folder, "infer"));
    expect((await frame.dtypes()).map(([name, type]) => `${name} ${type}`)).toEqual([
      "id BIGINT",
      "price DOUBLE",
      "day DATE",
      "name VARCHAR",
    ]);
    expect(await frame.agg(sum("price").as("s"), max("id").as("m")).toArray()).toEqual([{ s: 4.5, m: 3e9 }]);
    file("gaps.csv", "id,price,day,at,flag\n1,2.5,2020-01-02,2020-01-02 03:04:05,true\n,,,,\n");
    const gaps = goldpan.read.option("header", true).option("inferSchema", true).csv(join(folder, "gaps.csv"));
    expect((await gaps.dtypes()).map(([, type]) => type)).toEqual([
      "INTEGER",
      "DOUBLE",
      "DATE",
      "TIMESTAMP",
      "BOOLEAN",
    ]);
    const typesOf = async (text: string, options: Readonly<Record<string, string>> = {}) => {
      const read = goldpan.read.options({ inferSchema: true, ...options }).csv(file("types.csv", text));
      return (await read.dtypes()).map(([, type]) => type).join();
    };
    // Each as PySpark 4.3 has it, with spark.sql.timestampType TIMESTAMP_NTZ.
    const zoned = "TIMESTAMP WITH TIME ZONE";
    expect(await typesOf('1,2020-01-01,x\n"","",""\nNA,NA,NA\n', { nullValue: "NA" })).toBe("INTEGER,DATE,VARCHAR");
    expect(await typesOf("2020-01-01 10,2020-01-01T10:11,2020-01\n2020-01-02,2020-01-02 ,2020-01-01\n")).toBe(
      "TIMESTAMP,TIMESTAMP,TIMESTAMP",
    );
    expect(await typesOf("2020-01-01 10:11:12Z,2020-01-01 10:11:12+2,2020-01-01 24:00:00,1_0,nan\n")).toBe(
      `${zoned},${zoned},VARCHAR,VARCHAR,VARCHAR`,
    );
    const formats = { dateFormat: "dd/MM/yyyy", timestampFormat: "dd/MM/yyyy HH:mm", timestampNTZFormat: "HH:mm yyyy" };
    expect(await typesOf("01/02/2020,01/02/2020 10:11,10:11 2020,2020-01-01\n", formats)).toBe(
      `DATE,${zoned},TIMESTAMP,VARCHAR`,
    );
    file("dates.csv", "d\n05/03/2020\n06/04/2021\n");
    await expect(
      goldpan.read.option("header", true).option("inferSchema", true).csv(join(folder, "dates.csv")).count(),
    ).rejects.toMatchObject({
      code: "SCHEMA_CONFLICT",
      message: expect.stringContaining(
        "'05/03/2020' is 5 March 2020 (day first) or 3 May 2020 (month first)",
      ) as string,
    });
    file("days.csv", "d\n25/03/2020\n06/04/2021\n");
    const days = goldpan.read.option("header", true).option("inferSchema", true).csv(join(folder, "days.csv"));
    expect(await days.selectExpr("cast(d AS VARCHAR) AS d").toArray()).toEqual([
      { d: "2020-03-25" },
      { d: "2021-04-06" },
    ]);
  });
});

test("a schema gives columns of folders their types, too", async () => {
  for (const [code, json] of [
    ["001", '{"v":"a"}'],
    ["20", '{"v":"b"}'],
  ]) {
    file(`typed-folders/code=${code}/a.csv`, `${code === "20" ? "b" : "a"}\n`);
    file(`typed-folders-json/code=${code}/a.json`, `${json}\n`);
  }
  const expected = [
    { v: "a", code: "001" },
    { v: "b", code: "20" },
  ];
  const schema = "v STRING, code STRING";
  expect(await goldpan.read.schema(schema).csv(join(folder, "typed-folders")).toArray()).toEqual(expected);
  expect(await goldpan.read.schema(schema).json(join(folder, "typed-folders-json")).toArray()).toEqual(expected);
  const doubles = goldpan.read.schema("v STRING, code DOUBLE").csv(join(folder, "typed-folders"));
  expect(await doubles.dtypes()).toEqual([
    ["v", "VARCHAR"],
    ["code", "DOUBLE"],
  ]);
  for (const row of expected) {
    await goldpan.createDataFrame([{ v: row.v }]).write.parquet(join(folder, `typed-folders-parquet/code=${row.code}`));
  }
  expect(await goldpan.read.schema(schema).parquet(join(folder, "typed-folders-parquet")).toArray()).toEqual(expected);
  file("typed-folders/code=x/a.csv", "c\n");
  await expect(
    goldpan.read.schema("v STRING, code INT").csv(join(folder, "typed-folders")).count(),
  ).rejects.toMatchObject({
    code: "SCHEMA_CONFLICT",
    message: expect.stringContaining("code=x") as string,
  });
});

describe("an encoding", () => {
  test("of CSV: columns, types, malformed records and compressed files", async () => {
    const read = goldpan.read.options({ header: true, encoding: "windows-1252", sep: ";", inferSchema: true });
    const path = file("1252/a.csv", iconv.encode("n°;prix;ville\r\n1;2.5;Orléans\r\n2;3;“Paris”\r\n", "windows-1252"));
    file("1252/b.csv.gz", gzipSync(iconv.encode("n°;prix;ville\n3;4;10 €\n", "windows-1252")));
    const frame = read.csv(dirname(path));
    expect(await frame.dtypes()).toEqual([
      ["n°", "INTEGER"],
      ["prix", "DOUBLE"],
      ["ville", "VARCHAR"],
    ]);
    expect(await frame.orderBy("n°").select("ville").toArray()).toEqual([
      { ville: "Orléans" },
      { ville: "“Paris”" },
      { ville: "10 €" },
    ]);
    const typed = read
      .schema("n INT, prix DOUBLE, ville STRING, _corrupt_record STRING")
      .options({ inferSchema: false });
    const odd = file("odd.csv", iconv.encode("n;prix;ville\nné;1;a\n", "windows-1252"));
    const corrupt = await typed.csv(odd).select("_corrupt_record").toArray();
    expect(corrupt).toEqual([{ _corrupt_record: "né;1;a" }]);
  });

  test("of JSON over several lines", async () => {
    const path = file(
      "utf16.json",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[{"é": "€😀"},\n{"é": null}]', "utf16le")]),
    );
    const rows = await goldpan.read.options({ multiLine: true, encoding: "UTF-16" }).json(path).toArray();
    expect(rows).toEqual([{ é: "€😀" }, { é: null }]);
  });

  test("that a file does not have is told with the place", async () => {
    const path = file("japanese.csv", Buffer.from([0x61, 0x0a, 0x62, 0x93]));
    const read = goldpan.read.option("charset", "Shift_JIS").schema("a STRING");
    await expect(read.csv(path).count()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringContaining("japanese.csv is no text in Shift_JIS at character 3") as string,
    });
    expect(await read.option("badFiles", "quarantine").csv(path).count()).toBe(0);
  });
});

describe("JSON", () => {
  // PySpark 4.3 takes the first and the last of these records.
  test("has no comma before a bracket, and records that are dropped get no column", async () => {
    const path = file("commas/a.json", '{"a":1,"s":",}"}\n{"a":2,}\n{"a":3,"l":[1, ]}\nno json\n{"a":4}\n');
    const values = async (mode: string) => {
      const frame = goldpan.read.option("mode", mode).json(path);
      return [await frame.columns(), (await frame.select("a").toArray()).map(({ a }) => a)];
    };
    expect(await values("DROPMALFORMED")).toEqual([
      ["a", "s"],
      [1, 4],
    ]);
    expect(await values("PERMISSIVE")).toEqual([
      ["_corrupt_record", "a", "s"],
      [1, null, null, null, 4],
    ]);
  });

  test("over several lines says what reads it", async () => {
    const path = file("pretty/a.json", '[\n  {\n    "a": 1\n  }\n]\n');
    await expect(goldpan.read.json(path).count()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      hint: expect.stringContaining('option("multiLine", true)') as string,
    });
    expect(await goldpan.read.option("multiLine", true).json(path).toArray()).toEqual([{ a: 1 }]);
  });

  test("objects without fields tell no columns", async () => {
    const path = file("json-empty/a.json", "{}\n{}\n");
    await expect(goldpan.read.json(path).count()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining("no record of these files has a field") as string,
    });
  });

  test("finds its columns over all files", async () => {
    file("json/a.json", '{"b":1,"a":"x"}\n{"b":2.5,"c":{"d":[1]}}\n');
    file("json/b.json.gz", gzipSync('{"c":{"e":"f"}}\n'));
    const frame = goldpan.read.json(join(folder, "json"));
    expect((await frame.dtypes()).map(([name, type]) => `${name} ${type}`)).toEqual([
      "a VARCHAR",
      "b DOUBLE",
      "c STRUCT(d BIGINT[], e VARCHAR)",
    ]);
    expect(await frame.selectExpr("a", "b", "c.d[1] AS d", "c.e AS e").toArray()).toEqual([
      { a: "x", b: 1, d: null, e: null },
      { a: null, b: 2.5, d: 1, e: null },
      { a: null, b: null, d: null, e: "f" },
    ]);
  });
});

test("input_file_name() is the object's, in methods, SQL and filters", async () => {
  const [a, b] = [file("named/a.csv", "1\n"), file("named/b.csv", "2\n3\n")];
  const frame = goldpan.read.schema("n INT").csv(join(folder, "named"));
  const names = await frame.withColumn("file", input_file_name()).repartition(3, "n").orderBy("n").toArray();
  expect(names).toEqual([
    { n: 1, file: pathToFileURL(a).href },
    { n: 2, file: pathToFileURL(b).href },
    { n: 3, file: pathToFileURL(b).href },
  ]);
  expect(await frame.filter("input_file_name() LIKE '%b.csv'").count()).toBe(2);
  frame.createOrReplaceTempView("named");
  expect(await goldpan.sql("SELECT upper(input_file_name()) AS f FROM named WHERE n = 1").toArray()).toEqual([
    { f: pathToFileURL(a).href.toUpperCase() },
  ]);
  await expect(frame.groupBy("n").count().withColumn("f", input_file_name()).toArray()).rejects.toMatchObject({
    code: "PLAN_REFUSED",
    message: expect.stringContaining("input_file_name() is known where rows are those of files") as string,
  });
});

describe("malformed records", () => {
  const text = "1,a\nx,b\n3,c\n4\n";

  test("DROPMALFORMED and FAILFAST", async () => {
    const path = file("malformed.csv", text);
    const read = () => goldpan.read.schema("n INT, s STRING");
    expect(await read().option("mode", "DROPMALFORMED").csv(path).toArray()).toEqual([
      { n: 1, s: "a" },
      { n: 3, s: "c" },
    ]);
    await expect(read().option("mode", "FAILFAST").csv(path).count()).rejects.toMatchObject({
      code: "RECORD_MALFORMED",
      message: expect.stringMatching(
        /malformed\.csv, line 2 is malformed: x,b \(and 1 more in this part of the file\)/,
      ) as string,
    });
  });

  test("are quarantined with their text", async () => {
    const path = file("quarantined.csv", text);
    const table = join(folder, "gold");
    await goldpan.read.schema("n INT, s STRING").option("malformed", "quarantine").csv(path).write.parquet(table);
    expect(await goldpan.read.parquet(table).orderBy("n").toArray()).toEqual([
      { n: 1, s: "a" },
      { n: 3, s: "c" },
    ]);
    const rows = await goldpan.read
      .quarantine(table)
      .select("n", "s", "_corrupt_record", "_violations", "_source_row")
      .orderBy("s")
      .toArray();
    expect(rows).toMatchObject([
      { n: 4, s: null, _corrupt_record: "4", _violations: ["records of quarantined.csv are well-formed"] },
      { n: null, s: "b", _corrupt_record: "x,b" },
    ]);
    expect(rows.map((row) => Number(row["_source_row"]))).toEqual([12, 4]);
  });
});

describe("what is told of a record or a file", () => {
  test("is one line, with the ends of lines as they are written", async () => {
    const path = file("broken-list.json", '[{"n": 1},\n{"n": 2},\n]\n');
    const read = goldpan.read.schema("n INT").option("multiLine", true).json(path);
    const { expectations } = await read.write.mode("overwrite").parquet(join(folder, "told"));
    expect(expectations[0]?.examples).toEqual([expect.stringContaining(String.raw`[{"n": 1},\n{"n": 2},\n]\n`)]);
  });

  test("names the reader of text", async () => {
    await expect(goldpan.read.parquet(file("no.csv", "n\n1\n2\n3\n4\n5\n")).count()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      hint: expect.stringContaining("read.csv") as string,
    });
  });
});

interface SparkCase {
  readonly format: "csv" | "json";
  readonly text: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What real PySpark answers: `python tests/spark/record-reading.py`. */
const cases = JSON.parse(readFileSync(join(packageRoot, "tests/spark/reading-answers.json"), "utf8")) as SparkCase[];

describe("as Spark reads it", () => {
  test.each(cases.map((one, index) => [`${index}: ${one.format} ${JSON.stringify(one.options)}`, index, one] as const))(
    "%s",
    async (_, index, { format, text, options, schema, columns, rows }) => {
      const path = file(`spark/${index}.${format}`, text);
      const reader = goldpan.read.options(options).format(format);
      const frame = (schema === null ? reader : reader.schema(schema)).load(path);
      const shown = await frame
        .selectExpr(...columns.map((name) => `CAST("${name}" AS VARCHAR) AS "${name}"`))
        .toArray();
      expect(shown.map((row) => columns.map((name) => row[name]))).toEqual(rows);
    },
  );
});

test("a table of CSV or JSON is read as its log says, without options", async () => {
  const rows = [
    { id: 1, day: "2020-01-02", name: "a;b", k: "x" },
    { id: 2, day: null, name: null, k: "y" },
  ];
  const frame = goldpan.createDataFrame(rows, "id INTEGER, day DATE, name VARCHAR, k VARCHAR");
  for (const format of ["csv", "json"] as const) {
    const path = join(folder, `tables/${format}`);
    const options = format === "csv" ? { sep: ";", header: true, nullValue: "-" } : {};
    await frame.write.options(options).partitionBy("k").format(format).save(path);
    const read = goldpan.read.format(format).load(path);
    expect((await read.dtypes()).map(([name, type]) => `${name} ${type}`)).toEqual([
      "id INTEGER",
      "day DATE",
      "name VARCHAR",
      "k VARCHAR",
    ]);
    expect(await read.selectExpr("id", "CAST(day AS VARCHAR) AS day", "name", "k").orderBy("id").toArray()).toEqual(
      rows,
    );
  }
});

test("a file that several tasks share has each record once, wherever it is cut", async () => {
  const lines = Array.from(
    { length: 60_000 },
    (_, id) => `${id},"a ""b"", ${id % 7}",${id % 1_000 === 999 ? "x" : id / 4}`,
  );
  const path = file("shared.csv", `id,name,quarter\r\n${lines.join("\r\n")}\r\n`);
  const frame = goldpan.read
    .options({ header: true, escape: '"' })
    .schema("id INT, name STRING, quarter DOUBLE")
    .csv(path);
  const [row] = await frame
    .agg(count("*").as("n"), count("quarter").as("q"), sum("id").as("s"), countDistinct("name").as("names"))
    .toArray();
  expect(row).toEqual({ n: 60_000, q: 59_940, s: (59_999 * 60_000) / 2, names: 7 });
});
