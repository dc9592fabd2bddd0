import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskError } from "./disk-full.js";

test("a full disk is told with the folder, its numbers and the setting, also when the folder is gone", () => {
  const { blocks, bsize } = statfsSync(tmpdir());
  const folder = join(tmpdir(), "no-such-folder", "executor-0");
  const refused = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(diskError(refused, folder)).toMatchObject({
    code: "DISK_FULL",
    retry: "other-worker",
    message: expect.stringMatching(
      /^no space left below .*executor-0: [0-9.]+ \w*B of [0-9.]+ \wB are free$/,
    ) as string,
    hint: expect.stringContaining("goldpan.local.dir") as string,
    details: { setting: "goldpan.local.dir", limit: blocks * bsize },
  });
});
