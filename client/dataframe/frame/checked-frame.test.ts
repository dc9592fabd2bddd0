import { describe, expect, test } from "vitest";
import { bare, testSession } from "../../../tests/support/test-connection.js";
import type { RelationInput } from "../../../common/wire/types.js";
import { latest, lower } from "../functions.js";
import type { DataFrame } from "../data-frame.js";

const { session } = testSession();
const rows = session.read.parquet("s3a://raw/bookings/");

const bookings = bare(rows.relation);

/** The expectation below the projection that leaves its helpers out. */
function checked(frame: DataFrame): {
  left: readonly string[];
  expect: Record<string, unknown> & { input: RelationInput };
} {
  const { drop } = bare(frame.relation) as {
    drop: { input: { expect: never }; columns: string[] };
  };
  return { left: drop.columns, expect: drop.input.expect };
}

describe("expectUnique", () => {
  test("marks the row of each key that stays, by name", () => {
    const { left, expect: found } = checked(rows.expectUnique("booking"));
    expect(left).toEqual(["__goldpan_kept"]);
    expect(found).toEqual({
      name: "booking is unique",
      action: "FAIL",
      nullsPass: false,
      helpers: left,
      predicate: { sql: 'CASE WHEN "booking" IS NULL THEN NULL ELSE "__goldpan_kept" END' },
      input: { deduplicate: { input: bookings, keys: ["booking"], keep: [], mark: "__goldpan_kept" } },
    });
  });

  test("computes keys that are no names, and takes an order", () => {
    const { left, expect: found } = checked(
      rows.expectUnique(["day", lower("mail")], "drop", { keep: latest("at"), nulls: "pass", failAbove: { rows: 3 } }),
    );
    expect(left).toEqual(["__goldpan_key_1", "__goldpan_kept"]);
    expect(found).toMatchObject({ name: "day, lower(mail) are unique together", nullsPass: true, rows: 3 });
    expect(found.input).toMatchObject({
      deduplicate: { keys: ["day", "__goldpan_key_1"], keep: [{ descending: true, nulls: "NULLS_LAST" }] },
    });
  });

  test("keeps none where it is told to", () => {
    expect(checked(rows.expectUnique("day", "quarantine", { keep: "none", name: "one a day" })).expect).toMatchObject({
      name: "one a day",
      input: { withColumns: { columns: [{ expression: { sql: 'count(*) OVER (PARTITION BY "day") = 1' } }] } },
    });
  });
});

describe("expectIn", () => {
  test("joins what the other table has, once each", () => {
    const { left, expect: found } = checked(
      rows.expectIn("origin", "s3a://gold/airports/", "quarantine", { columns: "iata", failAbove: 0.1 }),
    );
    expect(left).toEqual(["__goldpan_theirs_0", "__goldpan_found"]);
    expect(found).toMatchObject({ name: "origin is in airports", action: "QUARANTINE", share: 0.1, helpers: left });
    expect(found).toHaveProperty("predicate", {
      sql: 'CASE WHEN "origin" IS NULL THEN NULL ELSE coalesce("__goldpan_found", false) END',
    });
    expect(found.input).toMatchObject({
      join: {
        left: bookings,
        kind: "LEFT",
        condition: { sql: '"origin" = "__goldpan_theirs_0"' },
        right: { withColumns: { input: { deduplicate: { keys: [] } } } },
      },
    });
  });

  test("is named after the other table where that has a name", () => {
    const airports = session.read.parquet("s3a://gold/airports/");
    const nameOf = (frame: DataFrame): unknown => checked(frame).expect["name"];
    expect(nameOf(rows.expectIn("iata", airports))).toBe("iata is in airports");
    expect(nameOf(rows.expectIn(["day", "iata"], airports.filter("iata > 'A'").alias("known")))).toBe(
      "day, iata are together in known",
    );
    expect(nameOf(rows.expectIn("origin", airports.select("iata"), "warn", { columns: "iata" }))).toBe(
      "origin is in iata",
    );
  });

  test("has the name that it is given, and says whether NULL passes", () => {
    const of = (options: Parameters<DataFrame["expectIn"]>[3]): unknown =>
      checked(rows.expectIn("iata", "s3a://gold/airports/", "drop", options)).expect;
    expect(of({})).toMatchObject({ name: "iata is in airports", nullsPass: false });
    expect(of({ name: "a known airport", nulls: "pass" })).toMatchObject({ name: "a known airport", nullsPass: true });
  });
});

