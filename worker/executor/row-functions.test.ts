import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { Column, FileSlice, RowFunction, Task } from "../../common/wire/types.js";
import { Reference } from "../../tests/support/executor/reference.js";
import { makeBench, type Bench } from "../../tests/support/executor/executor-bench.js";
import { at, taskOf } from "../../tests/support/executor/fragments.js";

const bundle = `
import { udf } from "goldpan";
let state;
const declare = (name, call, args, returns, more = {}) => udf(name, call, { args, returns, ...more });
declare("route", (a, b) => [a, b].sort().join("-"), ["VARCHAR", "VARCHAR"], "VARCHAR");
declare("add", (a, b) => a + b, ["INTEGER", "DOUBLE"], "DOUBLE");
declare("next", (n) => n + 1, ["BIGINT"], "BIGINT");
declare("next_big", (n) => n + 1n, ["BIGINT"], "BIGINT", { bigint: true });
declare("is_null", (n) => n === null, ["VARCHAR"], "BOOLEAN", { onNull: "call" });
declare("throws_at", (n) => { if (n === 12345) throw new RangeError("no such row"); return n; }, ["INTEGER"], "INTEGER");
declare("stateful", (n) => state.offset + n, ["INTEGER"], "INTEGER");
declare("wrong", (n) => n === 5 ? "five" : n, ["INTEGER"], "INTEGER");
declare("too_big", (n) => n * 1000, ["INTEGER"], "TINYINT");
declare("promised", (n) => Promise.resolve(n), ["INTEGER"], "INTEGER");
declare("forever", (n) => { for (;;); }, ["INTEGER"], "INTEGER");
declare("tomorrow", (d) => new Date(d.getTime() + 86400000), ["DATE"], "DATE");
declare("later", (t) => new Date(t.getTime() + 1500), ["TIMESTAMP WITH TIME ZONE"], "TIMESTAMP WITH TIME ZONE");
declare("half", (m) => (Number(m) / 2).toFixed(2), ["DECIMAL(9,2)"], "DECIMAL(9,2)");
declare("digits", (n) => "123456789012345", ["INTEGER"], "DECIMAL(9,2)");
declare("bytes", (b) => Uint8Array.from(b).reverse(), ["BLOB"], "BLOB");
declare("parts", (s) => s.split(" "), ["VARCHAR"], "VARCHAR[]");
declare("pair", (l) => ({ first: l[0], count: l.length }), ["INTEGER[]"], "STRUCT(first INTEGER, count BIGINT)");
declare("id", (u) => u.toUpperCase(), ["UUID"], "UUID");
declare("json", (v) => JSON.stringify(v, (_, x) => typeof x === "bigint" ? x + "n" : typeof x === "number" && !Number.isFinite(x) ? String(x) : x), ["STRUCT"], "VARCHAR");
declare("same", (v) => v, ["TIMESTAMP"], "TIMESTAMP");
declare("iso", (v) => v.toISOString(), ["TIMESTAMP"], "VARCHAR");
declare("first_unit", (s) => s.slice(0, 1), ["VARCHAR"], "VARCHAR");
declare("first_units", (s) => [s.slice(0, 1)], ["VARCHAR"], "VARCHAR[]");
declare("not_finite", (n) => [NaN, Infinity, -Infinity, n], ["DOUBLE"], "DOUBLE[]");
declare("no_date", (n) => [new Date(NaN)], ["DOUBLE"], "DATE[]");
declare("huge", (h) => h * 2n, ["HUGEINT"], "HUGEINT", { bigint: true });
declare("separator", (s) => s + "\\u001e" + s, ["VARCHAR"], "VARCHAR");
declare("constant", () => "k", [], "VARCHAR");
declare("odd_to_null", (n) => n % 2 ? null : n, ["DOUBLE"], "DOUBLE", { onNull: "call" });
declare("third", (n) => n === null ? null : n % 3 === 0, ["INTEGER"], "BOOLEAN", { onNull: "call" });
declare("negated", (b) => !b, ["BOOLEAN"], "BOOLEAN");
declare("lists", (n) => [["a", "b"], [], [""], ["", ""], [null], ["a", null, "ü"], ["\\u001f"], ["a\\u001eb", "c"], ["\\u001d[1]"], [1, true], null, ["\\u001d\\u0001NULL\\u0001"], [undefined]][n % 13], ["INTEGER"], "VARCHAR[]");
declare("structs", (n) => [{ s: "a\\"b", n }, { n: 1.5, s: null }, { s: undefined, n: undefined }, null, { s: "\\\\ud83d", n: Infinity }, Object.assign(Object.create(null), { s: "x", n: 0 }), new Map([["s", "m"], ["n", 1]])][n % 7], ["INTEGER"], "STRUCT(s VARCHAR, n DOUBLE)");
declare("tells", (s) => { throw new Error("bad: " + s.toUpperCase()); }, ["VARCHAR"], "INTEGER");
declare("keeps", (s) => { throw new Error("bad row"); }, ["VARCHAR"], "INTEGER");
declare("returns_it", (s) => s, ["VARCHAR"], "INTEGER");
declare("quits", () => process.exit(3), ["INTEGER"], "INTEGER");
`;

