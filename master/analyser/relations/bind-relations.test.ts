/** Relations that order, cut, repeat and put together rows. */
import { describe, expect, test } from "vitest";
import { bindRoot, relationOf, schemaOf } from "../../../tests/support/bound-plans.js";
import * as p from "../../../tests/support/plan-messages.js";
import type { Relation, Repartition, SetOperationKind, SortOrder, Unnest } from "../../../common/wire/types.js";

const rows = p.values({ k: "text", y: "int", l: "int[]", m: "map(text,double)", a: "int[2]", n: "struct(f int)[]" });
const [x, z] = [p.values({ k: "text", v: "int" }), p.values({ K: "text", w: "decimal(9,2)" })];
const half = p.rowFunction("half", ["DOUBLE"], "DOUBLE");
const bind = (root: Relation) => bindRoot(root, [half]);
const relation = (kind: NonNullable<Relation["relation"]>, part: Partial<Relation>): Relation => ({
  callSite: p.at(1),
  planId: 0,
  relation: kind,
  ...part,
});
const refused = (root: Relation, code: string, message: RegExp) =>
  expect(bind(root)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });

describe("unnest", () => {
  const unnest = (text: string, more: Partial<Unnest> = {}): Relation =>
    relation("unnest", {
      unnest: { input: rows, expression: p.sql(text), names: [], withPosition: false, outer: false, ...more },
    });
  const added = async (root: Relation) => schemaOf(await bind(root)).slice(6);

  test.each<[string, Relation, string[]]>([
    ["a list", unnest("l"), ["col INTEGER"]],
    ["an array", unnest("a"), ["col INTEGER"]],
    ["a map", unnest("m"), ["key VARCHAR", "value DOUBLE"]],
    [
      "with positions",
      unnest("m", { withPosition: true, names: ["p", "mk", "mv"] }),
      ["p INTEGER", "mk VARCHAR", "mv DOUBLE"],
    ],
    ["a list of structs", unnest("n", { names: ["e"] }), ["e STRUCT(f INTEGER)"]],
    ["an expression", unnest("string_split(k, ',')", { names: ["part"], outer: true }), ["part VARCHAR"]],
    ["a list that a function of the script is in", unnest("[half(y)]"), ["col DOUBLE"]],
  ])("%s", async (_, root, expected) => {
    expect(await added(root)).toEqual(expected);
  });

  test("an array is cast to a list, calls of the script's functions are columns below", async () => {
    expect(relationOf(await bind(unnest("a")), "unnest").expression.json).toContain('"CAST"');
    expect(relationOf(await bind(unnest("[half(y)]")), "unnest").expression.json).not.toContain("half");
  });

  test("a new column may have the name of an old one, which then needs another", async () => {
    await refused(unnest("l", { names: ["K"] }), "AMBIGUOUS_COLUMN", /'K'/);
    expect(schemaOf(await bind(p.select(p.drop(unnest("l", { names: ["e"] }), "l"), "e")))).toEqual(["e INTEGER"]);
  });

  test.each<[string, Relation, string, RegExp]>([
    ["no list", unnest("y"), "TYPE_MISMATCH", /INTEGER has no elements/],
    ["two names for a list", unnest("l", { names: ["a", "b"] }), "PLAN_REFUSED", /gives 1 columns.*2 names/],
    ["one name for a map", unnest("m", { names: ["a"] }), "PLAN_REFUSED", /gives 2 columns.*1 names/],
    ["a column that is not there", unnest("ll"), "COLUMN_NOT_FOUND", /'ll'/],
  ])("refused: %s", async (_, root, code, message) => {
    await refused(root, code, message);
  });
});