test("expectRows and expectFresh ask of all rows together", () => {
  expect(bare(rows.expectRows({ min: 1, max: 9 }, "warn").relation)).toEqual({
    expect: { input: bookings, name: "1 to 9 rows", action: "WARN", rowBounds: { min: 1, max: 9 } },
  });
  expect(bare(rows.expectRows({ min: 1 }).relation)).toMatchObject({
    expect: { name: "at least 1 row", action: "FAIL" },
  });
  expect(bare(rows.expectFresh("date", "2 days").relation)).toEqual({
    expect: {
      input: bookings,
      name: "date is at most 2 days old",
      action: "FAIL",
      freshness: { value: { sql: '"date"' }, ageMaxMs: 172_800_000 },
    },
  });
  for (const named of [
    rows.expectRows({ min: 1 }, "warn", { name: "not empty" }),
    rows.expectFresh("date", "2 days", "warn", { name: "not empty" }),
  ]) {
    expect(named.relation.expect).toMatchObject({ name: "not empty", action: "WARN" });
  }
});

/** As a script in JavaScript may call them. */
const untyped = rows as unknown as Record<string, (...values: unknown[]) => DataFrame>;
test.each<[method: string, values: unknown[], message: string]>([
  ["expectUnique", [[]], "expectUnique without a column"],
  ["expectUnique", [5], "expectUnique takes a name or a Column, not the number 5"],
  ["expectUnique", ["a", "remove"], "'remove' is no action"],
  ["expectUnique", ["a", "drop", { keep: "last" }], 'expectUnique keeps no row by the string "last"'],
  ["expectUnique", ["a", "drop", { keeps: "none" }], "expectUnique has no option 'keeps'"],
  ["expectUnique", ["a", { failAbove: 1 }], "is no action"],
  ["expectIn", ["a", 5], "expectIn takes a DataFrame or a path, not the number 5"],
  ["expectIn", [["a", "b"], "s3a://gold/t/", "drop", { columns: "a" }], "expectIn compares 2 columns with 1"],
  ["expectRows", [{}], "expectRows without a bound"],
  ["expectRows", [{ min: -1 }], "the number -1 is not a number of rows"],
  ["expectRows", [{ least: 1 }], "expectRows has no bound 'least'"],
  ["expectRows", [{ min: 2, max: 1 }], "there are never 2 to 1 rows"],
  ["expectRows", [{ min: 1 }, "drop"], "there is none to drop"],
  ["expectFresh", ["date", "1 day", "quarantine"], "there is none to quarantine"],
  ["expectFresh", ["date", "soon"], 'the string "soon" is no age'],
  ["expectFresh", ["date", "1 day", "warn", { failAbove: 0.1 }], "expectFresh has no option 'failAbove'"],
])("%s(%j) is refused with its place", (method, values, message) => {
  const thrown = expect.objectContaining({
    code: "PLAN_REFUSED",
    message: expect.stringContaining(message) as string,
    details: expect.objectContaining({ callSite: expect.objectContaining({ method }) as object }) as object,
  }) as Error;
  expect(() => untyped[method]?.(...values)).toThrow(thrown);
});

test("read.quarantine reads a table's quarantine, of one application where it is said", () => {
  expect(bare(session.read.quarantine("s3a://gold/flights/").relation)).toEqual({
    scan: { format: "parquet", paths: ["s3a://gold/flights/"], options: {}, quarantine: true },
  });
  expect(bare(session.read.option("Application", "app-1").quarantine("s3a://gold/flights/").relation)).toMatchObject({
    filter: { condition: { sql: "_application = 'app-1'" } },
  });
});
