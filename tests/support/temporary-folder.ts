/** Folders of tests' own, removed when their file is done. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

// The first hook of a file runs last: what the others close may be in these folders.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Whenever it is called, in a test as well. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "goldpan-test-"));
  folders.push(folder);
  return folder;
}
