/**
 * Each kind of expression, bound by the analyser, written back as SQL as executors do, and compared with what DuckDB alone makes
 * of the text that the user wrote: value and type, row by row.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import type { Relation } from "../../common/wire/types.js";
import { analyse } from "../../master/analyser/analyse.js";
import type { BoundExpression } from "../../master/planner/analysed-plan.js";
import { Engine } from "../../worker/engine/engine.js";
import { TreeTranslator } from "../../worker/engine/tree-sql.js";
import { queryRows, withDuckDB } from "../support/duckdb.js";
import { planInProcess } from "../support/plan-in-process.js";
import * as p from "../support/plan-messages.js";
import { runPlannedJob } from "../support/run-planned-job.js";

const columns: Readonly<Record<string, readonly [type: string, ...values: string[]]>> = {
  a: ["INTEGER", "3", "-2"],
  b2: ["INTEGER", "7", "0"],
  u: ["INTEGER", "5", "6"],
  s: ["VARCHAR", "'xyz'", "'it''s %'"],
  s2: ["VARCHAR", "'Ab'", "'aB'"],
  "we ird": ["VARCHAR", "'w'", "NULL"],
  l: ["INTEGER[]", "[1, 2, 3, NULL]", "[]"],
  ls: ["VARCHAR[]", "['p', 'q']", "NULL"],
  lst: ["STRUCT(f INTEGER)[]", "[{'f': 1}, {'f': 2}]", "NULL"],
  d: ["DATE", "DATE '2020-02-29'", "DATE '1969-01-01'"],
  ts: ["TIMESTAMP", "TIMESTAMP '2021-03-04 05:06:07.123456'", "NULL"],
  tz: ["TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ '2021-03-04 05:06:07+02'", "NULL"],
  m: ["DECIMAL(9,4)", "1.25", "-0.5"],
  n: ["INTEGER", "NULL", "4"],
  loc: ["STRUCT(lat DOUBLE, lon DOUBLE)", "{'lat': 1.5, 'lon': 2.5}", "NULL"],
  lat: ["DOUBLE", "0.5", "0.25"],
  lon: ["DOUBLE", "8.5", "8.25"],
  mp: ["MAP(VARCHAR, INTEGER)", "MAP {'k': 1, 'j': 2}", "NULL"],
  t: ["BOOLEAN", "true", "NULL"],
  x: ["DOUBLE", "2.5", "'NaN'"],
  iv: ["INTERVAL", "INTERVAL '1 month 2 days'", "NULL"],
  j: ["JSON", `'{"a":{"b":[1,2]}}'`, "NULL"],
  arr: ["INTEGER[2]", "[1, 2]", "[3, 4]"],
  ub: ["UBIGINT", "18446744073709551615", "0"],
  bt: ["BIT", "'101'", "NULL"],
};

const rowSql = (row: number): string =>
  `SELECT ${Object.entries(columns)
    .map(([name, [type, ...values]]) => `CAST(${values[row] ?? "NULL"} AS ${type}) AS "${name}"`)
    .join(", ")}`;
const rowsSql = `(${rowSql(0)} UNION ALL ${rowSql(1)})`;
const rows = p.values(Object.fromEntries(Object.entries(columns).map(([name, [type]]) => [name, type])));

/** One per line; what two rows give. */
const scalars = String.raw`
a + b2 * 2 - 1
-a
- -a
-(-5)
a / 2
a // 2
a % 2
a ** 2
a ^ 2
-a ** 2
(-a) ** 2
2 ** -a
@a
b2!
a & 1
a | 1
~a
b2 << 1
b2 >> 1
xor(a, 1)
s || s2
a - (b2 - 1)
(a + 1) * 2
a = 1 OR b2 > 2 AND NOT t
NOT (a = 1 OR t)
NOT a IS NULL
a <> 1
a != 1
a == 3
a IS DISTINCT FROM n
a IS NOT DISTINCT FROM n
n IS NULL
n ISNULL
n NOTNULL
t IS TRUE
t IS NOT FALSE
t IS UNKNOWN
(a > 1) IS NOT UNKNOWN
a IS NULL = false
(a = 1) = t
a BETWEEN 1 AND 3
a NOT BETWEEN 1 AND 3
a IN (1, 2, 3)
a NOT IN (1, n)
a IN l
a NOT IN [1, 2]
a IN (l[1], 3)
(a, b2) IN ((3, 7), (1, 2))
(a, s) = (3, 'xyz')
row(a, b2) = row(3, 7)
list_contains([(a, s)], (3, 'xyz'))
s LIKE 'x%'
s NOT LIKE 'x%'
s LIKE 'it''s \%' ESCAPE '\'
s NOT LIKE 'x$%' ESCAPE '$'
s2 ILIKE 'ab'
s2 NOT ILIKE 'ab'
s2 ILIKE 'a$%' ESCAPE '$'
s2 NOT ILIKE 'a$%' ESCAPE '$'
s SIMILAR TO '(x|y).*'
s NOT SIMILAR TO 'x.*'
s GLOB 'x*'
s ~ 'x.z'
s !~ 'x.z'
s ~~ 'x%'
s !~~ 'x%'
s2 ~~* 'ab'
s2 !~~* 'ab'
s ^@ 'x'
s COLLATE NOCASE = 'XYZ'
s < s2 COLLATE NOCASE
s2 COLLATE "nocase.noaccent" = 'ab'
CASE WHEN a > 1 THEN 'b' WHEN n IS NULL THEN 'c' ELSE s END
CASE a WHEN 3 THEN 'x' WHEN 4 THEN 'y' END
CASE WHEN t THEN NULL ELSE CASE WHEN a = 1 THEN 2 END END
IF(a > 1, 'x', 'y')
NULLIF(a, 3)
COALESCE(n, a, 1)
COALESCE(n)
IFNULL(n, a)
GREATEST(a, b2, n)
LEAST(a, b2)
CAST(a AS VARCHAR)
TRY_CAST(s AS INTEGER)
TRY_CAST('[1,2]' AS INTEGER[])
a::VARCHAR::INTEGER
CAST({'a': a} AS STRUCT(a BIGINT))
CAST({'a b': a} AS STRUCT("a b" BIGINT))
CAST(s2 AS ENUM('Ab', 'aB', 'it''s'))
m::DECIMAL(18,3)
CAST(a AS "INTEGER")
a::HUGEINT
l::BIGINT[]
arr::BIGINT[2]
mp::MAP(VARCHAR, BIGINT)
CAST(a AS UNION(num INTEGER, str VARCHAR))
INTEGER '3'
TRY(1 / a)
1e10
1.5e0
a * 1e3
m * 1.5e0
(-0e0)
0.30000000000000004e0
1e400
-1e400
1e-300
1.50
100000000000000000000
1_000_000
123456789012345678901234567890.12
9223372036854775807
-9223372036854775808
18446744073709551615::UBIGINT
'inf'::DOUBLE
'nan'::DOUBLE = x
true AND NULL
NULL
'it''s'
E'a\nb'
$$dollar ' quoted$$
'\x41'::BLOB
'101'::BIT
bt & '111'::BIT
UUID '6b2f7f0e-2f11-4c4e-9d2c-111111111111'
DATE '2020-01-01' + a
d + INTERVAL 1 DAY
d + INTERVAL '1' MONTH
d - INTERVAL (a) DAY
d + INTERVAL (a + 1) YEAR
d + INTERVAL '1 year 2 months'
INTERVAL '3' HOUR
iv * 2
-iv
d - DATE '2020-01-01'
ts - INTERVAL '1 microsecond'
TIMESTAMPTZ '2020-01-01 00:00:00+02'
TIMESTAMP '2020-01-01 00:00:00.123456'
TIMESTAMP 'infinity'
TIMESTAMP_NS '2020-01-01 00:00:00.123456789'
TIME '12:34:56.789'
'12:34:56+02'::TIMETZ
EXTRACT(year FROM d)
EXTRACT('month' FROM ts)
EXTRACT(epoch FROM ts)
date_part('dow', d)
date_part(['year', 'month'], d)
date_trunc('month', ts)
date_diff('day', d, DATE '2020-03-01')
time_bucket(INTERVAL '1 day', ts)
age(ts, TIMESTAMP '2020-01-01')
epoch_ms(ts)
ts::DATE
strftime(d, '%Y')
ts AT TIME ZONE 'Europe/Berlin'
tz AT TIME ZONE 'America/New_York'
timezone('UTC', ts)
POSITION('y' IN s)
SUBSTRING(s FROM 2)
SUBSTRING(s FROM 2 FOR 1)
SUBSTRING(s FOR 2)
SUBSTRING(s, 2, 1)
TRIM(s)
TRIM(BOTH 'x' FROM s)
TRIM(LEADING 'x' FROM s)
TRIM(TRAILING 'z' FROM s)
TRIM(FROM s)
TRIM('xz' FROM s)
TRIM(s, 'x')
CONCAT(s, s2, n)
CONCAT_WS('-', s, s2)
format('{} {:03d}', s, a)
printf('%d-%s', a, s)
regexp_replace(s, '(x)', '\1\1', 'g')
regexp_extract(s, '(x)(y)', ['p', 'q'])
s.upper().lower()
"we ird" || 'x'
list_transform(l, x -> x + a)
list_transform(l, lambda x: x + a)
list_transform(l, lambda x, i: x + i)
list_transform(l, (x, i) -> x * i)
list_transform(l, lambda a: a + b2)
list_filter(l, lambda x: x > 1)
list_filter(lst, lambda r: r.f > 1)
list_transform(lst, lambda r: r.f)
list_reduce([1, 2, 3], lambda acc, x: acc + x)
list_reduce([1, 2, 3], lambda acc, x: acc + x, 10)
list_transform([l], lambda y: list_transform(y, lambda x: x + 1))
list_transform(l, lambda x: CASE WHEN x > 1 THEN x ELSE -x END)
apply(l, lambda x: x)
l.list_transform(lambda x: x + 1)
[x + 1 for x in l]
[x + 1 for x in l if x > 1]
[x + i for x, i in l]
l[1]
l[1:2]
l[:2]
l[2:]
l[:]
l[-1]
l[1:3:2]
l[:-:2]
l[a]
s[1]
s[1:2]
s[-2:]
ls[1][1]
[a, b2][1]
[]
[NULL, a]
array_value(a, b2)
[[a], [b2]]
list_sort(l, 'DESC', 'NULLS FIRST')
list_sort(l := l)
list_value(x := a)
list_aggregate(l, 'sum')
l <@ [1, 2, 3]
l @> [1]
l && [1]
arr <-> arr
list_zip(l, ls)[1][1]
map {'a': a, s: b2}
map([s], [a])
map_from_entries([(s, a), (s2, b2)])
mp['k']
map_extract(mp, 'k')
map_entries(mp)
map_concat(mp, MAP {'z': a})
j -> '$.a'
j ->> '$.a.b'
j -> 'a' -> 'b' ->> 0
j.a.b
json_extract(j, '$.a')
json_object('k', a)
to_json({'a': a})
union_value(k := a)
union_extract(union_value(k := a), 'k')
typeof(a)
md5(s)
constant_or_null(1, n)
a /* what */ + 1 -- why
`;

