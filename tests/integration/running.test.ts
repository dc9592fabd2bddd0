/** Applications as an operator meets them: deploy modes, what survives which kill, status and kill, files, idempotency keys. */
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { queryRows } from "../support/duckdb.js";
import { childrenOf, killed, startCluster, type ClusterProcesses } from "../support/cluster-processes.js";
import { goldpan } from "../support/goldpan-process.js";
import { startSubmit, submit, type SubmitOptions } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { until } from "../support/until.js";

let cluster: ClusterProcesses;
const folder = temporaryFolder();

beforeAll(async () => {
  cluster = await startCluster({ workers: 1, settings: { "goldpan.client.reattachTimeout": "2s" } });
}, 60_000);
afterAll(async () => cluster.close());

/** Statements of a main, with what the tests need at hand. `gate(name)` waits for a file of that name. */
const script = (body: string, top = "") => `import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { GoldpanFiles, udf, type GoldpanSession } from "goldpan";
void [existsSync, readFileSync, writeFileSync, GoldpanFiles, udf];
const folder = ${JSON.stringify(folder)};
const reached = (name: string) => writeFileSync(folder + "/" + name + ".reached", "");
const gate = async (name: string) => {
  reached(name);
  while (!existsSync(folder + "/" + name)) await new Promise((resolve) => setTimeout(resolve, 20));
};
const rows = (goldpan: GoldpanSession, n: number) => goldpan.createDataFrame(Array.from({ length: n }, (_, i) => ({ i })));
void [gate, rows];
${top}
export default async function main(goldpan: GoldpanSession, args: string[]) {
${body}
}`;

const open = (name: string) => writeFileSync(join(folder, name), "");

async function reached(name: string): Promise<void> {
  await until(() => existsSync(join(folder, `${name}.reached`)));
}

const onWorker = (options: SubmitOptions): SubmitOptions => ({
  master: cluster.url,
  ...options,
  options: ["--deploy-mode", "cluster", ...(options.options ?? [])],
});

const ask = async (...args: readonly string[]) => goldpan(["submit", "--master", cluster.url, ...args]);
const statusOf = async (id: string) =>
  JSON.parse((await ask("--status", id, "--json")).stdout) as Record<string, unknown>;
