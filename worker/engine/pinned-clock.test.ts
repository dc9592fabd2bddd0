import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { Engine } from "./engine.js";

const folder = temporaryFolder();
let engine: Engine;
const open = async (timeZone: string, nowMs: number) => {
  const limits = { memoryBytes: 200e6, spillBytesMax: 1e9, threads: 1 };
  return await Engine.open({ folder, files: [], ...limits, timeZone, seed: 1, nowMs, keepOrder: true });
};
beforeAll(async () => {
  engine = await open("UTC", Date.UTC(2024, 1, 29, 12, 34, 56, 789));
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
  ["age(NULL)", null],
  ["age(TIMESTAMP '2024-02-29 12:00:00', TIMESTAMP '2024-02-28')", "1 day 12:00:00"],
])("%s", async (expression, answer) => {
  expect(await engine.object(`SELECT CAST(${expression} AS VARCHAR) AS now`)).toEqual({ now: answer });
});

test("an age without a zone is one of UTC's day, as DuckDB has it", async () => {
  const [west, clock] = [
    await open("America/New_York", Date.UTC(2024, 2, 2, 2)),
    "SELECT CAST(age(t) AS VARCHAR) AS age",
  ];
  try {
    expect(await west.object(`${clock} FROM (SELECT TIMESTAMP '2024-03-01' AS t)`)).toEqual({ age: "1 day" });
    expect(await west.object(`${clock} FROM (SELECT DATE '2024-03-01' AS t)`)).toEqual({ age: "1 day" });
    expect(await west.object(`${clock} FROM (SELECT TIMESTAMPTZ '2024-03-01 00:00:00-05' AS t)`)).toEqual({
      age: "00:00:00",
    });
  } finally {
    west.close();
  }
});
