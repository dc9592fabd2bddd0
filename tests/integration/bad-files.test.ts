/** Files that cannot be read: all of them named, or left out and counted. */
import { gzipSync } from "node:zlib";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { col, count, GoldpanSession, sum } from "../../client/index.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("bad-files").getOrCreate();
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

describe("bad files", () => {
  test("of CSV are all named, or left out and counted", async () => {
    file("bad/a.csv", "1\n2\n");
    file("bad/b.csv", Buffer.from([0x31, 0xff, 0x0a]));
    file("bad/c.csv.gz", "no gzip");
    const read = () => goldpan.read.schema("n INT");
    await expect(read().csv(join(folder, "bad")).count()).rejects.toMatchObject({ code: "INPUT_UNREADABLE" });
    expect(await read().option("badFiles", "quarantine").csv(join(folder, "bad")).count()).toBe(2);
    await expect(
      read().option("badFiles", "quarantine").option("failAbove", 0.5).csv(join(folder, "bad")).count(),
    ).rejects.toMatchObject({
      code: "EXPECTATION_THRESHOLD_EXCEEDED",
      message: expect.stringContaining("'files of bad can be read' was violated by 2 of 3 files, more than") as string,
    });
  });

  test("are those whose compressed bytes are damaged or cut", async () => {
    // printf 'n\n1\n2\n3\n' | zstd --check | base64
    const zstd = Buffer.from("KLUv/QRYQQAAbgoxCjIKMwpThfOw", "base64");
    const gzip = gzipSync("n\n4\n5\n");
    file("compressed/a.csv.zst", zstd);
    file("compressed/b.csv.gz", gzip);
    const read = () => goldpan.read.option("header", true).schema("n INT");
    expect(await read().csv(join(folder, "compressed")).agg(sum("n").as("s")).toArray()).toEqual([{ s: 15 }]);
    const damaged = Buffer.from(zstd);
    damaged[zstd.indexOf("2")] = 0x37;
    file("compressed/damaged.csv.zst", damaged);
    const problem = "cannot be decompressed: its checksum is another one";
    await expect(read().csv(join(folder, "compressed")).count()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringContaining(`damaged.csv.zst ${problem}`) as string,
    });
    file("compressed/cut.csv.zst", zstd.subarray(0, -1));
    file("compressed/cut.csv.gz", gzip.subarray(0, -1));
    const table = join(folder, "decompressed");
    const kept = read().option("badFiles", "quarantine").csv(join(folder, "compressed"));
    const { expectations } = await kept.write.parquet(table);
    expect(await goldpan.read.parquet(table).agg(sum("n").as("s")).toArray()).toEqual([{ s: 15 }]);
    expect(expectations.map(({ rows, violations }) => [rows, violations])).toContainEqual([5, 3]);
    const examples = expectations.flatMap(({ examples }) => examples).sort();
    expect(examples).toHaveLength(3);
    expect(examples).toMatchObject(
      [
        /cut\.csv\.gz \(\d+ B\): cannot be decompressed: unexpected end of file/,
        /cut\.csv\.zst \(\d+ B\): cannot be decompressed: it ends too early/,
        /damaged\.csv\.zst \(\d+ B\): cannot be decompressed: its checksum is another one/,
      ].map((pattern) => expect.stringMatching(pattern) as string),
    );
  });

  test("of several tasks are named together", async () => {
    file("many/0.csv", "1\n");
    for (const name of ["1", "2", "3", "4", "5"]) file(`many/${name}.csv.gz`, gzipSync("1\n").subarray(0, -4));
    const read = goldpan.read.schema("n INT").csv(join(folder, "many"));
    const names = ["1", "2", "3", "4", "5"].map((name) => expect.stringContaining(`${name}.csv.gz`) as string);
    await expect(read.repartition(3).groupBy("n").count().toArray()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringMatching(/^5 files can't be read: /) as string,
      details: { files: names.map((name) => ({ file: name })) },
    });
  });

  test("of Parquet, too", async () => {
    await goldpan.createDataFrame([{ n: 1 }]).write.parquet(join(folder, "parquet/good"));
    file("parquet/empty.parquet", "");
    file("parquet/other.parquet", "something else");
    await expect(goldpan.read.parquet(join(folder, "parquet")).count()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringMatching(/^2 files can't be read/) as string,
    });
    const read = goldpan.read.option("badFiles", "quarantine");
    expect(await read.parquet(join(folder, "parquet")).toArray()).toEqual([{ n: 1 }]);
    expect(await goldpan.read.schema("n STRING, more INT").parquet(join(folder, "parquet/good")).toArray()).toEqual([
      { n: "1", more: null },
    ]);
  });

  test("of Parquet whose pages turn out damaged while they are read are left out whole", async () => {
    await goldpan.range(300_000).repartition(1).write.parquet(join(folder, "pages/good"));
    const name = readdirSync(join(folder, "pages/good")).find((each) => each.endsWith(".parquet")) ?? "";
    const good = readFileSync(join(folder, "pages/good", name));
    const bytes = Buffer.from(good);
    // The header of its first page.
    bytes.fill(0xff, 4, 40);
    file("pages/both/damaged.parquet", bytes);
    file("pages/both/good.parquet", good);
    const read = () => goldpan.read.option("badFiles", "quarantine").parquet(join(folder, "pages/both"));
    const table = join(folder, "pages/gold");
    const { expectations } = await read()
      .groupBy(col("id").mod(7).as("k"))
      .agg(count("*").as("n"))
      .write.parquet(table);
    expect(await goldpan.read.parquet(table).agg(sum("n").as("n")).toArray()).toMatchObject([{ n: 300_000 }]);
    expect(expectations).toMatchObject([
      {
        name: "files of both can be read",
        rows: 2,
        violations: 1,
        examples: [expect.stringContaining("damaged") as string],
      },
    ]);
    await expect(
      goldpan.read.parquet(join(folder, "pages/both")).agg(sum("id").as("s")).toArray(),
    ).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringContaining("damaged.parquet, row group ") as string,
    });
  });

  test("a header with other names is one", async () => {
    file("headers/a.csv", "id,name\n1,a\n");
    file("headers/b.csv", "name,id\nb,2\n");
    const read = () => goldpan.read.option("header", true);
    await expect(read().csv(join(folder, "headers")).toArray()).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      message: expect.stringContaining("its header is 'name', 'id' where the columns are 'id', 'name'") as string,
    });
    expect(await read().option("enforceSchema", true).csv(join(folder, "headers")).toArray()).toEqual([
      { id: "1", name: "a" },
      { id: "b", name: "2" },
    ]);
  });
});
