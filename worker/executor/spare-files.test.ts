import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { SpareFiles } from "./spare-files.js";

const folder = temporaryFolder();

test("files that nobody reads any more come again, a few of them", async () => {
  const kept = join(folder, "kept");
  mkdirSync(kept);
  const spare = new SpareFiles(kept);
  const path = (name: string) => join(folder, name);
  await spare.take(path("first"));
  expect(existsSync(path("first"))).toBe(false);
  for (const name of ["a", "b", "c"]) {
    writeFileSync(path(name), name);
    await spare.keep(path(name));
  }
  expect(existsSync(path("a"))).toBe(false);
  expect(readFileSync(path("c"), "utf8")).toBe("c");
  expect(readdirSync(kept)).toHaveLength(2);
  await spare.take(path("second"));
  await spare.take(path("third"));
  await spare.take(path("fourth"));
  expect([readFileSync(path("second"), "utf8"), readFileSync(path("third"), "utf8")].sort()).toEqual(["a", "b"]);
  expect(existsSync(path("fourth"))).toBe(false);
});
