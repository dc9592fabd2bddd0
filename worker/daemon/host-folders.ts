/**
 * Where the pieces of workers on the same host lie, so that they are read there and not sent, as with Spark's
 * `spark.shuffle.readHostLocalDisk`. Names of hosts prove nothing, containers share them and no disk: a peer tells its folder and the path
 * of a file beside it that nobody guesses, and who finds that file sees the same disk.
 */
import { accessSync, constants } from "node:fs";
import { isGoldpanError } from "../../common/errors/goldpan-error.js";
import { locatePieces, type PeerConnections } from "../grpc/piece-client.js";

export class HostFolders {
  private readonly known = new Map<string, Promise<string | undefined>>();

  /** @returns the peer's folder of pieces; undefined when it is not to be seen from here. @throws WORKER_LOST */
  async of(address: string, peers: PeerConnections): Promise<string | undefined> {
    const known = this.known.get(address) ?? look(address, peers);
    this.known.set(address, known);
    return known.catch((error: unknown) => {
      this.known.delete(address);
      throw error;
    });
  }
}

async function look(address: string, peers: PeerConnections): Promise<string | undefined> {
  try {
    const { path, landmark } = await locatePieces(address, peers);
    accessSync(landmark, constants.R_OK);
    return path;
  } catch (error) {
    if (isGoldpanError(error)) throw error;
    return undefined;
  }
}
