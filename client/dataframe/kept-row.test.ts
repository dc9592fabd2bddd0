import { expect, test } from "vitest";
import { earliest, latest } from "./kept-row.js";

test.each([latest, earliest])("a second column is refused, not dropped", (keep) => {
  expect(() => keep("updated_at", "id")).toThrow("takes one column");
});