const lastLine = (text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
const idIn = (text: string) => /app-[0-9a-f-]+/.exec(text)?.[0] ?? "";
const rowsIn = async (table: string) =>
  existsSync(table) ? Number((await queryRows(`SELECT count(*) FROM '${table}/*.parquet'`))[0]?.[0]) : 0;
const append = (table: string, n = 2) =>
  `await goldpan.createDataFrame(Array.from({ length: ${n} }, (_, i) => ({ i }))).write.mode("append").parquet(${JSON.stringify(table)});`;

describe("cluster mode", () => {
  test("runs the script on the worker, prints what it prints, and exits with its code", async () => {
    const outcome = await submit(
      onWorker({
        script: script(`console.log("cwd", process.cwd(), args, await rows(goldpan, 5).count());
console.error("said on stderr");
console.log("TOKEN", Object.keys(process.env).filter((name) => /GOLDPAN|AWS/.test(name)));
process.exit(7);`),
        args: ["--since", "2001"],
      }),
    );
    expect(outcome.code, outcome.stderr).toBe(7);
    expect(outcome.stdout).toContain(`cwd ${cluster.workFolder(0)}/drivers/app-`);
    expect(outcome.stdout).toContain("[ '--since', '2001' ] 5");
    expect(outcome.stdout).toContain("TOKEN []");
    expect(outcome.stderr).toContain("said on stderr");
    expect(outcome.stderr).toContain("the script called process.exit(7)");
    expect(await statusOf(idIn(outcome.stderr))).toMatchObject({ state: "FAILED", exitCode: 7, deployMode: "cluster" });
  });

  test("names the script's line as in client mode, and ends stdout with one document under --json", async () => {
    const options = { script: script(`await rows(goldpan, 3).select("nope").count();`), options: ["--json"] };
    const [here, there] = await Promise.all([submit({ master: cluster.url, ...options }), submit(onWorker(options))]);
    const [a, b] = [lastLine(here.stdout), lastLine(there.stdout)];
    expect(b).toMatchObject({
      deployMode: "cluster",
      status: "failed",
      exitCode: 1,
      attached: false,
      idempotencyKey: null,
    });
    expect(a).toMatchObject({ deployMode: "client", status: "failed", exitCode: 1 });
    expect(Object.keys(b).sort()).toEqual(Object.keys(a).sort());
    expect(b["error"]).toEqual(a["error"]);
    expect(there.stderr).toBe(here.stderr);
  });

  test("ends the jobs that a failed script left running, on a line of its own under --json", async () => {
    const body = `void rows(goldpan, 3).write.mode("overwrite").parquet(folder + "/left-running");
process.stdout.write("no line break");
process.exit(5);`;
    const outcome = await submit(onWorker({ script: script(body), options: ["--json"] }));
    expect([outcome.code, outcome.stdout.split("\n")[0]]).toEqual([5, "no line break"]);
    const { jobs } = lastLine(outcome.stdout) as { jobs: { state: string }[] };
    expect(jobs.filter(({ state }) => state === "running")).toEqual([]);
    const { report } = (await statusOf(idIn(outcome.stdout))) as { report: { jobs: { state: string }[] } };
    expect(report.jobs).toEqual(jobs);
  });

  test("passes more than pipes hold, and no more than is allowed", async () => {
    const body = `for (let i = 0; i < 3000; i++) console.log("x".repeat(1000));`;
    const all = await submit(onWorker({ script: script(body) }));
    expect(all.stdout.length).toBe(3000 * 1001);
    const cut = await submit(
      onWorker({ script: script(body), options: ["--conf", "goldpan.driver.output.maxBytes=1m"] }),
    );
    expect(cut.code).toBe(0);
    expect(cut.stdout.length).toBeLessThan(2 ** 20 + 200);
    expect(cut.stdout).toContain("left out");
  });

  test("returns at once where it shall not wait; status and kill know the application", async () => {
    const options = ["--json", "--conf", "goldpan.standalone.submit.waitAppCompletion=false"];
    const outcome = await submit(onWorker({ script: script(`await gate("never");`), options }));
    expect(outcome.code).toBe(0);
    const document = lastLine(outcome.stdout);
    expect(document).toMatchObject({ status: "submitted", exitCode: 0 });
    const id = String(document["applicationId"]);
    await reached("never");
    expect(await statusOf(id)).toMatchObject({ state: "RUNNING", exitCode: null, driver: { launches: 1 } });
    const kill = await ask("--kill", id, "--json");
    expect(kill.code).toBe(0);
    expect(lastLine(kill.stdout)).toMatchObject({ state: "KILLED", killed: true });
    expect(lastLine((await ask("--kill", id, "--json")).stdout)).toMatchObject({ state: "KILLED", killed: false });
    await until(() => childrenOf(cluster.workers[0]?.pid, "cluster-driver").length === 0);
  });

  test("a submit that waits tells of a kill once", async () => {
    const running = startSubmit(onWorker({ script: script(`await gate("told");`) }));
    await reached("told");
    const [, id = ""] = /(app-[\w-]+)/.exec(running.stderr()) ?? [];
    expect((await ask("--kill", id)).code).toBe(0);
    const { code, stderr } = await running.outcome;
    expect(code).toBe(1);
    expect(stderr.match(/goldpan: error /g), stderr).toHaveLength(1);
  });

  test("a driver that is killed is lost by name", async () => {
    const running = startSubmit(onWorker({ script: script(`await gate("lost");`) }));
    await reached("lost");
    for (const pid of childrenOf(cluster.workers[0]?.pid, "cluster-driver")) process.kill(pid, "SIGKILL");
    const outcome = await running.outcome;
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/error DRIVER_LOST: the driver was lost: on .*SIGKILL/);
  });

  // Its script's process alone, too, as Spark does.
  test.each(["cluster-driver", "driver.js"])(
    "a supervised driver starts again, and an append is done once: %s",
    async (killed) => {
      const table = join(folder, `supervised-${killed}`);
      const gateName = `killed-${killed}`;
      const body = `await rows(goldpan, 4).write.parquet(${JSON.stringify(`${table}-new`)});
${append(table)}
const second = folder + "/second-${killed}";
if (!existsSync(second)) { writeFileSync(second, ""); await gate("${gateName}"); }
${append(table, 3)}`;
      const running = startSubmit(onWorker({ script: script(body), options: ["--supervise"] }));
      await reached(gateName);
      const supervisors = childrenOf(cluster.workers[0]?.pid, "cluster-driver");
      const pids =
        killed === "cluster-driver" ? supervisors : supervisors.flatMap((pid) => childrenOf(pid, "driver.js"));
      for (const pid of pids) process.kill(pid, "SIGKILL");
      const outcome = await running.outcome;
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stderr).toContain("started again");
      expect([await rowsIn(table), await rowsIn(`${table}-new`)]).toEqual([5, 4]);
      expect(outcome.stderr).toContain("by an earlier run: it is not done again");
      expect(await statusOf(idIn(outcome.stderr))).toMatchObject({ state: "FINISHED", driver: { launches: 2 } });
    },
  );

  test("goes on when submit is killed, and ends with it under --on-disconnect cancel", async () => {
    const goesOn = startSubmit(onWorker({ script: script(`await gate("left");`) }));
    await reached("left");
    const left = idIn(goesOn.stderr());
    goesOn.child.kill("SIGKILL");
    const ends = startSubmit(
      onWorker({ script: script(`await gate("none");`), options: ["--on-disconnect", "cancel"] }),
    );
    await reached("none");
    const ended = idIn(ends.stderr());
    ends.child.kill("SIGKILL");
    let state: unknown;
    for (let tries = 0; tries < 40 && state !== "FAILED"; tries++) state = (await statusOf(ended))["state"];
    expect(state).toBe("FAILED");
    expect(await statusOf(left)).toMatchObject({ state: "RUNNING" });
    open("left");
    for (let tries = 0; tries < 40 && state !== "FINISHED"; tries++) state = (await statusOf(left))["state"];
    expect(state).toBe("FINISHED");
  });

  test("an interrupt leaves it or cancels it, as --on-disconnect says", async () => {
    const leaves = startSubmit(onWorker({ script: script(`await gate("interrupted");`) }));
    await reached("interrupted");
    leaves.child.kill("SIGINT");
    expect((await leaves.outcome).code).toBe(130);
    expect(await statusOf(idIn(leaves.stderr()))).toMatchObject({ state: "RUNNING" });
    open("interrupted");
    const cancels = startSubmit(
      onWorker({ script: script(`await gate("cancelled");`), options: ["--on-disconnect", "cancel"] }),
    );
    await reached("cancelled");
    cancels.child.kill("SIGINT");
    expect((await cancels.outcome).code).toBe(130);
    expect(await statusOf(idIn(cancels.stderr()))).toMatchObject({ state: "KILLED" });
  });

  test("outlives a kill of the master, and is still known to the next one", async () => {
    const running = startSubmit(
      onWorker({ script: script(`await gate("restart"); console.log("rows", await rows(goldpan, 9).count());`) }),
    );
    await reached("restart");
    await killed(cluster.master);
    await cluster.startMaster();
    open("restart");
    const outcome = await running.outcome;
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain("rows 9");
    const id = idIn(outcome.stderr);
    await killed(cluster.master);
    await cluster.startMaster();
    expect(await statusOf(id)).toMatchObject({ state: "FINISHED", exitCode: 0, report: { status: "succeeded" } });
  });

  test("has the memory that --driver-memory says, and no more", async () => {
    const body = `const held: Buffer[] = [];
for (;;) { held.push(Buffer.alloc(32 * 2 ** 20, 1)); await new Promise((resolve) => setTimeout(resolve, 20)); }`;
    const outcome = await submit(onWorker({ script: script(body), options: ["--driver-memory", "400m"] }));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("DRIVER_OUT_OF_MEMORY");
    const none = await submit(
      onWorker({
        script: script(""),
        options: ["--driver-cores", "9", "--conf", "goldpan.scheduler.noWorkerTimeout=500ms"],
      }),
    );
    expect(none.stderr).toMatch(/NO_WORKERS: none of 1 workers alive can hold a driver of .* and 9 cores/);
  });

  test("a second worker takes a supervised driver over whose worker is killed", async () => {
    const second = await cluster.startWorker({ memory: "8g" });
    const body = `if (existsSync(folder + "/taken")) return console.log("again");
writeFileSync(folder + "/taken", ""); await gate("worker");`;
    const running = startSubmit(onWorker({ script: script(body), options: ["--supervise"] }));
    await reached("worker");
    expect(childrenOf(second.pid, "cluster-driver")).toHaveLength(1);
    await killed(second);
    const outcome = await running.outcome;
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain("again");
  });
});

