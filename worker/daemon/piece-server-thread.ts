/** The daemon's side of the piece server's thread. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { asGoldpanError, GoldpanError } from "../../common/errors/goldpan-error.js";
import type { PieceServerAnswer, PieceServerStart } from "../grpc/piece-server.js";

export interface PieceServerThread {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Resolves when it listens.
 * @param onLost  it has ended by itself: this worker can't serve what it finished
 * @throws CONFIG_INVALID when the address cannot be listened on
 */
export async function startPieceServer(
  program: string,
  start: PieceServerStart,
  onLost: (error: GoldpanError) => void,
): Promise<PieceServerThread> {
  // Without a standard stream of its own nothing of it waits for the main thread; the cluster's token is all it knows.
  const thread = new Worker(program, { workerData: start, env: {}, execArgv: [], name: "piece-server" });
  const [answer] = (await once(thread, "message")) as [PieceServerAnswer];
  if (answer.kind === "failed") {
    await thread.terminate();
    throw new GoldpanError("CONFIG_INVALID", answer.message, { hint: answer.hint });
  }
  let closing = false;
  thread.on("error", (error) => {
    onLost(new GoldpanError("INTERNAL", `the piece server failed: ${error.message}`, { cause: asGoldpanError(error) }));
  });
  thread.on("exit", (exitCode) => {
    if (!closing) onLost(new GoldpanError("INTERNAL", `the piece server ended with exit code ${exitCode}`));
  });
  return {
    port: answer.port,
    close: async () => {
      closing = true;
      await thread.terminate();
    },
  };
}
