/** What bad input gets: each case as a user would meet it, through the command line, against a real MinIO. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { execute } from "../support/duckdb.js";
import { flightsPath } from "../support/flights.js";
import {
  listKeys,
  makeBucket,
  minioStartTimeoutMs,
  putFile,
  putObject,
  startMinio,
  storeEnvironment,
  type TestMinio,
} from "../support/minio.js";
import { script, submit, type SubmitOutcome } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const minio: TestMinio | undefined = await startMinio();
const folder = temporaryFolder();
/** Well below any retry budget, and far above what a slow machine needs: the deadlines themselves have tests of their own. */
const promptMs = 30_000;
let bucket = "";

afterAll(async () => {
  await minio?.stop();
}, minioStartTimeoutMs);

/** Runs a script's body with `rawzone` as the bucket's URI. */
async function run(body: string, options: Partial<Parameters<typeof submit>[0]> = {}): Promise<SubmitOutcome> {
  return submit({
    script: script(`  const rawzone = "s3a://${bucket}";\n${body}`),
    master: "local[2]",
    ...options,
    environment: { ...storeEnvironment(minio!), ...options.environment },
  });
}

/** Lines of ours that name an error: a failed run prints exactly one. */
const errorLines = (outcome: SubmitOutcome) =>
  outcome.stderr.split("\n").filter((line) => /goldpan: error [A-Z_]+: /.test(line));

function expectFailure(outcome: SubmitOutcome, code: string, ...named: (string | RegExp)[]): void {
  const [line = ""] = errorLines(outcome);
  expect(line, outcome.stderr).toContain(`goldpan: error ${code}: `);
  for (const name of named)
    expect(line).toMatch(typeof name === "string" ? new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : name);
  expect(errorLines(outcome)).toHaveLength(1);
}

const keysOf = async (prefix: string) => listKeys(minio!, bucket, prefix);

