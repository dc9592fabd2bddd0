import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tests/support/temporary-folder.js";
import { FolderOwner } from "./folder-owner.js";

test("a folder has one owner at a time, and is free after it was released", () => {
  const path = join(temporaryFolder(), "owner.pid");
  const owner = FolderOwner.take(path);
  expect(FolderOwner.take(path)).toBe(process.pid);
  (owner as FolderOwner).release();
  expect(existsSync(path)).toBe(false);
  expect(FolderOwner.take(path)).toBeInstanceOf(FolderOwner);
});

test.each(["", "4194305 12", `${process.pid} 1`, "no number"])(
  "what a dead process left holds nobody up: '%s'",
  (left) => {
    const path = join(temporaryFolder(), "owner.pid");
    writeFileSync(path, left);
    expect(FolderOwner.take(path)).toBeInstanceOf(FolderOwner);
    expect(readFileSync(path, "utf8")).toMatch(`${process.pid} `);
  },
);
