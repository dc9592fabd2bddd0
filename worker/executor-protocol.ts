/**
 * What a worker daemon and its executor processes say to each other, over Node's IPC channel (advanced serialization, so
 * that bytes and bigints pass). The daemon holds the credentials; the executor asks it for grants.
 */
import type { WireErrorInput, AttemptReport, Task } from "../common/wire/types.js";
import type { PartGrant, PendingUpload, ReadGrant } from "../storage/object-store.js";
import type { StoreRetry } from "../storage/s3/s3-config.js";

/** Given once, as the first message. */
export interface ExecutorStart {
  readonly kind: "start";
  readonly applicationId: string;
  readonly workerId: string;
  /** This executor's own folder: slices, spill, bundles. Removed by the daemon when the process is gone. */
  readonly folder: string;
  /** The worker's folder for pieces, served to peers: `<pieceFolder>/<attemptToken>` and its index. */
  readonly pieceFolder: string;
  readonly threads: number;
  /** All of the process, as the daemon enforces it; the engine gets what is left of it. */
  readonly memoryBytes: number;
  /** Path of the script's bundle on this machine; undefined without row functions. */
  readonly bundlePath: string | undefined;
  /** Where the files that travel with the application lie; there when row functions are. */
  readonly filesFolder: string;
  readonly timeZone: string;
}

/** A Parquet file of rows to consume. */
export interface LocalPiece {
  readonly path: string;
  /** Exactly. */
  readonly rows: number;
}

export type ToExecutor =
  | ExecutorStart
  /** At most two at a time: one runs, the next one fetches. */
  | { readonly kind: "run"; readonly token: string; readonly task: Task }
  /** The bundle is known to load: its row functions may be made ready before a task calls them. */
  | { readonly kind: "prepareFunctions" }
  | { readonly kind: "cancel"; readonly token: string }
  | { readonly kind: "answer"; readonly request: number; readonly result: unknown }
  | { readonly kind: "refusal"; readonly request: number; readonly error: WireErrorInput }
  | { readonly kind: "stop" };

/** What an executor asks; the daemon answers each by its request number. */
export interface ExecutorRequests {
  grantReads: {
    ask: { token: string; objects: readonly { uri: string; etag: string }[] };
    answer: readonly ReadGrant[];
  };
  /**
   * Brings the pieces of the task's inputs to this disk. Per input its files, to be consumed in this order: ascending by map partition,
   * then by partition. Those that lie below `<folder>/fetched/<token>` are the attempt's own.
   */
  fetchPieces: { ask: { token: string }; answer: readonly (readonly LocalPiece[])[] };
  /** Creates the upload and has the master record it before it answers. */
  createUpload: { ask: { token: string; uri: string }; answer: PendingUpload };
  grantParts: {
    ask: { token: string; upload: PendingUpload; parts: readonly { number: number; offset: number }[] };
    answer: readonly PartGrant[];
  };
}

export type FromExecutor =
  | { readonly kind: "ready" }
  | { readonly kind: "started"; readonly token: string }
  | {
      readonly kind: "progress";
      readonly token: string;
      readonly rowsRead: number;
      readonly bytesRead: number;
      readonly rowsWritten: number;
      readonly bytesWritten: number;
    }
  /** For the daemon's log. */
  | { readonly kind: "storeRetry"; readonly token: string; readonly retry: StoreRetry }
  | {
      [K in keyof ExecutorRequests]: {
        readonly kind: "request";
        readonly request: number;
        readonly method: K;
        readonly ask: ExecutorRequests[K]["ask"];
      };
    }[keyof ExecutorRequests]
  | { readonly kind: "succeeded"; readonly token: string; readonly report: AttemptReport }
  | { readonly kind: "failed"; readonly token: string; readonly error: WireErrorInput };

/** Of dist/function-check.js, after which it exits: the names of the row functions that the bundle registers. */
export type FunctionCheckAnswer =
  | { readonly kind: "loaded"; readonly registered: readonly string[] }
  /** The bundle could not be loaded. */
  | { readonly kind: "failed"; readonly reason: string };