let bench: Bench;
let reference: Reference;
let path: string;
let slice: FileSlice;
let columns: Column[];
let running = 0;

beforeAll(async () => {
  bench = await makeBench({ bundle });
  reference = await Reference.open();
  path = join(bench.folder, "input.parquet");
  await reference.run(
    `COPY (SELECT i::INTEGER AS i, CASE WHEN i % 10 = 0 THEN NULL ELSE 'A' || (i % 50) END AS a, 'ü' || (i % 31) AS b,
       i * 3 AS big FROM range(50000) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 8192)`,
  );
  slice = await reference.slice(path);
  columns = await reference.columns(`SELECT * FROM '${path}'`);
});
afterAll(async () => {
  await bench.tools.endFunctions();
});

function taskWith(name: string, types: string[], args: string[], more: Partial<RowFunction> = {}): Task {
  const output = [
    { name: "i", type: "INTEGER" },
    { name: "out", type: types.at(-1) ?? "" },
  ];
  return taskOf({ operators: [at.scan(columns), at.map(name, types, args, "out", more)], output, files: [slice] });
}

async function expectRows(task: Task, query: string): Promise<void> {
  const token = `attempt-${String(running++)}`;
  await bench.run(task, token);
  const mine = `SELECT * FROM read_parquet('${bench.piecePath(token)}')`;
  expect(await reference.rows(`(${mine}) EXCEPT ALL (${query}) LIMIT 3`)).toEqual([]);
  expect(await reference.rows(`(${query}) EXCEPT ALL (${mine}) LIMIT 3`)).toEqual([]);
}

/** One row whose argument is an SQL value. */
async function expectValue(
  name: string,
  types: [string, string],
  value: string,
  expected: string,
  more: Partial<RowFunction> = {},
): Promise<void> {
  const operators = [
    at.values([{ name: "n", type: "INTEGER" }], [{ n: 1 }]),
    at.project({ v: await reference.tree(`(${value})::${types[0]}`) }),
    at.map(name, types, ["v"], "out", more),
    at.project({ same: await reference.tree(`out IS NOT DISTINCT FROM (${expected})::${types[1]}`) }),
  ];
  await expectRows(taskOf({ operators, output: [{ name: "same", type: "BOOLEAN" }] }), "SELECT true");
}

