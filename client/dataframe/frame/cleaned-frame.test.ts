import { describe, expect, test } from "vitest";
import { bare, testSession } from "../../../tests/support/test-connection.js";
import { col } from "../functions.js";
import type { DataFrame } from "../data-frame.js";

const { session } = testSession();
const flights = session.read.parquet("s3a://raw/flights/");
const scan = { scan: { format: "parquet", paths: ["s3a://raw/flights/"], options: {} } };
const plan = (frame: DataFrame): unknown => bare(frame.relation);

describe("dropna", () => {
  const drops = (columns: readonly string[], valuesMin?: number) => ({
    bySchema: { input: scan, dropNulls: { columns, ...(valuesMin === undefined ? {} : { valuesMin }) } },
  });

  test.each<[string, DataFrame, unknown]>([
    ["nothing: of all columns", flights.dropna(), drops([])],
    ["how: all of them are missing", flights.dropna("all"), drops([], 1)],
    ["thresh, over how", flights.dropna("all", 3), drops([], 3)],
    ["thresh alone, as in Scala", flights.na.drop(2), drops([], 2)],
    ["subset, by position", flights.dropna("any", undefined, ["a", col("b")]), drops(["a", "b"])],
    ["how and subset, as options", flights.dropna({ how: "all", subset: "a" }), drops(["a"], 1)],
    [
      "thresh and subset, as options",
      flights.dropna({ thresh: 2, subset: ["a", "b", "c"] }),
      drops(["a", "b", "c"], 2),
    ],
    ["all of it, of na", flights.na.drop("all", 4, "a"), drops(["a"], 4)],
    ["options, of na", flights.na.drop({ how: "all", thresh: 5, subset: "a" }), drops(["a"], 5)],
    ["how and subset, as options of na", flights.na.drop({ how: "all", subset: "b" }), drops(["b"], 1)],
  ])("takes %s", (_, frame, expected) => {
    expect(plan(frame)).toEqual(expected);
  });
});

describe("na", () => {
  test("fills and replaces as the frame itself does, in the columns that are named", () => {
    expect(plan(flights.na.fill(0))).toEqual(plan(flights.fillna(0)));
    expect(plan(flights.na.fill(0, ["delay"]))).toEqual(plan(flights.fillna(0, "delay")));
    expect(plan(flights.na.fill(0, ["delay"]))).toEqual({
      bySchema: { input: scan, fillNulls: { fills: [{ columns: ["delay"], kind: "NUMBERS", value: { sql: "0" } }] } },
    });
    const replaced = (columns: readonly string[]) => ({
      columns,
      kind: "TEXTS",
      replacements: [{ from: { sql: "'N/A'" }, to: { sql: "NULL" } }],
    });
    const replaces = (columns: readonly string[]) => ({
      bySchema: { input: scan, replaceValues: replaced(columns) },
    });
    expect(plan(flights.na.replace("N/A", null))).toEqual(replaces([]));
    expect(plan(flights.na.replace("N/A", null, "origin"))).toEqual(replaces(["origin"]));
    expect(plan(flights.replace("N/A", null, ["origin", col("code")]))).toEqual(replaces(["origin", "code"]));
  });
});
