/** `goldpan.sql`: each query gives the rows that one DuckDB gives over the same files. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import { GoldpanSession } from "../../client/index.js";
import { execute, withDuckDB } from "../support/duckdb.js";

const folder = temporaryFolder();
let goldpan: GoldpanSession;

beforeAll(async () => {
  await execute(
    `COPY (SELECT i AS id, i % 7 AS customer, CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 37) % 100 END AS amount,
       DATE '2024-01-01' + CAST(i % 30 AS INTEGER) AS day, ['a', 'b', 'c'][i % 3 + 1] AS kind,
       [i, i + 1] AS pair
     FROM range(500) t(i)) TO '${folder}/orders.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    `COPY (SELECT * FROM (VALUES (0, 'Ada', 'north'), (1, 'Bob', 'south'), (2, 'Cyd', NULL), (3, 'Dee', 'north'), (99, 'Eve', 'west'))
       t(customer, name, region)) TO '${folder}/customers.parquet' (FORMAT parquet)`,
  );
  goldpan = await GoldpanSession.builder()
    .master("local[2]")
    .appName("sql")
    // Rows in order are so by their sort, not by being in one task.
    .config("goldpan.sql.shuffle.partitions", 3)
    .getOrCreate();
  goldpan.read.parquet(join(folder, "orders.parquet")).createOrReplaceTempView("orders");
  goldpan.read.parquet(join(folder, "customers.parquet")).createOrReplaceTempView("customers");
}, 60_000);

afterAll(async () => {
  await goldpan.stop();
});

interface Answer {
  readonly names: readonly string[];
  /** Each a JSON list of texts, so that types are compared by their texts. */
  readonly rows: readonly string[];
}

function asText(names: readonly string[]): string {
  const list = names.map((name) => `CAST("${name.replaceAll('"', '""')}" AS VARCHAR)`).join(", ");
  return `CAST(to_json([${list}]) AS VARCHAR) AS row`;
}

async function ours(query: string): Promise<Answer> {
  const frame = goldpan.sql(query);
  const names = await frame.columns();
  const rows = await frame.selectExpr(asText(names)).toArray<{ row: string }>();
  return { names, rows: rows.map(({ row }) => row) };
}

async function theirs(query: string): Promise<Answer> {
  return withDuckDB(async (connection) => {
    for (const name of ["orders", "customers"]) {
      await connection.run(`CREATE VIEW ${name} AS SELECT * FROM '${folder}/${name}.parquet'`);
    }
    const names = (await connection.runAndReadAll(query)).columnNames();
    const reader = await connection.runAndReadAll(`SELECT ${asText(names)} FROM (${query})`);
    return { names, rows: reader.getRows().map(([row]) => String(row)) };
  });
}

/** In the order of the query where it has one that leaves no choice. */
async function expectSame(query: string, ordered: boolean): Promise<void> {
  const [mine, reference] = [await ours(query), await theirs(query)];
  expect(mine.names).toEqual(reference.names);
  const arrange = (rows: readonly string[]) => (ordered ? rows : [...rows].sort());
  expect(arrange(mine.rows)).toEqual(arrange(reference.rows));
}

