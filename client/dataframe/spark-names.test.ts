import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { testSession } from "../../tests/support/test-connection.js";
import { GoldpanSession } from "../session/goldpan-session.js";
import { F } from "./function-names.js";
import { col } from "./functions.js";
import { refuseSparkNames } from "./spark-names.js";
import { Window } from "./window.js";

const { session } = testSession();
const frame = session.read.parquet("s3a://raw/a/");

test.each<[string, object, string, string]>([
  ["DataFrame", frame, "toPandas", "toArray()"],
  ["DataFrame", frame, "registerTempTable", "createOrReplaceTempView"],
  ["DataFrame.stat", frame.stat, "freqItems", "groupBy"],
  ["GroupedData", frame.groupBy("a"), "applyInPandas", "udaf"],
  ["Column", col("a"), "equalTo", "eq(value)"],
  ["read", session.read, "jdbc", "Parquet"],
  ["write", frame.write, "saveAsTable", "parquet(path)"],
  ["conf", session.conf, "set", "--conf key=value"],
  ["F", F, "xxhash64", "md5"],
  ["GoldpanSession", session, "newSession", "one session"],
])("%s: %s.%s says what to write instead", (className, object, method, hint) => {
  const call = (object as Record<string, () => unknown>)[method];
  const refused = expect.objectContaining({
    code: "PLAN_REFUSED",
    message: `${className} has no ${method}`,
    hint: expect.stringContaining(hint) as string,
    details: expect.objectContaining({
      callSite: expect.objectContaining({ file: import.meta.filename, method }) as object,
    }) as object,
  }) as Error;
  expect(() => call?.()).toThrow(refused);
});

test("a method that is there is never refused: not one of the class, not one that it inherits", () => {
  class Frame {
    filter(): string {
      return "kept";
    }
  }
  class Cleaned extends Frame {}
  for (const prototype of [Frame.prototype, Cleaned.prototype]) {
    expect(() => refuseSparkNames(prototype, "Frame", { filter: "write where" })).toThrow("Frame has a filter");
  }
  expect(new Cleaned().filter()).toBe("kept");
});

test("an order is each column's, and not an option", () => {
  const sort = frame.orderBy.bind(frame) as (...given: unknown[]) => unknown;
  const refused = expect.objectContaining({
    message: "orderBy takes no options (ascending)",
    hint: expect.stringContaining('col("date").desc()') as string,
  }) as Error;
  expect(() => sort("a", false)).toThrow(
    expect.objectContaining({ message: "orderBy takes no boolean, false" }) as Error,
  );
  for (const given of [["a", { ascending: false }], [{ ascending: [true, false] }]]) {
    expect(() => sort(...given)).toThrow(refused);
  }
});

test("what is a property in Spark is refused as it is read", () => {
  expect(() => (frame as unknown as { rdd: unknown }).rdd).toThrow("DataFrame has no rdd");
  expect(() => (session as unknown as { sparkContext: unknown }).sparkContext).toThrow(
    "GoldpanSession has no sparkContext",
  );
});

const recorded = JSON.parse(
  readFileSync(new URL("../../tests/spark/pyspark-names.json", import.meta.url), "utf8"),
) as Record<string, string>;

/** What stands for a class of PySpark's; `static` where its names are the class's own here. */
const counterparts: Readonly<Record<string, readonly object[]>> = {
  DataFrame: [frame],
  GroupedData: [frame.groupBy("a")],
  DataFrameNaFunctions: [frame.na],
  DataFrameStatFunctions: [frame.stat],
  DataFrameReader: [session.read],
  DataFrameWriter: [frame.write],
  SparkSession: [session, GoldpanSession],
  "SparkSession.Builder": [GoldpanSession.builder()],
  Column: [col("a")],
  Window: [Window],
  WindowSpec: [Window.partitionBy("a")],
  functions: [F],
};

test.each(Object.entries(counterparts))(
  "every public name of PySpark's %s is there, or says what to write",
  (name, objects) => {
    const names = (recorded[name] ?? "").split(" ");
    expect(names.length).toBeGreaterThan(2);
    const missing = names.filter((member) => !objects.some((object) => member in object));
    expect(missing).toEqual([]);
  },
);
