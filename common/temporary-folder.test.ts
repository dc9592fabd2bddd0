import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../tests/support/temporary-folder.js";
import { makeTemporaryFolder } from "./temporary-folder.js";

test("what a killed process left is removed by the next one; the living's, other hosts' and others' folders stay", () => {
  const parent = temporaryFolder();
  const deadPid = spawnSync(process.execPath, ["--version"]).pid;
  const put = (name: string, owner: string) => {
    mkdirSync(join(parent, name, "pieces"), { recursive: true });
    writeFileSync(join(parent, name, owner), `${deadPid} 1`);
    writeFileSync(join(parent, name, "pieces", "rows"), "rows");
  };
  put("goldpan-worker-killed", `owner-${hostname()}.pid`);
  put("goldpan-worker-of-another-host", "owner-elsewhere.pid");
  put("goldpan-local-of-another-kind", `owner-${hostname()}.pid`);
  mkdirSync(join(parent, "goldpan-worker-just-made"));
  const living = makeTemporaryFolder(parent, "goldpan-worker-");
  const second = makeTemporaryFolder(parent, "goldpan-worker-");
  expect(
    readdirSync(parent)
      .map((name) => join(parent, name))
      .sort(),
  ).toEqual(
    [
      ...["goldpan-worker-of-another-host", "goldpan-local-of-another-kind", "goldpan-worker-just-made"].map((name) =>
        join(parent, name),
      ),
      living.path,
      second.path,
    ].sort(),
  );
});

test("a folder goes although something is still written there", async () => {
  const folder = makeTemporaryFolder(temporaryFolder(), "goldpan-worker-");
  const until = performance.now() + 150;
  const write = async (writer: number) => {
    for (let file = 0; performance.now() < until; file += 1) {
      await writeFile(join(folder.path, `${writer}-${file}`), "").catch(() => undefined);
    }
  };
  const written = Promise.all([0, 1, 2, 3].map(write));
  await folder.remove();
  await written;
  expect(existsSync(folder.path)).toBe(false);
});
