/**
 * Every transform as a user writes it, on two slots with an odd number of partitions, against one DuckDB process over the same files:
 * same names, same types, same rows.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  avg,
  bit_xor,
  broadcast,
  col,
  collect_list,
  collect_set,
  count,
  countDistinct,
  cume_dist,
  date_trunc,
  dense_rank,
  earliest,
  explode,
  from_json,
  explode_outer,
  expr,
  first_value,
  GoldpanSession,
  lag,
  latest,
  lead,
  lit,
  max,
  max_by,
  median,
  min,
  month,
  percentile,
  posexplode,
  posexplode_outer,
  rank,
  row_number,
  size,
  split,
  stddev,
  sum,
  sumDistinct,
  var_pop,
  when,
  Window,
  type DataFrame,
  type JoinHow,
} from "../../client/index.js";
import { differenceOfRows, firstDifference } from "../support/compare-rows.js";
import { withDuckDB } from "../support/duckdb.js";
import { rowsOfArrow, rowsOfDuckDB, type ExactRow } from "../support/exact-rows.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import {
  nextNumber,
  nextNumbers,
  orMissing,
  partitionRows,
  pieces,
  spread,
  sumOrOne,
  words,
} from "../support/transforms/row-functions.js";
import { makeShop, shopViews, type Shop } from "../support/transforms/shop.js";

const folder = temporaryFolder();
let shop: Shop;
let goldpan: GoldpanSession;
let orders: DataFrame;
let customers: DataFrame;

beforeAll(async () => {
  shop = await makeShop(folder);
  goldpan = await GoldpanSession.builder()
    .master("local[2]")
    .appName("transforms")
    .config("goldpan.sql.shuffle.partitions", 5)
    .getOrCreate();
  orders = goldpan.read.parquet(shop.orders);
  customers = goldpan.read.parquet(shop.customers);
});

afterAll(() => goldpan.stop());

interface Answer {
  readonly columns: readonly [name: string, type: string][];
  readonly rows: readonly ExactRow[];
}

async function answerOf(query: string): Promise<Answer> {
  return withDuckDB(async (connection) => {
    const reader = await connection.runAndReadAll(`${shopViews(shop)} ${query}`);
    const names = reader.columnNames();
    return {
      columns: reader.columnTypes().map((type, index) => [names[index] ?? "", type.toString()]),
      rows: rowsOfDuckDB(reader),
    };
  });
}

/** The rows of `frame` are those of `query` over the same files, in whatever order. */
async function same(frame: DataFrame, query: string): Promise<void> {
  const [rows, types, answer] = await Promise.all([frame.collect(), frame.dtypes(), answerOf(query)]);
  expect(types.map(([name]) => name)).toEqual(answer.columns.map(([name]) => name));
  expect(answer.rows.length).toBeGreaterThan(0);
  expect(differenceOfRows(rowsOfArrow(rows), answer.rows)).toBeUndefined();
}

/** And in the same order. */
async function sameInOrder(frame: DataFrame, query: string): Promise<void> {
  const [rows, answer] = await Promise.all([frame.collect(), answerOf(query)]);
  const actual = rowsOfArrow(rows);
  expect(answer.rows.length).toBeGreaterThan(0);
  const position = firstDifference(actual, answer.rows);
  expect({ position, row: actual[position] }).toEqual({ position: -1, row: undefined });
  expect(actual.length).toBe(answer.rows.length);
}

