import { beforeAll, expect, test } from "vitest";
import { col } from "../../client/dataframe/functions.js";
import { makeBench, type Bench } from "../../tests/support/executor/executor-bench.js";
import { at, taskOf } from "../../tests/support/executor/fragments.js";
import { Reference } from "../../tests/support/executor/reference.js";

let bench: Bench;
let reference: Reference;
beforeAll(async () => {
  bench = await makeBench();
  reference = await Reference.open();
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

test.each(["1.7", "1e3", "it's", ""])(
  "a text that is not a whole number is named by column and value: %s",
  async (text) => {
    const { sql } = col("amount").cast("int").parts;
    const operators = [
      at.values([{ name: "amount", type: "VARCHAR" }], [{ amount: "12" }, { amount: text }]),
      at.project({ n: await reference.tree(sql) }),
    ];
    const failure = bench.run(taskOf({ operators, output: [{ name: "n", type: "INTEGER" }] }));
    const message = `'${text}' is not a whole number (column 'n': amount = "${text}")`;
    await expect(failure).rejects.toMatchObject({ code: "DATA_ERROR", message, details: { column: "amount" } });
  },
);

test("a cast between types that have nothing in common says what to write", async () => {
  const operators = [
    at.values([{ name: "day", type: "DATE" }], [{ day: "2024-02-29" }]),
    at.project({ n: await reference.tree("CAST(day AS INTEGER)") }),
  ];
  const failure = bench.run(taskOf({ operators, output: [{ name: "n", type: "INTEGER" }] }));
  const hint = expect.stringContaining("unix_date") as string;
  await expect(failure).rejects.toMatchObject({ code: "DATA_ERROR", hint });
});

test("a sum beyond BIGINT says what to write", async () => {
  const operators = [
    at.values([{ name: "n", type: "BIGINT" }], [{ n: "9223372036854775807" }, { n: "1" }]),
    at.aggregate({ total: await reference.tree("sum(n)") }),
    at.project({ total: await reference.tree("CAST(total AS BIGINT)") }),
  ];
  const failure = bench.run(taskOf({ operators, output: [{ name: "total", type: "BIGINT" }] }));
  const hint = expect.stringContaining('expr("sum(x)")') as string;
  await expect(failure).rejects.toMatchObject({ code: "DATA_ERROR", hint });
});

test("a deviation over NaN says what to write", async () => {
  const operators = [
    at.values([{ name: "n", type: "DOUBLE" }], [{ n: 1 }, { n: 2 }]),
    at.project({ n: await reference.tree("CASE n WHEN 1 THEN CAST('NaN' AS DOUBLE) ELSE n END") }),
    at.aggregate({ s: await reference.tree("stddev(n)") }),
  ];
  const failure = bench.run(taskOf({ operators, output: [{ name: "s", type: "DOUBLE" }] }));
  await expect(failure).rejects.toMatchObject({
    code: "DATA_ERROR",
    message: expect.stringMatching(/is out of range: .*isfinite/) as string,
  });
});
