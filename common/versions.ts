/** What the ends of a connection compare before they work together. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { GoldpanError } from "./errors/goldpan-error.js";
import { packageVersion } from "./package-root.js";
import type { Versions } from "./wire/types.js";

/** Raised whenever a message changes its meaning. */
export const protocolVersion = 1;

/** The engine's version is that of its npm package: loading DuckDB only to ask it would cost 60 MB. */
function engineVersion(): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("@duckdb/node-api/package.json");
  return `duckdb ${(JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version}`;
}

export const versions: Versions = { goldpan: packageVersion, protocol: protocolVersion, engine: engineVersion() };

/** @throws VERSION_MISMATCH when the peer speaks another protocol or runs another engine */
export function assertSameVersions(peer: Versions | null, peerName: string): void {
  const theirs = `protocol ${peer?.protocol ?? "?"}, ${peer?.engine ?? "unknown engine"}, goldpan ${peer?.goldpan ?? "?"}`;
  const ours = `protocol ${versions.protocol}, ${versions.engine}, goldpan ${versions.goldpan}`;
  if (peer !== null && peer.protocol === versions.protocol && peer.engine === versions.engine) return;
  throw new GoldpanError("VERSION_MISMATCH", `${peerName} has ${theirs}; here it is ${ours}`, {
    details: { address: peerName, expected: ours, actual: theirs },
    hint: "run the same goldpan release on master, workers and clients",
  });
}