describe("groups", () => {
  test("groupBy().agg() with aggregates that are put together", () =>
    same(
      orders
        .groupBy("shop", month("moment").as("month"))
        .agg(
          count("*").as("orders"),
          count("customer").as("with_customer"),
          sum("amount").as("amount"),
          sum("qty").as("qty"),
          avg("weight").as("weight"),
          min("moment").as("first_at"),
          max("note").as("last_note"),
          stddev("weight").as("deviation"),
          var_pop("qty").as("variance"),
          bit_xor("id").as("bits"),
        ),
      `SELECT shop, month(moment) AS month, count(*) AS orders, count(customer) AS with_customer, sum(amount) AS amount,
         CAST(sum(qty) AS BIGINT) AS qty, avg(weight) AS weight, min(moment) AS first_at, max(note) AS last_note,
         stddev_samp(weight) AS deviation, var_pop(qty) AS variance, bit_xor(id) AS bits
       FROM orders GROUP BY ALL`,
    ));

  test("NULL is a group; count() and sum() name their columns as Spark does", async () => {
    await same(orders.groupBy("customer").count(), `SELECT customer, count(*) AS count FROM orders GROUP BY ALL`);
    await same(
      orders.groupBy("customer").sum("qty", "weight"),
      `SELECT customer, CAST(sum(qty) AS BIGINT) AS "sum(qty)", sum(weight) AS "sum(weight)" FROM orders GROUP BY ALL`,
    );
  });

  test("aggregates that need all values of a group", () =>
    same(
      orders
        .groupBy("shop")
        .agg(
          countDistinct("customer").as("customers"),
          countDistinct("customer", "qty").as("pairs"),
          sumDistinct("qty").as("quantities"),
          median("weight").as("middle"),
          percentile("weight", [0.1, 0.9]).as("tenths"),
          expr("list_sort(list(DISTINCT qty))").as("qtys"),
          max_by("note", "moment").as("latest_note"),
        ),
      `SELECT shop, count(DISTINCT customer) AS customers,
         count(DISTINCT (customer, qty)) FILTER (WHERE customer IS NOT NULL) AS pairs,
         CAST(sum(DISTINCT qty) AS BIGINT) AS quantities, quantile_cont(weight, 0.5) AS middle,
         quantile_cont(weight, [0.1, 0.9]) AS tenths, list_sort(list(DISTINCT qty)) AS qtys, arg_max(note, moment) AS latest_note
       FROM orders GROUP BY ALL`,
    ));

  test("lists of values", () =>
    same(
      orders
        .groupBy("shop")
        .agg(collect_list("customer").as("all"), collect_set("qty").as("different"))
        .select("shop", expr('list_sort("all")').as("all"), expr("list_sort(different)").as("different")),
      `SELECT shop, list_sort(list(customer) FILTER (WHERE customer IS NOT NULL)) AS "all", list_sort(list(DISTINCT qty)) AS different
       FROM orders GROUP BY ALL`,
    ));

  test("agg without keys, and over no rows", async () => {
    await same(
      orders.agg(count("*").as("n"), sum("amount").as("amount"), countDistinct("note").as("notes")),
      "SELECT count(*) AS n, sum(amount) AS amount, count(DISTINCT note) AS notes FROM orders",
    );
    await same(
      orders.filter("qty > 99").agg(count("*").as("n"), sum("amount").as("amount")),
      "SELECT count(*) AS n, sum(amount) AS amount FROM orders WHERE qty > 99",
    );
  });

  test("select of aggregates is one row of all", async () => {
    await same(
      orders.select(count("*").as("n"), sum("amount").as("amount"), lit("all").as("of")),
      "SELECT count(*) AS n, sum(amount) AS amount, 'all' AS of FROM orders",
    );
    await same(
      orders.filter("qty > 99").selectExpr("max(qty) - min(qty) AS spread", "count(DISTINCT shop) AS shops"),
      "SELECT max(qty) - min(qty) AS spread, count(DISTINCT shop) AS shops FROM orders WHERE qty > 99",
    );
  });

  test("numbers of a range, by one task or several, in order", async () => {
    await same(goldpan.range(5), "SELECT i AS id FROM range(5) t(i)");
    await same(goldpan.range(10, -10, -3), "SELECT i AS id FROM range(10, -10, -3) t(i)");
    expect(await goldpan.range(3, 3).count()).toBe(0);
    await same(
      goldpan.range(0, 300_000n, 7, 3).select(sum("id").as("total"), count("*").as("n")),
      "SELECT CAST(sum(i) AS BIGINT) AS total, count(*) AS n FROM range(0, 300000, 7) t(i)",
    );
    const ids = (await goldpan.range(0, 200_000, 1, 3).toArray()).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 200_000 }, (_, id) => id));
    const byTask = goldpan.range(0, 200_000, 1, 3).mapPartitions(partitionRows);
    expect((await byTask.toArray<{ rows: number }>()).map(({ rows }) => rows > 0)).toEqual([true, true, true]);
    expect(await goldpan.range(200_000).mapPartitions(partitionRows).toArray()).toEqual([{ rows: 200_000 }]);
  });

  test("a group of groups, after a filter on the aggregate", () =>
    same(
      orders
        .groupBy("customer", "shop")
        .agg(sum("qty").as("qty"))
        .filter(col("qty").gt(4))
        .groupBy("shop")
        .agg(count("*").as("customers"), max("qty").as("most")),
      `SELECT shop, count(*) AS customers, max(qty) AS most
       FROM (SELECT customer, shop, CAST(sum(qty) AS BIGINT) AS qty FROM orders GROUP BY ALL) WHERE qty > 4 GROUP BY ALL`,
    ));

  test("rollup and cube", async () => {
    const sums = [sum("amount").as("amount"), count("*").as("n")];
    await same(
      orders.rollup("shop", "qty").agg(...sums),
      "SELECT shop, qty, sum(amount) AS amount, count(*) AS n FROM orders GROUP BY ROLLUP (shop, qty)",
    );
    await same(
      orders.cube("shop", "qty").agg(...sums),
      "SELECT shop, qty, sum(amount) AS amount, count(*) AS n FROM orders GROUP BY CUBE (shop, qty)",
    );
  });

  test("pivot, with values and without", async () => {
    await same(
      orders.groupBy("shop").pivot("qty", [0, 5]).agg(sum("amount")),
      `SELECT shop, sum(amount) FILTER (WHERE qty = 0) AS "0", sum(amount) FILTER (WHERE qty = 5) AS "5" FROM orders GROUP BY ALL`,
    );
    const found = await orders.filter("qty > 2").groupBy("shop").pivot("qty");
    await same(
      found.agg(sum("amount").as("a"), count("*").as("n")),
      `SELECT shop, ${[3, 4, 5]
        .map(
          (qty) =>
            `sum(amount) FILTER (WHERE qty = ${qty}) AS "${qty}_a", nullif(count(*) FILTER (WHERE qty = ${qty}), 0) AS "${qty}_n"`,
        )
        .join(", ")} FROM orders WHERE qty > 2 GROUP BY ALL`,
    );
    const kinds = orders.withColumn("kind", "''").groupBy("shop").pivot("kind", [""]);
    // Spark's names. A single '' has no name there at all.
    expect(await kinds.agg(sum("qty").as("s"), count("*").as("n")).columns()).toEqual(["shop", "_s", "_n"]);
    expect(await kinds.agg(sum("qty")).columns()).toEqual(["shop", "''"]);
  });

  // PySpark 4.3: [1], [2], NULL, [3, 4].
  test("from_json of a list of structs takes an object for one", async () => {
    const texts = goldpan.createDataFrame([
      { j: '{"a":1}' },
      { j: '[{"a":2}]' },
      { j: "5" },
      { j: '[{"a":3},{"a":4}]' },
    ]);
    const found = texts.select(from_json("j", "array<struct<a:int>>").as("l"));
    expect((await found.toArray()).map(({ l }) => l)).toEqual([[{ a: 1 }], [{ a: 2 }], null, [{ a: 3 }, { a: 4 }]]);
  });

  test("udaf", () =>
    same(
      orders.groupBy("shop").agg(spread("qty").as("spread"), count("*").as("n")),
      "SELECT shop, max(qty) - min(qty) AS spread, count(*) AS n FROM orders GROUP BY ALL",
    ));
});

