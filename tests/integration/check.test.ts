/** `goldpan check` as a process: what it says of a script, that nothing ran and nothing was written, and what it cannot follow. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { execute } from "../support/duckdb.js";
import { goldpan } from "../support/goldpan-process.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const raw = join(folder, "raw");
let scripts = 0;

beforeAll(async () => {
  for (const day of ["2001-01-01", "2001-01-02", "2001-01-03"]) mkdirSync(join(raw, `day=${day}`), { recursive: true });
  await execute(
    ...["2001-01-01", "2001-01-02", "2001-01-03"].map(
      (day, index) =>
        `COPY (SELECT range AS id, range % 7 AS delay FROM range(${100 * (index + 1)})) TO '${raw}/day=${day}/part.parquet'`,
    ),
  );
});

interface Document {
  readonly status: string;
  readonly exitCode: number;
  readonly error: { code: string; callSite: { line: number; column: number } | null } | null;
  readonly types: {
    files: number;
    tsconfig: string | null;
    problems: { line: number; column: number; code: string; message: string }[];
  };
  readonly actions: Record<string, unknown>[];
  readonly notes: string[];
  readonly notFollowed: { what: string; callSite: { line: number }; why: string }[];
}

/** `body` starts in line 3 of the script. */
async function check(body: string, options: { readonly conf?: readonly string[]; readonly before?: string } = {}) {
  const path = join(folder, `script-${++scripts}.ts`);
  const head = `import { col, udf, type GoldpanSession } from "goldpan"; ${options.before ?? ""}\nexport default async function main(goldpan: GoldpanSession, args: string[]) {\n`;
  writeFileSync(path, `${head}${body}\n  void [col, udf, args];\n}\n`);
  const conf = (options.conf ?? []).flatMap((setting) => ["--conf", setting]);
  const ended = await goldpan(["check", "--master", "local[2]", ...conf, "--json", path, raw, join(folder, "gold")]);
  const last = ended.stdout.trimEnd().split("\n").at(-1) ?? "";
  return { ...ended, path, document: (last.startsWith("{") ? JSON.parse(last) : undefined) as Document };
}