/** Where an argument's name is part of the value. */
const named = String.raw`
{'lat': lon, 'lon': lat}
{'x': lat, 'y': 2}
{'a': a}
{'we ird': a, 'q"q': b2, 'it''s': s}
{'a': {'b': a, 'a': b2}, 'b2': a}
{'a': {'b': a}}.a.b
struct_pack(a := loc.lat)
struct_pack(a := loc.lat, b := b2)
struct_pack("we ird" := a)
struct_pack(a, b2)
struct_pack(A, B2)
{'a': A, 'b': LOC.LAT}
{'l': l, 'first': l[1]}
[{'a': b2}, {'a': a}]
MAP {s: {'x': a}}
map([s], [{'x': a}])
{'k': [a]}['k'][1]
row_to_json({'x': a})
{'x': a}::JSON
loc.lat
loc['lat']
(loc).lat
struct_extract(loc, 'lat')
struct_extract_at(loc, 1)
lst[1].f
(CASE WHEN t THEN loc END).lat
struct_insert(loc, z := a)
struct_insert(loc, z := loc.lat)
struct_insert(loc, a)
struct_update(loc, lat := lon)
struct_concat(loc, {'q': a})
struct_concat({'p': b2}, {'q': a})
list_transform(l, lambda y: {'v': y, 'a': a})
list_transform(l, lambda y: {'a': y, 'y': a})
list_transform(lst, lambda r: {'g': r.f, 'r': r})
[{'a': y} for y in l]
list_filter([{'p': a, 'q': b2}], lambda r: r.p > 1)
CASE WHEN {'p': a}.p > 1 THEN {'x': b2, 'y': a} ELSE {'x': a, 'y': b2} END
COALESCE(NULL, {'x': b2})
{'x': a} = {'x': b2}
{'x': a} IN ({'x': u}, {'x': b2})
{'j': j -> 'a', 'x': 1e3, 'c': CAST(u AS DOUBLE)}
alias(a)
union_value(a)
`;

