import { describe, expect, test } from "vitest";
import { bindRoot, relationOf, schemaOf } from "../../../tests/support/bound-plans.js";
import { withDuckDB } from "../../../tests/support/duckdb.js";
import * as p from "../../../tests/support/plan-messages.js";
import type { JoinKind, Relation } from "../../../common/wire/types.js";

const left = p.values({ id: "int", name: "text", a: "int", s: "struct(f int)" });
const right = p.values({ ID: "bigint", name: "text", b: "double" });
const [l, r] = [p.alias(left, "l"), p.alias(right, "r")];
const half = p.rowFunction("half", ["DOUBLE"], "DOUBLE");
const ofPlan = (relation: Relation, planId: number): Relation => ({ ...relation, planId });

const refusal = async (root: Relation) =>
  bindRoot(root, [half]).then(
    () => undefined,
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

describe("columns of a join", () => {
  test.each<[string, Relation, string[]]>([
    [
      "by name: those once, first, as the kind has them",
      p.drop(p.joinUsing(left, right, ["id"]), "name"),
      ["id INTEGER", "a INTEGER", "s STRUCT(f INTEGER)", "b DOUBLE"],
    ],
    [
      "a right join has the right ones",
      p.drop(p.joinUsing(left, right, ["ID"], "RIGHT"), "name"),
      ["ID BIGINT", "a INTEGER", "s STRUCT(f INTEGER)", "b DOUBLE"],
    ],
    [
      "a full join has those of either",
      p.drop(p.joinUsing(left, right, ["ID"], "FULL"), "name"),
      ["id BIGINT", "a INTEGER", "s STRUCT(f INTEGER)", "b DOUBLE"],
    ],
    [
      "both sides of a name stay reachable",
      p.select(p.joinUsing(l, r, ["id"], "FULL"), "id", ["of_l", "l.id"], ["of_r", "R.id"], ["n", "l.name || r.name"]),
      ["id BIGINT", "of_l INTEGER", "of_r BIGINT", "n VARCHAR"],
    ],
    [
      "semi joins have the left ones",
      p.joinUsing(left, right, ["name"], "LEFT_SEMI"),
      ["name VARCHAR", "id INTEGER", "a INTEGER", "s STRUCT(f INTEGER)"],
    ],
    [
      "anti joins too",
      p.join(l, r, "l.id = r.id AND a > b", "LEFT_ANTI"),
      ["id INTEGER", "name VARCHAR", "a INTEGER", "s STRUCT(f INTEGER)"],
    ],
    [
      "stars of one side",
      p.select(p.join(l, r, "l.id = r.id"), "r.*", "l.a", "s.f"),
      ["ID BIGINT", "name VARCHAR", "b DOUBLE", "a INTEGER", "f INTEGER"],
    ],
    [
      "stars with changes",
      p.select(p.join(l, r, "l.id = r.id"), "l.* EXCLUDE (s) REPLACE (l.id + r.id AS id) RENAME (name AS called)"),
      ["id BIGINT", "called VARCHAR", "a INTEGER"],
    ],
    [
      "what selects keep of both sides is told apart above them",
      p.select(p.select(p.join(l, r, "l.id = r.id"), "l.id", "r.id", "b"), ["x", "l.id"], ["y", "r.id"]),
      ["x INTEGER", "y BIGINT"],
    ],
    [
      "dropped by its qualifier",
      p.drop(p.drop(p.join(l, r, "l.id = r.id"), "r.id"), "name"),
      ["id INTEGER", "a INTEGER", "s STRUCT(f INTEGER)", "b DOUBLE"],
    ],
    [
      "renamed by its qualifier",
      p.select(p.rename(p.join(l, r, "l.id = r.id"), "r.id", "other"), "id", "other"),
      ["id INTEGER", "other BIGINT"],
    ],
    [
      "an alias comes before a struct of its name",
      p.select(p.alias(p.values({ t: "struct(id text)", id: "int" }), "t"), "t.id", ["f", "t.t.id"]),
      ["id INTEGER", "f VARCHAR"],
    ],
    [
      "three sides",
      p.select(
        p.joinUsing(p.joinUsing(l, r, ["id"]), p.alias(left, "c"), ["id"]),
        "id",
        ["n", "l.name || r.name || c.name"],
        ["i", "c.id"],
      ),
      ["id INTEGER", "n VARCHAR", "i INTEGER"],
    ],
    [
      "columns of a DataFrame by its number",
      p.select(
        p.join(
          ofPlan(left, 7),
          ofPlan(p.filter(ofPlan(left, 7), "a > 1"), 8),
          '"__goldpan_plan_7"."id" = __goldpan_plan_8.a',
        ),
        ["x", "__goldpan_plan_7.id"],
        ["y", "__goldpan_plan_8.name"],
      ),
      ["x INTEGER", "y VARCHAR"],
    ],
  ])("%s", async (_, root, expected) => {
    expect(schemaOf(await bindRoot(root))).toEqual(expected);
  });

  test.each<[string, Relation, string, RegExp, RegExp]>([
    [
      "unqualified use",
      p.filter(p.join(l, r, "l.id = r.id"), "id > 1"),
      "AMBIGUOUS_COLUMN",
      /l\.id, or r\.ID/,
      /write l\.id or r\.ID/,
    ],
    [
      "unqualified use without aliases",
      p.select(p.join(left, right, "a = b"), "name"),
      "AMBIGUOUS_COLUMN",
      /left side of the join at job\.ts:1, or name of the right side/,
      /alias/,
    ],
    [
      "delivery of two of one name",
      p.join(l, r, "l.id = r.id"),
      "AMBIGUOUS_COLUMN",
      /'ID': l\.id and r\.ID/,
      /drop or rename/,
    ],
    [
      "two of one name, one computed",
      p.select(p.join(l, r, "l.id = r.id"), "l.id", "r.id + 1 AS id"),
      "AMBIGUOUS_COLUMN",
      /two columns/,
      /another name/,
    ],
    [
      "expectations over two of one name",
      p.expectation(p.join(l, r, "l.id = r.id"), "a > 1"),
      "AMBIGUOUS_COLUMN",
      /'ID'/,
      /drop or rename/,
    ],
    [
      "withColumns of two",
      p.withColumns(p.join(l, r, "l.id = r.id"), ["id", "1"]),
      "AMBIGUOUS_COLUMN",
      /l\.id/,
      /write/,
    ],
    [
      "a DataFrame with itself",
      p.join(ofPlan(left, 7), ofPlan(left, 7), "__goldpan_plan_7.id = __goldpan_plan_7.a"),
      "AMBIGUOUS_COLUMN",
      /'id' is ambiguous/,
      /alias\('a'\)/,
    ],
    ["a name that one side lacks", p.joinUsing(l, r, ["a"]), "COLUMN_NOT_FOUND", /'a' on the right side/, /mean b/],
    ["a column that the alias lacks", p.select(l, "l.nme"), "COLUMN_NOT_FOUND", /'nme'/, /name/],
    ["what an alias hides", p.select(p.alias(l, "m"), "l.id"), "COLUMN_NOT_FOUND", /'l'/, /columns are|mean/],
    ["stars of nothing", p.select(l, "q.*"), "COLUMN_NOT_FOUND", /'q'/, /alias/],
    ["a condition on a cross join", p.join(l, r, "l.id = r.id", "CROSS"), "PLAN_REFUSED", /no condition/, /inner/],
    ["what has no cast", p.join(l, r, "l.s = r.b"), "TYPE_MISMATCH", /STRUCT\(f INTEGER\)/, /cast/],
    ["a window in a condition", p.join(l, r, "row_number() OVER () = a"), "EXPRESSION_REFUSED", /window/, /withColumn/],
    ["an aggregate in a condition", p.join(l, r, "sum(a) = b"), "EXPRESSION_REFUSED", /aggregate/, /agg/],
    [
      "a script's function over both sides of an outer join",
      p.join(l, r, "l.id = r.id AND half(a + b) > 1", "LEFT"),
      "PLAN_REFUSED",
      /both sides/,
      /withColumn/,
    ],
  ])("refused: %s", async (_, root, code, message, hint) => {
    const error = await refusal(root);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
    expect(error?.message).not.toMatch(/__goldpan|#\d/);
  });
});

describe("keys", () => {
  const keysOf = async (condition: string, kind: JoinKind = "INNER") => {
    const join = relationOf(await bindRoot(p.select(p.join(l, r, condition, kind), ["x", "a"]), [half]), "join");
    const keys = join.keys.map((key) => `${key.left.sql} ${key.nullSafe ? "<=>" : "="} ${key.right.sql}: ${key.type}`);
    return { keys, residual: join.residual?.sql, kind: join.joinKind, broadcast: join.broadcast };
  };

  test.each<[string, string[], string | undefined]>([
    ["l.id = r.id", ['id = "ID#2": BIGINT'], undefined],
    ["r.id = l.id AND b > 1", ['id = "ID#2": BIGINT'], "(b > 1)"],
    [
      "l.id + 1 = r.id AND l.name IS NOT DISTINCT FROM r.name",
      ['(id + 1) = "ID#2": BIGINT', 'name <=> "name#2": VARCHAR'],
      undefined,
    ],
    ["(l.id, a) = (r.id, b)", ['id = "ID#2": BIGINT', "a = b: DOUBLE"], undefined],
    ["l.id = r.id OR a = b", [], '((id = "ID#2") OR (a = b))'],
    [
      "(l.id = r.id AND a > 1) OR (r.id = l.id AND b > 1)",
      ['id = "ID#2": BIGINT'],
      '(((id = "ID#2") AND (a > 1)) OR (("ID#2" = id) AND (b > 1)))',
    ],
    ["l.id = l.a AND a < b", [], "(id = a) AND (a < b)"],
    ["l.id = 3 AND a = b", ["a = b: DOUBLE"], "(id = 3)"],
    ["l.name = r.name COLLATE nocase", [], '("name" = "name#2" COLLATE nocase)'],
    ["l.id + random() = b", [], "((id + random()) = b)"],
    ["half(l.id) = half(b)", ["half(id) = half(b): DOUBLE"], undefined],
  ])("of %s", async (condition, keys, residual) => {
    expect(await keysOf(condition)).toMatchObject({ keys, residual, kind: "inner" });
  });

  test("are cast to the type in which DuckDB compares them: both ways give the same for every pair of values", async () => {
    const types = Object.keys(samples);
    const pairs = types.flatMap((a, index) => types.slice(index).map((b) => [a, b] as const));
    await withDuckDB(async (connection) => {
      const ask = async (sql: string) =>
        connection.runAndReadAll(sql).then(
          (reader) => JSON.stringify(reader.getRowsJson()),
          () => "error",
        );
      const values = ([a, b]: readonly [string, string]) =>
        (samples[a] ?? []).flatMap((x) => (samples[b] ?? []).map((y) => [`CAST(${x} AS ${a})`, `CAST(${y} AS ${b})`]));
      const comparable: (readonly [string, string])[] = [];
      for (const pair of pairs) {
        const answers = [];
        for (const [x = "", y = ""] of values(pair)) answers.push(await ask(`SELECT ${x} = ${y}`));
        if (answers.some((answer) => answer !== "error")) comparable.push(pair);
        else if (!pair.includes("VARCHAR") && !pair.includes("BLOB"))
          expect(`${pair.join(" = ")}: ${await comparedIn(...pair)}`).toBe(`${pair.join(" = ")}: refused`);
      }
      const agreed = await keyTypes(comparable);
      for (const [index, pair] of comparable.entries()) {
        for (const [x = "", y = ""] of values(pair)) {
          const type = agreed[index] ?? "";
          const cast = await ask(`SELECT CAST(${x} AS ${type}) = CAST(${y} AS ${type})`);
          expect(`${x} = ${y} as ${type}: ${cast}`).toBe(`${x} = ${y} as ${type}: ${await ask(`SELECT ${x} = ${y}`)}`);
        }
      }
    });
  }, 60_000);

  test("a marker on either side, through what keeps its columns", async () => {
    const marked = (side: Relation) => p.filter(p.alias(p.select(p.broadcast(side), "*"), "q"), "true");
    const root = (a: Relation, b: Relation) => bindRoot(p.select(p.joinUsing(a, b, ["id"]), "id"));
    expect(relationOf(await root(left, marked(right)), "join").broadcast).toBe("right");
    expect(relationOf(await root(marked(left), right), "join").broadcast).toBe("left");
    const grouped = p.groupBy(p.broadcast(right), ["ID"], ["n", "count(*)"]);
    expect(relationOf(await root(left, grouped), "join").broadcast).toBeUndefined();
  });

  test("without a condition an inner join is a cross join", async () => {
    const root = p.joinUsing(p.select(left, "a"), p.select(right, "b"), []);
    expect(relationOf(await bindRoot(root), "join")).toMatchObject({ joinKind: "cross", keys: [] });
  });

  test("names of the relations differ, whatever the script calls them", async () => {
    const join = relationOf(await bindRoot(p.select(p.join(l, r, "l.id = r.id"), "a")), "join");
    const names = join.schema.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(join.schema).toEqual([...join.left.schema, ...join.right.schema]);
  });
});

/** A few values of each type, as SQL. */
const samples: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ["1", "16777217"],
  BIGINT: ["1", "9007199254740993"],
  UBIGINT: ["1", "18446744073709551615"],
  HUGEINT: ["1", "170141183460469231731687303715884105727"],
  "DECIMAL(9,2)": ["1", "1.25"],
  "DECIMAL(5,4)": ["1", "1.2501"],
  "DECIMAL(38,10)": ["1", "1.25000000001"],
  FLOAT: ["1", "'nan'", "16777216"],
  DOUBLE: ["1", "'nan'", "1.25"],
  BOOLEAN: ["true"],
  VARCHAR: ["'1'", "'x'", "'2020-01-01'", "'1.250'"],
  DATE: ["'2020-01-01'"],
  TIMESTAMP: ["'2020-01-01'", "'2020-01-01 00:00:00.000001'"],
  "TIMESTAMP WITH TIME ZONE": ["'2020-01-01 00:00:00+00'", "'2020-01-01 00:00:00+02'"],
  TIME: ["'00:00:01'"],
  UUID: ["'00000000-0000-0000-0000-000000000001'"],
  BLOB: ["'x'"],
  "INTEGER[]": ["[1]", "[1, NULL]"],
  "BIGINT[]": ["[1]"],
  "STRUCT(f INTEGER)": ["{'f': 1}"],
  "STRUCT(f BIGINT)": ["{'f': 1}"],
};

/** The agreed type of a key, or "refused". */
async function comparedIn(a: string, b: string): Promise<string> {
  return keyTypes([[a, b]]).then(
    ([type = "no key"]) => type,
    () => "refused",
  );
}

/** Agreed types of many keys of one join. */
async function keyTypes(pairs: readonly (readonly [string, string])[]): Promise<string[]> {
  const columns = (side: 0 | 1) =>
    Object.fromEntries(pairs.map((pair, index) => [`${"ab"[side] ?? ""}${index}`, pair[side]]));
  const condition = pairs.map((_, index) => `a${index} = b${index}`).join(" AND ");
  const root = await bindRoot(p.join(p.values(columns(0)), p.values(columns(1)), condition));
  return relationOf(root, "join").keys.map(({ type }) => type);
}
