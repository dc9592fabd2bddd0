import { expect, test } from "vitest";
import { sum } from "./functions.js";
import { testSession } from "../../tests/support/test-connection.js";

const { session, connection } = testSession();

test("the call that makes a plan too deep is refused, and named", () => {
  let frame = session.read.parquet("a");
  for (let index = 1; index < 1_000; index++) frame = frame.withColumn(`c${index}`, "1");
  expect(() => frame.filter("c1 > 0")).toThrow(
    expect.objectContaining({
      code: "PLAN_REFUSED",
      details: expect.objectContaining({ callSite: expect.objectContaining({ method: "filter" }) as object }) as object,
    }),
  );
});

test("a frame united with itself again and again is refused before its plan fills the memory", () => {
  let frame = session.read.parquet("a");
  expect(() => {
    for (let index = 0; index < 40; index++) frame = frame.union(frame);
  }).toThrow(/unites more than 20000 inputs/);
});

test("an action that adds the last relation fails, and sends nothing", async () => {
  let frame = session.read.parquet("a");
  for (let index = 1; index < 1_000; index++) frame = frame.filter("true");
  await expect(frame.count()).rejects.toMatchObject({ code: "PLAN_REFUSED" });
  expect(connection.ran).toEqual([]);
});

test("a frame that is read by two others again and again travels once", async () => {
  let frame = session.read.parquet("a");
  for (let index = 0; index < 40; index++) frame = frame.join(frame.groupBy("k").agg(sum("v").alias(`s${index}`)), "k");
  await frame.collect();
  const { root, shared = [] } = connection.ran.at(-1)?.plan ?? {};
  expect(shared).toHaveLength(40);
  const [one, other] = [root?.join?.left?.shared, root?.join?.right?.aggregate?.input?.shared];
  expect([one, other]).toEqual([39, 39]);
  expect(JSON.stringify({ root, shared }).length).toBeLessThan(100_000);
});
