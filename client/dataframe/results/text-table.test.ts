import { expect, test } from "vitest";
import { textTable, verticalTable } from "./text-table.js";

const options = { truncate: 20 };
const count = 200_000;

test("as many rows as show() is asked for", () => {
  const rows = Array.from({ length: count }, (_, row) => [String(row)]);
  const table = textTable(["id"], rows, options).split("\n");
  // Four lines and the end of the last beside the rows, as Spark's show(200000) has them.
  expect(table).toHaveLength(count + 5);
  expect([...table.slice(0, 4), ...table.slice(-3)]).toEqual([
    ...["+------+", "|    id|", "+------+", "|     0|"],
    ...["|199999|", "+------+", ""],
  ]);
  const vertical = verticalTable(["id"], rows, options).split("\n");
  expect(vertical).toHaveLength(2 * count + 1);
  expect(vertical.slice(-3)).toEqual(["-RECORD 199999", " id  | 199999 ", ""]);
});
