import { afterEach, expect, test } from "vitest";
import { testSession } from "../../tests/support/test-connection.js";
import { setCallSiteMapper } from "./call-site.js";
import { col, expr } from "./functions.js";

afterEach(() => setCallSiteMapper((position) => position));

const { session, connection } = testSession();
const flights = session.read.parquet("flights");

/** Line of the caller, by the stack's text: what Node itself says. */
function lineHere(): number {
  const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
  Error.prepareStackTrace = (_error, sites) => sites[1]?.getLineNumber();
  const line = Number(new Error().stack);
  Object.assign(Error, { prepareStackTrace: prepare });
  return line;
}

test("a relation knows the line that made it", () => {
  const [line, frame] = [lineHere(), flights.filter("a")];
  expect(frame.relation.callSite).toMatchObject({ file: import.meta.filename, line, method: "filter" });
  expect(frame.relation.callSite?.column).toBeGreaterThan(0);
});

test("an expression knows the line of the Column, SQL text that of the method", () => {
  const [line, late] = [lineHere(), col("delay").gt(15)];
  const [filterLine, frame] = [lineHere(), flights.filter(late).filter("delay > 15")];
  expect(frame.relation.filter?.input?.filter?.condition?.callSite).toMatchObject({ line, method: "col" });
  expect(frame.relation.filter?.condition?.callSite).toMatchObject({ line: filterLine, method: "filter" });
});

test("native frames between are left out", () => {
  const [line, columns] = [lineHere(), ["a", "b"].map(col)];
  expect(columns.map(({ parts }) => parts.callSite?.line)).toEqual([line, line]);
});

test("actions and writes know their line", async () => {
  const [line] = [lineHere(), await flights.write.parquet("x")];
  expect(connection.ran.at(-1)?.callSite).toMatchObject({ file: import.meta.filename, line, method: "write.parquet" });
});

test("a mapper says where the source is; what it does not know stays", () => {
  setCallSiteMapper((position) => (position.line > 0 ? { file: "jobs/clean.ts", line: 7, column: 3 } : undefined));
  expect(expr("a").parts.callSite).toEqual({ file: "jobs/clean.ts", line: 7, column: 3, method: "expr" });
  setCallSiteMapper(() => undefined);
  expect(expr("a").parts.callSite).toMatchObject({ file: import.meta.filename });
});

test("errors carry the call site", () => {
  const line = lineHere() + 2;
  try {
    flights.limit(-1);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: "PLAN_REFUSED", details: { callSite: { line, method: "limit" } } });
  }
});