describe("values in and out", () => {
  test("texts; NULL in gives NULL out", async () => {
    await expectRows(
      taskWith("route", ["VARCHAR", "VARCHAR", "VARCHAR"], ["a", "b"]),
      `SELECT i, CASE WHEN a IS NOT NULL THEN a || '-' || b END FROM '${path}'`,
    );
  });

  test("numbers", async () => {
    await expectRows(
      taskWith("add", ["INTEGER", "DOUBLE", "DOUBLE"], ["i", "big"]),
      `SELECT i, (i + big)::DOUBLE FROM '${path}'`,
    );
    await expectRows(taskWith("next", ["BIGINT", "BIGINT"], ["big"]), `SELECT i, big + 1 FROM '${path}'`);
    await expectRows(
      taskWith("next_big", ["BIGINT", "BIGINT"], ["big"], { bigint: true }),
      `SELECT i, big + 1 FROM '${path}'`,
    );
  });

  test("NULLs among numbers, whole numbers and booleans, in and out, in several pages", async () => {
    const operators = [
      at.values([{ name: "n", type: "INTEGER" }], [{ n: 70_000 }]),
      at.project({ i: await reference.tree("unnest(range(n))::INTEGER") }),
      at.project({
        i: await reference.tree("i"),
        d: await reference.tree("CASE WHEN i % 7 > 0 THEN i END::DOUBLE"),
        big: await reference.tree("CASE WHEN i % 5 > 0 THEN i END::BIGINT"),
        small: await reference.tree("CASE WHEN i % 11 > 0 THEN i END"),
        even: await reference.tree("CASE WHEN i < 3000 OR i > 60000 THEN i % 2 = 0 END"),
      }),
      at.map("odd_to_null", ["DOUBLE", "DOUBLE"], ["d"], "a", { callOnNull: true }),
      at.map("next", ["BIGINT", "BIGINT"], ["big"], "b"),
      at.map("third", ["INTEGER", "BOOLEAN"], ["small"], "c", { callOnNull: true }),
      at.map("negated", ["BOOLEAN", "BOOLEAN"], ["even"], "e"),
      at.project({
        i: await reference.tree("i"),
        a: await reference.tree("a::BIGINT"),
        b: await reference.tree("b"),
        c: await reference.tree("c"),
        e: await reference.tree("e"),
      }),
    ];
    const output = [
      { name: "i", type: "INTEGER" },
      { name: "a", type: "BIGINT" },
      { name: "b", type: "BIGINT" },
      { name: "c", type: "BOOLEAN" },
      { name: "e", type: "BOOLEAN" },
    ];
    await expectRows(
      taskOf({ operators, output }),
      `SELECT i::INTEGER, CASE WHEN i % 7 > 0 AND i % 2 = 0 THEN i END, CASE WHEN i % 5 > 0 THEN i + 1 END,
         CASE WHEN i % 11 > 0 THEN i % 3 = 0 END, CASE WHEN i < 3000 OR i > 60000 THEN i % 2 = 1 END FROM range(70000) t(i)`,
    );
  });

  test("lists of texts, empty ones, with NULLs, with separators, with other things than texts", async () => {
    const separated =
      "[['a', 'b'], [], [''], ['', ''], [NULL], ['a', NULL, 'ü'], [chr(31)], ['a' || chr(30) || 'b', 'c']";
    const others = "[chr(29) || '[1]'], ['1', 'true'], NULL, [chr(29) || chr(1) || 'NULL' || chr(1)], [NULL]]";
    await expectRows(
      taskWith("lists", ["INTEGER", "VARCHAR[]"], ["i"]),
      `SELECT i, (${separated}, ${others})[1 + i % 13] FROM '${path}'`,
    );
  });

  test("structs with and without what JSON has no form for", async () => {
    const list = [
      "{'s': 'a\"b', 'n': i::DOUBLE}, {'s': NULL, 'n': 1.5}, {'s': NULL, 'n': NULL}, NULL",
      "{'s': chr(92) || 'ud83d', 'n': 'Infinity'::DOUBLE}, {'s': 'x', 'n': 0}, {'s': 'm', 'n': 1}",
    ];
    await expectRows(
      taskWith("structs", ["INTEGER", "STRUCT(s VARCHAR, n DOUBLE)"], ["i"]),
      `SELECT i, ([${list.join(", ")}])[1 + i % 7] FROM '${path}'`,
    );
  });

  test("called for NULL when it asks for it", async () => {
    await expectRows(
      taskWith("is_null", ["VARCHAR", "BOOLEAN"], ["a"], { callOnNull: true }),
      `SELECT i, a IS NULL FROM '${path}'`,
    );
  });

  test("without arguments", async () => {
    await expectRows(taskWith("constant", ["VARCHAR"], []), `SELECT i, 'k' FROM '${path}'`);
  });

  test("a text with the separator of texts", async () => {
    await expectRows(
      taskWith("separator", ["VARCHAR", "VARCHAR"], ["b"]),
      `SELECT i, b || chr(30) || b FROM '${path}'`,
    );
    const operators = [
      at.scan(columns),
      at.project({
        i: await reference.tree("i"),
        s: await reference.tree(
          "CASE WHEN i % 3 = 0 THEN chr(30) WHEN i % 3 = 1 THEN '' WHEN i % 5 = 0 THEN chr(65279) END",
        ),
      }),
      at.map("separator", ["VARCHAR", "VARCHAR"], ["s"], "out"),
    ];
    const output = [
      { name: "i", type: "INTEGER" },
      { name: "out", type: "VARCHAR" },
    ];
    await expectRows(
      taskOf({ operators, output, files: [slice] }),
      `SELECT i, CASE WHEN i % 3 = 0 THEN chr(30) || chr(30) || chr(30) WHEN i % 3 = 1 THEN chr(30)
         WHEN i % 5 = 0 THEN chr(65279) || chr(30) || chr(65279) END FROM '${path}'`,
    );
  });

  test.each([
    ["tomorrow", ["DATE", "DATE"], "DATE '2001-02-28'", "DATE '2001-03-01'"],
    [
      "later",
      ["TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"],
      "'2001-02-28 01:02:03+02'",
      "'2001-02-27 23:02:04.5+00'",
    ],
    ["half", ["DECIMAL(9,2)", "DECIMAL(9,2)"], "10.5", "5.25"],
    ["bytes", ["BLOB", "BLOB"], "'\\x01\\x02\\x03'", "'\\x03\\x02\\x01'"],
    ["parts", ["VARCHAR", "VARCHAR[]"], "'a b ü'", "['a', 'b', 'ü']"],
    ["pair", ["INTEGER[]", "STRUCT(first INTEGER, count BIGINT)"], "[7, 8]", "{'first': 7, 'count': 2}"],
    ["id", ["UUID", "UUID"], "'6b2f7f0e-2f11-4c4e-9d2c-111111111111'", "'6b2f7f0e-2f11-4c4e-9d2c-111111111111'"],
  ] as const)("%s: %s", async (name, types, value, expected) => {
    await expectValue(name, [...types], value, expected);
    await expectValue(name, [...types], "NULL", "NULL");
  });

  test("long texts go in smaller pages, NULLs stay", async () => {
    const long = `repeat(b, 4000)`;
    const operators = [
      at.scan(columns),
      at.project({
        i: await reference.tree("i"),
        long: await reference.tree(`CASE WHEN i < 8000 AND i % 7 > 0 THEN ${long} END`),
      }),
      at.map("route", ["VARCHAR", "VARCHAR", "VARCHAR"], ["long", "long"], "out"),
      at.project({ i: await reference.tree("i"), hash: await reference.tree("md5(out)") }),
    ];
    const output = [
      { name: "i", type: "INTEGER" },
      { name: "hash", type: "VARCHAR" },
    ];
    await expectRows(
      taskOf({ operators, output, files: [slice] }),
      `SELECT i, CASE WHEN i < 8000 AND i % 7 > 0 THEN md5(${long} || '-' || ${long}) END FROM '${path}'`,
    );
  });

  test("HUGEINT as bigint", async () => {
    await expectValue("huge", ["HUGEINT", "HUGEINT"], "12345678901234567890123", "24691357802469135780246", {
      bigint: true,
    });
  });

  describe("nested values keep every digit", () => {
    const decimals = "[123456789.0123456789, NULL, -0.5]";
    const numbers = "['NaN', 'Infinity', '-Infinity', 0.1, 1e300, NULL]";
    const nested = "{'a': 0.1, 'l': [{'big': 42, 'd': 1.50}], 'm': MAP {'k': 7}, 'none': NULL}";
    const nestedType = "STRUCT(a FLOAT, l STRUCT(big BIGINT, d DECIMAL(9,2))[], m MAP(VARCHAR, HUGEINT), none BOOLEAN)";
    const times = "{'t': TIMESTAMP '2021-03-04 05:06:07.123456', 'd': DATE '1969-12-31', 'b': true, 'i': 5}";
    const timesType = "STRUCT(t TIMESTAMP, d DATE, b BOOLEAN, i INTEGER)";
    test.each([
      ["DECIMAL(20,10)[]", decimals, '["123456789.0123456789",null,"-0.5000000000"]', false],
      ["DOUBLE[]", numbers, '["NaN","Infinity","-Infinity",0.1,1e+300,null]', false],
      ["DOUBLE[3]", "['inf', '1', '2']", '["Infinity",1,2]', false],
      ["BIGINT[]", "[9007199254740992, -1]", "[9007199254740992,-1]", false],
      ["BIGINT[]", "[9223372036854775807, -1]", '["9223372036854775807n","-1n"]', true],
      [
        "MAP(BIGINT, UBIGINT)",
        "MAP {9007199254740993: 18446744073709551615}",
        '{"9007199254740993":"18446744073709551615n"}',
        true,
      ],
      [nestedType, nested, '{"a":0.10000000149011612,"l":[{"big":42,"d":"1.50"}],"m":{"k":7},"none":null}', false],
      [timesType, times, '{"t":"2021-03-04 05:06:07.123456","d":"1969-12-31","b":true,"i":5}', false],
    ])("%s", async (type, value, expected, bigint) => {
      await expectValue("json", [type, "VARCHAR"], value, `'${expected}'`, { bigint });
    });

    test("also on the way back", async () => {
      const numbersBack = "['NaN', 'Infinity', '-Infinity', '0.5']";
      await expectValue("not_finite", ["DOUBLE", "DOUBLE[]"], "0.5", numbersBack);
    });
  });

  test.each([
    ["TIMESTAMP", "'1969-12-31 23:59:59.999'", "1969-12-31T23:59:59.999Z"],
    ["TIMESTAMP", "'0001-01-01 00:00:00.001'", "0001-01-01T00:00:00.001Z"],
    ["TIMESTAMP_NS", "'1969-12-31 23:59:59.999'", "1969-12-31T23:59:59.999Z"],
    ["TIMESTAMP_S", "'1969-12-31 23:59:59'", "1969-12-31T23:59:59.000Z"],
    ["TIMESTAMP_MS", "'2021-03-04 05:06:07.123'", "2021-03-04T05:06:07.123Z"],
    ["TIMESTAMPTZ", "'1969-12-31 23:59:59.999+02'", "1969-12-31T21:59:59.999Z"],
    ["DATE", "'1969-12-31'", "1969-12-31T00:00:00.000Z"],
  ])("%s %s as a Date", async (type, value, expected) => {
    await expectValue("iso", [type, "VARCHAR"], value, `'${expected}'`);
    if (type !== "DATE") await expectValue("same", [type, type], value, value);
  });

  test("a function over the result of another, an expectation after it", async () => {
    const operators = [
      at.scan(columns),
      // The names are the planner's.
      at.map("add", ["INTEGER", "DOUBLE", "DOUBLE"], ["i", "i"], "__goldpan_result_0"),
      at.map("add", ["INTEGER", "DOUBLE", "DOUBLE"], ["i", "__goldpan_result_0"], "__goldpan_result_1"),
      at.expect(0, "even", await reference.tree("(__goldpan_result_1::BIGINT % 2) = 0"), "DROP", ["i"]),
    ];
    const output = [
      { name: "i", type: "INTEGER" },
      { name: "__goldpan_result_1", type: "DOUBLE" },
    ];
    await expectRows(
      taskOf({ operators, output, files: [slice] }),
      `SELECT i, (3 * i)::DOUBLE FROM '${path}' WHERE i % 2 = 0`,
    );
  });
});

