import { expect, test } from "vitest";
import { testSession } from "../../tests/support/test-connection.js";
import { col } from "./functions.js";

const { session } = testSession();
const frame = session.read.parquet("s3a://raw/a/");

test.each<[string, object, string, string]>([
  ["DataFrame", frame, "toPandas", "toArray()"],
  ["DataFrame", frame, "registerTempTable", "createOrReplaceTempView"],
  ["GroupedData", frame.groupBy("a"), "applyInPandas", "udaf"],
  ["Column", col("a"), "equalTo", "eq(value)"],
  ["read", session.read, "csv", "Parquet"],
  ["write", frame.write, "saveAsTable", "parquet(path)"],
  ["GoldpanSession", session, "range", "createDataFrame"],
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

test("what is a property in Spark is refused as it is read", () => {
  expect(() => (frame as unknown as { rdd: unknown }).rdd).toThrow("DataFrame has no rdd");
  expect(() => (session as unknown as { sparkContext: unknown }).sparkContext).toThrow(
    "GoldpanSession has no sparkContext",
  );
});
