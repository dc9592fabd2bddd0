/** Tables over their life, on a real store: versions, verification, compaction, writers of two clusters, what other programs are told. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Client } from "minio";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import { GoldpanSession } from "../../client/index.js";
import { inspectTable } from "../../client/table/inspect-table.js";
import { formatTableReport } from "../../client/table/table-report.js";
import { tableSnippet } from "../../client/table/table-snippet.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";
import type { ObjectStore } from "../../storage/object-store.js";
import { TableLog } from "../../storage/table/table-log.js";
import { packageRoot } from "../../common/package-root.js";
import { Config } from "../../common/config/config.js";
import { queryRows } from "../support/duckdb.js";
import { minioClient, minioStartTimeoutMs, startMinio, storeEnvironment, type TestMinio } from "../support/minio.js";
import { bareEnvironment, startSubmit } from "../support/submit.js";

/** Of a text within an error. */
const like = (pattern: RegExp) => expect.stringMatching(pattern) as string;

let minio: TestMinio | undefined;
let client: Client;
let store: ObjectStore;
let goldpan: GoldpanSession;
const folder = temporaryFolder();

beforeAll(async () => {
  minio = await startMinio();
  if (minio === undefined) return;
  client = minioClient(minio);
  await client.makeBucket("gold");
  const settings = {
    "goldpan.hadoop.fs.s3a.endpoint": minio.endpoint,
    "goldpan.hadoop.fs.s3a.access.key": minio.accessKey,
    "goldpan.hadoop.fs.s3a.secret.key": minio.secretKey,
  };
  store = openObjectStore(storeConfigOf(Config.resolve([{ source: "test", values: settings }])));
  goldpan = await GoldpanSession.builder().master("local[2]").appName("tables").config(settings).getOrCreate();
}, minioStartTimeoutMs);

afterAll(async () => {
  if (minio === undefined) return;
  await goldpan.stop();
  store.close();
  await minio.stop();
});

function needMinio(context: TestContext): TestMinio {
  if (minio === undefined) return context.skip("MinIO could not be had");
  return minio;
}

const rows = (from: number, to: number) =>
  goldpan.createDataFrame(
    Array.from({ length: to - from }, (_, index) => ({
      id: from + index,
      day: (from + index) % 2 === 0 ? "001" : null,
    })),
    "id BIGINT, day VARCHAR",
  );

async function ids(table: string, version?: number): Promise<number[]> {
  const reader = version === undefined ? goldpan.read : goldpan.read.option("versionAsOf", version);
  const found = await reader.parquet(table).select("id").toArray<{ id: number }>();
  return found.map(({ id }) => id).sort((a, b) => a - b);
}

const upTo = (count: number) => Array.from({ length: count }, (_, id) => id);

describe("versionAsOf", () => {
  test("reads a table as it was, until an overwrite deletes its files", async (context) => {
    needMinio(context);
    const table = "s3a://gold/versions/";
    await rows(0, 2).write.partitionBy("day").parquet(table);
    await rows(2, 3).write.mode("append").partitionBy("day").parquet(table);
    await rows(3, 4).write.mode("append").partitionBy("day").parquet(table);
    expect([await ids(table, 1), await ids(table, 2), await ids(table)]).toEqual([upTo(2), upTo(3), upTo(4)]);
    const day = goldpan.read.option("versionAsOf", 1).parquet(table).filter("id = 0");
    expect(await day.first()).toEqual({ id: 0, day: "001" });
    await rows(9, 10).write.mode("overwrite").partitionBy("day").parquet(table);
    await expect(ids(table, 2)).rejects.toMatchObject({
      ...{ code: "TABLE_VERSION_GONE", message: like(/part-\S+ is gone since commit 4 \(overwrite/) },
    });
    await expect(ids(table, 5)).rejects.toMatchObject({ code: "INPUT_NOT_FOUND", message: like(/no commit 5/) });
    await expect(goldpan.read.option("versionAsOf", "last").parquet(table).count()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
    });
  });
});

const look = { repair: false, history: false, files: false };

