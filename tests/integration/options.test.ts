/** Options of the commands, each beside a run without it or with another value. Those of one purpose have tests of their own. */
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageVersion } from "../../common/package-root.js";
import { freePort, killed } from "../support/cluster-processes.js";
import { queryRows } from "../support/duckdb.js";
import { goldpan, startGoldpan, writeScript, type Ended } from "../support/goldpan-process.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const secret = ["-c", "goldpan.authenticate.secret=hush"];

const main = (body: string) =>
  writeScript(`import { readFileSync } from "node:fs";
import { GoldpanFiles, type GoldpanSession } from "goldpan";
export default async function main(goldpan: GoldpanSession, args: string[]) {
${body}
}
void [readFileSync, GoldpanFiles];
`);

const counting = main("console.log(await goldpan.range(3).count(), args);");

interface Document {
  readonly name: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

function documentOf({ stdout, stderr }: Ended): Document {
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  expect(last, stderr).toMatch(/^\{/);
  return JSON.parse(last) as Document;
}

function propertiesFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const levelsOf = (log: string) => new Set([...log.matchAll(/^\{"level":(\d+)/gm)].map(([, level]) => Number(level)));

describe("goldpan master and goldpan worker", () => {
  let url = "";
  let master: ReturnType<typeof startGoldpan>;
  let worker: ReturnType<typeof startGoldpan>;
  let masterLog = "";
  let workerLog = "";

  /** 127.0.0.2 is this machine, too, and not the address that a master listens on by itself. */
  beforeAll(async () => {
    const port = await freePort();
    url = `goldpan://127.0.0.2:${port}`;
    const secretFile = propertiesFile("master.conf", "goldpan.authenticate.secret hush\n");
    master = startGoldpan([
      ...["master", "--host", "127.0.0.2", "--port", String(port), "--state-dir", join(folder, "state")],
      ...["--properties-file", secretFile, "--log-level", "debug"],
    ]);
    master.child.stderr.on("data", (data: Buffer) => (masterLog += data.toString()));
    await master.untilSaid("master_started");
    worker = startGoldpan([
      ...["worker", url, "--host", "127.0.0.1", "--cores", "3", "--memory", "2g", "--work-dir", join(folder, "work")],
      ...[...secret, "--log-level", "warn"],
    ]);
    worker.child.stderr.on("data", (data: Buffer) => (workerLog += data.toString()));
    await master.untilSaid("worker_registered");
  }, 60_000);
  afterAll(async () => {
    await killed(worker.child);
    await killed(master.child);
  });

  const submit = async (...args: readonly string[]) => goldpan(["submit", "--master", url, ...secret, ...args]);

  test("--cores and --memory are what the master gives away", async () => {
    const run = await submit("--verbose", "--conf", "goldpan.executor.memory=700m", counting);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining("1 workers, 2 slots")]);
    const small = await submit("--verbose", "--executor-memory", "300m", counting);
    expect([small.code, small.stderr]).toEqual([0, expect.stringContaining("1 workers, 3 slots")]);
  });

  test("settings of a worker say what it gives away and where it works, as flags do", async () => {
    const place = join(folder, "by-setting");
    const settings = { "worker.cores": "2", "worker.memory": "1g", "local.dir": place };
    const set = Object.entries(settings).flatMap(([key, value]) => ["-c", `goldpan.${key}=${value}`]);
    const other = startGoldpan(["worker", url, "--host", "127.0.0.1", ...secret, ...set]);
    while ((masterLog.match(/worker_registered/g) ?? []).length < 2) await once(master.child.stderr, "data");
    const run = await submit("--verbose", "--executor-memory", "700m", counting);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining("2 workers, 3 slots")]);
    const small = await submit("--verbose", "--executor-memory", "300m", counting);
    expect([small.code, small.stderr]).toEqual([0, expect.stringContaining("2 workers, 5 slots")]);
    expect(readdirSync(place)).not.toEqual([]);
    other.child.kill("SIGTERM");
    expect((await other.ended).code).toBe(0);
  });

  test("--executor-memory and --executor-cores that no worker has room for are refused with their size", async () => {
    const soon = ["--json", "--conf", "goldpan.scheduler.noWorkerTimeout=300ms"];
    const memory = documentOf(await submit(...soon, "--executor-memory", "64g", counting));
    expect(memory.error).toMatchObject({ code: "NO_WORKERS", message: expect.stringContaining("68.7 GB") as string });
    const cores = documentOf(await submit(...soon, "--executor-cores", "4", counting));
    expect(cores.error).toMatchObject({ code: "NO_WORKERS", message: expect.stringContaining("4 cores") as string });
  });

