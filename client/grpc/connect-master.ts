/** An application at a master, over gRPC: what submit's supervisor holds, and sessions inside other programs. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { ClusterState, WireErrorInput } from "../../common/wire/types.js";
import type { MasterConnection } from "../master-connection.js";

/** The JavaScript that executors load for row functions. */
export interface Bundle {
  readonly sha256: string;
  readonly data: Uint8Array;
}

export interface ConnectOptions {
  /** `host:port`, tried in this order. */
  readonly addresses: readonly string[];
  readonly token: string | undefined;
  readonly applicationName: string;
  /** `goldpan.*` settings of the user, none secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** Undefined without row functions. */
  readonly bundle?: Bundle | undefined;
}

export interface GrpcMasterConnection extends MasterConnection {
  /** The address that answered. */
  readonly address: string;
  readonly cluster: ClusterState;
  /** Called when workers come or go; and once when the master ends the application, with the cause. */
  onClusterState(listener: (state: ClusterState) => void): void;
  onEnded(listener: (error: GoldpanError) => void): void;
  /** As `end`, and says which jobs are committed although they were cancelled. */
  finish(outcome: { cancelled: boolean; error?: WireErrorInput }, deadlineMs: number): Promise<readonly number[]>;
  /** Closes the sockets. Idempotent. */
  close(): void;
}

/** @throws MASTER_UNREACHABLE within 10 s, TOKEN_REFUSED, VERSION_MISMATCH */
export async function connectMaster(options: ConnectOptions): Promise<GrpcMasterConnection> {
  throw new GoldpanError("MASTER_UNREACHABLE", `no answer from ${options.addresses.join(", ")}`);
}