describe("goldpan table --verify", () => {
  test("names what is wrong with which file", async (context) => {
    needMinio(context);
    const table = "s3a://gold/verified/";
    for (const [from, to] of [
      [0, 3],
      [3, 7],
      [7, 12],
    ] as const) {
      await rows(from, to).coalesce(1).write.mode("append").parquet(table);
    }
    const whole = await inspectTable(store, table, { ...look, verify: true });
    expect([whole.verifiedFiles, whole.problems]).toEqual([3, []]);
    expect(formatTableReport(whole)).toContain("verified    3 files, all as the log says");
    const { files } = await TableLog.open(store, table).snapshotAt(3);
    const [missing, swapped, short] = [3, 4, 5].map((count) => files.find((file) => file.rows === count)?.path ?? "");
    const other = await client.getObject("gold", `verified/${swapped}`);
    const chunks: Buffer[] = [];
    for await (const chunk of other) chunks.push(chunk as Buffer);
    // The same size, but no footer.
    await client.putObject("gold", `verified/${swapped}`, Buffer.alloc(Buffer.concat(chunks).length));
    await client.removeObject("gold", `verified/${missing}`);
    await client.putObject("gold", `verified/${short}`, Buffer.from("short"));
    await client.putObject("gold", "verified/mine.parquet", Buffer.from("mine"));
    const { problems = [] } = await inspectTable(store, table, { ...look, verify: true });
    const told = new Map(problems.map(({ uri, problem }) => [uri.slice(table.length), problem]));
    expect(told.get(missing ?? "")).toBe("is missing");
    expect(told.get(short ?? "")).toMatch(/^has 5 bytes instead of/);
    expect(told.get(swapped ?? "")).toMatch(/Parquet/);
    expect(told.get("mine.parquet")).toMatch(/in no commit/);
    expect(told.size).toBe(4);
  });

  test("ends with exit code 1 where something is wrong", async (context) => {
    const access = needMinio(context);
    const table = "s3a://gold/verified-cli/";
    await rows(0, 3).coalesce(1).write.parquet(table);
    const run = async () => runTable(access, [table, "--verify", "--json"]);
    const good = await run();
    expect([good.code, JSON.parse(good.stdout)]).toMatchObject([0, { verifiedFiles: 1, problems: [], rows: 3 }]);
    await client.putObject("gold", "verified-cli/other.parquet", Buffer.from("x"));
    const bad = await run();
    expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([
      1,
      { problems: [{ uri: `${table}other.parquet`, problem: like(/in no commit/) }] },
    ]);
  });
});

test("goldpan table --history tells of each commit, the oldest first", async (context) => {
  const access = needMinio(context);
  const table = "s3a://gold/history/";
  await rows(0, 3).write.parquet(table);
  await rows(3, 5).write.mode("append").parquet(table);
  const told = await runTable(access, [table, "--history", "--json"]);
  const { history } = JSON.parse(told.stdout) as { history: { commit: number; mode: string; rows: number }[] };
  expect(history).toMatchObject([{ commit: 1 }, { commit: 2, mode: "append" }]);
  const alone = await runTable(access, [table, "--json"]);
  expect(JSON.parse(alone.stdout)).not.toHaveProperty("history");
});

describe("goldpan table --compact", () => {
  test("makes few files of small ones, folder by folder, and changes no row", async (context) => {
    const access = needMinio(context);
    const table = "s3a://gold/compacted/";
    for (let from = 0; from < 12; from += 3)
      await rows(from, from + 3)
        .write.mode("append")
        .partitionBy("day")
        .parquet(table);
    const before = await inspectTable(store, table, look);
    expect(before.fileCount).toBeGreaterThanOrEqual(8);
    const { code, stdout, stderr } = await runTable(access, [table, "--compact", "--json"]);
    expect([code, stderr]).toMatchObject([0, like(/compact|^$/)]);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ mode: "compact", commit: 5, fileCount: 2, rows: 12, finished: true },
      compacted: { commit: 5, files: before.fileCount, into: 2 },
    });
    expect(await ids(table)).toEqual(upTo(12));
    expect(await goldpan.read.parquet(table).filter("day IS NULL").count()).toBe(6);
    expect((await inspectTable(store, table, { ...look, verify: true })).problems).toEqual([]);
    const again = await runTable(access, [table, "--compact"]);
    expect([again.code, again.stdout]).toMatchObject([0, like(/compacted {3}nothing/)]);
  });

  test("of text is refused, and says what to write: that keeps the rows", async (context) => {
    const access = needMinio(context);
    const table = "s3a://gold/compacted-csv/";
    await rows(0, 2).coalesce(1).write.option("header", true).csv(table);
    await rows(2, 5).coalesce(1).write.mode("append").option("header", true).csv(table);
    const { code, stderr } = await runTable(access, [table, "--compact"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('read.csv(path).coalesce(1).write.mode("overwrite")')]);
    await goldpan.read.csv(table).coalesce(1).write.mode("overwrite").option("header", true).csv(table);
    const report = await inspectTable(store, table, { ...look, verify: true });
    expect(report).toMatchObject({ rows: 5, fileCount: 1, problems: [] });
  });

  test("goes on top of an append, and gives way to an overwrite", async (context) => {
    needMinio(context);
    const table = "s3a://gold/compacted-beside/";
    const compact = () => goldpan.read.parquet(table).write.compact(table);
    for (let from = 0; from < 6; from += 1)
      await rows(from, from + 1)
        .write.mode("append")
        .parquet(table);
    await Promise.all([compact(), rows(6, 7).write.mode("append").parquet(table)]);
    expect(await ids(table)).toEqual(upTo(7));
    const modes = (await TableLog.open(store, table).history()).map(({ mode }) => mode);
    expect(modes.filter((mode) => mode === "compact")).toHaveLength(1);
    for (let from = 7; from < 10; from += 1)
      await rows(from, from + 1)
        .write.mode("append")
        .parquet(table);
    const outcomes = await Promise.allSettled([compact(), rows(20, 21).write.mode("overwrite").parquet(table)]);
    const left = await ids(table);
    // Whoever came second either replaced what was there, or failed and said who won, or whose files went while they were read.
    expect([upTo(10), [20]]).toContainEqual(left);
    for (const outcome of outcomes) {
      const code = expect.stringMatching(/^(TABLE_CONFLICT|INPUT_CHANGED)$/) as unknown;
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code });
    }
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
  });
});

