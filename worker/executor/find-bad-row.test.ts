import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBench, type Bench } from "../../tests/support/executor/executor-bench.js";
import { at, taskOf } from "../../tests/support/executor/fragments.js";
import { Reference } from "../../tests/support/executor/reference.js";

let bench: Bench;
let reference: Reference;
beforeAll(async () => {
  bench = await makeBench();
  reference = await Reference.open();
});
afterAll(() => {
  rmSync(bench.folder, { recursive: true, force: true });
});

test("a sum that overflows is named as the user wrote it", async () => {
  const operators = [
    at.values([{ name: "n", type: "BIGINT" }], [{ n: "9223372036854775807" }, { n: "1" }]),
    // The names and the cast are the planner's.
    at.aggregate({ __goldpan_aggregate_0: await reference.tree("sum(n)") }),
    at.project({ "sum(n)": await reference.tree("CAST(__goldpan_aggregate_0 AS BIGINT)") }),
  ];
  const failure = bench.run(taskOf({ operators, output: [{ name: "sum(n)", type: "BIGINT" }] }));
  await expect(failure).rejects.toMatchObject({
    code: "DATA_ERROR",
    message: expect.stringMatching(/9223372036854775808 .*out of range .*\(column 'sum\(n\)'\)/) as string,
    details: { column: "sum(n)" },
  });
  await expect(failure).rejects.not.toThrow(/__goldpan_/);
});
