/** The key from which drivers' secrets are made: a secret that can be made again need not be kept, nor journaled. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const keyBytes = 32;

/** Made with the first master over a state folder. */
export function driverKeyIn(stateFolder: string): Buffer {
  const path = join(stateFolder, "driver.key");
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, randomBytes(keyBytes), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readFileSync(path);
}