describe("joins", () => {
  const kinds: [JoinHow, string][] = [
    ["inner", "JOIN"],
    ["left", "LEFT JOIN"],
    ["right", "RIGHT JOIN"],
    ["full", "FULL JOIN"],
    ["left_semi", "SEMI JOIN"],
    ["left_anti", "ANTI JOIN"],
  ];

  test.each(kinds)("%s, by a condition", async (how, join) => {
    const frame = orders
      .select("customer", "amount", "moment")
      .join(customers, orders.col("customer").eq(customers.col("id")), how);
    await same(
      frame,
      `SELECT * FROM (SELECT customer, amount, moment FROM orders) AS o ${join} customers AS c ON o.customer = c.id`,
    );
  });

  test.each(kinds)("%s, by a common column, which is there once", async (how, join) => {
    const renamed = customers.withColumnRenamed("id", "customer");
    const key = how === "right" ? "c.customer" : how === "full" ? "coalesce(o.customer, c.customer)" : "o.customer";
    const columns = how.endsWith("semi") || how.endsWith("anti") ? "" : ", c.name, c.city";
    await same(
      orders.select("customer", "moment").join(renamed, "customer", how),
      `SELECT ${key} AS customer, o.moment${columns} FROM orders AS o ${join}
         (SELECT id AS customer, name, city FROM customers) AS c ON o.customer = c.customer`,
    );
  });

  test.each(kinds)("%s, with a further condition", async (how, join) => {
    const condition = orders
      .col("customer")
      .eq(customers.col("id"))
      .and(orders.col("qty").gt(length5(customers)));
    await same(
      orders.select("customer", "qty", "moment").join(customers, condition, how),
      `SELECT * FROM (SELECT customer, qty, moment FROM orders) AS o ${join} customers AS c ON o.customer = c.id AND o.qty > length(c.city) - 5`,
    );
  });

  test("broadcast, NULL-safe, and by aliases", async () => {
    await same(
      orders
        .alias("o")
        .join(broadcast(customers.alias("c")), col("o.customer").eq(col("c.id")), "left")
        .select("o.moment", "c.name"),
      "SELECT moment, name FROM orders LEFT JOIN customers ON customer = customers.id",
    );
    await same(
      orders
        .select("customer", "moment")
        .join(
          customers.select(when(col("id").lt(30), null).otherwise(col("id")).as("id"), "name"),
          col("customer").eqNullSafe(col("id")),
        ),
      `SELECT customer, moment, c.* FROM orders JOIN
         (SELECT CASE WHEN id < 30 THEN NULL ELSE id END AS id, name FROM customers) AS c ON customer IS NOT DISTINCT FROM c.id`,
    );
  });

  test("a table with itself", () => {
    const a = customers.filter("id < 60").alias("a");
    const b = customers.alias("b");
    return same(
      a
        .join(
          b,
          col("a.city")
            .eq(col("b.city"))
            .and(col("a.id").lt(col("b.id"))),
        )
        .select("a.id", "b.name"),
      "SELECT a.id, b.name FROM customers a JOIN customers b ON a.city = b.city AND a.id < b.id WHERE a.id < 60",
    );
  });

  test("crossJoin", () =>
    same(
      customers.select("id").crossJoin(customers.filter("id < 25").select("city")),
      "SELECT a.id, b.city FROM customers a, customers b WHERE b.id < 25",
    ));
});

