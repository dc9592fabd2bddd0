/** Engines of attempts that follow each other. */
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { bareEngine } from "../engine/engine.js";
import { EngineSupply } from "./engine-supply.js";

const folder = temporaryFolder();
const memoryBytes = 100e6;
const options = {
  ...{ folder, files: [], spillBytesMax: 1e9, threads: 1, keepOrder: true },
  ...{ timeZone: "Asia/Tokyo", seed: 1, nowMs: 0 },
};
const made = vi.spyOn(DuckDBInstance, "create");
const closed = vi.spyOn(DuckDBInstance.prototype, "closeSync");

beforeEach(() => {
  made.mockClear();
  closed.mockClear();
});

const supplyIn = async (processBytes: number) =>
  new EngineSupply(await bareEngine(memoryBytes), memoryBytes, processBytes);

test("each attempt has an engine of its own, locked, whether one was ready for it or not", async () => {
  const supply = await supplyIn(2 ** 40);
  // `before` and `by`: engines that are made before it is opened, and by that. The first one was given.
  const attempts = [
    { rests: false, before: 0, by: 0 },
    { rests: false, before: 0, by: 1 },
    { rests: true, before: 1, by: 0 },
    { rests: false, before: 0, by: 1 },
  ];
  for (const { rests, before, by } of attempts) {
    made.mockClear();
    if (rests) supply.rest();
    expect(made).toHaveBeenCalledTimes(before);
    const engine = await supply.open(options);
    expect(made).toHaveBeenCalledTimes(before + by);
    const settings = "current_setting('TimeZone') AS zone, current_setting('memory_limit') AS memory";
    expect(await engine.object(`SELECT ${settings}, year(now()) AS year`)).toEqual({
      zone: "Asia/Tokyo",
      memory: "95.3 MiB",
      year: "1970",
    });
    await engine.run("CREATE TEMP TABLE mine AS SELECT 1 AS one");
    for (const name of ["threads", "memory_limit"]) {
      await expect(engine.run(`SET ${name} = 2`)).rejects.toThrow("locked");
    }
    await expect(engine.run("SELECT * FROM read_csv('/etc/passwd')")).rejects.toThrow();
    supply.giveBack(engine);
  }
  supply.rest();
});

test("engines that are given back are closed when there is nothing to do", async () => {
  const supply = await supplyIn(2 ** 40);
  for (let attempt = 0; attempt < 3; attempt++) {
    const engine = await supply.open(options);
    supply.giveBack(engine);
    // Nothing more is asked of it.
    engine.close();
    await expect(engine.run("SELECT 1")).rejects.toThrow();
  }
  expect(closed).not.toHaveBeenCalled();
  supply.rest();
  expect(closed).toHaveBeenCalledTimes(3);
});

test("and at once where the next one needs the memory, or when they are many", async () => {
  const small = await supplyIn(process.memoryUsage.rss());
  small.giveBack(await small.open(options));
  expect(closed).toHaveBeenCalledTimes(1);
  closed.mockClear();
  const supply = await supplyIn(2 ** 40);
  for (let attempt = 1; attempt <= 32; attempt++) {
    expect(closed).not.toHaveBeenCalled();
    supply.giveBack(await supply.open(options));
  }
  expect(closed).toHaveBeenCalledTimes(32);
});

test("what an engine held is free once it is given back, closed or not", async () => {
  const bare = await bareEngine(memoryBytes);
  const supply = new EngineSupply(bare, memoryBytes, 2 ** 40);
  const other = await bare.instance.connect();
  const held = async () => {
    const reader = await other.runAndReadAll("SELECT CAST(sum(memory_usage_bytes) AS INTEGER) FROM duckdb_memory()");
    return Number(reader.getRows()[0]?.[0]);
  };
  const engine = await supply.open(options);
  await engine.run("CREATE TEMP TABLE mine AS SELECT range AS id FROM range(2000000)");
  expect(await held()).toBeGreaterThan(2_000_000);
  supply.giveBack(engine);
  expect(await held()).toBe(0);
  other.closeSync();
  supply.rest();
});