describe("set operations", () => {
  const both = (left: Relation, right: Relation, kind: SetOperationKind = "INTERSECT", all = false): Relation =>
    relation("setOperation", { setOperation: { left, right, kind, all } });

  test("take the union's types and the left names", async () => {
    const root = await bind(both(x, z, "EXCEPT", true));
    expect(schemaOf(root)).toEqual(["k VARCHAR", "v DECIMAL(12,2)"]);
    const operation = relationOf(root, "setOperation");
    expect(operation).toMatchObject({ operation: "except", all: true });
    expect(schemaOf(operation.left)).toEqual(schemaOf(root));
    expect(schemaOf(operation.right)).toEqual(schemaOf(root));
  });

  test("are refused for unlike numbers of columns, and for types without a common one", async () => {
    await refused(both(x, p.select(x, "k")), "PLAN_REFUSED", /intersect takes columns by position.*2.*1/);
    await refused(both(p.select(rows, "l"), p.select(rows, "n[1]")), "TYPE_MISMATCH", /INTEGER\[\]|STRUCT/);
  });
});

describe("orders", () => {
  test("NULL comes first ascending and last descending, unless the order says otherwise", async () => {
    const orders: SortOrder[] = [
      p.order("k"),
      p.order("y", true),
      p.order("l", true, "NULLS_FIRST"),
      p.order("m", false, "NULLS_LAST"),
    ];
    const { orders: bound } = relationOf(await bind(p.sort(rows, ...orders)), "sort");
    expect(bound.map(({ nullsFirst }) => nullsFirst)).toEqual([true, false, true, false]);
  });

  test("what selects left out is there for sorts and filters, and gone after them", async () => {
    const sorted = await bind(p.sort(p.filter(p.sort(p.select(rows, "k"), "y", "m"), "y > 1"), "m"));
    expect(schemaOf(sorted)).toEqual(["k VARCHAR"]);
    const grouped = await bind(p.sort(p.groupBy(rows, ["k"], ["n", "count(*)"]), p.order("max(y) - min(y)"), "n"));
    expect(schemaOf(grouped)).toEqual(["k VARCHAR", "n BIGINT"]);
  });

  test("a column of a name that a filter below asked of what was left out is the script's own", async () => {
    const below = p.withColumns(p.filter(p.select(rows, "k"), "y > 1"), ["y", "'own'"]);
    expect(schemaOf(await bind(p.filter(below, "m IS NOT NULL")))).toEqual(["k VARCHAR", "y VARCHAR"]);
    expect(schemaOf(await bind(p.filter(below, "y = 'own'")))).toEqual(["k VARCHAR", "y VARCHAR"]);
  });

  test("many filters one on another by what was left out take no longer than as many others", async () => {
    let selected = p.select(rows, "k");
    let grouped = p.groupBy(rows, ["k"], ["n", "count(*)"]);
    for (let index = 0; index < 12; index++) {
      selected = p.filter(selected, index % 2 === 0 ? `y > ${index}` : `m IS NOT NULL OR y < ${index}`);
      grouped = p.filter(grouped, `max(y) > ${index}`);
    }
    expect(schemaOf(await bind(selected))).toEqual(["k VARCHAR"]);
    expect(schemaOf(await bind(grouped))).toEqual(["k VARCHAR", "n BIGINT"]);
  });

  test.each<[string, Relation, string, RegExp]>([
    ["a position", p.sort(rows, "1"), "EXPRESSION_REFUSED", /numbered/],
    ["what an aggregation dropped", p.sort(p.groupBy(rows, ["k"], "count(*)"), "y"), "COLUMN_NOT_FOUND", /'y'/],
    ["what was no column before a select", p.sort(p.select(rows, "k"), "yy"), "COLUMN_NOT_FOUND", /'yy'/],
    ["nothing", p.sort(rows), "PLAN_REFUSED", /nothing/],
    ["an aggregate", p.sort(rows, "sum(y)"), "EXPRESSION_REFUSED", /aggregate/],
  ])("refused: by %s", async (_, root, code, message) => {
    await refused(root, code, message);
  });
});