describe("a script that would be accepted", () => {
  test("is told with its inputs, stages, output and expectations, and nothing is written", async () => {
    const { code, document, stderr } = await check(`
  await goldpan.read.parquet(args[0] ?? "").filter("day >= DATE '2001-01-02'").expect("plausible", "delay < 6", "quarantine", { failAbove: 0.5 })
    .write.mode("overwrite").partitionBy("day").parquet(args[1] ?? "");`);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(document).toMatchObject({ status: "accepted", exitCode: 0, error: null, notFollowed: [] });
    expect(document.types).toMatchObject({ files: 1, tsconfig: null, problems: [] });
    expect(document.actions).toHaveLength(1);
    expect(document.actions[0]).toMatchObject({
      kind: "write",
      state: "accepted",
      callSite: { line: 5 },
      // 100 + 200 + 300 rows, of which the first day's are pruned.
      inputs: [{ files: 3, rows: 600, rowsKnown: true, filesRead: 2, rowsRead: 500 }],
      output: {
        table: `file://${folder}/gold/`,
        mode: "overwrite",
        baseCommit: 0,
        partitionBy: ["day"],
        partitionsAtMost: 3,
        quarantineTable: `file://${folder}/_quarantine/gold/`,
      },
      expectations: [{ name: "plausible", action: "QUARANTINE", share: 0.5 }],
    });
    expect(document.actions[0]?.["stages"]).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => !name.startsWith("script-"))).toEqual(["raw"]);
  });

  test("goes on past writes and show, whose values say nothing", async () => {
    const { code, document, stdout } = await check(`
  const rows = goldpan.read.parquet(args[0] ?? "");
  await rows.show();
  const { path } = await rows.write.parquet(args[1] + "/a");
  await rows.groupBy("delay").count().write.parquet(path.replace("/a/", "/b"));`);
    expect(code).toBe(0);
    expect(document.notFollowed).toEqual([]);
    expect(document.actions.map(({ action, state }) => [action, state])).toEqual([
      ["show", "accepted"],
      [`write file://${folder}/gold/a`, "accepted"],
      [`write file://${folder}/gold/b`, "accepted"],
    ]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  test("slots of a local master are planned for, without a worker", async () => {
    const { document } = await check(`
  await goldpan.read.parquet(args[0] ?? "").write.parquet(args[1] ?? "");`);
    expect(document.actions[0]).toMatchObject({ stages: [{ tasks: 2, tasksAtMost: false }], output: { files: 2 } });
  });
});

test("files are counted by maxRecordsPerFile, in tasks and in folders", async () => {
  const { code, document } = await check(
    `
  const rows = goldpan.read.parquet(args[0] ?? "");
  const cut = (table: string) => args[1] + table;
  await rows.repartition(1).write.option("maxRecordsPerFile", 50).parquet(cut("/one"));
  await rows.write.option("maxRecordsPerFile", 50).partitionBy("day").parquet(cut("/days"));
  await rows.withColumn("n", explode(expr("[1, 2]"))).write.option("maxRecordsPerFile", 50).parquet(cut("/more"));
  await rows.write.option("maxRecordsPerFile", 100).parquet(cut("/tasks"));`,
    { before: 'import { explode, expr } from "goldpan";' },
  );
  expect(code).toBe(0);
  expect(document.actions.map(({ output }) => output)).toMatchObject([
    // 600 rows in one task, of which the last file is an empty one at most.
    { files: 13, filesAtMost: true },
    // Three folders of 100, 200 and 300 rows: 2 + 4 + 6, each with a short one at most.
    { files: 15, filesAtMost: true, partitionsAtMost: 3 },
    { files: 0 },
    { filesAtMost: true },
  ]);
  // One row group a day; however they are cut into tasks, 600 rows of at most 100 make six files, and a short one per task at most.
  const { files } = document.actions[3]?.["output"] as { files: number };
  expect(files).toBeGreaterThanOrEqual(6);
  expect(files).toBeLessThanOrEqual(8);
});

describe("a schema that is to be inferred", () => {
  test("is found by reading, and binds the plan", async () => {
    writeFileSync(join(folder, "people.csv"), "id,name,born\n1,ada,1815-12-10\n2,alan,1912-06-23\n");
    writeFileSync(join(folder, "events.json"), '{"at": "2001-01-01", "value": 1.5}\n{"at": "2001-01-02"}\n');
    const { code, document, stderr, path } = await check(`
  await goldpan.read.option("header", true).option("inferSchema", true).csv("${folder}/people.csv").write.parquet(args[1] + "/people");
  await goldpan.read.json("${folder}/events.json").filter("value > 1").write.parquet(args[1] + "/events");`);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(document.notFollowed).toEqual([]);
    expect(document.actions.map(({ schema }) => schema)).toMatchObject([
      {
        columns: [
          { name: "id", type: "INTEGER" },
          { name: "name", type: "VARCHAR" },
          { name: "born", type: "DATE" },
        ],
      },
      {
        columns: [
          { name: "at", type: "VARCHAR" },
          { name: "value", type: "DOUBLE" },
        ],
      },
    ]);
    expect(document.notes).toEqual([
      `inferred the schema of file://${folder}/people.csv: id INTEGER, name VARCHAR, born DATE`,
      `inferred the schema of file://${folder}/events.json: at VARCHAR, value DOUBLE`,
    ]);
    expect(readdirSync(folder)).not.toContain("gold");
    const submitted = await goldpan(["submit", "--master", "local[2]", path, raw, join(folder, "inferred")]);
    expect(submitted.code).toBe(0);
    for (const note of document.notes) expect(submitted.stderr).toContain(`note: ${note}`);
  });

  test("is wrong where a run would say so", async () => {
    writeFileSync(join(folder, "days.csv"), "day\n01/02/2001\n");
    const { code, document } = await check(`
  await goldpan.read.option("header", true).option("inferSchema", true).csv("${folder}/days.csv").write.parquet(args[1] ?? "");`);
    expect(code).toBe(1);
    expect(document.error).toMatchObject({ code: "SCHEMA_CONFLICT" });
  });
});

describe("what cannot be known without a run", () => {
  test("ends the check at that line, with all that was started before", async () => {
    const { code, document } = await check(`
  const rows = goldpan.read.parquet(args[0] ?? "");
  const [count] = await Promise.all([rows.count(), rows.write.parquet(args[1] ?? "")]);
  if (count > 5) await rows.write.parquet("nowhere://");`);
    expect(code).toBe(0);
    expect(document.actions.map(({ action }) => action)).toEqual(["count", `write file://${folder}/gold`]);
    expect(document.notFollowed).toMatchObject([{ what: "count", callSite: { line: 5 } }]);
  });

  test("a script that a timer keeps alive is ended all the same", async () => {
    const { code, document } = await check(`
  setInterval(() => undefined, 1000);
  await goldpan.read.parquet(args[0] ?? "").count();`);
    expect(code).toBe(0);
    expect(document.notFollowed).toHaveLength(1);
  });

  test("a table that the script itself would write is not missed", async () => {
    const { code, document } = await check(`
  await goldpan.read.parquet(args[0] ?? "").write.parquet(args[1] + "/made");
  await goldpan.read.parquet(args[1] + "/made").write.parquet(args[1] + "/next");
  await goldpan.read.parquet(args[1] + "/next").filter("id > 3").write.parquet(args[1] + "/last");`);
    expect(code).toBe(0);
    expect(document.actions.map(({ state }) => state)).toEqual(["accepted", "unknown", "unknown"]);
    expect(document.notFollowed).toMatchObject([
      { callSite: { line: 5 }, why: expect.stringContaining("/gold/made") },
      { callSite: { line: 6 }, why: expect.stringContaining("/gold/next") },
    ]);
  });
});

describe("what submit would refuse", () => {
  test.each([
    ["a column that is not there", `.filter("dely > 3")`, "COLUMN_NOT_FOUND"],
    ["a function that is not there", `.withColumn("h", "hourr(delay)")`, "FUNCTION_NOT_FOUND"],
  ])("%s, with its line and column", async (_name, step, errorCode) => {
    const { code, document, stderr } = await check(
      `  const rows = goldpan.read.parquet(args[0] ?? "")${step};\n  await rows.write.parquet(args[1] ?? "");`,
    );
    expect(code).toBe(1);
    expect(document).toMatchObject({ status: "refused", error: { code: errorCode, callSite: { line: 3 } } });
    expect(document.actions).toMatchObject([{ state: "refused", error: { code: errorCode } }]);
    expect(stderr).toMatch(new RegExp(`^goldpan: error ${errorCode}: .*script-\\d+\\.ts:3:\\d+`));
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("an input that is not there", async () => {
    const { code, document } = await check(
      `  await goldpan.read.parquet(args[0] + "/none").write.parquet(args[1] ?? "");`,
    );
    expect(code).toBe(1);
    expect(document.error).toMatchObject({ code: "INPUT_NOT_FOUND" });
  });

  test("a target that is not empty, under mode error", async () => {
    const { code, document } = await check(
      `  await goldpan.read.parquet(args[0] ?? "").write.parquet(args[0] + "/day=2001-01-01");`,
    );
    expect(code).toBe(1);
    expect(document.error).toMatchObject({ code: "TABLE_EXISTS" });
  });

  test("a syntax error, and a script without main", async () => {
    const broken = await check("  const = 3;");
    expect([broken.code, broken.document.error?.code]).toEqual([1, "SCRIPT_NOT_LOADED"]);
    expect(broken.document.error?.callSite).toMatchObject({ line: 3, column: 9 });
    const path = join(folder, "without-main.ts");
    writeFileSync(path, "export const x = 1;\n");
    const without = await goldpan(["check", "--master", "local[1]", path]);
    expect(without.code).toBe(1);
    expect(without.stderr).toContain("goldpan: error SCRIPT_NOT_LOADED");
  });

  test("wrong usage is 2", async () => {
    expect(
      (await goldpan(["check", "--conf", "goldpan.executor.memry=1g", join(folder, "without-main.ts")])).code,
    ).toBe(2);
    expect((await goldpan(["check", join(folder, "none.ts")])).code).toBe(2);
  });
});

describe("types", () => {
  test("are strict without a tsconfig.json, and each error has its line and column", async () => {
    const { code, document, stderr } = await check(
      `  const n: number = "text";\n  await goldpan.read.parquet(args[0] ?? "").limit("3").write.mode("sometimes").parquet(args[1]);`,
    );
    expect(code).toBe(1);
    expect(document.types.problems.map(({ line, column, code: tsCode }) => [line, column, tsCode])).toEqual([
      [3, 9, "TS2322"],
      [4, 51, "TS2345"],
      [4, 67, "TS2345"],
    ]);
    expect(stderr.split("\n").filter((line) => line.includes("SCRIPT_TYPES_WRONG"))).toHaveLength(3);
  });

  test("refuse JavaScript's operators between Columns, and say what to write", async () => {
    const { code, document } = await check(`
  const a = col("a"), b = col("b"), wanted = args.length > 5;
  const rows = goldpan.read.parquet(args[0] ?? "");
  void [() => rows.filter(a && b), () => rows.filter(a.gt(1) || b), () => rows.filter(a > b), () => rows.select(a + 1)];
  void [() => rows.filter(!a), () => (a ? 1 : 2), () => rows.withColumn("c", 1 - b), () => a === b, () => -a];
  // Whether there is a Column, and SQL text with Columns in it, are JavaScript's own business.
  const some = wanted ? a : undefined;
  void [some && rows.filter(some), wanted && a, some === undefined, "coalesce(" + a + ", 1)", \`\${a}\`, a.and(b)];`);
    expect(code).toBe(1);
    expect(document.types.problems.map(({ line, message }) => [line, message.replace(/^.*write /, "")])).toEqual([
      [6, "a.and(b)"],
      [6, "a.gt(1).or(b)"],
      [6, "a.gt(b)"],
      [6, "a.plus(1)"],
      [7, "a.not()"],
      [7, "when(a, …).otherwise(…)"],
      [7, "lit(1).minus(b)"],
      [7, "a.eq(b)"],
      [7, "a.negate()"],
    ]);
    expect(document.types.problems.every(({ code: of }) => of === "COLUMN_OPERATOR")).toBe(true);
  });

  test("follow the script's tsconfig.json, whose other files are not looked at", async () => {
    const project = join(folder, "project");
    mkdirSync(project, { recursive: true });
    writeFileSync(
      join(project, "tsconfig.json"),
      `{ "compilerOptions": { "strict": false, "allowImportingTsExtensions": true, "paths": { "@lib/*": ["./lib/*"] } } }`,
    );
    mkdirSync(join(project, "lib"), { recursive: true });
    writeFileSync(join(project, "lib", "names.ts"), "export const name = (x) => x.name;\n");
    writeFileSync(join(project, "broken.ts"), "const x: number = 'text';\n");
    writeFileSync(
      join(project, "job.ts"),
      `import { readFileSync } from "node:fs";\nimport { name } from "@lib/names.ts";\nexport default async function main(goldpan, args) { void [name, readFileSync, process.argv, goldpan.appName, args]; }\n`,
    );
    const { code, stdout, stderr } = await goldpan(["check", "--master", "local[1]", join(project, "job.ts")]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("no errors in 2 files");
  });

  test("of JavaScript are its own business", async () => {
    const path = join(folder, "plain.mjs");
    writeFileSync(
      path,
      "export default async function main(goldpan, args) { const n = 1; n.foo; void [goldpan, args]; }\n",
    );
    expect((await goldpan(["check", "--master", "local[1]", path])).code).toBe(0);
  });
});
