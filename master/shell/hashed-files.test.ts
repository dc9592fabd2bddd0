import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { HashedFiles } from "./hashed-files.js";

test("a file that many bring at once is there once", async () => {
  const folder = temporaryFolder();
  const files = await HashedFiles.open(folder);
  const data = Buffer.alloc(1_000_000, "x");
  const names = await Promise.all(Array.from({ length: 8 }, () => files.put(data)));
  expect(new Set(names).size).toBe(1);
  expect(readdirSync(folder)).toEqual([names[0]]);
  expect((await files.get(names[0] ?? "")).equals(data)).toBe(true);
});