const aggregates = String.raw`
sum(a)
count(*)
sum(a) FILTER (WHERE b2 > 1)
count(DISTINCT a)
list(a ORDER BY a)
list(a ORDER BY b2 DESC NULLS LAST)
string_agg(s, ', ' ORDER BY s2)
string_agg(DISTINCT s, ',')
sum(DISTINCT a) FILTER (WHERE t)
quantile_cont(a, 0.5)
quantile_cont(x, [0.25e0, 0.5e0])
max(s) || min(s2)
arg_max(s, a)
max(a, 2)
sum(m * 1.5e0)
{'s': sum(a), 'n': count(*)}
{'lat': max(lon), 'lon': min(lat)}
list({'x': a, 'y': b2} ORDER BY a)
histogram(a)
bool_and(t)
first(a ORDER BY b2)
avg(a) + 1e3
`;

const lines = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

const folder = temporaryFolder();
let engine: Engine;
beforeAll(async () => {
  const limits = { memoryBytes: 200e6, spillBytesMax: 1e9, threads: 1 };
  engine = await Engine.open({ folder, files: [], ...limits, timeZone: "UTC", seed: 1, nowMs: 0, keepOrder: true });
});
afterAll(() => {
  engine.close();
});

async function boundOf(expressions: readonly string[], how: "select" | "aggregate"): Promise<BoundExpression[]> {
  const relation = p[how](rows, ...expressions.map((text, index) => [`c${index}`, text] as const));
  const { root } = await analyse({ plan: p.plan(relation), scans: [], timeZone: "UTC" });
  if (root.kind !== "project" && root.kind !== "aggregate") throw new Error(root.kind);
  return root.columns.map(({ expression }) => expression);
}

