import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { quoteText } from "../../common/sql-text.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Engine } from "./engine.js";
import { columnsOf, functionsOf, TreeTranslator } from "./tree-sql.js";

const folder = temporaryFolder();
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.open({
    folder,
    files: [],
    memoryBytes: 200e6,
    spillBytesMax: 1e9,
    threads: 1,
    timeZone: "UTC",
    seed: 1,
    nowMs: 0,
    keepOrder: true,
  });
});
afterAll(() => {
  engine.close();
});

async function treeOf(expression: string): Promise<string> {
  const query = `SELECT json_extract(json_serialize_sql(${quoteText(`SELECT ${expression}`)}), '$.statements[0].node.select_list[0]')::VARCHAR AS tree`;
  return String((await engine.object(query))["tree"]);
}

const row = `SELECT 3 AS a, 'x' AS s, [1, 2] AS l, DATE '2020-02-29' AS d, 1.25::DECIMAL(9, 4) AS m, NULL::INTEGER AS n`;

describe("TreeTranslator", () => {
  test.each([
    "9223372036854775807 - a",
    "18446744073709551615::UBIGINT",
    "CASE WHEN a BETWEEN 1 AND 3 THEN 'it''s' ELSE s END",
    "list_transform(l, lambda x: x + a)",
    "d + INTERVAL 1 DAY",
    "m::DECIMAL(18, 3)",
    "n IS NOT DISTINCT FROM NULL",
    "s LIKE 'x%' AND NOT (a IN (1, 2))",
    "sum(a) FILTER (WHERE a > 1)",
    `struct_pack("we ird" := a, b := s)`,
    "(SELECT max(x) FROM (VALUES (1), (a)) AS t(x))",
    "'170141183460469231731687303715884105727'::HUGEINT",
    `TIMESTAMPTZ '2020-01-01 00:00:00+02'`,
    "a AS renamed",
    "try_cast(s AS INTEGER)",
    "'\u00fc \ud83d\ude00 \\ \" end'",
  ])("%s means the same after the round trip", async (expression) => {
    const [sql] = await new TreeTranslator().translate(engine, [await treeOf(expression)]);
    const plain = expression.replace(" AS renamed", "");
    expect(await engine.objects(`SELECT (${sql ?? ""})::VARCHAR AS v FROM (${row})`)).toEqual(
      await engine.objects(`SELECT (${plain})::VARCHAR AS v FROM (${row})`),
    );
  });

  test("answers in the order asked, from memory the second time", async () => {
    const trees = await Promise.all(["a", "s", "a"].map(treeOf));
    const translator = new TreeTranslator();
    const first = await translator.translate(engine, trees);
    expect(first).toEqual(["a", "s", "a"]);
    expect(await translator.translate(engine, trees)).toEqual(first);
  });
});

describe("what a tree mentions", () => {
  test("functions and columns", async () => {
    const tree = await treeOf(`round(random() * "A b") + t.c + upper("q""q")`);
    expect(functionsOf(tree).sort()).toEqual(["*", "+", "+", "random", "round", "upper"]);
    expect(columnsOf(tree)).toEqual(["A b", "c", 'q"q']);
  });
});