/** An expression over both sides. */
function length5(frame: DataFrame) {
  return expr("length(city)").minus(5).plus(frame.col("id").times(0));
}

describe("duplicates", () => {
  test("distinct", () =>
    same(orders.select("customer", "shop").distinct(), "SELECT DISTINCT customer, shop FROM orders"));

  test("dropDuplicates keeps the latest, the earliest, or the first by an order", async () => {
    const kept = (order: string) =>
      `SELECT * FROM orders QUALIFY row_number() OVER (PARTITION BY id ORDER BY ${order}) = 1`;
    await same(orders.dropDuplicates(["id"], { keep: latest("moment") }), kept("moment DESC"));
    await same(orders.dropDuplicates("id", { keep: earliest("moment") }), kept("moment"));
    await same(
      orders.dropDuplicates(["id"], { keep: [col("qty").desc(), col("moment").asc()] }),
      kept("qty DESC, moment"),
    );
  });

  test("dropDuplicates without an order keeps one of each, the same at every run", async () => {
    const frame = orders.dropDuplicates(["shop", "qty"]);
    const [once, again] = await Promise.all([frame.collect(), frame.collect()]);
    expect(rowsOfArrow(again)).toEqual(rowsOfArrow(once));
    await same(frame.select("shop", "qty"), "SELECT DISTINCT shop, qty FROM orders");
  });
});

