/**
 * Bundles of row functions, fetched once per worker and kept by their hash. Each lies in a folder of its own beside a
 * `node_modules/goldpan` that leads to this package, so that `import "goldpan"` in a bundle means ourselves.
 */
import { createHash } from "node:crypto";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { packageRoot } from "../../common/package-root.js";

export class BundleStore {
  private readonly paths = new Map<string, Promise<string>>();

  /** @param folder  created with the first bundle */
  constructor(
    private readonly folder: string,
    private readonly fetch: (sha256: string) => Promise<Buffer>,
  ) {}

  /** Path of the bundle's file. A fetch that failed is tried again by the next call. */
  path(sha256: string): Promise<string> {
    const known = this.paths.get(sha256);
    if (known !== undefined) return known;
    const path = this.place(sha256);
    this.paths.set(sha256, path);
    path.catch(() => this.paths.delete(sha256));
    return path;
  }

  private async place(sha256: string): Promise<string> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new GoldpanError("INTERNAL", `'${sha256.slice(0, 80)}' is not the SHA-256 of a bundle`, { retry: "never" });
    }
    const data = await this.fetch(sha256);
    const actual = createHash("sha256").update(data).digest("hex");
    if (actual !== sha256) {
      throw new GoldpanError("INTERNAL", `the master sent bundle ${actual} when asked for ${sha256}`);
    }
    const folder = join(this.folder, sha256);
    const path = join(folder, "bundle.mjs");
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, "node_modules"), { recursive: true });
    await symlink(packageRoot, join(folder, "node_modules", "goldpan"), "dir");
    await writeFile(`${path}.part`, data);
    await rename(`${path}.part`, path);
    return path;
  }
}
