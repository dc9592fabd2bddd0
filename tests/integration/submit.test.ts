/** Submit, local modes and exit codes through the command line, on files and in a real MinIO. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ParquetReader } from "parquetjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { difference, execute, queryRows } from "../support/duckdb.js";
import { cleanFlights, flightsPath, quarantinedFlights } from "../support/flights.js";
import { getObject, listKeys, makeBucket, putFile, startMinio, storeEnvironment } from "../support/minio.js";
import { outputOf } from "../support/output-of.js";
import { bareEnvironment, script, startSubmit, submit } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const small = `file://${folder}/small/`;

beforeAll(async () => {
  await execute(
    `COPY (SELECT i AS id, 'row ' || i AS name, i / 4 AS quarter FROM range(1000) t(i)) TO '${folder}/one.parquet'`,
  );
  mkdirSync(join(folder, "small"), { recursive: true });
  copyFileSync(join(folder, "one.parquet"), join(folder, "small/one.parquet"));
});

describe("the sample job", () => {
  test("on files, without a server: gold and quarantine equal DuckDB's", async () => {
    mkdirSync(join(folder, "rawzone/flights"), { recursive: true });
    copyFileSync(flightsPath, join(folder, "rawzone/flights/flights-3m.parquet"));
    const outcome = await submit({
      path: join(packageRoot, "jobs/clean-flights.ts"),
      args: [
        "--rawzone",
        pathToFileURL(join(folder, "rawzone")).href,
        "--gold",
        pathToFileURL(join(folder, "gold")).href,
      ],
      master: "local[2]",
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toContain("local[2]");
    expect(outcome.stderr).toContain("2,999,997");
    expect(await difference(`SELECT * FROM '${folder}/gold/flights/*.parquet'`, cleanFlights)).toMatchObject({
      missing: 0,
      extra: 0,
    });
    const found = `'${folder}/gold/_quarantine/flights/*.parquet'`;
    expect(
      await difference(`SELECT date, delay, distance, origin, destination FROM ${found}`, quarantinedFlights),
    ).toMatchObject({ missing: 0, extra: 0 });
    expect(await queryRows(`SELECT DISTINCT _violations[1], _source_row_group IS NOT NULL FROM ${found}`)).toEqual([
      ["delay is plausible", true],
    ]);
    // The file itself agrees about where each row came from.
    expect(
      await queryRows(
        `SELECT count(*) FROM ${found} q JOIN read_parquet('${flightsPath}', file_row_number = true) f ON f.file_row_number = q._source_row AND f.delay = q.delay AND f.date = q.date`,
      ),
    ).toEqual([["3"]]);
  });
});

describe("submit", () => {
  test("--json ends stdout with one document that a script can read", async () => {
    const outcome = await submit({
      script: script(`  console.log(await goldpan.read.parquet("${small}").count());`),
      master: "local[1]",
      options: ["--json"],
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    const lines = outcome.stdout.trim().split("\n");
    expect(lines[0]).toBe("1000");
    const summary = JSON.parse(lines.at(-1) ?? "") as { exitCode: number; jobs: unknown[] };
    expect(summary.exitCode).toBe(0);
    expect(summary.jobs).toHaveLength(1);
  });

  test("runs JavaScript, passes arguments on, and keeps stdout for the script", async () => {
    const path = join(folder, "plain.mjs");
    writeFileSync(
      path,
      `export default async function main(goldpan, args) { process.stdout.write(JSON.stringify(args)); }`,
    );
    const outcome = await submit({ path, master: "local[1]", args: ["--since", "2001-01", "-x"] });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toBe('["--since","2001-01","-x"]');
  });

  test("--verbose says where each setting comes from, and masks secrets", async () => {
    const outcome = await submit({
      script: script(""),
      master: "local[1]",
      options: ["--verbose", "--conf", "spark.executor.memory=700m", "--executor-cores", "1"],
      environment: { AWS_SECRET_ACCESS_KEY: "hush-hush" },
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(/goldpan\.executor\.memory.*700m.*--conf/);
    expect(outcome.stderr).not.toContain("hush-hush");
  });

  test.each([
    [["--conf", "goldpan.executor.memry=1g"], "goldpan.executor.memory"],
    [["--executor-memory", "lots"], "lots"],
    [["--no-such-option"], "--no-such-option"],
    [["--queue", "etl"], "queue"],
    [["--deploy-mode", "cluster"], "--deploy-mode cluster"],
    [["--properties-file", "/no/such/file"], "/no/such/file"],
  ])("refuses %j with exit code 2", async (options, named) => {
    const outcome = await submit({ script: script(""), options, master: "local[1]" });
    expect(outcome.code, outcome.stderr).toBe(2);
    expect(outcome.stderr).toContain(named);
  });

  test("a script that is not there, and one that is no TypeScript", async () => {
    const missing = await submit({ path: "/no/such/job.ts", master: "local[1]" });
    expect([1, 2]).toContain(missing.code);
    expect(missing.stderr).toContain("/no/such/job.ts");
    const broken = await submit({ script: "export default async function main( {", master: "local[1]" });
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/SCRIPT_NOT_LOADED.*job\.ts:1/);
  });

  test("--total-executor-cores 1 leaves the second worker alone", async () => {
    const outcome = await submit({
      script: script(
        `  console.log(goldpan.applicationId); await goldpan.read.parquet("${pathToFileURL(flightsPath).href}").write.format("noop").save();`,
      ),
      master: "local-cluster[2,1]",
      options: ["--json", "--total-executor-cores", "1", "--conf", "goldpan.sql.files.maxPartitionBytes=1m"],
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    const [printed, document = ""] = outcome.stdout.trim().split("\n");
    const summary = JSON.parse(document) as { applicationId: string; jobs: { tasksByWorker: object }[] };
    expect(summary.applicationId).toBe(printed);
    expect(Object.keys(summary.jobs[0]?.tasksByWorker ?? {})).toHaveLength(1);
  });

  test("local-cluster[2,1]: both workers run tasks", async () => {
    const outcome = await submit({
      script: script(
        `  await goldpan.read.parquet("${pathToFileURL(flightsPath).href}").withColumn("hour", "hour(date)").write.parquet("file://${folder}/cluster-gold/");`,
      ),
      master: "local-cluster[2,1]",
      options: ["--json", "--conf", "goldpan.sql.files.maxPartitionBytes=1m"],
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    const summary = JSON.parse(outcome.stdout.trim().split("\n").at(-1) ?? "") as {
      jobs: { tasksByWorker: Record<string, number>; tasks: number }[];
    };
    expect(summary.jobs[0]?.tasks).toBe(11);
    expect(Object.values(summary.jobs[0]?.tasksByWorker ?? {}).length).toBe(2);
    expect(
      await difference(
        `SELECT * FROM '${folder}/cluster-gold/*.parquet'`,
        `SELECT *, hour(date) AS hour FROM '${flightsPath}'`,
      ),
    ).toMatchObject({ missing: 0, extra: 0 });
  });

  test("leaves nothing behind: no process, no temporary folder", async () => {
    const temporary = join(folder, "tmp");
    mkdirSync(temporary, { recursive: true });
    const outcome = await submit({
      script: script(`  await goldpan.read.parquet("${small}").count();`),
      master: "local[2]",
      environment: { TMPDIR: temporary },
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("one that fails leaves nothing behind, and takes away what a killed one left", async () => {
    const environment = { TMPDIR: temporaryFolder() };
    const waiting = `process.stderr.write("waiting\\n"); await new Promise((resolve) => setTimeout(resolve, 60_000));`;
    const killed = startSubmit({ script: script(waiting), master: "local[1]", environment });
    await killed.untilSaid("waiting");
    killed.child.kill("SIGKILL");
    await killed.outcome;
    expect(readdirSync(environment.TMPDIR)).not.toEqual([]);
    const failed = await submit({ script: script(`throw new Error("no");`), master: "local[1]", environment });
    expect(failed.code).not.toBe(0);
    expect(readdirSync(environment.TMPDIR)).toEqual([]);
  });
});

describe("interrupts", () => {
  const spinning = script(`  void goldpan.read.parquet("${small}").count();
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.stderr.write("spinning\\n");
  for (;;) {}`);

  test("Ctrl-C on a script that blocks its thread: 130 within 5 s, and it says so", async () => {
    const running = startSubmit({ script: spinning, master: "local[1]" });
    await running.untilSaid("spinning");
    const pressedAtMs = performance.now();
    running.child.kill("SIGINT");
    const outcome = await running.outcome;
    expect(outcome.code, outcome.stderr).toBe(130);
    expect(performance.now() - pressedAtMs).toBeLessThan(5_000);
    expect(outcome.stderr).toMatch(/cancel|interrupt/i);
  });

  test("SIGTERM gives 143", async () => {
    const running = startSubmit({ script: spinning, master: "local[1]" });
    await running.untilSaid("spinning");
    running.child.kill("SIGTERM");
    expect((await running.outcome).code).toBe(143);
  });

  test("a job goes on while the script blocks its thread", async () => {
    const outcome = await submit({
      script:
        script(`  const written = goldpan.read.parquet("${small}").write.parquet("file://${folder}/while-blocked/");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { existsSync } = await import("node:fs");
  const deadline = Date.now() + 60_000;
  while (!existsSync("${folder}/while-blocked/_SUCCESS") && Date.now() < deadline);
  process.stdout.write(String(existsSync("${folder}/while-blocked/_SUCCESS")));
  await written;`),
      master: "local[1]",
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toBe("true");
  });
});

async function runProgram(source: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const options = { cwd: packageRoot, env: bareEnvironment() };
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], options);
  const output = outputOf(child);
  const [code] = (await once(child, "close")) as [number];
  return { code, ...output };
}

describe("a session in any program", () => {
  test("with row functions of another module", async () => {
    const functions = join(packageRoot, ".goldpan", "row-functions-test.mjs");
    mkdirSync(join(packageRoot, ".goldpan"), { recursive: true });
    writeFileSync(
      functions,
      `import { udf } from "goldpan";
       export const shout = udf("shout", (text) => text.toUpperCase() + "!", { args: ["VARCHAR"], returns: "VARCHAR" });`,
    );
    const program = `
      import { GoldpanSession } from "goldpan";
      import { shout } from ${JSON.stringify(pathToFileURL(functions).href)};
      const goldpan = await GoldpanSession.builder().master("local[1]").getOrCreate();
      const rows = await goldpan.read.parquet("${small}").filter("id = 7").select(shout("name").alias("loud")).toArray();
      console.log(rows[0].loud);
      await goldpan.stop();`;
    const { code, stdout, stderr } = await runProgram(program);
    rmSync(functions);
    expect(code, stderr).toBe(0);
    expect(stdout.trim()).toBe("ROW 7!");
  });

  test("builder().master('local[2]').getOrCreate()", async () => {
    const program = `
      import { GoldpanSession, col } from "goldpan";
      const goldpan = await GoldpanSession.builder().master("local[2]").appName("inside").getOrCreate();
      const rows = await goldpan.read.parquet("${small}").filter(col("id").lt(3)).select("id", "name").toArray();
      console.log(JSON.stringify(rows.map((row) => [Number(row.id), row.name])));
      await goldpan.stop();`;
    const { code, stdout, stderr } = await runProgram(program);
    expect(code, stderr).toBe(0);
    expect(stdout.trim()).toBe('[[0,"row 0"],[1,"row 1"],[2,"row 2"]]');
  });
});

const minio = await startMinio();
afterAll(async () => minio?.stop());

describe.skipIf(minio === undefined)("tables in MinIO", () => {
  test("gold written uncompressed is read by parquetjs", async () => {
    const bucket = await makeBucket(minio!, "gold");
    const outcome = await submit({
      script: script(
        `  await goldpan.read.parquet("${small}").write.option("compression", "uncompressed").parquet("s3a://${bucket}/plain/");`,
      ),
      master: "local[1]",
      environment: storeEnvironment(minio!),
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    const keys = (await listKeys(minio!, bucket, "plain/")).filter((key) => key.endsWith(".parquet"));
    const rows: Record<string, unknown>[] = [];
    for (const key of keys) {
      const reader = await ParquetReader.openBuffer(await getObject(minio!, bucket, key));
      const cursor = reader.getCursor();
      for (let row = await cursor.next(); row !== null; row = await cursor.next())
        rows.push(row as Record<string, unknown>);
      await reader.close();
    }
    rows.sort((a, b) => Number(a["id"]) - Number(b["id"]));
    expect(rows.map((row) => [Number(row["id"]), String(row["name"])])).toEqual(
      Array.from({ length: 1000 }, (_, i) => [i, `row ${i}`]),
    );
  });

  test("two overwrites of one table at once, from two clusters: one wins, the other names it, nothing is mixed", async () => {
    const bucket = await makeBucket(minio!, "gold");
    await putFile(minio!, bucket, "raw/flights.parquet", flightsPath);
    const write = (who: string) =>
      submit({
        script: script(
          `  await goldpan.read.parquet("s3a://${bucket}/raw/").withColumn("who", "'${who}'").write.mode("overwrite").parquet("s3a://${bucket}/raced/");`,
        ),
        master: "local[1]",
        environment: storeEnvironment(minio!),
      });
    const [left, right] = await Promise.all([write("left"), write("right")]);
    const codes = [left.code, right.code].sort();
    if (codes[1] === 0) {
      // One began after the other had ended: both are right, and the later one stays.
      expect(codes).toEqual([0, 0]);
    } else {
      expect(codes, left.stderr + right.stderr).toEqual([0, 1]);
      const loser = left.code === 0 ? right : left;
      expect(loser.stderr).toContain("TABLE_CONFLICT");
      expect(loser.stderr).toMatch(/app-|commit 1/);
    }
    mkdirSync(join(folder, "raced"), { recursive: true });
    for (const [index, key] of (await listKeys(minio!, bucket, "raced/"))
      .filter((name) => name.endsWith(".parquet"))
      .entries()) {
      writeFileSync(join(folder, "raced", `${index}.parquet`), await getObject(minio!, bucket, key));
    }
    expect(await queryRows(`SELECT count(*), count(DISTINCT who) FROM '${folder}/raced/*.parquet'`)).toEqual([
      ["3000000", "1"],
    ]);
  });
});