describe("two clusters that write one table", () => {
  const script = `
    import type { GoldpanSession } from "goldpan";
    export default async function main(goldpan: GoldpanSession, [table, mode, first]: string[]) {
      for (let n = 0; n < 4; n++) {
        const id = Number(first) + n;
        const day = mode === "append" ? "d" + id : "d" + first;
        const rows = goldpan.createDataFrame([{ id, day }], "id BIGINT, day VARCHAR");
        await rows.write.mode(mode === "append" ? "append" : "overwrite").option("partitionOverwriteMode", "dynamic").partitionBy("day").parquet(table!);
      }
    }`;

  test.each(["append", "dynamic"])(
    "in mode %s both succeed, and all of both is there",
    async (mode) => {
      if (minio === undefined) return;
      const table = `s3a://gold/two-clusters-${mode}/`;
      await rows(0, 1).write.partitionBy("day").parquet(table);
      const run = (first: number) =>
        startSubmit({
          script,
          args: [table, mode, String(first)],
          master: "local[1]",
          environment: storeEnvironment(minio as TestMinio),
        }).outcome;
      const outcomes = await Promise.all([run(10), run(20)]);
      expect(outcomes.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
      const expected = mode === "append" ? [0, 10, 11, 12, 13, 20, 21, 22, 23] : [0, 13, 23];
      expect(await ids(table)).toEqual(expected);
      const history = await TableLog.open(store, table).history();
      expect(history.map(({ commit }) => commit)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    },
    90_000,
  );
});

describe("goldpan table", () => {
  test("tells format, partitions, inputs and schema, and reads of a version", async (context) => {
    needMinio(context);
    const table = "s3a://gold/told/";
    await rows(0, 4).write.option("header", true).partitionBy("day").csv(table);
    await rows(4, 6).write.option("header", true).mode("append").partitionBy("day").csv(table);
    const text = formatTableReport(await inspectTable(store, table, { ...look, files: true, history: true }));
    expect(text).toContain('format      csv, header "true", sep ","');
    expect(text).toContain("partitions  by day");
    expect(text).toMatch(/\|day=001\/part-\S+\.csv/);
    expect(await inspectTable(store, table, { ...look, version: 1 })).toMatchObject({ commit: 1, rows: 4 });
    await expect(inspectTable(store, table, { ...look, version: 3 })).rejects.toMatchObject({
      code: "INPUT_NOT_FOUND",
    });
    const parquet = "s3a://gold/told-parquet/";
    await goldpan.read.csv(table).write.parquet(parquet);
    expect(formatTableReport(await inspectTable(store, parquet, look))).toMatch(
      /inputs\n {2}s3a:\/\/gold\/told\/day=001/,
    );
  });

  test("prints what DuckDB reads exactly a commit's files by", async () => {
    if (minio === undefined) return;
    const table = `file://${folder}/snippet/`;
    await rows(0, 4).write.partitionBy("day").parquet(table);
    await rows(4, 6)
      .withColumn("more", "id * 2")
      .write.mode("append")
      .option("mergeSchema", true)
      .partitionBy("day")
      .parquet(table);
    const snapshot = await TableLog.open(store, table).snapshotAt(2);
    const sql = tableSnippet("duckdb", snapshot, undefined).replace(/;\s*$/, "");
    expect(await queryRows(`SELECT id, day, more FROM (${sql}) ORDER BY id`)).toEqual([
      ["0", "001", null],
      ["1", null, null],
      ["2", "001", null],
      ["3", null, null],
      ["4", "001", "8"],
      ["5", null, "10"],
    ]);
    const first = tableSnippet("duckdb", await TableLog.open(store, table).snapshotAt(1), undefined);
    expect(await queryRows(`SELECT count(*) FROM (${first.replace(/;\s*$/, "")})`)).toEqual([["4"]]);
  });
});

/** The command, as a user runs it. */
async function runTable(access: TestMinio, args: readonly string[]) {
  const child = spawn(process.execPath, [join(packageRoot, "bin", "goldpan.js"), "table", ...args], {
    env: { ...bareEnvironment(), ...storeEnvironment(access) },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}
