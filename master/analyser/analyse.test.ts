import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import * as p from "../../tests/support/plan-messages.js";
import { execute } from "../../tests/support/duckdb.js";
import type { Relation, RowFunction } from "../../common/wire/types.js";
import type { BoundRelation, ScanInput } from "../planner/analysed-plan.js";
import { analyse } from "./analyse.js";

const rows = p.values({ a: "int", b: "text", delay: "double", s: "struct(f int)", l: "int[]", "we ird": "date" });
const half = p.rowFunction("half", ["DOUBLE"], "DOUBLE");

const bind = async (
  root: Relation,
  scans: ScanInput[] = [],
  functions: RowFunction[] = [half],
): Promise<BoundRelation> => (await analyse({ plan: p.plan(root, ...functions), scans, timeZone: "UTC" })).root;
const schema = async (root: Relation, scans: ScanInput[] = []): Promise<string[]> =>
  (await bind(root, scans)).schema.map(({ name, type }) => `${name} ${type}`);

describe("what is wrong in a script is named with its line", () => {
  const atLine7 = (text: string, context: "select" | "filter" | "expect" | "agg"): Relation => {
    const relation = {
      select: p.select(rows, text),
      filter: p.filter(rows, text),
      expect: p.expectation(rows, text),
      agg: p.aggregate(rows, text),
    }[context];
    const expression =
      relation.project?.columns[0]?.expression ??
      relation.filter?.condition ??
      relation.expect?.predicate ??
      relation.aggregate?.aggregates[0]?.expression;
    if (expression?.callSite) expression.callSite = p.at(7);
    return relation;
  };
  test.each<[string, "select" | "filter" | "expect" | "agg", string, RegExp]>([
    ["dealy > 3", "filter", "COLUMN_NOT_FOUND", /delay/],
    ["dealy", "agg", "COLUMN_NOT_FOUND", /delay/],
    ["list_transform(l, lambda x: x + zz)", "select", "COLUMN_NOT_FOUND", /columns are|mean/],
    ["rowid", "select", "COLUMN_NOT_FOUND", /columns are/],
    ["other.a", "select", "COLUMN_NOT_FOUND", /columns are|mean/],
    ["half_of(a)", "select", "FUNCTION_NOT_FOUND", /udf|mean/],
    ["date_format(\"we ird\", 'yyyy')", "select", "FUNCTION_NOT_FOUND", /strftime/],
    ["substring_index(b, '-', 1)", "filter", "FUNCTION_NOT_FOUND", /array_to_string/],
    ["a +", "select", "SYNTAX_ERROR", /^$/],
    ["a = :x", "filter", "SYNTAX_ERROR", /sql`/],
    ["array(a, 2)[1]", "select", "SYNTAX_ERROR", /\[1, 2\]/],
    ["bigint(b)", "select", "SYNTAX_ERROR", /CAST\(x AS BIGINT\)/],
    ["stack(2, 'x', a, 'y', a)", "select", "FUNCTION_NOT_FOUND", /unpivot/],
    ['b = "c"', "filter", "COLUMN_NOT_FOUND", /did you mean.*single quotes: 'c'/],
    [Array(1200).fill("a").join(" + "), "select", "EXPRESSION_REFUSED", /in steps/],
    ["a > 3 AND", "filter", "SYNTAX_ERROR", /^$/],
    ["a)", "filter", "SYNTAX_ERROR", /^$/],
    ["b + 1", "select", "TYPE_MISMATCH", /cast one side/],
    ["b > 1", "filter", "TYPE_MISMATCH", /^$/],
    ["hour(b)", "select", "TYPE_MISMATCH", /hour\(TIMESTAMP\)/],
    ["CAST(a AS nonsense)", "select", "TYPE_MISMATCH", /^|mean/],
    ["half(b)", "select", "TYPE_MISMATCH", /half\(DOUBLE\)/],
    ["sum(b)", "agg", "TYPE_MISMATCH", /sum\(/],
    ["a; DROP TABLE x", "select", "EXPRESSION_REFUSED", /one SQL expression/],
    ["a FROM read_text('/etc/passwd')", "select", "EXPRESSION_REFUSED", /one SQL expression/],
    ["(SELECT 1)", "filter", "EXPRESSION_REFUSED", /inner/],
    ["a IN (SELECT 1)", "expect", "EXPRESSION_REFUSED", /inner/],
    ["sum(a)", "filter", "EXPRESSION_REFUSED", /agg/],
    ["geomean(a) > 1", "filter", "EXPRESSION_REFUSED", /agg/],
    ["row_number() OVER () > 1", "filter", "EXPRESSION_REFUSED", /withColumn first/],
    ["row_number() OVER ()", "expect", "EXPRESSION_REFUSED", /withColumn first/],
    ["sum(a) + row_number() OVER ()", "agg", "EXPRESSION_REFUSED", /aggregate first/],
    ["half(a) OVER ()", "select", "EXPRESSION_REFUSED", /group by the keys/],
    ["sum(sum(a) OVER ()) OVER ()", "select", "TYPE_MISMATCH", /^$/],
    ["sum(sum(a)) OVER ()", "select", "EXPRESSION_REFUSED", /agg/],
    ["unnest(l)", "select", "EXPRESSION_REFUSED", /explode/],
    ["random() > 0.5", "expect", "EXPRESSION_REFUSED", /^$/],
    ["a > $1", "filter", "EXPRESSION_REFUSED", /sql`/],
    ["row(a, b)", "select", "TYPE_NOT_SUPPORTED", /\{'a': …/],
    ["[(TIMESTAMPTZ '2001-01-01', a)]", "select", "TYPE_NOT_SUPPORTED", /\{'a': …/],
    ["{'x': (l, 1)}", "select", "TYPE_NOT_SUPPORTED", /\{'a': …/],
    ["list_zip(l, l)", "select", "TYPE_NOT_SUPPORTED", /\{'a': …/],
    ["COLUMNS(*) + 1", "select", "EXPRESSION_REFUSED", /name the columns/],
    ["setseed(0.5)", "select", "EXPRESSION_REFUSED", /^$/],
    ["DISTINCT a", "select", "EXPRESSION_REFUSED", /one SQL expression/],
    ["a", "agg", "TYPE_MISMATCH", /GROUP BY list/],
  ])("%s in %s is %s", async (text, context, code, hint) => {
    const error = await bind(atLine7(text, context)).then(
      () => undefined,
      (refusal: unknown) => refusal as Error,
    );
    expect(error).toMatchObject({
      code,
      retry: "never",
      details: { expression: text, callSite: { file: "job.ts", line: 7 } },
      message: expect.stringMatching(/^job\.ts:7: /) as string,
      hint: expect.stringMatching(hint) as string,
    });
    expect(error?.message).not.toMatch(/input_\d|not found in FROM/);
  });

  test.each([
    ["select", '"PM2"."5"', "COLUMN_NOT_FOUND", /did you mean PM2\.5\?.*"PM2\.5".*`PM2\.5`/],
    ["select", "PM2.5 + 1", "SYNTAX_ERROR", /double quotes.*"PM2\.5"/],
    ["filter", "site name = 'x'", "SYNTAX_ERROR", /double quotes.*"site name"/],
    ["filter", "SITE NAME = 'x'", "SYNTAX_ERROR", /double quotes.*"site name"/],
    ["filter", "\"site name\" = = 'x'", "SYNTAX_ERROR", /^$/],
  ] as const)("%s of %s: names that need quotes", async (context, text, code, hint) => {
    const odd = p.values({ "PM2.5": "double", site: "text", "site name": "text" });
    const root = context === "select" ? p.select(odd, text) : p.filter(odd, text);
    await expect(bind(root)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) as string });
  });

  test("nearest names come as candidates", async () => {
    await expect(bind(p.filter(rows, "dealy > 3"))).rejects.toMatchObject({
      details: { candidates: ["delay"] },
      hint: "did you mean delay?",
    });
  });

  test.each<[string, Relation, string, RegExp]>([
    ["two columns of one name", p.select(rows, "a", "b AS A"), "AMBIGUOUS_COLUMN", /'a' and 'A'/],
    ["a union of unlike numbers of columns", p.union(rows, p.select(rows, "a")), "PLAN_REFUSED", /6.*1/],
    [
      "a union by name that lacks one",
      p.unionByName(false, p.select(rows, "a", "b"), p.select(rows, "a")),
      "COLUMN_NOT_FOUND",
      /'b'/,
    ],
    ["nothing left", p.drop(p.select(rows, "a"), "A"), "PLAN_REFUSED", /no column is left/],
    ["an unknown type", p.values({ x: "strnig" }), "TYPE_MISMATCH", /strnig/],
    ["a type that is more than a type", p.values({ x: "INT), (2" }), "TYPE_MISMATCH", /not a type/],
  ])("%s", async (_, root, code, message) => {
    await expect(bind(root)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  test("row functions with names that are taken", async () => {
    for (const name of ["Lower", "coalesce", "date", "none"]) {
      const taken = bind(rows, [], [p.rowFunction(name, ["INT"], "INT")]);
      await expect(taken).rejects.toMatchObject({ code: "PLAN_REFUSED" });
    }
    const twice = [p.rowFunction("f", [], "INT"), { ...p.rowFunction("F", [], "INT"), module: "other.ts" }];
    await expect(bind(rows, [], twice)).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  });
});

describe("names of expectations", () => {
  const named = (input: Relation, text: string, line: number): Relation => ({
    ...p.expectation(input, text, { name: "plausible" }),
    callSite: p.at(line),
  });

  test("two of the same name are refused, by both lines", async () => {
    await expect(bind(named(p.filter(named(rows, "a > 1", 3), "true"), "a < 9", 5))).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringMatching(/job\.ts:5: .*'plausible'.*job\.ts:3/) as string,
    });
    // One line of the script, in a loop.
    await expect(bind(named(named(rows, "a > 1", 3), "a < 9", 3))).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  });

  test("one line may check several inputs", async () => {
    const clean = (input: Relation) => named(input, "a > 1", 3);
    expect((await bind(p.union(clean(rows), clean(p.filter(rows, "a > 5"))))).kind).toBe("union");
  });

  test("rows that are read twice are refused: they would be counted and quarantined twice", async () => {
    const clean = named(rows, "a > 1", 3);
    await expect(bind(p.union(p.filter(clean, "a > 5"), p.filter(clean, "a < 3")))).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining("'plausible'") as string,
      hint: expect.stringContaining("on the union") as string,
    });
  });
});

describe("names and types are DuckDB's", () => {
  test.each<[string, Relation, string[]]>([
    [
      "select",
      p.select(rows, "A", "a + 1", 'b AS "x y"', "s.f", "current_date", "b.upper()", "half(a)"),
      [
        "a INTEGER",
        "(a + 1) INTEGER",
        "x y VARCHAR",
        "f INTEGER",
        "current_date DATE",
        "b.upper() VARCHAR",
        "half(a) DOUBLE",
      ],
    ],
    ["null", p.select(rows, ["n", "NULL"]), ["n INTEGER"]],
    ["names given", p.select(rows, ["z", "a AS y"]), ["z INTEGER"]],
    ["json arrows", p.select(rows, ["j", "b->'x'"], ["t", "b->>'x'"]), ["j JSON", "t VARCHAR"]],
    [
      "stars",
      p.select(rows, "* EXCLUDE (l, s) RENAME (a AS q)"),
      ["q INTEGER", "b VARCHAR", "delay DOUBLE", "we ird DATE"],
    ],
    ["unions", p.union(p.select(rows, "a"), p.select(rows, "delay")), ["a DOUBLE"]],
    ["unions by name", p.unionByName(true, p.select(rows, "a"), p.select(rows, "b")), ["a INTEGER", "b VARCHAR"]],
  ])("%s", async (_, root, expected) => {
    expect(await schema(root)).toEqual(expected);
  });

  test("the time zone of the session counts", async () => {
    await expect(analyse({ plan: p.plan(rows), scans: [], timeZone: "Nowhere/City" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });
});

describe("schemas of files", () => {
  const folder = temporaryFolder();
  const sample = async (name: string, query: string): Promise<{ uri: string; emptyFile: Uint8Array }> => {
    const path = join(folder, name);
    await execute(`COPY (${query} LIMIT 0) TO '${path}' (FORMAT parquet)`);
    return { uri: `s3a://raw/${name}`, emptyFile: readFileSync(path) };
  };
  const scan = (...samples: ScanInput["samples"]): ScanInput[] => [{ samples, partitionColumns: [] }];

  test("are merged by name: whole numbers and floats widen, missing columns join at the end", async () => {
    const inputs = scan(
      await sample("a.parquet", "SELECT 1::INTEGER AS id, 1::FLOAT AS f, 'x' AS t"),
      await sample("b.parquet", "SELECT 1::DOUBLE AS f, 1::BIGINT AS id, 2 AS more"),
    );
    expect(await schema(p.scan("s3a://raw/"), inputs)).toEqual(["id BIGINT", "f DOUBLE", "t VARCHAR", "more INTEGER"]);
  });

  test("that disagree otherwise are refused naming both files", async () => {
    const inputs = scan(await sample("c.parquet", "SELECT 1 AS id"), await sample("d.parquet", "SELECT 'x' AS id"));
    await expect(bind(p.scan("s3a://raw/"), inputs)).rejects.toMatchObject({
      code: "SCHEMA_CONFLICT",
      message: expect.stringMatching(/id.*INTEGER.*c\.parquet.*VARCHAR.*d\.parquet/) as string,
    });
  });

  test("with names that differ in case only are refused, in one file and in two", async () => {
    const two = scan(await sample("e.parquet", "SELECT 1 AS id"), await sample("f.parquet", 'SELECT 1 AS "ID"'));
    await expect(bind(p.scan("s3a://raw/"), two)).rejects.toMatchObject({ code: "SCHEMA_CONFLICT" });
  });

  test("partition columns hide columns of the files", async () => {
    const samples = [await sample("g.parquet", "SELECT 'x' AS day, 1 AS id")];
    const partitionColumns = [{ name: "day", type: "DATE" }];
    expect(await schema(p.scan("s3a://raw/"), [{ samples, partitionColumns }])).toEqual(["day DATE", "id INTEGER"]);
  });

  test("may come from a commit when there is no file", async () => {
    const recorded = [{ uri: "s3a://gold/t/", columns: [{ name: "id", type: "BIGINT" }] }];
    expect(await schema(p.scan("s3a://gold/t/"), [{ samples: recorded, partitionColumns: [] }])).toEqual(["id BIGINT"]);
  });
});
