/** Groups as a user writes them, on two slots with an odd number of partitions, against one DuckDB process over the same files. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  avg,
  bit_xor,
  col,
  collect_list,
  collect_set,
  count,
  countDistinct,
  from_json,
  expr,
  lit,
  max,
  max_by,
  median,
  min,
  month,
  percentile,
  stddev,
  sum,
  sumDistinct,
  var_pop,
  type GoldpanSession,
  type DataFrame,
} from "../../client/index.js";
import { partitionRows, spread } from "../support/transforms/row-functions.js";
import { ShopSession } from "../support/transforms/shop-session.js";

const session = new ShopSession("grouping");
const { same } = session;
let orders: DataFrame;
let goldpan: GoldpanSession;

beforeAll(() => {
  ({ orders, goldpan } = session.opened);
});

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
    // PySpark 4.3, which counts 0 and not NULL beside what is no number.
    const few = goldpan
      .createDataFrame(
        [
          { k: 1, g: "a", i: 1 },
          { k: 2, g: "b", i: 2 },
        ],
        "k INT, g STRING, i INT",
      )
      .groupBy("k")
      .pivot("g", ["a", "b"]);
    expect(await few.agg(collect_list("i").as("l"), count("i").as("n")).orderBy("k").toArray()).toEqual([
      { k: 1, a_l: [1], a_n: 1, b_l: [], b_n: 0 },
      { k: 2, a_l: [], a_n: 0, b_l: [2], b_n: 1 },
    ]);
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