describe.skipIf(minio === undefined)("bad input", () => {
  beforeAll(async () => {
    bucket = await makeBucket(minio!, "rawzone");
    await putFile(minio!, bucket, "flights/flights-3m.parquet", flightsPath);
    await execute(
      `COPY (SELECT i AS id, 'row ' || i AS name FROM range(100) t(i)) TO '${folder}/small.parquet'`,
      `COPY (SELECT i::INTEGER AS id FROM range(10) t(i)) TO '${folder}/int.parquet'`,
      `COPY (SELECT (i + 10)::BIGINT AS id, i::DOUBLE AS extra FROM range(10) t(i)) TO '${folder}/bigint.parquet'`,
      `COPY (SELECT i::VARCHAR AS id FROM range(10) t(i)) TO '${folder}/text.parquet'`,
    );
    await putFile(minio!, bucket, "small/small.parquet", `${folder}/small.parquet`);
  });

  describe("places", () => {
    test("a missing bucket", async () => {
      const outcome = await run(`  await goldpan.read.parquet("s3a://no-such-bucket-here/x/").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "STORE_BUCKET_NOT_FOUND", "no-such-bucket-here");
      expect(outcome.durationMs).toBeLessThan(promptMs);
    });

    test("a missing key", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/nothing/here.parquet").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "INPUT_NOT_FOUND", "nothing/here.parquet");
    });

    test("an input folder without a Parquet file and without a commit of ours", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/empty-folder/").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "INPUT_NOT_FOUND", "empty-folder");
    });

    test("a wrong secret key", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/small/").count();`, {
        environment: { AWS_SECRET_ACCESS_KEY: "wrong-wrong-wrong" },
      });
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "STORE_ACCESS_DENIED");
      expect(outcome.stderr).not.toContain("wrong-wrong-wrong");
    });

    test("no credentials at all", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/small/").count();`, {
        environment: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
      });
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "STORE_ACCESS_DENIED", "AWS_ACCESS_KEY_ID");
    });

    test("a wrong endpoint", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/small/").count();`, {
        environment: { GOLDPAN_HADOOP_FS_S3A_ENDPOINT: "http://127.0.0.1:9" },
      });
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "STORE_UNREACHABLE", "127.0.0.1:9");
      expect(outcome.durationMs).toBeLessThan(promptMs);
    });

    test("a scheme that is not ours", async () => {
      const outcome = await run(`  await goldpan.read.parquet("hdfs://namenode/x").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "PATH_REFUSED", "hdfs");
    });

    test("an unreachable master", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/small/").count();`, {
        master: "goldpan://127.0.0.1:9",
      });
      expect(outcome.code).toBe(3);
      expectFailure(outcome, "MASTER_UNREACHABLE", "127.0.0.1:9");
      expect(outcome.durationMs).toBeLessThan(promptMs);
    });
  });

  describe("expressions", () => {
    test("a column that isn't there: the nearest names and the line of the script", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/flights/")
    .filter("dely > 3")
    .count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "COLUMN_NOT_FOUND", "dely", "delay", /job\.ts:5/);
    });

    test("a type error", async () => {
      const outcome = await run(
        `  await goldpan.read.parquet(rawzone + "/flights/").withColumn("x", "delay + date").count();`,
      );
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "TYPE_MISMATCH", /job\.ts:4/);
    });

    test("a syntax error in an expression", async () => {
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/flights/").filter("delay >").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "SYNTAX_ERROR", "delay >", /job\.ts:4/);
    });

    test("a statement where an expression belongs", async () => {
      const outcome = await run(
        `  await goldpan.read.parquet(rawzone + "/flights/").filter("1; DROP TABLE x").count();`,
      );
      expect(outcome.code).toBe(1);
      expect(errorLines(outcome)[0]).toMatch(/SYNTAX_ERROR|EXPRESSION_REFUSED/);
    });
  });

  describe("files", () => {
    test("schemas that widen: int to bigint, missing columns to NULL", async () => {
      await putFile(minio!, bucket, "widen/a.parquet", `${folder}/int.parquet`);
      await putFile(minio!, bucket, "widen/b.parquet", `${folder}/bigint.parquet`);
      const outcome =
        await run(`  const table = await goldpan.read.parquet(rawzone + "/widen/").agg(expr("sum(id) AS s"), expr("count(extra) AS c")).toArray();
  process.stdout.write(JSON.stringify(table.map((row) => [String(row.s), String(row.c)])) + "\\n");`);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stdout.trim()).toBe('[["190","10"]]');
    });

    test("schemas that don't: both files are named", async () => {
      await putFile(minio!, bucket, "conflict/a.parquet", `${folder}/int.parquet`);
      await putFile(minio!, bucket, "conflict/b.parquet", `${folder}/text.parquet`);
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/conflict/").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "SCHEMA_CONFLICT", "conflict/a.parquet", "conflict/b.parquet", "id");
    });

    test("truncated, empty and foreign files: all of them named, and why", async () => {
      const whole = readFileSync(`${folder}/small.parquet`);
      await putObject(minio!, { bucket, key: "bad/truncated.parquet", body: whole.subarray(0, whole.length - 20) });
      await putObject(minio!, { bucket, key: "bad/empty.parquet", body: "" });
      await putObject(minio!, { bucket, key: "bad/text.parquet", body: "this is not a Parquet file, is it" });
      await putObject(minio!, {
        bucket,
        key: "bad/encrypted.parquet",
        body: Buffer.concat([Buffer.from("PARE"), whole.subarray(4, -4), Buffer.from("PARE")]),
      });
      await putFile(minio!, bucket, "bad/good.parquet", `${folder}/small.parquet`);
      const outcome = await run(`  await goldpan.read.parquet(rawzone + "/bad/").count();`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "INPUT_UNREADABLE");
      for (const name of ["bad/truncated.parquet", "bad/empty.parquet", "bad/text.parquet", "bad/encrypted.parquet"]) {
        expect(outcome.stderr).toContain(name);
      }
      expect(outcome.stderr).not.toContain("bad/good.parquet");
    });

    test("names with spaces, quotes, unicode, = and percent signs in keys and columns", async () => {
      await execute(
        `COPY (SELECT i AS "a column", i AS "it's ""quoted""", i AS "größe=%20" FROM range(5) t(i)) TO '${folder}/odd.parquet'`,
      );
      await putFile(minio!, bucket, `odd names/day=1/it's "100%" größe=ü %20+.parquet`, `${folder}/odd.parquet`);
      const outcome = await run(`  const odd = goldpan.read.parquet(rawzone + "/odd names/");
  await odd.withColumn("sum of all", '"a column" + "it\\'s ""quoted""" + "größe=%20"').write.parquet(rawzone + "/gold/odd 'names' %41/");
  const back = await goldpan.read.parquet(rawzone + "/gold/odd 'names' %41/").toArray();
  process.stdout.write(JSON.stringify(back.map((row) => Number(row["sum of all"])).sort((a, b) => a - b)) + Object.keys(back[0] ?? {}).join("|") + "\\n");`);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stdout.trim()).toBe(`[0,3,6,9,12]a column|it's "quoted"|größe=%20|day|sum of all`);
    });
  });

  describe("empty results", () => {
    test("zero rows after filters: an empty table with its schema, and a note", async () => {
      const outcome =
        await run(`  await goldpan.read.parquet(rawzone + "/small/").filter("id < 0").write.parquet(rawzone + "/gold/none/");
  const none = goldpan.read.parquet(rawzone + "/gold/none/");
  process.stdout.write([await none.count(), (await none.collect()).schema.fields.map((field) => field.name)].join() + "\\n");`);
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stdout.trim()).toBe("0,id,name");
      expect(outcome.stderr).toMatch(/empty|no rows|0 rows/i);
    });

    test("over a non-empty table: refused unless allowEmpty", async () => {
      const write = (option: string) => `  const small = goldpan.read.parquet(rawzone + "/small/");
  await small.write.mode("overwrite").parquet(rawzone + "/gold/emptied/");
  await small.filter("id < 0").write.mode("overwrite")${option}.parquet(rawzone + "/gold/emptied/");`;
      const refused = await run(write(""));
      expect(refused.code).toBe(1);
      expectFailure(refused, "TABLE_WOULD_BE_EMPTIED", "gold/emptied", "allowEmpty");
      const count = await run(
        `  process.stdout.write(String(await goldpan.read.parquet(rawzone + "/gold/emptied/").count()));`,
      );
      expect(count.stdout).toBe("100");
      const allowed = await run(write(`.option("allowEmpty", true)`));
      expect(allowed.code, allowed.stderr).toBe(0);
    });
  });

  describe("scripts", () => {
    test("that throw", async () => {
      const outcome = await run(`  throw new Error("the moon is down");`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "SCRIPT_FAILED", "the moon is down", /job\.ts:4/);
    });

    test("that never resolve with nothing left to wait for", async () => {
      const outcome = await run(`  await new Promise(() => {});`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "SCRIPT_NEVER_ENDED");
    });

    test("that call process.exit(0) while a job runs", async () => {
      const outcome = await run(`  void goldpan.read.parquet(rawzone + "/flights/").count();
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.exit(0);`);
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "SCRIPT_EXITED_EARLY");
    });

    test("that call process.exit(0) after a job failed unseen", async () => {
      const outcome =
        await run(`  goldpan.read.parquet(rawzone + "/nothing-there/").count().then(() => {}, () => {}).finally(() => {});
  const lost = goldpan.read.parquet(rawzone + "/nothing-here/").count();
  void lost;
  await new Promise((resolve) => setTimeout(resolve, 4000));
  process.exit(0);`);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain("nothing-here");
    });

    test("that forget to await an action: it is waited for, counted, and named by line", async () => {
      const outcome = await run(
        `  void goldpan.read.parquet(rawzone + "/small/").write.mode("overwrite").parquet(rawzone + "/gold/forgotten/");`,
      );
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toMatch(/job\.ts:4/);
      expect((await keysOf("gold/forgotten/_goldpan/commits/")).length).toBe(1);
    });

    test("whose job fails, caught: exit 0", async () => {
      const outcome = await run(
        `  try { await goldpan.read.parquet(rawzone + "/nothing/").count(); } catch { process.stdout.write("seen\\n"); }`,
      );
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stdout).toBe("seen\n");
    });

    test("whose exit code is their own", async () => {
      const outcome = await run(`  process.exit(7);`);
      expect(outcome.code).toBe(7);
    });
  });

  describe("row functions", () => {
    test("that throw: name, row and file; no retry", async () => {
      const outcome = await run(
        `  await goldpan.read.parquet(rawzone + "/small/").withColumn("x", picky(col("id"))).write.parquet(rawzone + "/gold/picky/");`,
        {
          script: `import { col, udf, type GoldpanSession } from "goldpan";
let limit: { value: number } | undefined;
const picky = udf("picky", (id: number) => { if (id === 42) throw new Error("not 42: " + limit!.value); return id; }, { args: ["BIGINT"], returns: "BIGINT" });
export default async function main(goldpan: GoldpanSession) {
  limit = { value: 1 };
  await goldpan.read.parquet("s3a://${bucket}/small/").withColumn("x", picky(col("id"))).write.parquet("s3a://${bucket}/gold/picky/");
}`,
        },
      );
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "ROW_FUNCTION_FAILED", "picky", "small/small.parquet", "42");
      expect(await keysOf("gold/picky/")).toEqual([]);
    });

    test("that are not registered where executors load them", async () => {
      const outcome = await run("", {
        script: `import { col, udf, type GoldpanSession } from "goldpan";
export default async function main(goldpan: GoldpanSession) {
  const inner = udf("inner_one", (id: number) => id, { args: ["BIGINT"], returns: "BIGINT" });
  await goldpan.read.parquet("s3a://${bucket}/small/").withColumn("x", inner(col("id"))).toArray();
}`,
      });
      expect(outcome.code).toBe(1);
      expectFailure(outcome, "ROW_FUNCTION_NOT_REGISTERED", "inner_one");
    });
  });

  describe("expectations", () => {
    test("fail: exit 4, nothing written, the row named", async () => {
      const outcome = await run(
        `  await goldpan.read.parquet(rawzone + "/small/").expect("id is small", "id < 99", "fail").write.parquet(rawzone + "/gold/strict/");`,
      );
      expect(outcome.code).toBe(4);
      expectFailure(outcome, "EXPECTATION_FAILED", "id is small", "small.parquet");
      expect(await keysOf("gold/strict/")).toEqual([]);
    });

    test("failAbove: exit 4, nothing written", async () => {
      const outcome = await run(
        `  await goldpan.read.parquet(rawzone + "/small/").expect("id is small", "id < 50", "quarantine", { failAbove: 0.4 }).write.parquet(rawzone + "/gold/threshold/");`,
      );
      expect(outcome.code).toBe(4);
      expectFailure(outcome, "EXPECTATION_THRESHOLD_EXCEEDED", "id is small");
      expect(await keysOf("gold/threshold/")).toEqual([]);
      expect(await keysOf("_quarantine/")).toEqual([]);
    });
  });
});
