/**
 * What a driver prints, as files that the worker writes and its piece server reads: `stdout`, `stderr`, and `ended` once nothing follows.
 */
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { GoldpanError } from "../common/errors/goldpan-error.js";
import type { DriverKey, FollowOutputRequest, OutputChunkInput } from "../common/wire/types.js";
import { plainName } from "./piece-name.js";

export const outputEndedFile = "ended";
const chunkBytes = 64 * 2 ** 10;
const pollMs = 100;

/** Name of the folder of one launch. */
export function driverFolderName({ applicationId, launch }: DriverKey): string {
  return `${plainName(applicationId)}-${launch}`;
}

/**
 * From where the request says on, until the driver has ended or the signal is given; at the reader's pace.
 * @throws DRIVER_LOST when nothing is known of that launch here
 */
export async function* readOutput(
  driversFolder: string,
  { driver, stdoutFrom, stderrFrom }: FollowOutputRequest,
  signal: AbortSignal,
): AsyncGenerator<OutputChunkInput, void, undefined> {
  const folder = driver === null ? "" : join(driversFolder, driverFolderName(driver));
  if (driver === null || !existsSync(folder)) {
    throw new GoldpanError("DRIVER_LOST", "what this driver printed is not on this worker");
  }
  const offsets = { stdout: stdoutFrom, stderr: stderrFrom };
  while (!signal.aborted) {
    // Looked up first: what was written before it is read below.
    const ended = existsSync(join(folder, outputEndedFile));
    let found = false;
    for (const stream of ["stdout", "stderr"] as const) {
      const data = readFrom(join(folder, stream), offsets[stream]);
      if (data.length === 0) continue;
      found = true;
      offsets[stream] += data.length;
      yield { stderr: stream === "stderr", data };
    }
    if (found) continue;
    if (ended) return;
    await delay(pollMs);
  }
}

function readFrom(path: string, offset: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  const file = openSync(path, "r");
  try {
    const data = Buffer.allocUnsafe(chunkBytes);
    return data.subarray(0, readSync(file, data, 0, chunkBytes, offset));
  } finally {
    closeSync(file);
  }
}
