import { expect, test } from "vitest";
import { textSeparator } from "./function-protocol.js";
import { readerOf } from "./function-values.js";

test("texts come one by one, whatever characters their neighbours have", () => {
  const odd = ["é", "€ 1.200,50", "日本", "👩‍🚀", "\ufeff", "\u0000", "\u0080", "ÿ", "a\u0301"];
  const lists = [
    [""],
    ["", "", ""],
    ["plain", "rows alone"],
    odd,
    ["first", ...odd, "last"],
    odd.flatMap((text) => ["", text, "between", text + "x", "x" + text]),
    Array.from({ length: 5_000 }, (_, row) => (row % 7 === 3 ? `ünï ${row}` : `row ${row}`)),
  ];
  for (const texts of lists) {
    const bytes = new TextEncoder().encode(texts.join(textSeparator));
    const read = readerOf({ form: "utf8", bytes, nullText: undefined }, "text", { bigint: false, shape: undefined });
    expect(texts.map((_, row) => read(row))).toEqual(texts);
  }
});

test("the text that stands for NULL is null", () => {
  const bytes = new TextEncoder().encode(["a", "no value", "ü", "no value", ""].join(textSeparator));
  const read = readerOf({ form: "utf8", bytes, nullText: "no value" }, "text", { bigint: false, shape: undefined });
  expect([0, 1, 2, 3, 4].map((row) => read(row))).toEqual(["a", null, "ü", null, ""]);
});