  test("--host and --port of a master say where, --state-dir and --work-dir which folders", async () => {
    const elsewhere = url.replace("127.0.0.2", "127.0.0.1");
    const ended = await goldpan(["submit", "--master", elsewhere, ...secret, "--status", "app-1"]);
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining("MASTER_UNREACHABLE")]);
    expect(readdirSync(join(folder, "state"))).not.toEqual([]);
    expect(readdirSync(join(folder, "work"))).not.toEqual([]);
  });

  test("settings of a --properties-file and of -c count: a worker or client without the token is refused", async () => {
    const other = await goldpan(["submit", "--master", url, "--json", counting]);
    expect([other.code, documentOf(other).error?.code]).toEqual([3, "TOKEN_REFUSED"]);
    const stranger = await goldpan(["worker", url, "--host", "127.0.0.1", "--work-dir", join(folder, "stranger")]);
    expect([stranger.code, stranger.stderr]).toEqual([3, expect.stringContaining("TOKEN_REFUSED")]);
  });

  test("check --deploy-mode cluster tells what would not travel, and --files brings it", async () => {
    const script = main(`  const list = readFileSync("list.csv", "utf8");\n  void list;`);
    const list = join(dirname(script), "list.csv");
    writeFileSync(list, "a\n");
    const check = async (...options: readonly string[]) => {
      const { stdout, stderr } = await goldpan(["check", "--master", url, ...secret, ...options, script]);
      return stdout + stderr;
    };
    expect(await check("--deploy-mode", "cluster")).toMatch(/list\.csv' at .*script\.ts:4 does not travel/);
    expect(await check("--deploy-mode", "client")).not.toContain("does not travel");
    expect(await check("--deploy-mode", "cluster", "--files", list)).not.toContain("does not travel");
  });

  test("--log-level is how much they log: more, less, or nothing", async () => {
    expect((await submit(counting)).code).toBe(0);
    expect(masterLog).toContain("task_launched");
    expect(levelsOf(masterLog)).toContain(20);
    expect([...levelsOf(workerLog)].filter((level) => level < 40)).toEqual([]);
    const port = await freePort();
    const where = ["--port", String(port), "--state-dir", join(folder, "silent")];
    const silent = startGoldpan(["master", ...where, "--log-level", "silent"]);
    // Nothing says that it has begun: a client tries until it answers.
    const ended = await goldpan(["submit", "--master", `goldpan://127.0.0.1:${port}`, "--status", "app-1"]);
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining("APPLICATION_UNKNOWN")]);
    silent.child.kill("SIGTERM");
    expect((await silent.ended).stderr).toBe("");
    for (const command of [["master"], ["worker", url]]) {
      const wrong = await goldpan([...command, "--log-level", "loud"]);
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("trace, debug, info")]);
    }
  });
});

describe("goldpan submit", () => {
  const local = ["submit", "--master", "local[1]"];

  test("-c and --name win over a --properties-file, whose settings count", async () => {
    const file = propertiesFile("submit.conf", "spark.app.name by-file\ngoldpan.sql.session.timeZone Asia/Tokyo\n");
    const zone = main(`console.log((await goldpan.sql("SELECT current_setting('TimeZone') AS z").first())?.["z"]);`);
    const byFile = await goldpan([...local, "--json", "--properties-file", file, zone]);
    expect([byFile.stdout.split("\n")[0], documentOf(byFile).name]).toEqual(["Asia/Tokyo", "by-file"]);
    const byFlag = await goldpan([
      ...[...local, "--json", "--properties-file", file, "--name", "by-flag"],
      ...["-c", "goldpan.sql.session.timeZone=Europe/Oslo", zone],
    ]);
    expect([byFlag.stdout.split("\n")[0], documentOf(byFlag).name]).toEqual(["Europe/Oslo", "by-flag"]);
  });

  test("goldpan.local.dir is where a local cluster works, and leaves nothing", async () => {
    const place = join(folder, "local");
    mkdirSync(place);
    const script = writeScript(`import { readdirSync } from "node:fs";
export default async function main(goldpan: unknown, [place]: string[]) { console.log(readdirSync(place ?? "").length); }`);
    expect((await goldpan([...local, script, place])).stdout).toBe("0\n");
    expect((await goldpan([...local, "-c", `goldpan.local.dir=${place}`, script, place])).stdout).toBe("1\n");
    expect(readdirSync(place)).toEqual([]);
  });

  test("--version is the package's", async () => {
    for (const args of [["--version"], ["submit", "--version"]]) {
      expect(await goldpan(args)).toMatchObject({ code: 0, stdout: `${packageVersion}\n` });
    }
  });

  test("an empty --idempotency-key would name no run", async () => {
    const ended = await goldpan([...local, "--idempotency-key", "", counting]);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining("--idempotency-key")]);
  });

  test("--driver-cores of a script that runs here is noted", async () => {
    const ended = await goldpan([...local, "--driver-cores", "2", counting]);
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/note: .*driver\.cores/)]);
    expect((await goldpan([...local, counting])).stderr).not.toContain("note:");
  });

  test("the reader of its output may leave", async () => {
    const script = main(`for (let i = 0; i < 20_000; i++) console.log("line", i);`);
    const running = startGoldpan([...local, "--json", script]);
    running.child.stdout.once("data", () => running.child.stdout.destroy());
    const ended = await running.ended;
    expect([ended.code, ended.stderr]).toEqual([141, ""]);
  });
});

