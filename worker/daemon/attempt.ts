/** One try at one task, from its arrival on this worker to its report. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { AttemptKey, Task } from "../../common/wire/types.js";
import type { PendingUpload } from "../../storage/object-store.js";
import { pieceName } from "../piece-name.js";

export class Attempt {
  /** Names it in messages to its executor. */
  readonly token: string;
  /** Given when nobody waits for it any more: whatever the daemon does for it stops. */
  readonly over = new AbortController();
  readonly uploads = new Map<string, PendingUpload>();
  started = false;
  /** Whether the master was told of its start. */
  startTold = false;
  /** Whether it lost its place once, while it only prefetched, because its neighbour took the executor with it. */
  displaced = false;
  /** Why it shall end, once somebody asked for that. */
  cancelled: GoldpanError | undefined;
  memoryPeakBytes = 0;

  constructor(
    readonly key: AttemptKey,
    readonly task: Task,
  ) {
    this.token = pieceName(key);
  }

  cancel(reason: string): GoldpanError {
    this.cancelled ??= new GoldpanError("ATTEMPT_CANCELLED", reason);
    this.over.abort();
    return this.cancelled;
  }
}
