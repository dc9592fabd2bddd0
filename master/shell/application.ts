/** What the shell knows of one application: who may speak for it, what travels with it, how it stands. */
import type { Config } from "../../common/config/config.js";
import type { ApplicationId } from "../../common/ids.js";
import type { ShippedFile } from "../core/events.js";

/** What a client that is cut off leaves behind. */
export type OnDisconnect = "cancel" | "continue";

export interface Application {
  readonly applicationId: ApplicationId;
  readonly name: string;
  readonly user: string;
  readonly idempotencyKey: string | undefined;
  readonly files: readonly ShippedFile[];
  readonly onDisconnect: OnDisconnect;
  /** Undefined in client mode; `launch` is the latest one, 0 before the first, and went to `workerId`. */
  readonly driver: { readonly bundleSha256: string; launch: number; workerId: string } | undefined;
  readonly secretSha256: string;
  readonly bundleSha256: string;
  readonly config: Config;
  /** What of it may travel to workers. */
  readonly settings: Readonly<Record<string, string>>;
  readonly startedAtMs: number;
  /** Settings that the client gave in vain. */
  readonly ignoredSettings: readonly string[];
  state: "active" | "ending" | "ended";
  /** What its client said when it ended it, which may take a moment. */
  succeeding: boolean;
  /** Jobs that were past their commit point when it was cancelled. */
  jobsCommitted: readonly number[];
  reason: string;
}