test("a worker whose installation is replaced ends by name, and its work is done elsewhere", async () => {
  const root = join(folder, "installed");
  for (const part of ["package.json", "bin", "proto", "dist"])
    cpSync(join(packageRoot, part), join(root, part), { recursive: true });
  symlinkSync(join(packageRoot, "node_modules"), join(root, "node_modules"));
  const worker = await cluster.startWorker({ root });
  let log = "";
  worker.stderr?.on("data", (data: Buffer) => (log += data.toString()));
  const ended = once(worker, "close");
  writeFileSync(join(root, "dist/build-id"), "of another release");
  const outcome = await submit({
    master: cluster.url,
    script: script(
      `console.log("rows", await rows(goldpan, 9).repartition(4).select(twice("i").alias("i")).count());`,
      `const twice = udf("twice", (i: number) => 2 * i, { args: ["BIGINT"], returns: "BIGINT" });`,
    ),
  });
  expect(outcome.stdout, outcome.stderr).toContain("rows 9");
  expect(await ended).toEqual([3, null]);
  expect(log).toContain(
    `VERSION_MISMATCH: goldpan in ${root} was replaced while the worker ran (start the worker again)`,
  );
});

test("a submit that loses the master for good says that its application was accepted, and how to ask for it", async () => {
  const body = script(`await gate("orphan");`);
  const running = startSubmit(onWorker({ script: body, options: ["--json", "--idempotency-key", "orphan"] }));
  await reached("orphan");
  const attached = startSubmit(onWorker({ script: body, options: ["--idempotency-key", "orphan"] }));
  await attached.untilSaid("answers for");
  await killed(cluster.master);
  const [outcome, other] = await Promise.all([running.outcome, attached.outcome]);
  await cluster.startMaster();
  const { applicationId, error, exitCode, status } = lastLine(outcome.stdout);
  expect([outcome.code, exitCode, status]).toEqual([1, 1, "submitted"]);
  expect(error).toMatchObject({
    code: "MASTER_UNREACHABLE",
    hint: expect.stringContaining(`--status ${String(applicationId)}`),
  });
  expect(outcome.stderr).toContain(`${String(applicationId)}, which was accepted, may go on`);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain(`--status ${String(applicationId)}`);
});