describe("rows of one DuckDB", () => {
  test.each([
    "SELECT 1 AS one, 'a' AS letter",
    "SELECT * FROM customers",
    "FROM customers SELECT name",
    "SELECT o.id, c.name FROM orders o JOIN customers c USING (customer) WHERE o.amount > 50",
    "SELECT o.id, c.name FROM orders AS o LEFT JOIN customers AS c ON o.customer = c.customer AND c.region = 'north'",
    "SELECT c.name, o.id FROM orders o RIGHT JOIN customers c ON o.customer = c.customer AND o.id < 20",
    "SELECT coalesce(o.customer, c.customer) AS k, count(*) AS n FROM orders o FULL JOIN customers c ON o.customer = c.customer GROUP BY 1",
    "SELECT count(*) FROM orders, customers",
    "SELECT name FROM customers SEMI JOIN orders USING (customer)",
    "SELECT name FROM customers ANTI JOIN orders USING (customer)",
    "SELECT * FROM (SELECT name, region, customer FROM customers) c LEFT JOIN orders o USING (customer)",
    "SELECT * FROM customers c RIGHT JOIN (SELECT id, kind AS name, CAST(customer AS BIGINT) AS customer FROM orders) o USING (name, customer)",
    "SELECT * FROM (SELECT name, region, customer FROM customers) c FULL JOIN (SELECT id, customer FROM orders) o USING (customer)",
    "SELECT * FROM orders SEMI JOIN customers USING (customer)",
    "SELECT * FROM customers NATURAL JOIN (SELECT customer, max(amount) AS top FROM orders GROUP BY customer) m",
    "SELECT kind, count(*) AS n, sum(amount) AS total, avg(amount) AS mean FROM orders GROUP BY kind",
    "SELECT kind AS k, count(*) FROM orders GROUP BY k HAVING count(*) > 166",
    "SELECT customer % 2 AS odd, kind, sum(amount) FROM orders GROUP BY ALL",
    "SELECT kind, count(DISTINCT (customer, amount)) AS n FROM (FROM orders UNION ALL FROM orders) GROUP BY kind",
    "SELECT kind, arg_max(customer, (amount, id)) AS top FROM (FROM orders UNION ALL FROM orders) GROUP BY kind",
    "SELECT arg_min(id, (amount, kind)) AS least, count(DISTINCT (customer, kind)) AS n FROM (FROM orders UNION ALL FROM orders)",
    "SELECT kind, count(DISTINCT (id, 1)) AS n FROM (FROM orders UNION ALL FROM orders) GROUP BY ROLLUP (kind)",
    "SELECT kind, customer, count(*) AS n FROM orders GROUP BY ROLLUP (kind, customer)",
    "SELECT kind, customer, sum(amount) AS s, grouping(kind) AS g FROM orders GROUP BY GROUPING SETS ((kind), (customer), ())",
    "SELECT max(amount) - min(amount) AS spread FROM orders WHERE kind = 'b'",
    "SELECT DISTINCT kind, customer FROM orders",
    "SELECT count(DISTINCT kind) AS kinds, count(DISTINCT customer) AS customers FROM orders",
    "SELECT kind FROM orders UNION SELECT region FROM customers",
    "SELECT customer FROM orders UNION ALL SELECT customer FROM customers",
    "SELECT id, amount, kind FROM orders UNION ALL SELECT 1, NULL, NULL UNION ALL (SELECT 1, 1, 'x' ORDER BY 1 LIMIT 1)",
    "SELECT true AS flag, DATE '2024-01-01' AS day UNION ALL SELECT NULL, NULL UNION ALL SELECT false, NULL",
    "SELECT 1 AS x, 2 AS y UNION ALL SELECT NULL AS x, 5 AS X UNION ALL (SELECT id AS z, -id AS z FROM orders ORDER BY z LIMIT 1)",
    "SELECT 1 AS x, 2 AS y UNION ALL (SELECT -id AS id, id FROM orders WHERE id < 5 ORDER BY id LIMIT 2)",
    "SELECT * FROM (VALUES (NULL, 1, NULL), (TIMESTAMP '2024-01-01 00:00:00', 2, [1, 2])) AS v(moment, id, list)",
    "SELECT x FROM (SELECT NULL AS x LIMIT 1) WHERE true UNION SELECT 1::TINYINT",
    "SELECT coalesce(b, true) AS t, coalesce(b, [1]) AS l, b || 'x' AS s, b = DATE '2024-01-01' AS d FROM (SELECT NULL AS b)",
    "SELECT coalesce(b, 'none') AS b, count(*) AS n FROM (SELECT NULL AS b, id FROM orders WHERE id < 9) GROUP BY b",
    "SELECT id, coalesce(b, 'none') AS b FROM orders LEFT JOIN (SELECT DISTINCT NULL AS b, id AS i FROM orders) ON id = i WHERE id < 5",
    "SELECT name FROM customers LEFT JOIN (SELECT NULL AS n, id FROM orders WHERE id < 3) ON name = n",
    "SELECT max(coalesce(b, 'z')) OVER (PARTITION BY id) AS m FROM (SELECT NULL AS b, id FROM orders WHERE id < 5) WHERE coalesce(b, true)",
    "SELECT id, id + 1 AS next FROM orders EXCEPT SELECT id, id FROM orders",
    "SELECT customer FROM orders INTERSECT SELECT customer FROM customers",
    "SELECT customer FROM customers EXCEPT SELECT customer FROM orders",
    "SELECT name, region FROM customers UNION BY NAME SELECT kind AS name, id FROM orders WHERE id < 3",
    "WITH north AS (SELECT * FROM customers WHERE region = 'north') SELECT o.id FROM orders o JOIN north USING (customer)",
    "WITH a(x) AS (SELECT id FROM orders WHERE id < 5), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a JOIN b ON x = y",
    "SELECT id, row_number() OVER (PARTITION BY kind ORDER BY amount NULLS LAST, id) AS place FROM orders",
    "SELECT kind, sum(sum(amount)) OVER (ORDER BY kind) AS running FROM orders GROUP BY kind",
    "SELECT id, kind FROM orders QUALIFY row_number() OVER (PARTITION BY kind ORDER BY id DESC) <= 2",
    "SELECT id, count(*) OVER (PARTITION BY kind) AS n FROM orders QUALIFY row_number() OVER (PARTITION BY kind ORDER BY id) <= 2",
    "SELECT id, unnest(pair) AS part, row_number() OVER (PARTITION BY kind ORDER BY id) AS n FROM orders",
    "SELECT o.* EXCLUDE (pair) FROM orders o WHERE amount > (SELECT avg(amount) FROM orders)",
    "SELECT s.kind, s.n * 2 AS twice FROM (SELECT kind, count(*) AS n FROM orders GROUP BY kind) s WHERE s.n > 1",
    "SELECT t.a + 1 AS b FROM (VALUES (1, 'x'), (2, 'y')) t(a, c)",
    "SELECT id, unnest(pair) AS part FROM orders WHERE id < 4",
    "SELECT id, unnest(pair) AS part FROM orders QUALIFY row_number() OVER (PARTITION BY kind ORDER BY id) <= 2",
    "SELECT * EXCLUDE (pair) FROM orders WHERE id BETWEEN 3 AND 5",
    "SELECT amount + 1 AS more, more * 2 AS most FROM orders WHERE id < 10",
    "SELECT id FROM orders WHERE customer IN (SELECT customer FROM customers WHERE region = 'north')",
    "SELECT name FROM customers WHERE customer NOT IN (SELECT customer FROM orders)",
    "SELECT name FROM customers WHERE name NOT IN (SELECT region FROM customers)",
    "SELECT name FROM customers WHERE customer NOT IN (SELECT customer FROM orders WHERE id < 0)",
    "SELECT id FROM orders WHERE amount > (SELECT avg(amount) FROM orders)",
    "SELECT id, (SELECT max(id) FROM orders) AS top FROM orders WHERE id < 3",
    "SELECT kind, sum(amount) AS s FROM orders GROUP BY kind HAVING sum(amount) > (SELECT sum(amount) / 3 FROM orders)",
    "SELECT kind, (SELECT max(id) FROM orders) AS top, sum(amount + (SELECT min(id) FROM orders)) AS s FROM orders GROUP BY kind",
    "SELECT count(*) AS n FROM orders WHERE id < 0 HAVING count(*) < (SELECT count(*) FROM customers)",
    "SELECT id * 2 AS customer FROM orders WHERE id < 3 AND customer IN (SELECT customer FROM customers)",
    "SELECT id FROM orders WHERE id < 3 OR customer IN (SELECT customer FROM customers)",
    "SELECT id FROM orders WHERE id < 3 OR customer NOT IN (SELECT customer FROM customers)",
    "SELECT id FROM orders WHERE NOT (id < 3 OR customer IN (SELECT customer FROM customers WHERE region = 'north'))",
    "SELECT id, customer IN (SELECT customer FROM customers) AS known, customer NOT IN (SELECT customer FROM customers) AS unknown FROM orders",
    "SELECT name, name IN (SELECT region FROM customers) AS a, region IN (SELECT region FROM customers) AS b, region IN (SELECT name FROM customers WHERE customer < 0) AS c FROM customers",
    "SELECT id, CASE WHEN customer IN (SELECT customer FROM orders WHERE amount > 2) THEN 'x' ELSE 'y' END AS mark FROM orders",
    "SELECT kind, count(*) FILTER (WHERE customer IN (SELECT customer FROM customers)) AS n FROM orders GROUP BY kind",
    "SELECT customer IN (SELECT customer FROM customers) AS known, count(*) AS n FROM orders GROUP BY 1",
    "SELECT kind, sum(id) AS s FROM orders GROUP BY kind HAVING sum(id) > 20 OR kind IN (SELECT name FROM customers)",
    "SELECT kind, sum(id) AS s FROM orders GROUP BY kind HAVING sum(id) NOT IN (SELECT 41417 + customer FROM customers)",
    "SELECT kind IN (SELECT min(kind) FROM orders) AS first, sum(amount) AS s FROM orders GROUP BY ALL",
    "SELECT id FROM orders WHERE (customer, customer) IN (SELECT customer, customer FROM customers)",
    "SELECT customer IN (SELECT customer FROM customers) AS known, grouping(customer IN (SELECT customer FROM customers)) AS g, count(*) AS n FROM orders GROUP BY ROLLUP (known)",
    "SELECT max(customer) IN (SELECT customer FROM customers) AS known FROM orders",
    "SELECT id + 1 AS next, next IN (SELECT customer FROM customers) AS known FROM orders WHERE next < 9",
    "SELECT o.kind, sum(o.id) IN (SELECT customer FROM customers) AS a FROM orders o GROUP BY o.kind",
    "SELECT (SELECT max(id) FROM orders) - id AS rest, count(*) AS n FROM orders GROUP BY rest",
    "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.customer WHERE c.name IN (SELECT max(name) FROM customers) OR o.amount IS NULL",
    "SELECT id FROM orders ORDER BY customer IN (SELECT customer FROM customers WHERE region IS NULL), id",
    "SELECT x, x IN (SELECT 9007199254740990 + (id % 5) FROM orders) AS known FROM (SELECT (9007199254740992 + id % 2)::DOUBLE AS x FROM orders WHERE id < 4) t",
    "SELECT id, id IN (SELECT customer::DOUBLE FROM customers) AS a, TIMESTAMPTZ '2024-03-31 01:30:00Z' IN (SELECT TIMESTAMP '2024-03-31 01:30:00' FROM orders) AS b FROM orders WHERE id < 9",
    "SELECT name FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE amount > 98)",
    "SELECT current_user, current_schema, customer FROM customers WHERE current_date > '2000-01-01' AND localtime IS NOT NULL",
    "SELECT id FROM orders WHERE id < 1e400 AND id > -1e400",
    "SELECT round(geomean(amount + 1), 6) AS mean, round(wavg(amount, id), 6) AS weighted FROM orders",
    "SELECT kind, round(geometric_mean(amount + 1), 6) AS mean FROM orders GROUP BY kind",
    "SELECT name, unnest(NULL) AS nothing FROM customers",
    "SELECT name FROM customers WHERE NOT EXISTS (SELECT 1 FROM orders WHERE amount > 1000)",
    "SELECT kind, list(id ORDER BY id DESC)[1] AS latest, count(*) FILTER (WHERE amount > 50) AS large FROM orders GROUP BY kind",
    "SELECT o.kind, c.region, count(*) AS n FROM orders o JOIN customers c ON c.customer = o.customer GROUP BY o.kind, c.region",
    "SELECT *, unnest(pair) AS part FROM orders WHERE id < 4",
    "SELECT 3 AS three, 'x' AS x, count(*) AS n FROM orders WHERE id < 0 GROUP BY ALL",
    "SELECT 3 AS three, count(*) AS n FROM orders WHERE id < 0 GROUP BY three",
    "SELECT 3 AS three, kind, count(*) AS n FROM orders GROUP BY 1, 2",
    "SELECT 1 AS one FROM customers GROUP BY ALL",
    "SELECT kind, max(id) AS id FROM orders GROUP BY kind HAVING id % 2 = 1 OR id < 0",
    "SELECT c.* FROM (SELECT name, customer, region FROM customers) c FULL JOIN orders o USING (customer)",
    "SELECT c.* FROM orders o RIGHT JOIN (SELECT name, customer FROM customers) c USING (customer)",
    "SELECT * FROM customers a JOIN customers b USING (customer, name, region) JOIN (SELECT id, customer FROM orders) o USING (customer)",
    "SELECT DISTINCT ON (customer) id % 2 AS customer FROM orders",
  ])("%s", async (query) => {
    await expectSame(query, false);
  });

  test.each([
    "SELECT id, amount FROM orders ORDER BY amount DESC, id LIMIT 7",
    "SELECT id, amount FROM orders ORDER BY amount, id LIMIT 5 OFFSET 450",
    "SELECT id, amount FROM orders ORDER BY amount NULLS FIRST, id DESC LIMIT 60",
    "SELECT id AS key, kind FROM orders WHERE id < 50 ORDER BY 2 DESC, key",
    "SELECT kind, count(*) AS n FROM orders GROUP BY kind ORDER BY sum(amount) DESC, kind",
    "SELECT DISTINCT customer FROM orders ORDER BY customer DESC",
    "SELECT DISTINCT customer FROM orders ORDER BY customer % 3 DESC, customer",
    "SELECT DISTINCT kind, count(*) AS n FROM orders GROUP BY kind ORDER BY upper(kind) DESC",
    "SELECT id, row_number() OVER (PARTITION BY kind ORDER BY amount, id) AS place FROM orders ORDER BY id",
    "SELECT id, rank() OVER (PARTITION BY kind ORDER BY amount) AS place FROM orders ORDER BY place DESC, id LIMIT 9 OFFSET 2",
    "SELECT o.*, lag(id) OVER (PARTITION BY kind ORDER BY id) AS before FROM orders o ORDER BY before DESC NULLS LAST, id LIMIT 9",
    "SELECT *, count(*) OVER (PARTITION BY kind) AS n FROM orders QUALIFY row_number() OVER (PARTITION BY kind ORDER BY id) < 3 ORDER BY id",
    "SELECT id FROM orders ORDER BY row_number() OVER (PARTITION BY kind ORDER BY id), id",
    "SELECT kind, sum(id) AS s, count(*) OVER (PARTITION BY length(kind)) AS n FROM orders GROUP BY kind ORDER BY s",
    "SELECT DISTINCT ON (kind) kind, id, count(*) OVER (PARTITION BY kind) AS n FROM orders ORDER BY kind, id DESC",
    "SELECT DISTINCT ON (kind) kind, id FROM orders ORDER BY kind, id DESC",
    "SELECT customer FROM orders UNION SELECT customer FROM customers ORDER BY 1",
    "SELECT kind, customer FROM orders GROUP BY ALL ORDER BY ALL",
    "SELECT o.customer, id FROM orders o JOIN customers c ON o.customer = c.customer ORDER BY customer DESC, id LIMIT 9",
    "SELECT o.* FROM orders o JOIN customers c ON o.customer = c.customer ORDER BY customer, id LIMIT 9",
    "SELECT o.customer, count(*) AS n FROM orders o JOIN customers c ON o.customer = c.customer GROUP BY o.customer ORDER BY customer",
    "SELECT c.* FROM customers c FULL JOIN (SELECT customer + 2 AS customer FROM orders WHERE id < 7) o USING (customer) ORDER BY customer NULLS FIRST, name",
    "SELECT * REPLACE (-id AS id) FROM orders ORDER BY id LIMIT 3",
    "SELECT * RENAME (id AS key) FROM orders ORDER BY key DESC LIMIT 3",
    "SELECT * REPLACE (-id AS id), id AS x FROM orders ORDER BY x LIMIT 3",
    "SELECT * RENAME (customer AS id, id AS key), id AS x FROM orders ORDER BY x DESC LIMIT 3",
    "SELECT * REPLACE (upper(name) AS name, -customer AS customer), lower(name) AS x FROM customers ORDER BY region, x COLLATE NOCASE, customer",
    "SELECT *, id % 3 AS rest FROM orders ORDER BY 7 DESC, amount + 1, 1 LIMIT 20",
    "SELECT * FROM customers ORDER BY ALL",
    "SELECT name AS customer, -customer AS n FROM customers ORDER BY customer COLLATE NOCASE DESC",
    "SELECT lower(name) AS n, * FROM customers ORDER BY 1 COLLATE NOCASE DESC",
    "SELECT kind FROM orders UNION SELECT upper(name) FROM customers ORDER BY kind COLLATE NOCASE, kind",
    "SELECT kind, count(*) AS n, min(id) AS least FROM orders GROUP BY kind ORDER BY -n, -least",
    "SELECT id + 1 AS next FROM orders ORDER BY -next LIMIT 5",
    "SELECT DISTINCT o.kind FROM orders o JOIN customers c ON o.customer = c.customer ORDER BY o.kind DESC",
    "SELECT DISTINCT upper(kind) AS k FROM orders ORDER BY upper(kind) || 'x' DESC",
    "SELECT DISTINCT customer % 3 AS rest, kind FROM orders ORDER BY -rest, kind",
    "SELECT DISTINCT * EXCLUDE (pair) FROM orders ORDER BY 2, 1 LIMIT 9",
    "SELECT DISTINCT ON (rest) id % 4 AS rest, id FROM orders ORDER BY rest, id DESC",
    "SELECT DISTINCT ON (customer % 2) kind, customer % 2 AS odd, count(*) AS n FROM orders GROUP BY ALL ORDER BY odd, kind",
    "SELECT DISTINCT ON (2) kind, customer FROM orders GROUP BY kind, customer ORDER BY ALL",
    "SELECT DISTINCT ON (rest + 1) id % 4 AS rest, id FROM orders ORDER BY rest, id DESC",
    "SELECT DISTINCT ON (n % 2) kind, customer, count(*) AS n FROM orders GROUP BY ALL ORDER BY n, kind, customer",
    "SELECT DISTINCT ON (top) kind, (SELECT max(id) FROM orders) AS top, count(*) AS n FROM orders GROUP BY kind ORDER BY kind",
    "SELECT DISTINCT ON (id % (SELECT min(customer) + 3 FROM customers)) id, kind FROM orders ORDER BY id",
    "SELECT 5 AS five, id FROM orders WHERE id < 9 ORDER BY five, 2 DESC",
    "SELECT kind, (SELECT max(id) FROM orders) AS top, count(*) AS n FROM orders GROUP BY kind ORDER BY top, kind",
    "SELECT id FROM orders WHERE id < 9 ORDER BY abs(id - (SELECT avg(customer) FROM customers WHERE customer < 9)), id",
  ])("in order: %s", async (query) => {
    await expectSame(query, true);
  });

  test("paths stand for tables", async () => {
    const path = join(folder, "orders.parquet");
    expect((await ours(`SELECT count(*) AS n FROM '${path}'`)).rows).toEqual(['["500"]']);
    expect((await ours(`SELECT count(*) AS n FROM read_parquet(['${path}', '${path}'])`)).rows).toEqual(['["1000"]']);
  });

  test("a view is a DataFrame, and a query one again", async () => {
    const late = goldpan.sql("SELECT * FROM orders WHERE id >= 490").withColumn("half", "id / 2");
    late.createOrReplaceTempView("late");
    expect((await ours("SELECT count(*) AS n, min(half) AS least FROM late")).rows).toEqual(['["10","245.0"]']);
    expect(await goldpan.table("late").count()).toBe(10);
  });
});