describe("failures are never retried, and say where", () => {
  const failing = (name: string, types: string[], args: string[], more: Partial<RowFunction> = {}): Promise<unknown> =>
    bench.run(taskWith(name, types, args, more));

  test.each(["tells", "returns_it"])("the text of %s does not tell what is hidden", async (name) => {
    const operators = [
      at.values([{ name: "password", type: "VARCHAR" }], [{ password: "hunter2" }]),
      at.map(name, ["VARCHAR", "INTEGER"], ["password"], "out"),
    ];
    const failure = bench.run(taskOf({ operators, output: [{ name: "out", type: "INTEGER" }] }));
    await expect(failure).rejects.toMatchObject({
      code: "ROW_FUNCTION_FAILED",
      details: { value: "***", function: name },
    });
    await expect(failure).rejects.toThrow(/goldpan\.redaction\.columns hides/);
    const error = (await failure.catch((reason: unknown) => reason)) as GoldpanError;
    const { message, details, hint, cause } = error;
    expect(JSON.stringify([message, details, hint, String(cause)])).not.toMatch(/hunter2/i);
  });

  test("a text that tells nothing hidden is shown", async () => {
    const operators = [
      at.values([{ name: "password", type: "VARCHAR" }], [{ password: "hunter2" }]),
      at.map("keeps", ["VARCHAR", "INTEGER"], ["password"], "out"),
    ];
    const failure = bench.run(taskOf({ operators, output: [{ name: "out", type: "INTEGER" }] }));
    await expect(failure).rejects.toThrow("Error: bad row");
  });

  test("a throw: function, file, row group, row, the message", async () => {
    const failure = failing("throws_at", ["INTEGER", "INTEGER"], ["i"]);
    await expect(failure).rejects.toMatchObject({
      code: "ROW_FUNCTION_FAILED",
      retry: "never",
      details: { function: "throws_at", rowGroup: 1, row: 12_345, files: [{ file: slice.uri }] },
    });
    await expect(failure).rejects.toThrow(/'throws_at'.*RangeError: no such row.*row group 1, row 12345/);
  });

  test("state that only main sets is hinted at", async () => {
    await expect(failing("stateful", ["INTEGER", "INTEGER"], ["i"])).rejects.toMatchObject({
      code: "ROW_FUNCTION_FAILED",
      hint: expect.stringContaining("main") as string,
    });
  });

  test.each([
    ["wrong", "INTEGER", /returned "five", which is no INTEGER/, 5],
    ["too_big", "TINYINT", /returned 1000, which is no TINYINT/, 1],
    ["promised", "INTEGER", /returned a Promise/, 0],
    ["digits", "DECIMAL(9,2)", /returned 123456789012345, which is no DECIMAL/, 0],
  ])("%s", async (name, returns, message, row) => {
    const failure = failing(name, ["INTEGER", returns], ["i"]);
    await expect(failure).rejects.toMatchObject({ code: "ROW_FUNCTION_FAILED", retry: "never", details: { row } });
    await expect(failure).rejects.toThrow(message);
  });

  test("a BIGINT beyond 2^53 names the option", async () => {
    const operators = [
      at.values([{ name: "n", type: "BIGINT" }], [{ n: "9007199254740992" }, { n: "9007199254740993" }]),
      at.map("next", ["BIGINT", "BIGINT"], ["n"], "out"),
    ];
    const failure = bench.run(taskOf({ operators, output: [{ name: "out", type: "BIGINT" }] }));
    await expect(failure).rejects.toMatchObject({
      code: "ROW_FUNCTION_FAILED",
      details: { value: "9007199254740993n" },
    });
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining("bigint: true") as string });
  });

  test.each([
    ["same", "TIMESTAMP", "'2021-03-04 05:06:07.123456'", "2021-03-04 05:06:07.123456", /milliseconds/],
    ["same", "TIMESTAMP", "'1969-12-31 23:59:59.999999'", "1969-12-31 23:59:59.999999", /VARCHAR/],
    ["same", "TIMESTAMP", "'infinity'", "infinity", /VARCHAR/],
    ["same", "TIMESTAMPTZ", "'-infinity'", "-infinity", /VARCHAR/],
    ["same", "DATE", "'infinity'", "infinity", /VARCHAR/],
    ["same", "TIMESTAMP_NS", "'2021-03-04 05:06:07.000000001'", "2021-03-04 05:06:07.000000001", /milliseconds/],
    ["json", "BIGINT[]", "[9007199254740993]", "9007199254740993", /bigint: true/],
    ["json", "STRUCT(h HUGEINT)", "{'h': 9007199254740993}", "9007199254740993", /bigint: true/],
    ["first_unit", "VARCHAR", "chr(128512)", "\\ud83d", /between characters/],
    ["first_units", "VARCHAR", "chr(128512)", "\\ud83d", /between characters/],
    ["no_date", "DOUBLE", "1", "an invalid Date", /valid Date/],
  ])("%s of %s %s is not changed in silence", async (name, type, value, shown, hint) => {
    const returns: Partial<Record<string, string>> = {
      json: "VARCHAR",
      first_unit: "VARCHAR",
      first_units: "VARCHAR[]",
      no_date: "DATE[]",
    };
    const operators = [
      at.values([{ name: "n", type: "INTEGER" }], [{ n: 1 }]),
      at.project({ v: await reference.tree(`(${value})::${type}`) }),
      at.map(name, [type, returns[name] ?? type], ["v"], "out"),
    ];
    const failure = bench.run(taskOf({ operators, output: [{ name: "out", type: "VARCHAR" }] }));
    await expect(failure).rejects.toMatchObject({
      code: "ROW_FUNCTION_FAILED",
      details: { value: expect.stringContaining(shown) as string },
      message: expect.stringContaining(shown) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });

  test("process.exit in a function ends neither the executor nor silently the attempt", async () => {
    await expect(failing("quits", ["INTEGER", "INTEGER"], ["i"])).rejects.toMatchObject({
      code: "ROW_FUNCTION_FAILED",
    });
    await expectValue("half", ["DECIMAL(9,2)", "DECIMAL(9,2)"], "4", "2");
  });

  test("one that never returns is cancelled, and the next attempt has its functions", async () => {
    const attempt = bench.attempt(taskWith("forever", ["INTEGER", "INTEGER"], ["i"]), "stuck");
    const outcome = attempt.run();
    const cancelled = new Promise((resolve) => setTimeout(resolve, 400)).then(() => attempt.cancel());
    await expect(outcome).rejects.toMatchObject({ code: "ATTEMPT_CANCELLED" });
    await cancelled;
    await expectValue("half", ["DECIMAL(9,2)", "DECIMAL(9,2)"], "4", "2");
  });
});
