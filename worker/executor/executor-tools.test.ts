/** Engines of attempts that follow each other. */
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import type { ExecutorStart } from "../executor-protocol.js";
import type { Daemon } from "./daemon-link.js";
import { makeTools } from "./executor-tools.js";

const folder = temporaryFolder();

test("each attempt has an engine of its own, locked, whether one was ready for it or not", async () => {
  const made = vi.spyOn(DuckDBInstance, "create");
  const daemon = {} as Daemon;
  const tools = await makeTools({ folder } as ExecutorStart, daemon, "");
  expect(tools.volatileFunctions.has("random")).toBe(true);
  const limits = { memoryBytes: 100e6, spillBytesMax: 1e9, threads: 1, keepOrder: true };
  expect(made).toHaveBeenCalledTimes(1);
  // `before` and `by`: engines that are made before it is opened, and by that. The first one was made with the tools.
  const attempts = [
    { ready: true, before: 0, by: 0 },
    { ready: false, before: 0, by: 1 },
    { ready: true, before: 1, by: 0 },
    { ready: false, before: 0, by: 1 },
  ];
  for (const { ready, before, by } of attempts) {
    made.mockClear();
    if (ready) tools.prepareEngine();
    expect(made).toHaveBeenCalledTimes(before);
    const options = { folder, files: [], ...limits, timeZone: "Asia/Tokyo", seed: 1, nowMs: 0 };
    const engine = await tools.openEngine(options);
    expect(made).toHaveBeenCalledTimes(before + by);
    expect(await engine.object("SELECT current_setting('TimeZone') AS zone, year(now()) AS year")).toEqual({
      zone: "Asia/Tokyo",
      year: "1970",
    });
    await engine.run("CREATE TABLE mine AS SELECT 1 AS one");
    await expect(engine.run("SET threads = 2")).rejects.toThrow("locked");
    await expect(engine.run("SELECT * FROM read_csv('/etc/passwd')")).rejects.toThrow();
    engine.close();
  }
  made.mockRestore();
});