describe("order", () => {
  test("orderBy: NULL first ascending, last descending, as in Spark", () =>
    sameInOrder(
      orders.select("customer", "shop", "moment").orderBy("customer", col("shop").desc(), "moment"),
      "SELECT customer, shop, moment FROM orders ORDER BY customer NULLS FIRST, shop DESC NULLS LAST, moment",
    ));

  test("by expressions and other places of NULL", () =>
    sameInOrder(
      orders.select("weight", "moment").orderBy(col("weight").ascNullsLast(), expr("minute(moment)").desc(), "moment"),
      "SELECT weight, moment FROM orders ORDER BY weight ASC NULLS LAST, minute(moment) DESC, moment",
    ));

  test("files are in order, one after the other", async () => {
    const table = join(folder, "sorted");
    await orders.repartition(4).orderBy(col("moment").desc()).write.parquet(table);
    const files = readdirSync(table)
      .filter((name) => name.endsWith(".parquet"))
      .sort();
    const list = files.map((name) => `'${join(table, name)}'`).join(", ");
    const { rows } = await answerOf(`SELECT count(*), count(*) FILTER (WHERE moment <= before OR before IS NULL) FROM (
      SELECT moment, lag(moment) OVER (ORDER BY file_order, file_row_number) AS before
      FROM read_parquet([${list}], file_row_number = true) JOIN (SELECT unnest([${list}]) AS path, unnest(range(${files.length})) AS file_order) ON path = filename)`);
    expect(rows).toEqual([["12000", "12000"]]);
  });

  test("top-N, limit and offset", async () => {
    const sorted = orders.select("amount", "moment").orderBy(col("amount").desc(), "moment");
    const all = "SELECT amount, moment FROM orders ORDER BY amount DESC NULLS LAST, moment";
    await sameInOrder(sorted.limit(7), `${all} LIMIT 7`);
    await sameInOrder(sorted.offset(100).limit(5), `${all} LIMIT 5 OFFSET 100`);
    expect(await orders.limit(17).count()).toBe(17);
    expect(await orders.offset(11_000).limit(2_000).count()).toBe(1_000);
    await expect(sorted.offset(100).collect()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      hint: expect.stringContaining("goldpan.sql.singleTask.enabled") as string,
    });
  });

  test("sortWithinPartitions sorts each task's rows", async () => {
    const rows = await orders
      .repartition(3, "shop")
      .sortWithinPartitions("moment")
      .select("moment")
      .toArray<{ moment: Date }>();
    const breaks = rows.filter(({ moment }, index) => index > 0 && moment < (rows[index - 1]?.moment ?? moment)).length;
    expect(rows.length).toBe(12_000);
    expect(breaks).toBeLessThan(3);
  });
});

