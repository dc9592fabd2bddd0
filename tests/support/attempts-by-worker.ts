/** What a journal says, without replaying it: which attempts of which workers are accepted or run. */
import { attemptToken } from "../../common/ids.js";
import type { AttemptKey } from "../../common/wire/types.js";
import type { JournalRecord } from "../../master/shell/journal-format.js";

export interface AttemptsOfWorker {
  readonly accepted: readonly AttemptKey[];
  /** Started, and neither ended nor cancelled nor lost. */
  readonly running: readonly AttemptKey[];
}

/** By worker id. */
export function attemptsByWorker(records: readonly JournalRecord[]): Map<string, AttemptsOfWorker> {
  const books = new Map<string, { accepted: AttemptKey[]; running: Map<string, AttemptKey> }>();
  const bookOf = (workerId: string) => {
    const book = books.get(workerId) ?? { accepted: [], running: new Map<string, AttemptKey>() };
    books.set(workerId, book);
    return book;
  };
  for (const { event, decided } of records) {
    if (event.kind === "AttemptStarted") bookOf(event.workerId).running.set(attemptToken(event.key), event.key);
    if (event.kind === "AttemptFailed" || event.kind === "AttemptSucceeded") {
      bookOf(event.workerId).running.delete(attemptToken(event.key));
    }
    if (event.kind === "WorkerLost") bookOf(event.workerId).running.clear();
    for (const decision of decided) {
      if (decision.kind === "AcceptAttempt") bookOf(decision.workerId).accepted.push(decision.key);
      if (decision.kind === "CancelAttempt") bookOf(decision.workerId).running.delete(attemptToken(decision.key));
    }
  }
  return new Map(
    [...books].map(([workerId, book]) => [workerId, { accepted: book.accepted, running: [...book.running.values()] }]),
  );
}
