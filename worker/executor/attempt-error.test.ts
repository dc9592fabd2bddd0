/** What a failed attempt tells of memory and disk, by what the engine says of itself. */
import { expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { Engine } from "../engine/engine.js";
import { attemptError } from "./attempt-error.js";
import { Redaction } from "./redaction.js";

const folder = temporaryFolder();
const memoryBytes = 64e6;

/** What is told of a statement that fails in an engine which may spill so much. */
async function told(sql: string, spillBytesMax: number, readsPieces = false): Promise<unknown> {
  const engine = await Engine.open({
    ...{ folder, files: [], memoryBytes, spillBytesMax, threads: 1, keepOrder: false },
    ...{ timeZone: "UTC", seed: 1, nowMs: 0 },
  });
  try {
    await engine.run(sql);
    return undefined;
  } catch (error) {
    const scene = { engine, slices: [], steps: [], memoryBytes, readsPieces, spillBytesMax, folder };
    return await attemptError(error, { ...scene, redaction: Redaction.of({ settings: {} }), isCancelled: () => false });
  } finally {
    engine.close();
  }
}

const texts = "SELECT md5(i::VARCHAR) AS s, md5((i + 1)::VARCHAR) AS t FROM range(1500000) AS r(i)";

test.each([
  ["a table", `CREATE TEMP TABLE t AS ${texts}`],
  ["a sort", `CREATE TEMP TABLE t AS FROM (${texts}) ORDER BY s`],
  ["an aggregate", `CREATE TEMP TABLE t AS SELECT s, max(t) AS t FROM (${texts}) GROUP BY s`],
  ["a join", `CREATE TEMP TABLE t AS SELECT * FROM (${texts}) AS a JOIN (${texts}) AS b ON a.s = b.t`],
])("%s that may not spill enough names the disk", async (_, sql) => {
  expect(await told(sql, 0)).toMatchObject({ code: "DISK_FULL" });
  expect(await told(sql, 4e6)).toMatchObject({
    code: "DISK_FULL",
    message: expect.stringContaining("they may take 4.00 MB below") as string,
    details: { setting: "goldpan.local.dir", limit: 4e6 },
  });
});

test("what cannot be spilled names the memory, however full the disk is", async () => {
  const sql = "CREATE TEMP TABLE t AS SELECT string_agg(md5(i::VARCHAR), '') AS s FROM range(5000000) AS r(i)";
  for (const spillBytesMax of [1e9, 0]) {
    expect(await told(sql, spillBytesMax)).toMatchObject({
      code: "EXECUTOR_OUT_OF_MEMORY",
      details: { setting: "goldpan.executor.memory" },
      hint: "set a higher goldpan.executor.memory; it is 64.0 MB now",
    });
  }
  expect(await told(sql, 0, true)).toMatchObject({
    hint: expect.stringContaining("with a higher goldpan.sql.shuffle.partitions a task has less") as string,
  });
});
