/** submit as a process, against a fake master: exit codes, the one line that names the cause, interrupts, bundles. Needs dist/. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFakeMaster, type FakeMaster } from "../../tests/support/scripted-master.js";
import { goldpan, startGoldpan, writeScript, type Ended } from "../../tests/support/goldpan-process.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";

let master: FakeMaster;
let address = "";

beforeAll(async () => {
  master = await startFakeMaster();
  address = `goldpan://127.0.0.1:${master.port}`;
});
afterAll(async () => master.close());

const main = (body: string, before = "") => `import type { GoldpanSession } from "goldpan";
${before}
export default async function main(goldpan: GoldpanSession, args: string[]) {
  const write = (kind: string) => goldpan.read.parquet("s3a://raw/in/").write.parquet("s3a://gold/" + kind + "/");
${body}
}`;

async function run(script: string, options: readonly string[] = [], args: readonly string[] = []): Promise<Ended> {
  return goldpan(["submit", "--master", address, ...options, writeScript(script), ...args]);
}

/** The error lines; a run has exactly one or none. */
const errorLines = ({ stderr }: Ended) => stderr.split("\n").filter((line) => line.startsWith("goldpan: error "));

describe("exit codes", () => {
  const table: [name: string, body: string, code: number, line: RegExp | undefined][] = [
    ["main ends, jobs succeed", `await write("ok");`, 0, undefined],
    ["no job at all", ``, 0, undefined],
    [
      "a job fails",
      `await write("fail");`,
      1,
      /INPUT_UNREADABLE: s3a:\/\/raw\/bad\.parquet is truncated at .*script\.ts:4/,
    ],
    [
      "two jobs fail alike, and the script catches the first",
      `await write("fail").catch(() => 0);\nawait goldpan.read.parquet("s3a://raw/").write.parquet("s3a://gold/fail/");`,
      1,
      /INPUT_UNREADABLE: .* at .*script\.ts:6/,
    ],
    ["a job fails and the script catches it", `try { await write("fail"); } catch {}`, 0, undefined],
    ["a job fails unseen", `void write("fail");`, 1, /INPUT_UNREADABLE.*never looked at it/],
    [
      "a job fails in a helper that nobody awaits",
      `void (async () => { await write("fail"); })();`,
      1,
      /INPUT_UNREADABLE/,
    ],
    [
      "a failure is looked at late",
      `const p = write("fail"); await new Promise((r) => setTimeout(r, 200)); await p.catch(() => 0);`,
      0,
      undefined,
    ],
    ["an expectation's threshold", `await write("threshold");`, 4, /EXPECTATION_THRESHOLD_EXCEEDED/],
    ["the script throws", `throw new TypeError("oh dear");`, 1, /SCRIPT_FAILED: TypeError: oh dear at .*script\.ts:5:/],
    ["the script throws something odd", `throw 7;`, 1, /SCRIPT_FAILED: the script threw 7/],
    [
      "a throw outside of main's chain",
      `setTimeout(() => { throw new Error("late"); }, 10); await new Promise((r) => setTimeout(r, 500));`,
      1,
      /Error: late/,
    ],
    [
      "a rejection that nobody handles",
      `void Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 500));`,
      1,
      /Error: lost/,
    ],
    [
      "process.exit(0) while a job runs",
      `void write("never"); setTimeout(() => process.exit(0), 300); await new Promise(() => 0);`,
      1,
      /SCRIPT_EXITED_EARLY.*process\.exit\(0\) while job 0 \(write s3a:\/\/gold\/never\/ at .*script\.ts:4\)/,
    ],
    [
      "process.exit(0) after one failed unseen",
      `void write("fail"); await new Promise((r) => setTimeout(r, 500)); process.exit(0);`,
      1,
      /SCRIPT_EXITED_EARLY.*bad\.parquet is truncated/,
    ],
    ["process.exit(0) when all is done", `await write("ok"); process.exit(0);`, 0, undefined],
    ["process.exit(7)", `process.exit(7);`, 7, /process\.exit\(7\)/],
    ["process.exitCode = 9", `process.exitCode = 9;`, 9, /exit code 9/],
    ["main never resolves", `await new Promise(() => 0);`, 1, /SCRIPT_NEVER_ENDED/],
    ["the driver is killed", `process.kill(process.pid, "SIGKILL"); await new Promise(() => 0);`, 1, /SIGKILL/],
  ];

  test.each(table)("%s", async (_name, body, code, line) => {
    const ended = await run(main(body));
    expect(ended.code, ended.stderr).toBe(code);
    const lines = errorLines(ended);
    expect(lines, ended.stderr).toHaveLength(line === undefined ? 0 : 1);
    if (line !== undefined) expect(lines[0]).toMatch(line);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });

  test("no main", async () => {
    const ended = await run(`export const nothing = 1;`);
    expect(ended.code).toBe(1);
    expect(errorLines(ended)[0]).toMatch(/SCRIPT_NOT_LOADED: .*script\.ts exports no function main.*export default/);
  });

  test("an import that does not resolve, and a syntax error, name the line", async () => {
    const missing = await run(`import "./nowhere.js";\nexport default async function main() {}`);
    expect([missing.code, errorLines(missing)[0]]).toEqual([
      1,
      expect.stringMatching(/SCRIPT_NOT_LOADED.*nowhere.*script\.ts:1:/),
    ]);
    const broken = await run(`\nexport default async function main( {`);
    expect([broken.code, errorLines(broken)[0]]).toEqual([
      1,
      expect.stringMatching(/SCRIPT_NOT_LOADED.*script\.ts:\d+:/),
    ]);
  });

  test("a refused token and an unreachable master are 3", async () => {
    const guarded = await startFakeMaster({ token: "right" });
    const script = writeScript(main(""));
    const target = ["submit", "--master", `goldpan://127.0.0.1:${guarded.port}`];
    const wrong = await goldpan([...target, "--conf", "goldpan.authenticate.secret=wrong", script]);
    expect([wrong.code, errorLines(wrong)[0]]).toEqual([3, expect.stringContaining("TOKEN_REFUSED")]);
    expect(wrong.stderr).not.toContain("right");
    expect((await goldpan([...target, script], { GOLDPAN_TOKEN: "right" })).code).toBe(0);
    await guarded.close();
    const startedAtMs = performance.now();
    const gone = await goldpan(["submit", "--master", "goldpan://127.0.0.1:1", script]);
    expect([gone.code, errorLines(gone)[0]]).toEqual([3, expect.stringMatching(/MASTER_UNREACHABLE.*127\.0\.0\.1:1/)]);
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
  });

  test("a master that does not answer may have accepted what goes on without its submit", async () => {
    const ended = await run(main(""), ["--deploy-mode", "cluster", "--name", "unanswered", "--json"]);
    expect([ended.code, errorLines(ended)[0]]).toEqual([
      1,
      expect.stringMatching(/MASTER_UNREACHABLE.*it may have accepted the application \(.*--idempotency-key/),
    ]);
    expect(JSON.parse(ended.stdout)).toMatchObject({ applicationId: "", exitCode: 1, status: "failed" });
  });

  test("the first address that answers of a list is taken", async () => {
    const ended = await goldpan([
      "submit",
      "--master",
      `goldpan://127.0.0.1:1,127.0.0.1:${master.port}`,
      writeScript(main("")),
    ]);
    expect(ended.code, ended.stderr).toBe(0);
  });
});

describe("what is said", () => {
  test("a summary: rows, expectations, files, where the gold and the quarantine are", async () => {
    const { stderr } = await run(main(`await write("ok");`), ["--verbose"]);
    expect(stderr).toContain(
      "read 1,000 rows (50.0 kB), wrote 990 rows in 2 files (40.0 kB), quarantined 10 rows, 4 tasks",
    );
    expect(stderr).toContain('expect "plausible": quarantined 10 of 1,000 rows, 2 of them NULL');
    expect(stderr).toContain("quarantine: s3a://gold/_quarantine/ok/");
    expect(stderr).toContain("gold: s3a://gold/ok/ (commit 3)");
    expect(stderr).toContain("worker-b: 3 tasks");
  });

  test("a forgotten await is waited for and named by line", async () => {
    const ended = await run(main(`void write("slow");`));
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(/1 action was started without await.*script\.ts:4/);
    expect(ended.stderr).toContain("gold: s3a://gold/ok/");
  });

  test("stdout is the script's; --json adds one document, on a line of its own", async () => {
    const plain = await run(main(`console.log(args.join());`), [], ["-x", "--since", "2001"]);
    expect(plain.stdout).toBe("-x,--since,2001\n");
    const ended = await run(main(`process.stdout.write("no line break"); await write("ok");`), [
      "--json",
      "--name",
      "nightly",
    ]);
    const [first, last] = ended.stdout.trimEnd().split("\n");
    expect(first).toBe("no line break");
    expect(JSON.parse(last ?? "")).toMatchObject({
      name: "nightly",
      status: "succeeded",
      exitCode: 0,
      error: null,
      jobs: [{ jobId: 0, state: "succeeded", rowsWritten: 990, path: "s3a://gold/ok/", commit: 3 }],
    });
    expect(ended.stderr).toBe("");
    const failed = await run(main(`await write("fail");`), ["--json"]);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      status: "failed",
      exitCode: 1,
      error: { code: "INPUT_UNREADABLE" },
    });
    expect(failed.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("stack traces name the source, with --verbose only", async () => {
    const { stderr } = await run(main(`const inner = () => { throw new Error("deep"); };\n  inner();`), ["--verbose"]);
    expect(stderr).toMatch(/at inner \(.*script\.ts:5:/);
  });

  test("settings of Spark are mapped, meaningless ones noted once, secrets masked", async () => {
    const { stderr, code } = await goldpan(
      [
        "submit",
        "--verbose",
        "--master",
        address,
        "--conf",
        "spark.executor.memory=700m",
        "-c",
        "spark.serializer=kryo",
        "-c",
        "spark.hadoop.fs.s3a.secret.key=hush",
        writeScript(main("")),
      ],
      { GOLDPAN_EXECUTOR_MEMORY: "2g" },
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("goldpan.executor.memory = 700m (--conf)");
    expect(stderr).toMatch(/note: .*spark\.serializer/);
    expect(stderr).not.toContain("hush");
    expect(master.registered.at(-1)?.settings).toMatchObject({ "goldpan.executor.memory": "700m" });
    expect(JSON.stringify(master.registered.at(-1))).not.toContain("hush");
  });
});

describe("interrupts", () => {
  const spinning = main(
    `  void write("never"); await new Promise((r) => setTimeout(r, 300)); console.log("spinning"); for (;;) {}`,
  );

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends a script that blocks its thread, within 5 s, and cancels", async (signal, code) => {
    const { child, ended, untilSaid } = startGoldpan(["submit", "--master", address, writeScript(spinning)]);
    await untilSaid("spinning");
    const pressedAtMs = performance.now();
    child.kill(signal);
    const end = await ended;
    expect(end.code, end.stderr).toBe(code);
    expect(performance.now() - pressedAtMs).toBeLessThan(5_000);
    expect(end.stderr).toMatch(/cancelling the application/);
    expect(master.ends.at(-1)?.cancelled).toBe(true);
  });

  test("past the commit point: says what is committed all the same", async () => {
    const { child, ended, untilSaid } = startGoldpan([
      "submit",
      "--master",
      address,
      writeScript(
        main(
          `void write("commit"); await new Promise((r) => setTimeout(r, 300)); console.log("there"); await new Promise((r) => setTimeout(r, 60000));`,
        ),
      ),
    ]);
    await untilSaid("there");
    child.kill("SIGINT");
    const end = await ended;
    expect(end.code).toBe(130);
    expect(end.stderr).toMatch(/job 0 .*past its commit point: it is committed all the same/);
  });
});

describe("bundles", () => {
  test("local modules, JSON, packages of the script's own, CommonJS, import.meta", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "node_modules/greeting"), { recursive: true });
    writeFileSync(join(folder, "node_modules/greeting/package.json"), `{"name":"greeting","main":"index.js"}`);
    writeFileSync(
      join(folder, "node_modules/greeting/index.js"),
      `module.exports = (name) => "hello " + name + " from " + require("node:path").basename(__dirname);`,
    );
    writeFileSync(join(folder, "names.json"), `["Ada"]`);
    writeFileSync(
      join(folder, "helper.ts"),
      `import { basename } from "node:path";\nexport const here: string = basename(import.meta.url);`,
    );
    writeFileSync(
      join(folder, "job.ts"),
      `import greet from "greeting"; import names from "./names.json"; import { here } from "./helper.js";
export async function main() { console.log(greet(names[0]), here); }`,
    );
    const ended = await goldpan(["submit", "--master", address, join(folder, "job.ts")]);
    expect(ended.stdout, ended.stderr).toBe("hello Ada from greeting helper.ts\n");
    writeFileSync(
      join(folder, "plain.cjs"),
      `module.exports.main = async () => console.log(require("greeting")("Bob"));`,
    );
    expect((await goldpan(["submit", "--master", address, join(folder, "plain.cjs")])).stdout).toBe(
      "hello Bob from greeting\n",
    );
  });

  test("a package that declares row functions is bundled, since it must use this goldpan", async () => {
    const script = writeScript(`import { thrice } from "shared-functions";
export default async function main() { console.log(typeof thrice); }`);
    const folder = join(dirname(script), "node_modules/shared-functions");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "package.json"),
      `{"name":"shared-functions","type":"module","main":"index.js","peerDependencies":{"goldpan":"*"}}`,
    );
    writeFileSync(
      join(folder, "index.js"),
      `import { udf } from "goldpan"; export const thrice = udf("thrice", (x) => 3 * x, { args: ["INTEGER"], returns: "INTEGER" });`,
    );
    const ended = await goldpan(["submit", "--master", address, script]);
    expect(ended.stdout, ended.stderr).toBe("function\n");
    expect(master.bundle().toString()).toContain('"thrice"');
  });

  test("the bundle for executors has the declaring modules alone, and is named by its SHA-256", async () => {
    const script = writeScript(`import { twice } from "./functions.js"; import "goldpan";
export default async function main() { console.log("only the driver says this"); }
void twice;`);
    writeFileSync(
      join(dirname(script), "functions.ts"),
      `import { udf } from "goldpan";
export const twice = udf("twice", (x: number) => 2 * x, { args: ["INTEGER"], returns: "INTEGER" });`,
    );
    const ended = await goldpan(["submit", "--master", address, script]);
    expect(ended.code, ended.stderr).toBe(0);
    const text = master.bundle().toString();
    expect(text).toContain('"twice"');
    expect(text).not.toContain("only the driver says this");
    expect(master.registered.at(-1)?.bundleSha256).toBe(createHash("sha256").update(text).digest("hex"));
  });

  test("nothing is left in the temporary folder", async () => {
    const temporary = temporaryFolder();
    const ended = await goldpan(["submit", "--master", address, writeScript(main(`await write("ok");`))], {
      TMPDIR: temporary,
    });
    expect(ended.code, ended.stderr).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