describe("files", () => {
  test("are found in main and in row functions, in both modes", async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "lists"));
    writeFileSync(join(cwd, "lists/greeting.txt"), "Hello");
    const text = script(
      `const rows = await goldpan.createDataFrame([{ name: "you" }]).select(greet("name").alias("said")).collect();
console.log(readFileSync(GoldpanFiles.get("greeting.txt"), "utf8"), JSON.stringify(rows.toArray()));`,
      `const greet = udf("greet_by_file", (name: string) => readFileSync(GoldpanFiles.get("greeting.txt"), "utf8") + " " + name, { args: ["VARCHAR"], returns: "VARCHAR" });`,
    );
    writeFileSync(join(cwd, "job.ts"), text);
    const of = { path: join(cwd, "job.ts"), cwd, options: ["--files", "lists/greeting.txt"] };
    for (const outcome of await Promise.all([submit({ master: cluster.url, ...of }), submit(onWorker(of))])) {
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(outcome.stdout).toContain('Hello [{"said":"Hello you"}]');
    }
  });

  test.each([
    [["--files", "nowhere.csv"], /USAGE: --files nowhere.csv: there is no such file/],
    [["--files", "/etc/hostname,/etc/hostname"], /USAGE: --files names 'hostname' twice/],
    [["--files", "/etc/hostname", "--conf", "goldpan.files.maxBytes=1"], /LIMIT_EXCEEDED/],
  ])("%j is refused before anything starts", async (options, line) => {
    const outcome = await submit({ master: cluster.url, script: script(""), options });
    expect(outcome.stderr).toMatch(line);
    expect(outcome.code).not.toBe(0);
  });

  test("that the script reads by a relative path are named with their line, and dynamic imports", async () => {
    const body = `if (args.length > 3) console.log(readFileSync("./carriers.csv", "utf8"), await import(args[0]!));`;
    const outcome = await submit(onWorker({ script: script(body) }));
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stderr).toMatch(
      /note: '\.\/carriers\.csv' at job\.ts:\d+ does not travel.*--files \.\/carriers\.csv/,
    );
    expect(outcome.stderr).toMatch(/note: import of args\[0\]! at job\.ts:\d+/);
  });
});

