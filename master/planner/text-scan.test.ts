import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindInProcess, testConfig } from "../../tests/support/plan-in-process.js";
import * as p from "../../tests/support/plan-messages.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import type { Relation } from "../../common/wire/types.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";
import { Catalog } from "./catalog.js";

const folder = temporaryFolder();
const store = openObjectStore(storeConfigOf(testConfig));
const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeAll(() => {
  write("lines/b.txt", "three\n");
  write("lines/a.log", "one\ntwo");
  write("lines/_hidden", "no\n");
  write("days/day=2024-01-02/x.txt", "in a folder\n");
  write("packed/x.txt.bz2", "?");
  write("clash/value=1/x.txt", "?");
});
afterAll(() => store.close());

const text = (path: string): Relation => ({
  ...p.scan(),
  scan: { format: "text", paths: [`file://${folder}/${path}`], options: {}, quarantine: false, schema: null },
});
const scan = async (path: string) => new Catalog(store).scan(text(path).scan!);

describe("text", () => {
  test("files are taken as they are listed, without footers and row groups", async () => {
    const found = await scan("lines/");
    expect(found).toMatchObject({ format: "text", label: "lines" });
    expect(found.files.map(({ uri, bytes, rowGroups }) => [uri.split("/").at(-1), bytes, rowGroups])).toEqual([
      ["a.log", 7, []],
      ["b.txt", 6, []],
    ]);
  });

  test("lines are a column `value`, beside those of folders", async () => {
    const schema = async (path: string) => (await bindInProcess(p.plan(text(path)))).plan.root.schema;
    expect(await schema("lines/")).toEqual([{ name: "value", type: "VARCHAR" }]);
    expect(await schema("days/")).toEqual([
      { name: "value", type: "VARCHAR" },
      { name: "day", type: "DATE" },
    ]);
  });

  test.each([
    ["packed/", "INPUT_UNREADABLE", /x\.txt\.bz2/],
    ["clash/", "SCHEMA_CONFLICT", /value=/],
    ["nowhere/", "INPUT_NOT_FOUND", /nowhere/],
  ])("%s is refused: %s", async (path, code, message) => {
    await expect(scan(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});

test("a view that SQL reads twice is one scan", async () => {
  const inputs = await bindInProcess(
    p.plan({
      callSite: p.at(1),
      planId: 0,
      relation: "sql",
      sql: {
        query: "SELECT a.v || b.v AS w FROM t a JOIN t b ON a.v = b.v",
        views: { t: p.select(text("lines/"), ["v", "value"]) },
        folder: "",
      },
    }),
  );
  expect(inputs.plan.root.schema).toEqual([{ name: "w", type: "VARCHAR" }]);
  expect(inputs.scans).toHaveLength(1);
});