describe("deduplicate", () => {
  const deduplicate = (input: Relation, keys: string[], ...keep: SortOrder[]): Relation =>
    relation("deduplicate", { deduplicate: { input, keys, keep, mark: "" } });

  test("by names in any case, or by all columns", async () => {
    expect(relationOf(await bind(deduplicate(rows, ["K", "y", "k"])), "deduplicate").keys).toEqual(["k", "y"]);
    expect(relationOf(await bind(deduplicate(x, [])), "deduplicate").keys).toEqual(["k", "v"]);
  });

  test("by all that is visible: a join's other column of the same name does not count", async () => {
    const root = await bind(deduplicate(p.joinUsing(p.alias(x, "a"), p.alias(z, "b"), ["k"]), []));
    expect(relationOf(root, "deduplicate").keys).toEqual(["k", "v", "w"]);
    expect(schemaOf(root)).toEqual(["k VARCHAR", "v INTEGER", "w DECIMAL(9,2)"]);
  });

  test("keeps by expressions", async () => {
    const { keep } = relationOf(await bind(deduplicate(rows, ["k"], p.order("half(y)", true))), "deduplicate");
    expect(keep).toMatchObject([{ type: "DOUBLE", descending: true, nullsFirst: false }]);
  });

  test("of a name that is not there, or there twice, is refused", async () => {
    await refused(deduplicate(rows, ["kk"]), "COLUMN_NOT_FOUND", /'kk'/);
    await refused(
      deduplicate(p.join(p.alias(x, "a"), p.alias(z, "b"), "a.k = b.k"), ["k"]),
      "AMBIGUOUS_COLUMN",
      /a\.k/,
    );
  });
});

describe("repartition, sample and cache", () => {
  const repartition = (more: Partial<Repartition>): Relation =>
    relation("repartition", { repartition: { input: rows, kind: "HASH", partitions: 0, keys: [], ...more } });

  test("partitions by keys, by range, by turn, or joined", async () => {
    const of = async (more: Partial<Repartition>) => {
      const { partitioning, partitions, orders } = relationOf(await bind(repartition(more)), "repartition");
      return [partitioning, partitions, orders.length];
    };
    expect(await of({ keys: [p.order("k")] })).toEqual(["hash", undefined, 1]);
    expect(await of({ partitions: 7 })).toEqual(["roundRobin", 7, 0]);
    expect(await of({ kind: "RANGE", keys: [p.order("half(y)", true)], partitions: 3 })).toEqual(["range", 3, 1]);
    expect(await of({ kind: "COALESCE", partitions: 2 })).toEqual(["coalesce", 2, 0]);
    await refused(repartition({ kind: "RANGE" }), "PLAN_REFUSED", /no column/);
    await refused(repartition({ kind: "COALESCE" }), "PLAN_REFUSED", /0 partitions/);
  });

  test("samples have a fraction of 0 to 1, or more with replacement", async () => {
    const sample = (fraction: number, withReplacement = false): Relation =>
      relation("sample", { sample: { input: rows, fraction, withReplacement, seed: 7 } });
    expect(relationOf(await bind(sample(0.5)), "sample")).toMatchObject({ fraction: 0.5, seed: 7 });
    expect(relationOf(await bind(sample(2, true)), "sample").withReplacement).toBe(true);
    await refused(sample(1.5), "PLAN_REFUSED", /1\.5/);
    await refused(sample(-1, true), "PLAN_REFUSED", /-1/);
    await refused(sample(Number.NaN), "PLAN_REFUSED", /NaN/);
  });

  test("a cache has the visible columns under their names", async () => {
    const join = p.joinUsing(p.alias(x, "a"), p.alias(z, "b"), ["k"]);
    const cache = relationOf(await bind(relation("cache", { cache: { input: join, cacheId: 3 } })), "cache");
    expect(cache.cacheId).toBe(3);
    expect(schemaOf(cache)).toEqual(["k VARCHAR", "v INTEGER", "w DECIMAL(9,2)"]);
  });
});

test("what a function of the script makes of partitions has the columns that it says", async () => {
  const parts = { ...p.rowFunction("parts", [], ""), kind: "PARTITIONS" } as const;
  const output = {
    columns: [
      { name: "q", type: "decimal(9, 2)" },
      { name: "r", type: "text" },
    ],
  };
  const root = await bind(relation("mapPartitions", { mapPartitions: { input: rows, function: parts, output } }));
  expect(schemaOf(root)).toEqual(["q DECIMAL(9,2)", "r VARCHAR"]);
});
