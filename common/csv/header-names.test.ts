import { expect, test } from "vitest";
import { headerNames } from "./header-names.js";

const fields = (...texts: string[]) => texts.map((text) => ({ text, quoted: false }));

test("names are the header's; double ones and empty ones tell their position", () => {
  expect(headerNames(fields("id", "", "id", "name"), true)).toEqual(["id0", "_c1", "id2", "name"]);
});

test("without a header, names are positions", () => {
  expect(headerNames(fields("1", "x"), false)).toEqual(["_c0", "_c1"]);
});
