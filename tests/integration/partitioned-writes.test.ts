/** Tables that grow and change by parts, as a script writes them: folders, appends, dynamic overwrites, and what is refused. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import { col, GoldpanSession, type DataFrame } from "../../client/index.js";
import { queryRows } from "../support/duckdb.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("partitioned writes").getOrCreate();
}, 60_000);

afterAll(async () => {
  await goldpan.stop();
});

const sales = () =>
  goldpan.createDataFrame(
    [
      { id: 1, day: "2024-01-01", shop: "north", amount: 10 },
      { id: 2, day: "2024-01-01", shop: "south", amount: 20 },
      { id: 3, day: "2024-01-02", shop: null, amount: 30 },
      { id: 4, day: "2024-01-02", shop: "a/b=c", amount: 40 },
    ],
    "id BIGINT, day VARCHAR, shop VARCHAR, amount BIGINT",
  );

/** Live files of a table, as any engine that reads hive folders sees them. */
async function hiveRows(table: string, columns: string): Promise<unknown[][]> {
  const types = columns.includes("shop") ? "{'day': VARCHAR, 'shop': VARCHAR}" : "{'day': VARCHAR}";
  return queryRows(
    `SELECT ${columns} FROM read_parquet('${table}/**/*.parquet', hive_partitioning = true, hive_types = ${types}) ORDER BY ALL`,
  );
}

async function ids(table: string): Promise<number[]> {
  const rows = await goldpan.read.parquet(table).select("id").toArray<{ id: number }>();
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

describe("partitionBy", () => {
  test("makes folders by value that DuckDB and we read back with all values", async () => {
    const table = join(folder, "sales");
    const summary = await sales().write.partitionBy("day", "shop").parquet(table);
    expect(Number(summary.volume?.rowsWritten)).toBe(4);
    expect(readdirSync(table).filter((name) => !name.startsWith("_"))).toEqual(["day=2024-01-01", "day=2024-01-02"]);
    expect(await hiveRows(table, "id, day, shop, amount")).toEqual([
      ["1", "2024-01-01", "north", "10"],
      ["2", "2024-01-01", "south", "20"],
      ["3", "2024-01-02", null, "30"],
      ["4", "2024-01-02", "a/b=c", "40"],
    ]);
    const back = await goldpan.read.parquet(table).filter("day = '2024-01-02'").toArray<{ id: number; shop: string }>();
    expect(back.map(({ id, shop }) => [id, shop]).sort()).toEqual([
      [3, null],
      [4, "a/b=c"],
    ]);
  });

  test("takes a column's name in another case, and writes folders in that", async () => {
    const table = join(folder, "spelled");
    await sales().write.partitionBy("DAY").parquet(table);
    expect(readdirSync(table).filter((name) => !name.startsWith("_"))).toEqual(["DAY=2024-01-01", "DAY=2024-01-02"]);
    const back = goldpan.read.parquet(table);
    expect(await back.columns()).toEqual(["id", "shop", "amount", "DAY"]);
    expect(await back.filter("day = '2024-01-02'").count()).toBe(2);
  });

  test("keeps the type that a value had, whatever it looks like", async () => {
    const table = join(folder, "typed");
    const rows = goldpan.createDataFrame([{ id: 1, code: "007" }], "id BIGINT, code VARCHAR");
    await rows.write.partitionBy("code").parquet(table);
    expect(await goldpan.read.parquet(table).dtypes()).toEqual([
      ["id", "BIGINT"],
      ["code", "VARCHAR"],
    ]);
    expect(await goldpan.read.parquet(table).first()).toEqual({ id: 1, code: "007" });
  });

  test.each(["parquet", "csv", "json", "text"] as const)(
    "keeps the columns of a table without rows: %s",
    async (format) => {
      const table = join(folder, `empty-${format}`);
      const [value, ...others] = format === "text" ? ["value"] : ["id", "amount"];
      const write = async (rows: DataFrame) =>
        rows
          .select(value, ...others, "day", "shop")
          .write.partitionBy("shop", "day")
          .format(format)
          .save(table);
      const rows = sales().withColumn("day", "DATE '2024-01-01'").withColumn("value", "'x'");
      await write(rows.filter("false"));
      const { read } = goldpan;
      const tables = [read.format(format).load(table), read.format(format).option("versionAsOf", 1).load(table)];
      const columns = [value, ...others, "shop", "day"];
      for (const empty of tables) expect([await empty.columns(), await empty.count()]).toEqual([columns, 0]);
      expect((await tables[0]?.dtypes())?.at(-1)).toEqual(["day", "DATE"]);
    },
  );

  test("names numbers as Spark does, which reads them back", async () => {
    const table = join(folder, "numbers");
    const numbers = ["NaN", "Infinity", "-Infinity", "-0.5", "1e20"].map((text) => `SELECT '${text}'::DOUBLE AS d`);
    await goldpan
      .sql(numbers.join(" UNION ALL "))
      .withColumn("m", "if(isfinite(d), NULL, 0.25)::DECIMAL(2,2)")
      .selectExpr("1 AS id", "d", "m")
      .write.partitionBy("m", "d")
      .parquet(table);
    const folders = readdirSync(table, { recursive: true, encoding: "utf8" }).filter((name) => /\/d=[^/]*$/.test(name));
    expect(folders.sort()).toEqual([
      "m=0.25/d=-Infinity",
      "m=0.25/d=Infinity",
      "m=0.25/d=NaN",
      "m=__HIVE_DEFAULT_PARTITION__/d=-0.5",
      "m=__HIVE_DEFAULT_PARTITION__/d=1e+20",
    ]);
    const back = await goldpan.read.parquet(table).select("d").toArray<{ d: number }>();
    expect(back.map(({ d }) => String(d)).sort()).toEqual([
      "-0.5",
      "-Infinity",
      "100000000000000000000",
      "Infinity",
      "NaN",
    ]);
  });

  test("keeps a U+FEFF that a value or a column's name begins with", async () => {
    const table = join(folder, "feff");
    const rows = goldpan.createDataFrame([{ code: "\ufeffa", list: ["\ufeff", "a"] }], "code VARCHAR, list VARCHAR[]");
    await rows.withColumnRenamed("list", "\ufefflist").write.partitionBy("code").parquet(table);
    const back = goldpan.read.parquet(table);
    expect(await back.toArray()).toEqual([{ "\ufefflist": ["\ufeff", "a"], code: "\ufeffa" }]);
    expect(await back.filter("strlen(code) = 4").count()).toBe(1);
  });

  test("keeps a value with a NUL in it", async () => {
    const table = join(folder, "nul");
    const rows = [{ id: 1, code: "a\0b'c" }];
    await goldpan.createDataFrame(rows, "id BIGINT, code VARCHAR").write.partitionBy("code").parquet(table);
    expect(await goldpan.read.parquet(table).toArray()).toEqual(rows);
    expect(await goldpan.read.parquet(table).filter(col("code").eq("a\0b'c")).count()).toBe(1);
  });

  test.each([
    ["a column that is not there", ["nowhere"], "nowhere"],
    ["every column", ["id", "day", "shop", "amount"], "every column"],
    ["a column twice", ["day", "day"], "twice"],
  ])("of %s is refused", async (_, columns, message) => {
    const write = async () =>
      sales()
        .write.partitionBy(...columns)
        .parquet(join(folder, "refused"));
    await expect(write()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining(message) as string,
    });
  });

  test("that would make more folders than files may be is refused, and nothing is there", async () => {
    const table = join(folder, "many");
    const many = goldpan.createDataFrame(
      Array.from({ length: 1200 }, (_, index) => ({ id: index, k: index })),
      "id BIGINT, k BIGINT",
    );
    await expect(many.write.partitionBy("k").parquet(table)).rejects.toMatchObject({ code: "DATA_ERROR" });
    await expect(goldpan.read.parquet(table).count()).rejects.toMatchObject({ code: "INPUT_NOT_FOUND" });
  });
});