test("packages, JSON and tsconfig's paths travel with the script; a native add-on is refused by name", async () => {
  const cwd = temporaryFolder();
  for (const name of ["node_modules/words", "node_modules/machine", "lib"])
    mkdirSync(join(cwd, name), { recursive: true });
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions: { paths: { "@lib/*": ["./lib/*"] } } }));
  writeFileSync(join(cwd, "lib/double.ts"), "export const double = (n: number): number => 2 * n;");
  writeFileSync(join(cwd, "settings.json"), JSON.stringify({ factor: 21 }));
  writeFileSync(join(cwd, "node_modules/words/index.js"), "exports.word = 'answer';");
  writeFileSync(join(cwd, "node_modules/machine/index.js"), "module.exports = require('./build/code.node');");
  writeFileSync(
    join(cwd, "job.ts"),
    `import { double } from "@lib/double"; import settings from "./settings.json"; import { word } from "words";
export default async function main() { console.log(word, double(settings.factor)); }`,
  );
  const of = { path: join(cwd, "job.ts"), cwd };
  for (const outcome of await Promise.all([submit(of), submit(onWorker(of))])) {
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toBe("answer 42\n");
  }
  writeFileSync(
    join(cwd, "job.ts"),
    `import machine from "machine"; export default async function main() { void machine; }`,
  );
  const refused = await submit(onWorker(of));
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /SCRIPT_NOT_LOADED: machine \(\.\/build\/code\.node\) is a native add-on.*index\.js:1/,
  );
});