async function sqlOf(expressions: readonly string[], how: "select" | "aggregate" = "select"): Promise<string[]> {
  const bound = await boundOf(expressions, how);
  return new TreeTranslator().translate(
    engine,
    bound.map(({ json }) => json),
  );
}

/** Value and type of each row. */
const shown = async (sql: string, from = rowsSql): Promise<unknown> =>
  await queryRows(`SELECT CAST(v AS VARCHAR), typeof(v) FROM (SELECT (${sql}\n) AS v FROM ${from})`);

describe("an expression means what DuckDB means by its text", () => {
  let translated: Map<string, string>;
  beforeAll(async () => {
    const all = [...lines(scalars), ...lines(named)];
    const texts = await sqlOf(all);
    translated = new Map(all.map((text, index) => [text, texts[index] ?? ""]));
  });

  test.each([...lines(scalars), ...lines(named)])("%s", async (text) => {
    expect(await shown(translated.get(text) ?? "")).toEqual(await shown(text));
  });
});

test.each([
  [
    "loc.*",
    [
      ["lat", "1.5"],
      ["lon", "2.5"],
    ],
  ],
  [
    '"LOC".*',
    [
      ["lat", "1.5"],
      ["lon", "2.5"],
    ],
  ],
  ["loc.* EXCLUDE (lat)", [["lon", "2.5"]]],
  [
    "loc.* RENAME (lat AS north)",
    [
      ["north", "1.5"],
      ["lon", "2.5"],
    ],
  ],
])("%s is the struct's fields", async (text, expected) => {
  const { root } = await analyse({ plan: p.plan(p.select(rows, text)), scans: [], timeZone: "UTC" });
  if (root.kind !== "project") throw new Error(root.kind);
  expect(root.schema.map(({ name, type }) => [name, type])).toEqual(expected.map(([name]) => [name, "DOUBLE"]));
  const trees = root.columns.map(({ expression }) => expression.json);
  const values = (await new TreeTranslator().translate(engine, trees)).map((sql) => `CAST(${sql} AS VARCHAR)`);
  const [first] = await queryRows(`SELECT ${values.join(", ")} FROM ${rowsSql} LIMIT 1`);
  expect(first).toEqual(expected.map(([, value]) => value));
});

