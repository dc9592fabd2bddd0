/** `--files`: looked at before anything is started, each known by its hash. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { bundleBytesMax } from "../../common/bundle-limit.js";
import type { Config } from "../../common/config/config.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes } from "../../common/units.js";
import type { ShippedFileSource } from "../grpc/connect-master.js";

/**
 * @param baseFolder  relative paths are from here
 * @throws USAGE for one that is not there, is no file, or has another's name; LIMIT_EXCEEDED
 */
export function shippedFiles(config: Config, baseFolder: string): ShippedFileSource[] {
  const paths = (config.optional("goldpan.files") ?? "")
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
  const files = paths.map((path) => shippedFile(path, baseFolder));
  const twice = files.find(({ name }, index) => files.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) {
    throw new GoldpanError("USAGE", `--files names '${twice.name}' twice`, {
      hint: "files lie in one folder where the script runs: give them names of their own",
    });
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const limit = config.bytes("goldpan.files.maxBytes");
  if (bytes > limit) throw tooLarge("the files of --files", bytes, limit, "goldpan.files.maxBytes");
  return files;
}

function shippedFile(given: string, baseFolder: string): ShippedFileSource {
  const path = resolve(baseFolder, given.replace(/^file:(?:\/\/)?(?=\/)/, ""));
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) {
    throw new GoldpanError("USAGE", `--files ${given}: there is no such file`, {
      hint: "paths are relative to the folder that you submit from, with commas between them; folders are not taken",
    });
  }
  if (found.size > bundleBytesMax) throw tooLarge(given, found.size, bundleBytesMax, "one file of --files");
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  return { name: basename(path), path, sha256, bytes: found.size };
}

function tooLarge(what: string, actual: number, limit: number, setting: string): GoldpanError {
  return new GoldpanError("LIMIT_EXCEEDED", `${what}: ${formatBytes(actual)}, ${formatBytes(limit)} are allowed`, {
    details: { setting, limit, actual },
    hint: "put it into the object store and read it from there",
  });
}