describe("goldpan check", () => {
  test("--verbose prints the plan, --executor-cores is a number", async () => {
    const script = main(`await goldpan.range(3).filter("id > 1").write.parquet("${folder}/checked");`);
    const check = async (...options: readonly string[]) =>
      goldpan(["check", "--master", "local[1]", ...options, script]);
    expect((await check()).stdout).not.toContain("rows [first BIGINT");
    expect((await check("-v")).stdout).toContain("rows [first BIGINT");
    for (const option of ["--executor-cores", "--total-executor-cores"]) {
      expect(await check(option, "many")).toMatchObject({ code: 2, stderr: expect.stringContaining(option) as string });
    }
    const file = propertiesFile("check.conf", "goldpan.no.such.setting 1\n");
    const wrong = await check("--properties-file", file);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("goldpan.no.such.setting")]);
  });

  test("a row function that main declares is refused, as a run refuses it", async () => {
    const script = writeScript(`import { udf, type GoldpanSession } from "goldpan";
export default async function main(goldpan: GoldpanSession) {
  const next = udf("next_id", (id: number) => id + 1, { args: ["BIGINT"], returns: "BIGINT" });
  await goldpan.range(3).withColumn("next", next("id")).write.parquet("${folder}/next");
}`);
    for (const command of ["check", "submit"]) {
      const ended = await goldpan([command, "--master", "local[1]", script]);
      expect([ended.code, ended.stderr + ended.stdout]).toEqual([
        1,
        expect.stringMatching(/ROW_FUNCTION_NOT_REGISTERED.*next_id.*script\.ts:3/),
      ]);
    }
  });
});

describe("goldpan table", () => {
  const table = join(folder, "table");
  const run = async (...options: readonly string[]) => goldpan(["table", table, ...options]);

  beforeAll(async () => {
    const script = main(`
  for (const from of [0, 10, 20]) await goldpan.range(from, from + 10).write.mode("append").parquet(args[0] ?? "");`);
    const ended = await goldpan(["submit", "--master", "local[1]", script, table]);
    expect(ended.code, ended.stderr).toBe(0);
  }, 60_000);

  test("--version is an earlier commit, --files its files, --for what reads them", async () => {
    expect((await run()).stdout).toMatch(/rows +30/);
    const first = await run("--version", "1", "--files");
    expect(first.stdout).toMatch(/rows +10\n/);
    expect(first.stdout.match(/part-\S+\.parquet/g)).toHaveLength(1);
    expect((await run()).stdout).not.toContain(".parquet");
    for (const [options, rows] of [
      [[], "30"],
      [["--version", "2"], "20"],
    ] as const) {
      const { stdout } = await run("--files", "--for", "duckdb", ...options);
      expect(await queryRows(`SELECT count(*) FROM (${stdout.replace(/;\s*$/, "")})`)).toEqual([[rows]]);
    }
  });

  test("options that would change nothing are refused", async () => {
    for (const options of [
      ["--target", "1m"],
      ["--compact", "--target", "small"],
      ["--version", "1", "--verify"],
      ["--version", "1", "--compact"],
      ["--for", "duckdb", "--verify"],
      ["--version", "9"],
    ]) {
      const { code, stderr } = await run(...options);
      expect([code, stderr]).toEqual([options[1] === "9" ? 1 : 2, expect.stringContaining("goldpan: error")]);
    }
  });

  test("--compact says that it waits for a worker", async () => {
    const settings = ["-c", "goldpan.scheduler.noWorkerTimeout=1s", "-c", "goldpan.executor.memory=900g"];
    const { code, stderr } = await run("--compact", "-c", "goldpan.master=local-cluster[1,1,1g]", ...settings);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/note: none of 1 workers has room .* waiting 1.00 s[^]*error NO_WORKERS/),
    ]);
  });

  test("what read an earlier commit is not printed once its files are gone", async () => {
    const compacted = await run("--compact", "--target", "1m");
    expect([compacted.code, compacted.stdout]).toEqual([0, expect.stringContaining("3 files into 1")]);
    const { code, stdout, stderr } = await run("--version", "1", "--for", "duckdb");
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining("TABLE_VERSION_GONE")]);
  });

  test("-c and --properties-file name the store", async () => {
    const at = ["table", "s3a://gold/t", "-c", "goldpan.hadoop.fs.s3a.access.key=k"];
    const file = propertiesFile(
      "table.conf",
      "goldpan.hadoop.fs.s3a.endpoint http://127.0.0.1:1\nspark.hadoop.fs.s3a.secret.key s\n",
    );
    const byFile = await goldpan([...at, "--properties-file", file]);
    expect([byFile.code, byFile.stderr]).toEqual([1, expect.stringContaining("127.0.0.1:1")]);
    const byConf = await goldpan([
      ...[...at, "--properties-file", file],
      ...["--conf", "goldpan.hadoop.fs.s3a.endpoint=http://127.0.0.1:2"],
    ]);
    expect([byConf.code, byConf.stderr]).toEqual([1, expect.stringContaining("127.0.0.1:2")]);
  });
});