test.each(lines(aggregates))("aggregated: %s", async (text) => {
  const [sql = ""] = await sqlOf([text], "aggregate");
  expect(await shown(sql)).toEqual(await shown(text));
});

describe("names of arguments stay when columns and calls are put in their place", () => {
  const input = p.values({ a: "INTEGER", b: "INTEGER" }, { a: 1, b: 2 });
  const twice = p.rowFunction("twice", ["INTEGER"], "INTEGER");
  const bundle = `import { udf } from "goldpan";
export const twice = udf("twice", (n) => n * 2, { args: ["INTEGER"], returns: "INTEGER" });
`;
  const swapped = p.rename(p.rename(p.rename(input, "a", "c"), "b", "a"), "c", "b");

  test.each<[string, Relation, string]>([
    ["a renamed column", p.select(p.rename(input, "a", "z"), ["v", "{'a': b, 'b': z}"]), "{'a': 2, 'b': 1}"],
    ["columns that changed names", p.select(swapped, ["v", "{'a': a, 'b': b}"]), "{'a': 2, 'b': 1}"],
    ["columns that name fields", p.select(swapped, ["v", "struct_pack(a, b)"]), "{'a': 2, 'b': 1}"],
    ["a column that was projected", p.select(p.select(input, ["q", "b"]), ["v", "{'r': q}"]), "{'r': 2}"],
    ["a call of a row function", p.select(input, ["v", "{'t': twice(a), 'b': twice(twice(b))}"]), "{'t': 2, 'b': 8}"],
    ["an argument of one", p.select(input, ["v", "twice({'b': a, 'a': b}.a)"]), "4"],
    [
      "a filter",
      p.select(p.filter(input, "{'b': a, 'a': twice(b)}.a = 4"), ["v", "{'b': [{'x': a}]}"]),
      "{'b': [{'x': 1}]}",
    ],
    [
      "aggregates",
      p.aggregate(p.union(input, input), ["v", "{'s': sum(a), 'm': twice(max(b)), 'l': list({'y': b})}"]),
      "{'s': 2, 'm': 4, 'l': [{'y': 2}, {'y': 2}]}",
    ],
  ])("%s", async (_, root, expected) => {
    const job = await planInProcess(p.plan(root, twice));
    const rowsOut = await withDuckDB(async (connection) => {
      const query = await runPlannedJob(job, { bundle });
      return (await connection.runAndReadAll(`SELECT CAST(v AS VARCHAR) FROM (${query})`)).getRowsJson();
    });
    expect(rowsOut).toEqual([[expected]]);
  });
});
