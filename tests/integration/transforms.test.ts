/**
 * Transforms as a user writes them, on two slots with an odd number of partitions, against one DuckDB process over the same files: same
 * names, same types, same rows. Groups, and what puts tables together, are in files of their own.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  avg,
  broadcast,
  col,
  collect_list,
  count,
  cume_dist,
  date_trunc,
  dense_rank,
  explode,
  explode_outer,
  expr,
  F,
  first_value,
  lag,
  latest,
  lead,
  max,
  posexplode,
  posexplode_outer,
  rank,
  row_number,
  size,
  split,
  sum,
  Window,
  type GoldpanSession,
  type DataFrame,
} from "../../client/index.js";
import { rowsOfArrow } from "../support/exact-rows.js";
import {
  nextNumber,
  nextNumbers,
  orMissing,
  partitionRows,
  pieces,
  sumOrOne,
  words,
} from "../support/transforms/row-functions.js";
import type { Shop } from "../support/transforms/shop.js";
import { ShopSession } from "../support/transforms/shop-session.js";

const session = new ShopSession("transforms");
const { same, sameInOrder, folder } = session;
let orders: DataFrame;
let customers: DataFrame;
let goldpan: GoldpanSession;
let shop: Shop;

beforeAll(() => {
  ({ orders, customers, goldpan, shop } = session.opened);
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
    const { rows } =
      await session.answerOf(`SELECT count(*), count(*) FILTER (WHERE moment <= before OR before IS NULL) FROM (
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

  test("explode of lists whose making may fail: the error stays in its branch", async () => {
    await same(
      orders.select("moment", explode(F.sequence("moment", "moment", expr("INTERVAL 1 HOUR"))).as("hour")),
      "SELECT moment, moment AS hour FROM orders WHERE moment IS NOT NULL",
    );
    await same(
      orders.select("moment", explode(F.slice("tags", 1, 1)).as("tag")),
      "SELECT moment, unnest(tags[1:1]) AS tag FROM orders",
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
    const { rows } = await session.answerOf(
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
    await orders.withColumn("place", rank().over(Window.partitionBy("shop").orderBy("id"))).explain("formatted");
    spy.mockRestore();
    expect(written.join("")).toMatch(/12,000|12000/);
    expect(written.join("")).toContain("window partition by shop: ");
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
