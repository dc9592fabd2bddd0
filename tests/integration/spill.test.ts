import { beforeAll, describe, expect, test } from "vitest";
import type { Column, Operator } from "../../common/wire/types.js";
import { at } from "../support/executor/fragments.js";
import { OperatorBench } from "../support/executor/operator-bench.js";
import { engineMemoryBytes } from "../../worker/executor/engine-options.js";

const memoryBytes = 380 * 2 ** 20;
const rows = 2_200_000;
const timeoutMs = 240_000;

let bench: OperatorBench;
let wide: Operator;
let other: Operator;

/** Rows that do not compress. */
beforeAll(async () => {
  bench = await OperatorBench.open({ memoryBytes });
  wide = await bench.table(
    "wide",
    `SELECT md5(i::VARCHAR || 'k') AS k, md5(i::VARCHAR || 'a') || md5(i::VARCHAR || 'b') AS a, hash(i, 1)::DOUBLE AS x,
       (hash(i, 2) >> 2)::BIGINT AS y, i AS id FROM range(${String(rows)}) r(i)`,
    8,
  );
  other = await bench.table("other", "SELECT k AS o_k, md5(a) AS b, y AS z FROM wide ORDER BY hash(k, 3)", 8);
}, timeoutMs);

/** Runs it whole and by partitions; both finish, and spill. @returns the first one's query */
async function expectSpills(operators: Operator[], output: Column[]): Promise<string> {
  const whole = await bench.run(operators, output, { token: "whole" });
  expect(whole.spilledBytes).toBeGreaterThan(2 ** 20);
  const keys = [await bench.tree(`"${output[0]?.name ?? ""}"`)];
  const parted = await bench.run(operators, output, { token: "parted", delivery: { hash: { keys, partitions: 16 } } });
  expect(parted.rowsOut).toBe(whole.rowsOut);
  return bench.left(output, whole, "whole");
}

describe("rows beyond the memory of the engine", () => {
  test("are half as many bytes more", async () => {
    const [size] = await bench.reference.rows("SELECT sum(strlen(k) + strlen(a) + 24) AS bytes FROM wide");
    expect(Number(size?.["bytes"])).toBeGreaterThan(1.5 * engineMemoryBytes(memoryBytes));
  });

  test(
    "group",
    async () => {
      const aggregates = { total: "sum(y)", mean: "avg(x)", n: "count(*)" };
      const output = await bench.reference.columns(
        "SELECT k, sum(y) AS total, avg(x) AS mean, count(*) AS n FROM wide GROUP BY k",
      );
      const left = await expectSpills(
        [wide, at.aggregate(await bench.trees(aggregates), await bench.trees({ k: "k" }))],
        output,
      );
      await bench.expectSame(left, "SELECT k, y::HUGEINT AS total, x AS mean, 1 AS n FROM wide");
    },
    timeoutMs,
  );

  test(
    "join",
    async () => {
      const key = { left: await bench.tree("k"), right: await bench.tree("o_k"), nullSafe: false };
      const output = await bench.reference.columns("SELECT * FROM wide JOIN other ON k = o_k");
      const left = await expectSpills([wide, at.join("INNER", [other], [key])], output);
      await bench.expectSame(`SELECT id, b, z FROM (${left})`, "SELECT id, md5(a), y FROM wide");
    },
    timeoutMs,
  );

  test(
    "sort",
    async () => {
      const output = await bench.reference.columns("SELECT * FROM wide");
      const left = await expectSpills([wide, at.sort([await bench.sortKey("a DESC")])], output);
      await bench.expectSame(left, "SELECT * FROM wide");
      const [unsorted] = await bench.reference.rows(
        `SELECT count(*) FILTER (WHERE a > before) AS n FROM (SELECT a, lag(a) OVER () AS before FROM (${left}))`,
      );
      expect(unsorted?.["n"]).toBe("0");
    },
    timeoutMs,
  );

  test(
    "deduplicate",
    async () => {
      const output = await bench.reference.columns("SELECT * FROM wide");
      const left = await expectSpills([wide, at.deduplicate(["k"], [await bench.sortKey("y DESC")])], output);
      await bench.expectSame(left, "SELECT * FROM wide");
    },
    timeoutMs,
  );
});
