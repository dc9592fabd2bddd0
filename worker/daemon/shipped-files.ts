/** Files that travel with an application, fetched from the master by their hash. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ShippedFile } from "../../common/wire/types.js";

export type FetchFile = (sha256: string) => Promise<Buffer>;

/** One after the other, each checked. @throws INTERNAL for what is not what it should be */
export async function placeFiles(fetch: FetchFile, folder: string, files: readonly ShippedFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, sha256 } of files) {
    const data = await fetch(sha256);
    const actual = createHash("sha256").update(data).digest("hex");
    if (actual !== sha256) throw new GoldpanError("INTERNAL", `the master sent ${actual} when asked for ${name}`);
    await writeFile(join(folder, name), data, { mode: 0o600 });
  }
}
