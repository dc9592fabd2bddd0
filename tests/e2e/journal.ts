/** The master's journal of a compose project, read from outside while it is written. */
import { decodeJournal } from "../../master/shell/journal-format.js";
import { attemptsByWorker, type AttemptsOfWorker } from "../support/attempts-by-worker.js";
import type { AttemptKey } from "../../common/wire/types.js";
import type { ComposeProject } from "./compose.js";

export interface JournalView {
  readonly byWorker: ReadonlyMap<string, AttemptsOfWorker>;
  /** Every attempt that a worker started. */
  readonly started: readonly AttemptKey[];
}

/** Attempts of applications that are not in `known`. */
export async function readJournal(
  project: ComposeProject,
  known: ReadonlySet<string> = new Set(),
): Promise<JournalView> {
  const text = await project.compose("exec", "-T", "master", "cat", "/var/lib/goldpan/journal.jsonl");
  const ours = (key: AttemptKey) => !known.has(key.applicationId);
  const records = decodeJournal(Buffer.from(text));
  return {
    byWorker: new Map(
      [...attemptsByWorker(records)].map(([workerId, attempts]) => [
        workerId,
        { accepted: attempts.accepted.filter(ours), running: attempts.running.filter(ours) },
      ]),
    ),
    started: records.flatMap(({ event }) => (event.kind === "AttemptStarted" && ours(event.key) ? [event.key] : [])),
  };
}