describe("windows", () => {
  const byShop = Window.partitionBy("shop").orderBy("moment");

  test("ranks and neighbours", () => {
    const byQty = Window.partitionBy("shop").orderBy(col("qty").desc());
    return same(
      orders.select(
        "shop",
        "moment",
        row_number().over(byShop).as("number"),
        rank().over(byQty).as("rank"),
        dense_rank().over(byQty).as("dense"),
        cume_dist().over(byQty).as("share"),
        lag("qty").over(byShop).as("before"),
        lead("note", 2, "none").over(byShop).as("after"),
        first_value("customer", true).over(byShop).as("first_customer"),
      ),
      `SELECT shop, moment, row_number() OVER s AS number, rank() OVER q AS rank, dense_rank() OVER q AS dense, cume_dist() OVER q AS share,
         lag(qty) OVER s AS before, lead(note, 2, 'none') OVER s AS after, first_value(customer IGNORE NULLS) OVER s AS first_customer
       FROM orders WINDOW s AS (PARTITION BY shop ORDER BY moment), q AS (PARTITION BY shop ORDER BY qty DESC)`,
    );
  });

  test("frames by rows and by values", () =>
    same(
      orders.select(
        "shop",
        "moment",
        sum("qty").over(byShop.rowsBetween(Window.unboundedPreceding, Window.currentRow)).as("running"),
        avg("weight").over(byShop.rowsBetween(-3, 3)).as("around"),
        count("*").over(byShop.rangeBetween("-7 days", Window.currentRow)).as("week"),
        max("amount").over(Window.partitionBy("shop")).as("most"),
        collect_list("qty").over(byShop.rowsBetween(-1, 0)).as("two"),
      ),
      `SELECT shop, moment, CAST(sum(qty) OVER (s ROWS UNBOUNDED PRECEDING) AS BIGINT) AS running,
         avg(weight) OVER (s ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING) AS around,
         count(*) OVER (s RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) AS week,
         max(amount) OVER (PARTITION BY shop) AS most, list(qty) OVER (s ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS two
       FROM orders WINDOW s AS (PARTITION BY shop ORDER BY moment)`,
    ));

  test("a filter on a window's value", () =>
    same(
      orders.withColumn("n", row_number().over(byShop)).filter("n <= 2").select("shop", "id", "n"),
      "SELECT shop, id, row_number() OVER (PARTITION BY shop ORDER BY moment) AS n FROM orders QUALIFY n <= 2",
    ));

  test("without PARTITION BY it is refused, and says what allows it", async () => {
    const frame = orders.withColumn("n", row_number().over(Window.orderBy("moment")));
    await expect(frame.collect()).rejects.toMatchObject({
      code: "PLAN_REFUSED",
      hint: expect.stringContaining("goldpan.sql.singleTask.enabled") as string,
    });
  });
});

describe("rows out of rows", () => {
  test("explode and its kind", async () => {
    await same(orders.select("moment", explode("tags").as("tag")), "SELECT moment, unnest(tags) AS tag FROM orders");
    await same(
      orders.select("moment", explode_outer("tags").as("tag")),
      "SELECT moment, unnest(CASE WHEN len(tags) > 0 THEN tags ELSE [NULL] END) AS tag FROM orders",
    );
    await same(
      orders.select("moment", posexplode("tags")),
      "SELECT moment, CAST(unnest(range(len(tags))) AS INTEGER) AS pos, unnest(tags) AS col FROM orders",
    );
    await same(
      orders.select("moment", posexplode_outer("tags").as("position", "tag")),
      `SELECT moment, CAST(unnest(CASE WHEN len(tags) > 0 THEN range(len(tags)) ELSE [NULL] END) AS INTEGER) AS position,
         unnest(CASE WHEN len(tags) > 0 THEN tags ELSE [NULL] END) AS tag FROM orders`,
    );
  });

  test("explode of a map, in withColumn, and with all columns", async () => {
    await same(
      orders.select("moment", explode("attributes").as("key", "value")),
      "SELECT moment, unnest(map_keys(attributes)) AS key, unnest(map_values(attributes)) AS value FROM orders",
    );
    await same(
      orders.select("id", "tags").withColumn("tags", explode("tags")),
      "SELECT id, unnest(tags) AS tags FROM orders",
    );
    await same(
      orders.select("id", "tags").select("*", explode("tags").as("tag")),
      "SELECT id, tags, unnest(tags) AS tag FROM orders",
    );
  });

  test("words of texts: split, and a row function through flatMap", async () => {
    const answer =
      "SELECT word, count(*) AS count FROM (SELECT unnest(string_split(note, ' ')) AS word FROM orders) GROUP BY ALL";
    await same(
      orders
        .select(explode(split("note", " ")).as("word"))
        .groupBy("word")
        .count(),
      answer,
    );
    await same(orders.flatMap(words("note"), "word").groupBy("word").count(), answer);
  });

  test("mapPartitions", async () => {
    await same(
      orders.select("id", "qty").mapPartitions(pieces),
      "SELECT id, CAST(unnest(range(qty)) AS INTEGER) AS piece FROM orders WHERE qty >= 2",
    );
    const rows = await orders.select("id").mapPartitions(partitionRows).toArray<{ rows: number }>();
    expect(rows.reduce((total, row) => total + row.rows, 0)).toBe(12_000);
  });

  test("functions of the script that see NULL, and whole numbers beyond 2^53", async () => {
    const numbers = goldpan.createDataFrame(
      [
        { n: 2n ** 53n + 1n, text: "a" },
        { n: null, text: null },
      ],
      "n BIGINT, text VARCHAR",
    );
    // By hand: 2^53 is 9007199254740992.
    expect(await numbers.select(orMissing("text").as("text"), nextNumber("n").as("n")).toArray()).toEqual([
      { text: "a", n: 9007199254740994n },
      { text: "missing", n: null },
    ]);
    expect(await numbers.agg(sumOrOne("n").as("n")).toArray()).toEqual([{ n: 9007199254740994n }]);
    expect(await numbers.select("n").mapPartitions(nextNumbers).toArray()).toEqual([
      { n: 9007199254740994n },
      { n: null },
    ]);
  });
});

