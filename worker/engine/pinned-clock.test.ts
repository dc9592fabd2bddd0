import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { Engine } from "./engine.js";

const folder = temporaryFolder();
let engine: Engine;
beforeAll(async () => {
  const limits = { memoryBytes: 200e6, spillBytesMax: 1e9, threads: 1 };
  const nowMs = Date.UTC(2024, 1, 29, 12, 34, 56, 789);
  engine = await Engine.open({ folder, files: [], ...limits, timeZone: "UTC", seed: 1, nowMs, keepOrder: true });
});
afterAll(() => {
  engine.close();
});

// As DuckDB answers at that time.
test.each([
  ["current_timestamp", "2024-02-29 12:34:56.789+00"],
  ["current_date", "2024-02-29"],
  ["current_time", "12:34:56.789+00"],
  ["localtime", "12:34:56.789"],
  ["localtimestamp", "2024-02-29 12:34:56.789"],
  ["age(TIMESTAMP '2023-02-28 18:00:00')", "1 year 06:00:00"],
  ["age(TIMESTAMPTZ '2023-02-28 18:00:00+00')", "1 year 06:00:00"],
  ["age(DATE '2023-02-28')", "1 year 1 day"],
  ["age(TIMESTAMP '2024-02-29 12:00:00', TIMESTAMP '2024-02-28')", "1 day 12:00:00"],
])("%s", async (expression, answer) => {
  expect(await engine.object(`SELECT CAST(${expression} AS VARCHAR) AS now`)).toEqual({ now: answer });
});