describe("an idempotency key", () => {
  const keyed = (key: string, ...options: string[]) => ["--idempotency-key", key, ...options];

  test("is answered by the application that runs, then by the one that succeeded", async () => {
    const table = join(folder, "keyed");
    const body = script(`await gate("key"); ${append(table)} console.log("it was run");`);
    const first = startSubmit({ master: cluster.url, script: body, options: keyed("k1", "--json") });
    await reached("key");
    const second = startSubmit({ master: cluster.url, script: body, options: keyed("k1", "--json") });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    open("key");
    const [one, two] = [await first.outcome, await second.outcome];
    const three = await submit(onWorker({ script: body, options: keyed("k1", "--json") }));
    const documents = [one, two, three].map(({ stdout }) => lastLine(stdout));
    expect(documents.map(({ attached, status }) => [attached, status])).toEqual([
      [false, "succeeded"],
      [true, "succeeded"],
      [true, "succeeded"],
    ]);
    expect(new Set(documents.map(({ applicationId }) => applicationId)).size).toBe(1);
    expect([one.code, two.code, three.code]).toEqual([0, 0, 0]);
    expect([two.stdout.includes("it was run"), three.stdout.includes("it was run")]).toEqual([false, false]);
    expect(await rowsIn(table)).toBe(2);
  });

  test("of two submits at once lets one run", async () => {
    const table = join(folder, "at-once");
    const of = onWorker({ script: script(append(table)), options: keyed("k2", "--json") });
    const outcomes = await Promise.all([submit(of), submit(of), submit(of)]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(outcomes.filter(({ stdout }) => lastLine(stdout)["attached"] === false)).toHaveLength(1);
    expect(await rowsIn(table)).toBe(2);
  });

  test("of a run that failed runs again, and its appends are done once", async () => {
    const table = join(folder, "again");
    const body = `${append(table)} if (!existsSync(folder + "/mended")) throw new Error("not yet"); ${append(table, 3)}`;
    const of = { master: cluster.url, script: script(body), options: keyed("k3") };
    expect((await submit(of)).code).toBe(1);
    expect(await rowsIn(table)).toBe(2);
    open("mended");
    const outcome = await submit(of);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(await rowsIn(table)).toBe(5);
    const commits = readdirSync(join(table, "_goldpan/commits"));
    expect(commits).toHaveLength(2);
    expect(readFileSync(join(table, "_goldpan/commits", commits[0] ?? ""), "utf8")).toContain("key k3/job 0");
  });
});

describe("client mode", () => {
  test("is known to --status, and ended by --kill", async () => {
    const running = startSubmit({ master: cluster.url, script: script(`await gate("client");`) });
    await reached("client");
    const id = idIn(running.stderr());
    expect(await statusOf(id)).toMatchObject({ state: "RUNNING", deployMode: "client", driver: null, name: "job" });
    expect((await ask("--kill", id)).code).toBe(0);
    const outcome = await running.outcome;
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain("it was killed by");
  });

  test("--on-disconnect continue lets the jobs go on that run", async () => {
    const table = join(folder, "continued");
    const slow = `udf("slowly", (n: number) => { const end = Date.now() + 1500; while (Date.now() < end); return n; }, { args: ["INTEGER"], returns: "INTEGER" })`;
    const body = `reached("slow"); await goldpan.createDataFrame([{ n: 1 }], "n INTEGER").select(slowly("n").alias("n")).write.parquet(${JSON.stringify(table)});`;
    const running = startSubmit({
      master: cluster.url,
      script: script(body, `const slowly = ${slow};`),
      options: ["--on-disconnect", "continue", "--conf", "goldpan.client.reattachTimeout=500ms"],
    });
    await running.untilSaid("slots");
    await reached("slow");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    running.child.kill("SIGKILL");
    let state: unknown;
    for (let tries = 0; tries < 60 && state !== "FAILED"; tries++)
      state = (await statusOf(idIn(running.stderr())))["state"];
    expect(state).toBe("FAILED");
    expect(await rowsIn(table)).toBe(1);
  });

  test("--driver-memory is the heap of the script", async () => {
    const body = `const { getHeapStatistics } = await import("node:v8"); console.log(Math.round(getHeapStatistics().heap_size_limit / 2 ** 20));`;
    const outcome = await submit({ master: "local[1]", script: script(body), options: ["--driver-memory", "300m"] });
    expect(Number(outcome.stdout)).toBeGreaterThanOrEqual(300);
    expect(Number(outcome.stdout)).toBeLessThan(400);
  });
});

describe("what is wrong", () => {
  test.each([
    [["--status", "app-nope"], 1, /APPLICATION_UNKNOWN: this master knows no application 'app-nope'/],
    [["--kill", "app-nope"], 1, /APPLICATION_UNKNOWN/],
    [["--master", "goldpan://127.0.0.1:1", "--status", "app-nope"], 3, /MASTER_UNREACHABLE/],
    [["--master", "local[1]", "--status", "app-nope"], 2, /USAGE: --status asks a cluster/],
    [["--status", "a", "--kill", "b"], 2, /USAGE: --status or --kill, not both/],
    [["--status", "a", "job.ts"], 2, /USAGE: .*job\.ts is one too many/],
    [[], 2, /USAGE: there is no script to submit/],
  ])("%j ends with %i", async (args, code, line) => {
    const outcome = await ask(...args);
    expect(outcome.stderr).toMatch(line);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe("");
  });

  test.each([
    [["--deploy-mode", "cluster"], "local[1]", /USAGE: --deploy-mode cluster needs a cluster/],
    [["--deploy-mode", "elsewhere"], "local[1]", /USAGE: --deploy-mode elsewhere is not understood/],
    [["--supervise"], "local[1]", /USAGE: --supervise is about drivers on workers/],
    [["--on-disconnect", "perhaps"], "local[1]", /CONFIG_INVALID: .*write cancel or continue/],
  ])("%j on %s is refused", async (options, master, line) => {
    const outcome = await submit({ master, script: script(""), options });
    expect(outcome.stderr).toMatch(line);
    expect(outcome.code).toBe(2);
  });
});