describe("sets", () => {
  const north = () => orders.filter("qty < 4").select("customer", "shop");
  const south = () => orders.filter("qty > 2").select("customer", "shop");
  const both = (operation: string) =>
    `SELECT customer, shop FROM orders WHERE qty < 4 ${operation} SELECT customer, shop FROM orders WHERE qty > 2`;

  test.each<[string, (a: DataFrame, b: DataFrame) => DataFrame]>([
    ["UNION ALL", (a, b) => a.union(b)],
    ["UNION", (a, b) => a.union(b).distinct()],
    ["INTERSECT", (a, b) => a.intersect(b)],
    ["INTERSECT ALL", (a, b) => a.intersectAll(b)],
    ["EXCEPT", (a, b) => a.subtract(b)],
    ["EXCEPT ALL", (a, b) => a.exceptAll(b)],
  ])("%s", (operation, combine) => same(combine(north(), south()), both(operation)));

  test("unionByName", () =>
    same(
      orders.select("shop", "qty").unionByName(orders.select("qty", "customer"), { allowMissingColumns: true }),
      "SELECT shop, qty, NULL::INTEGER AS customer FROM orders UNION ALL SELECT NULL, qty, customer FROM orders",
    ));
});

describe("partitions", () => {
  test("repartition, repartitionByRange and coalesce move rows and change none", async () => {
    const columns = orders.select("customer", "moment");
    const all = "SELECT customer, moment FROM orders";
    await same(columns.repartition(7), all);
    await same(columns.repartition(3, "customer"), all);
    await same(columns.repartitionByRange(3, col("moment").desc()), all);
    await same(columns.coalesce(1), all);
  });

  test("files are as many as partitions, and a key is in one of them", async () => {
    const table = join(folder, "by-shop");
    await orders.repartition(4, "qty").coalesce(2).write.parquet(table);
    const files = readdirSync(table).filter((name) => name.endsWith(".parquet"));
    expect(files.length).toBe(2);
    const { rows } = await answerOf(
      `SELECT max(files) FROM (SELECT qty, count(DISTINCT filename) AS files FROM read_parquet('${table}/*.parquet') GROUP BY qty)`,
    );
    expect(rows).toEqual([["1"]]);
  });

  test("sample: the same rows of files in every plan", async () => {
    const sampled = orders.filter("id >= 5").sample(0.4, 42);
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id).sort((a, b) => a - b);
    const alone = ids(await sampled.select("id").toArray<{ id: number }>());
    expect(alone.length).toBeGreaterThan(10);
    const grouped = sampled.groupBy("id", "moment").agg(count("*").as("n"));
    expect(ids(await grouped.select("id").toArray<{ id: number }>())).toEqual(alone);
    expect(ids(await sampled.orderBy("moment").select("id").toArray<{ id: number }>())).toEqual(alone);
    const whole = orders.filter("id >= 5");
    const rest = await whole.join(sampled.select("id"), "id", "left_anti").select("id").toArray<{ id: number }>();
    const taken = new Set(alone);
    expect(ids(rest)).toEqual(ids(await whole.select("id").toArray<{ id: number }>()).filter((id) => !taken.has(id)));
    const both = await sampled.unionAll(sampled).select("id").toArray<{ id: number }>();
    expect(ids(both)).toEqual(ids([...alone, ...alone].map((id) => ({ id }))));
  });

  test("sample: the same rows for the same seed, about as many as asked for", async () => {
    const sampled = orders.select("moment").sample(0.1, 42);
    const [once, again, other] = await Promise.all([
      sampled.collect(),
      orders.select("moment").sample(0.1, 42).collect(),
      orders.select("moment").sample(0.1, 43).collect(),
    ]);
    expect(once.numRows).toBeGreaterThan(1_000);
    expect(once.numRows).toBeLessThan(1_400);
    expect(rowsOfArrow(again)).toEqual(rowsOfArrow(once));
    expect(rowsOfArrow(other)).not.toEqual(rowsOfArrow(once));
    const twice = await orders.sample(true, 2, 7).count();
    expect(twice).toBeGreaterThan(23_000);
    expect(twice).toBeLessThan(25_000);
  });
});

