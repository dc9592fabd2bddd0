/** Joins, sets and duplicates as a user writes them, on two slots with an odd number of partitions, against one DuckDB process over the same files. */
import { beforeAll, describe, expect, test } from "vitest";
import { broadcast, col, earliest, expr, latest, when, type JoinHow, type DataFrame } from "../../client/index.js";
import { rowsOfArrow } from "../support/exact-rows.js";
import { ShopSession } from "../support/transforms/shop-session.js";

const session = new ShopSession("combining");
const { same } = session;
let orders: DataFrame;
let customers: DataFrame;

beforeAll(() => {
  ({ orders, customers } = session.opened);
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