describe("what has no plan is refused by name", () => {
  test.each([
    ["SELECT * FROM ordrs", "there is no view 'ordrs'"],
    ["SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.customer)", "correlated"],
    ["WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT * FROM t", "RECURSIVE"],
    ["SELECT (SELECT id FROM orders) AS x", "several rows"],
    ["SELECT (SELECT (SELECT max(id) FROM orders) FROM customers) AS x", "several rows"],
    ["SELECT kind, amount FROM orders GROUP BY kind", 'column "amount" must appear in the GROUP BY clause'],
    ["SELECT * FROM range(10)", "table function range"],
    ["SELECT * FROM orders LIMIT 10%", "percentage"],
    ["SELECT id, unnest(pair), unnest([1, 2, 3]) FROM orders", "several lists unnested side by side"],
    ["SELECT id, unnest([pair], recursive := true) FROM orders", "unnest takes a list alone"],
    ["SELECT unnest(MAP {1: 2}) AS x FROM orders", "gives 2 columns"],
    ["SELECT id FROM orders WHERE id < 3 OR (id, kind) IN (SELECT customer, name FROM customers)", "no value"],
    ["SELECT row_number() OVER (ORDER BY id) IN (SELECT customer FROM customers) FROM orders", "a window before IN"],
    ["SELECT id FROM orders WHERE id < 3 OR id::FLOAT IN (SELECT customer FROM customers)", "compares FLOAT with"],
    ["SELECT kind COLLATE NOCASE IN (SELECT name FROM customers) FROM orders", "COLLATE"],
    ["SELECT id FROM orders WHERE id > ALL (SELECT customer FROM customers)", "ANY or ALL"],
    ["SELECT * FROM customers c, LATERAL (SELECT id FROM orders o WHERE o.customer = c.customer) t", "a lateral join"],
    ["SELECT id, u FROM orders, unnest(pair) AS t(u)", "table function unnest"],
    ["PIVOT orders ON kind USING sum(amount)", "PIVOT has no plan"],
    ["PIVOT orders ON kind IN ('a', 'b') USING sum(amount) GROUP BY customer", "PIVOT has no plan"],
    ["UNPIVOT orders ON id, amount", "UNPIVOT has no plan"],
    ["SELECT * FROM (SUMMARIZE orders)", "DESCRIBE, SHOW and SUMMARIZE"],
    ["SELECT DISTINCT kind FROM orders ORDER BY id + 1", "not in the result"],
    ["SELECT id, amount FROM orders ORDER BY COLUMNS('am.*')", "a star that is not ALL"],
    ["SELECT DISTINCT id, amount FROM orders ORDER BY COLUMNS('am.*')", "a star that is not ALL"],
    ["SELECT customer, id FROM orders ORDER BY kind, *", "a star that is not ALL"],
    ["SELECT DISTINCT ON (*) kind FROM orders", "a star in DISTINCT ON"],
    ["SELECT DISTINCT ON (2) *, id % 3 AS rest FROM orders", "beside DISTINCT ON"],
    ["SELECT DISTINCT ON (customer) * REPLACE (id % 2 AS customer) FROM orders", "beside DISTINCT ON"],
    ["SELECT DISTINCT ON (kind) * REPLACE (-id AS id) FROM orders ORDER BY kind, id", "beside DISTINCT ON"],
    ["SELECT DISTINCT ON (3) kind, id FROM orders", "there is no column 3 to be distinct on"],
    ["SELECT * FROM orders o POSITIONAL JOIN customers c", "POSITIONAL"],
  ])("%s", async (query, message) => {
    const failure = goldpan.sql(query).toArray();
    await expect(failure).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      message: expect.stringContaining(message) as string,
    });
  });

  test.each([
    ["SELEC 1", "SYNTAX_ERROR"],
    ["SELECT kind, collect_set(amount) FROM orders GROUP BY kind", "FUNCTION_NOT_FOUND"],
    ["SELECT kind FROM orders GROUP BY kind HAVING summ(amount) > 1", "FUNCTION_NOT_FOUND"],
    ["SELECT nowhere FROM orders", "COLUMN_NOT_FOUND"],
    ["SELECT kind COLLATE NOCASE AS k FROM orders", "EXPRESSION_REFUSED"],
    ["SELECT txid_current() FROM orders", "EXPRESSION_REFUSED"],
    ["SELECT unnest({'a': 1}) FROM orders", "TYPE_MISMATCH"],
    ["SELECT count(*) FROM orders GROUP BY kind COLLATE NOCASE", "EXPRESSION_REFUSED"],
    ["SELECT min(kind COLLATE NOCASE) FROM orders", "EXPRESSION_REFUSED"],
    ["SELECT customer FROM orders JOIN customers ON orders.customer = customers.customer", "AMBIGUOUS_COLUMN"],
  ])("%s is %s", async (query, code) => {
    await expect(goldpan.sql(query).toArray()).rejects.toMatchObject({ code });
  });
});