describe("modes", () => {
  test("append adds, whichever of two comes first", async () => {
    const table = join(folder, "appended");
    await sales().write.parquet(table);
    const more = (id: number) =>
      sales().filter("id = 1").withColumn("id", `CAST(${id} AS BIGINT)`).write.mode("append").parquet(table);
    await Promise.all([more(11), more(12)]);
    expect(await ids(table)).toEqual([1, 2, 3, 4, 11, 12]);
  });

  test("append of other columns is refused", async () => {
    const table = join(folder, "columns");
    await sales().write.parquet(table);
    const write = sales().drop("amount").write.mode("append").parquet(table);
    await expect(write).rejects.toMatchObject({ code: "SCHEMA_CONFLICT" });
    await sales().drop("amount").write.mode("append").option("mergeSchema", true).parquet(table);
    expect(await goldpan.read.parquet(table).filter("amount IS NULL").count()).toBe(4);
  });

  test("ignore leaves a table as it is, and makes one where none is", async () => {
    const table = join(folder, "ignored");
    const made = await sales().filter("id = 1").write.mode("ignore").parquet(table);
    expect(made).toMatchObject({ path: `file://${table}/`, commit: 1, files: 1 });
    const kept = await sales().write.mode("ignore").parquet(table);
    expect(kept).toMatchObject({ path: `file://${table}/`, commit: 0, files: 0, volume: { rowsWritten: 0 } });
    expect(await ids(table)).toEqual([1]);
  });

  test("a dynamic overwrite replaces the partitions that it writes to", async () => {
    const table = join(folder, "dynamic");
    await sales().write.partitionBy("day").parquet(table);
    await sales()
      .filter("id = 3")
      .withColumn("id", "CAST(33 AS BIGINT)")
      .write.mode("overwrite")
      .option("partitionOverwriteMode", "dynamic")
      .partitionBy("day")
      .parquet(table);
    expect(await ids(table)).toEqual([1, 2, 33]);
    expect((await hiveRows(table, "id")).flat()).toEqual(["1", "2", "33"]);
  });

  test("a static overwrite replaces them all", async () => {
    const table = join(folder, "static");
    await sales().write.partitionBy("day").parquet(table);
    await sales().filter("id = 3").write.mode("overwrite").partitionBy("day").parquet(table);
    expect(await ids(table)).toEqual([3]);
  });

  test("quarantine before an exchange: gold and quarantine add up to the input", async () => {
    const table = join(folder, "quarantined");
    await sales().expect("amount is small", "amount < 35", "quarantine").write.partitionBy("shop").parquet(table);
    expect(await ids(table)).toEqual([1, 2, 3]);
    const quarantine = await queryRows(`SELECT id FROM '${folder}/_quarantine/quarantined/*.parquet'`);
    expect(quarantine).toEqual([["4"]]);
  });
});
