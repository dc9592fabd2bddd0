import { describe, expect, test } from "vitest";
import { bare, testSession } from "../../tests/support/test-connection.js";

const { session } = testSession();
const scan = { scan: { format: "parquet", paths: ["s3a://raw/a/"], options: {} } };

describe("views", () => {
  const frame = session.read.parquet("s3a://raw/a/");
  frame.createOrReplaceTempView("Flights");
  frame.limit(1).createOrReplaceTempView('we "ird');

  test("are found by name, whatever its case, and name their columns", () => {
    expect(bare(session.table("FLIGHTS").relation)).toEqual({ alias: { input: scan, name: "Flights" } });
    frame.limit(2).createOrReplaceTempView("replaced");
    frame.createOrReplaceTempView("REPLACED");
    expect(bare(session.table("replaced").relation)).toEqual({ alias: { input: scan, name: "REPLACED" } });
  });

  test("one that is not there is refused with the nearest", () => {
    const refused = (hint: string): Error =>
      expect.objectContaining({ code: "PLAN_REFUSED", hint: expect.stringContaining(hint) as string }) as Error;
    expect(() => session.table("flight")).toThrow(refused("did you mean 'Flights'?"));
    expect(() => session.table(undefined as unknown as string)).toThrow("there is no view undefined");
    expect(() => frame.createOrReplaceTempView("")).toThrow("cannot be a name");
  });

  test("sql carries the query and the views that it may read", () => {
    const query = 'SELECT * FROM flights JOIN "we ""ird" USING (id)';
    expect(bare(session.sql(query).relation)).toEqual({
      sql: {
        query,
        folder: "file:///base/",
        views: { Flights: scan, 'we "ird': { limit: { input: scan, count: 1 } } },
      },
    });
    expect(bare(session.sql("SELECT 1").relation)).toEqual({
      sql: { query: "SELECT 1", folder: "file:///base/", views: {} },
    });
    expect(() => session.sql(" ")).toThrow('sql takes a query, not the string " "');
    const sql = session.sql.bind(session) as (...given: unknown[]) => unknown;
    expect(() => sql("SELECT 1", { n: 3 })).toThrow("sql takes a query alone");
  });

  test.each([
    ["INSERT INTO t SELECT * FROM s", "INSERT"],
    ["-- nightly\n/* insert */ create or replace temp view v as select 1", "CREATE"],
    ["WITH s AS (SELECT 1 AS x) INSERT OVERWRITE t SELECT * FROM s", "INSERT"],
    ["FROM s INSERT INTO t SELECT *", "INSERT"],
    ["MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE", "MERGE"],
    ["SET goldpan.sql.shuffle.partitions = 4", "SET"],
    ["CACHE TABLE t", "CACHE"],
    ["ALTER TABLE t ADD COLUMNS (x INT)", "ALTER"],
    ["DESCRIBE t", "DESCRIBE"],
  ])("nothing would ever run %s", (statement, verb) => {
    expect(() => session.sql(statement)).toThrow(`sql takes a query, not ${verb}`);
  });

  test.each([
    "(SELECT 1) UNION ALL (SELECT 2)",
    "/* insert into */ FROM t SELECT x",
    "WITH s AS (SELECT 'insert into' AS \"merge into\", E'it\\'s insert into' AS y) FROM s",
    "VALUES (1)",
    "TABLE t",
    "SELEC 1",
  ])("the master looks at %s", (query) => {
    expect(bare(session.sql(query).relation)).toMatchObject({ sql: { query } });
  });
});
