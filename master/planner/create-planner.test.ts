import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { createLogger } from "../../common/log.js";
import type { Action, Relation } from "../../common/wire/types.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";
import { buildAnalyser } from "../../tests/support/build-analyser.js";
import { execute } from "../../tests/support/duckdb.js";
import { testConfig } from "../../tests/support/plan-in-process.js";
import * as p from "../../tests/support/plan-messages.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { createPlanner } from "./create-planner.js";
import type { Planner } from "./planner.js";

const folder = temporaryFolder();
const store = openObjectStore(storeConfigOf(testConfig));
let planner: Planner;

beforeAll(async () => {
  const analyserPath = await buildAnalyser("test-planner");
  const analyserFolder = join(folder, "analyser");
  planner = createPlanner({ store, logger: createLogger("test", "silent"), analyserFolder, analyserPath });
  mkdirSync(join(folder, "in"));
  await execute(
    `COPY (SELECT range AS id, range::HUGEINT AS big FROM range(5000)) TO '${folder}/in/a b=%ü.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
});
afterAll(async () => {
  await planner.close();
  store.close();
});

const input = p.scan(`file://${folder}/in/`);
const context = { config: testConfig, slots: 2 };
const write = (
  root: Relation,
  path: string,
  options: Record<string, string> = {},
  partitionBy: string[] = [],
): Action => ({
  plan: p.plan(root),
  callSite: p.at(9),
  kind: "write",
  write: { format: "parquet", path, mode: "OVERWRITE", options, partitionBy },
});

describe("planning", () => {
  test("analyze gives schema and explanation", async () => {
    const { schema, explain } = await planner.analyze(p.plan(p.select(p.filter(input, "id > 4500"), "id")), testConfig);
    expect(schema.columns).toEqual([{ name: "id", type: "BIGINT" }]);
    expect(explain).toContain("1 of 3 row groups");
  });

  test("an overwrite of partitions is as the setting says, unless an option says otherwise", async () => {
    const modeOf = async (setting: string, options: Record<string, string> = {}) => {
      const values = { "goldpan.sql.sources.partitionOverwriteMode": setting };
      const config = Config.resolve([{ source: "--conf", values }]);
      const action = write(p.select(input, "id", "big"), `file://${folder}/parts`, options, ["big"]);
      return (await planner.planJob(action, { ...context, config })).sink?.mode;
    };
    expect(await Promise.all(["static", "dynamic", "DYNAMIC"].map((setting) => modeOf(setting)))).toEqual([
      "overwrite",
      "dynamic",
      "dynamic",
    ]);
    expect(await modeOf("dynamic", { partitionOverwriteMode: "static" })).toBe("overwrite");
    await expect(modeOf("sometimes")).rejects.toMatchObject({ hint: "take static or dynamic" });
  });

  test("a write knows its table, what it replaces, its inputs and its casts", async () => {
    const root = p.expectation(p.withColumns(input, ["wide", "id::HUGEINT"]), "id > 5", {
      action: "QUARANTINE",
      failAbove: "rows",
      rows: 9,
    });
    const job = await planner.planJob(write(root, `file://${folder}/out`, { allowEmpty: "true" }), context);
    expect(job.sink).toMatchObject({
      table: `file://${folder}/out/`,
      mode: "overwrite",
      baseCommit: 0,
      replaced: [],
      allowEmpty: true,
      replaceForeign: false,
      quarantineTable: `file://${folder}/_quarantine/out/`,
      inputs: [{ uri: `file://${folder}/in/a b=%ü.parquet` }],
    });
    expect(job.output.columns.at(-1)).toEqual({ name: "wide", type: "DECIMAL(38,0)" });
    expect(job.notices.map(({ code }) => code)).toContain("TYPE_CHANGED");
    expect(job.expectations).toEqual([{ name: "id > 5", action: "QUARANTINE", failAbove: { rows: 9 } }]);
    expect(job.stages).toHaveLength(1);
    expect(job.stages[0]?.fragments[0]?.splits).toHaveLength(2);
    expect(job.stages[0]?.name).toBe("scan in → project → expect → out");
  });

  test.each<[string, Action, string]>([
    ["an unknown option", write(input, `file://${folder}/out`, { compresion: "zstd" }), "PLAN_REFUSED"],
    [
      "a type that no one reads",
      write(p.withColumns(input, ["i", "INTERVAL 1 DAY"]), `file://${folder}/out`),
      "TYPE_NOT_SUPPORTED",
    ],
    ["a root", write(input, "file:///"), "TABLE_NOT_A_FOLDER"],
    ["no input", write(p.scan(`file://${folder}/nothing/`), `file://${folder}/out`), "INPUT_NOT_FOUND"],
    [
      "names that quarantine adds",
      write(
        p.expectation(p.withColumns(input, ["_violations", "1"]), "id > 1", { action: "QUARANTINE" }),
        `file://${folder}/out`,
      ),
      "PLAN_REFUSED",
    ],
  ])("%s is refused", async (_, action, code) => {
    await expect(planner.planJob(action, context)).rejects.toMatchObject({ code });
  });

  test("bad files are all named at once", async () => {
    mkdirSync(join(folder, "bad"));
    writeFileSync(join(folder, "bad", "empty.parquet"), "");
    writeFileSync(join(folder, "bad", "text.parquet"), "hello, this is no Parquet file at all");
    await expect(planner.analyze(p.plan(p.scan(`file://${folder}/bad/`)), testConfig)).rejects.toMatchObject({
      code: "INPUT_UNREADABLE",
      details: {
        files: [
          { file: expect.stringContaining("empty") as string },
          { file: expect.stringContaining("text") as string },
        ],
      },
    });
  });
});
