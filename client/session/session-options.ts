/** What whoever opens a session, a driver or `getOrCreate`, tells it about its surroundings. */
import type { CallSite, Notice } from "../../common/wire/types.js";
import type { BundleRef } from "../dataframe/plan.js";
import type { JobObserver } from "../master-connection.js";

export interface SessionOptions {
  readonly appName: string;
  /** Absolute; bare paths are taken from here. */
  readonly baseFolder: string;
  /** `goldpan.*` settings that were given, none secret. What is not among them has its default. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What executors load; undefined without row functions. */
  readonly bundle?: BundleRef | undefined;
  /** Hears of every job of the session. */
  readonly observer?: JobObserver;
  /** Hears of an action whose job was planned and not run, and whose value the script waits for in vain. */
  readonly onUnanswered?: (action: string, callSite: CallSite | null) => void;
  /** Hears what was found by reading files. @default observer's onNotice */
  readonly onInferred?: (notice: Notice) => void;
  /** Called once, after the application has ended. */
  readonly onStopped?: () => Promise<void>;
}