describe("kept and named", () => {
  test("cache gives the same rows to several jobs, and after unpersist", async () => {
    const cached = orders.groupBy("customer").agg(sum("amount").as("amount")).cache();
    const answer = "SELECT customer, sum(amount) AS amount FROM orders GROUP BY ALL";
    await same(cached, answer);
    await same(cached, answer);
    await same(cached.filter("customer < 100"), `FROM (${answer}) WHERE customer < 100`);
    await cached.unpersist();
    await same(cached, answer);
  });

  test("views and SQL", async () => {
    orders.createOrReplaceTempView("orders");
    customers.createOrReplaceTempView("Customers");
    const query = `
      WITH big AS (SELECT customer, amount, moment FROM orders WHERE qty >= 3)
      SELECT city, count(*) AS n, sum(amount) AS amount, max(moment) AS last_at
      FROM big JOIN customers ON big.customer = customers.id
      GROUP BY city HAVING count(*) > 5 ORDER BY amount DESC LIMIT 6`;
    await sameInOrder(goldpan.sql(query), query.replace(/^\s*WITH/, ","));
    await same(
      goldpan.table("orders").groupBy("orders.shop").count(),
      "SELECT shop, count(*) AS count FROM orders GROUP BY ALL",
    );
    await same(goldpan.sql(`SELECT count(*) AS n FROM '${shop.orders}'`), "SELECT count(*) AS n FROM orders");
  });

  test("explain('executed') runs the plan and tells its stages; noop runs it too", async () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    await orders.groupBy("shop").count().explain("executed");
    spy.mockRestore();
    expect(written.join("")).toMatch(/12,000|12000/);
    const summary = await orders.groupBy("shop").count().write.format("noop").save();
    expect(Number(summary.volume?.rowsRead)).toBe(12_000);
  });
});

describe("all of it together", () => {
  test("a cleaned, deduplicated, joined and ranked table", () =>
    sameInOrder(
      orders
        .filter(col("customer").isNotNull())
        .dropDuplicates(["id"], { keep: latest("moment") })
        .join(broadcast(customers), orders.col("customer").eq(customers.col("id")))
        .groupBy("city", date_trunc("month", "moment").as("month"))
        .agg(sum("amount").as("amount"), sum(size("tags")).as("tags"))
        .withColumn("place", rank().over(Window.partitionBy("month").orderBy(col("amount").desc())))
        .filter("place <= 3")
        .orderBy("month", "place", "city"),
      `SELECT city, date_trunc('month', moment) AS month, sum(amount) AS amount, CAST(sum(len(tags)) AS BIGINT) AS tags,
         rank() OVER (PARTITION BY date_trunc('month', moment) ORDER BY sum(amount) DESC) AS place
       FROM (SELECT * FROM orders WHERE customer IS NOT NULL QUALIFY row_number() OVER (PARTITION BY id ORDER BY moment DESC) = 1)
         JOIN customers ON customer = customers.id
       GROUP BY city, date_trunc('month', moment) QUALIFY place <= 3 ORDER BY month, place, city NULLS FIRST`,
    ));
});
