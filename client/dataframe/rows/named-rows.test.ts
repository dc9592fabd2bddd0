import { expect, test } from "vitest";
import { testSession } from "../../../tests/support/test-connection.js";
import { namedRows } from "./named-rows.js";

test("arrays beside names become objects, whose types are inferred", () => {
  const rows = [
    [1, "Oslo"],
    [2, null],
  ];
  expect(namedRows(rows, ["id", "city"], null)).toEqual({
    rows: [
      { id: 1, city: "Oslo" },
      { id: 2, city: null },
    ],
    schema: undefined,
  });
});

test("arrays beside a schema have its names", () => {
  const schema = "id INT, city STRING";
  expect(namedRows([[1, "Oslo"]], schema, null)).toEqual({ rows: [{ id: 1, city: "Oslo" }], schema });
  expect(namedRows([{ city: "Oslo" }], { city: "VARCHAR" }, null).rows).toEqual([{ city: "Oslo" }]);
});

test.each<[string, unknown, unknown, RegExp]>([
  ["an object for rows", { a: 1 }, undefined, /takes rows, not a value of class/],
  ["a number among rows", [{ a: 1 }, 5], undefined, /row 1 is the number 5/],
  ["arrays without names", [[1]], undefined, /row 0 is/],
  ["objects beside names", [{ id: 1 }], ["id"], /row 0 is/],
  ["a value too many", [[1], [1, 2]], ["id"], /row 1 has 2 values for 1 column/],
  ["a name twice", [[1, 2]], ["id", "ID"], /'?ID'? is among the names twice/],
  ["a name that is none", [[1, 2]], ["id", 2], /2 is not the name/],
  ["a date as a row", [new Date(0)], undefined, /row 0 is/],
])("refused: %s", (_, rows, schema, message) => {
  const refused = expect.objectContaining({
    code: "PLAN_REFUSED",
    message: expect.stringMatching(message) as string,
  }) as Error;
  expect(() => namedRows(rows, schema, null)).toThrow(refused);
});

test("a pivot without values tells those who do not wait for it", async () => {
  const { session } = testSession();
  const pending = session
    .createDataFrame([[1, "a"]], ["id", "kind"])
    .groupBy("id")
    .pivot("kind");
  pending.catch(() => undefined);
  const spark = pending as unknown as Record<"sum", (column: string) => unknown>;
  expect(() => spark.sum("id")).toThrow(/promise/);
});
