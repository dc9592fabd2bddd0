/**
 * Where the pieces of workers on the same host lie, so that they are read there and not sent, as with Spark's
 * `spark.shuffle.readHostLocalDisk`. Names of hosts prove nothing, containers share them and no disk: a peer tells its folder and the path
 * of a file beside it that nobody guesses, and who finds that file sees the same disk.
 */
import { accessSync, constants } from "node:fs";
import { isGoldpanError } from "../../common/errors/goldpan-error.js";
import { locatePieces, type PeerConnections } from "../grpc/piece-client.js";

export class HostFolders {
  /** By address; undefined: not to be seen from here. */
  private readonly known = new Map<string, string | undefined>();

  /** @returns the peer's folder of pieces; undefined when it is not to be seen from here, or the peer does not answer now */
  async of(address: string, peers: PeerConnections): Promise<string | undefined> {
    if (this.known.has(address)) return this.known.get(address);
    try {
      const { path, landmark } = await locatePieces(address, peers);
      this.known.set(address, isReadable(landmark) ? path : undefined);
    } catch (error) {
      // Asked again by the next attempt; a peer that answers otherwise is one of another kind.
      if (!isGoldpanError(error, "WORKER_LOST", "ATTEMPT_CANCELLED")) this.known.set(address, undefined);
    }
    return this.known.get(address);
  }

  /** What was there is not any more: another worker may have the address. */
  forget(address: string): void {
    this.known.delete(address);
  }
}

/** Whether this process may read the file at a path. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
