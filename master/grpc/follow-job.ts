/** One job as a stream of events: notices and progress while it runs, its results, and last how it ended. */
import { asGoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { JobEventInput } from "../../common/wire/types.js";
import type { Application } from "../shell/application.js";
import type { JobFeed } from "../shell/job-feed.js";
import type { Master } from "../shell/master.js";
import { targetOf } from "../shell/planned-files.js";
import { relayResults } from "./relay-results.js";

/** Progress is told at most so often, and at least so often while the job runs. */
const progressIntervalMs = 250;
const progressSilenceMs = 1_000;

/** Ends after `succeeded` or `failed`, when the signal is given, or when a newer stream follows the same job. */
export async function* followJob(
  master: Master,
  application: Application,
  feed: JobFeed,
  signal: AbortSignal,
): AsyncGenerator<JobEventInput, void, undefined> {
  const { isNewest } = feed.follow();
  const results: RelayProgress = { partitionsSent: 0, handled: undefined };
  let noticesSent = 0;
  let toldAtMs = 0;
  yield { accepted: { schema: feed.schema } };
  while (!signal.aborted && isNewest()) {
    const seen = feed.revision;
    while (noticesSent < feed.notices.length) yield { notice: feed.notices[noticesSent++] ?? null };
    if (feed.relay !== undefined && feed.relay !== results.handled && feed.outcome === undefined) {
      yield* relay(master, application, feed, results);
      continue;
    }
    if (feed.outcome !== undefined) {
      yield ending(feed, results);
      return;
    }
    const now = performance.now();
    if (now - toldAtMs >= progressIntervalMs) {
      const progress = master.progress(feed);
      if (progress !== undefined) yield { progress };
      toldAtMs = now;
      await feed.next(seen, signal, progressSilenceMs);
    } else {
      // Notices and the end come at once; progress waits for its turn.
      await feed.next(seen, signal, progressIntervalMs - (now - toldAtMs));
    }
  }
}

interface RelayProgress {
  partitionsSent: number;
  /** The offer that was taken up last. */
  handled: JobFeed["relay"];
}

async function* relay(
  master: Master,
  application: Application,
  feed: JobFeed,
  results: RelayProgress,
): AsyncGenerator<JobEventInput, void, undefined> {
  const offer = feed.relay;
  if (offer === undefined) return;
  results.handled = offer;
  const { applicationId, jobId, pieces } = offer;
  let cutShort = false;
  try {
    const bytesMax = application.config.bytes("goldpan.driver.maxResultSize");
    const request = { pieces, fromPartition: results.partitionsSent, token: master.parts.token, bytesMax };
    for await (const result of relayResults(request)) {
      cutShort = true;
      yield { result };
      if (result.lastOfPartition !== true) continue;
      results.partitionsSent += 1;
      cutShort = false;
    }
    master.post({ kind: "RelaySucceeded", applicationId, jobId });
  } catch (error) {
    const known = asGoldpanError(error);
    if (!isGoldpanError(known, "PIECES_LOST", "RESULT_TOO_LARGE")) {
      master.parts.logger.error({ applicationId, jobId, err: error }, "relay_failed");
    }
    const { partitionsSent } = results;
    master.post({ kind: "RelayFailed", applicationId, jobId, partitionsSent, cutShort, error: errorToWire(known) });
  }
}

function ending(feed: JobFeed, results: RelayProgress): JobEventInput {
  const { outcome } = feed;
  if (outcome?.kind === "failed") return { failed: { error: outcome.error, summary: outcome.summary } };
  const summary = outcome?.summary ?? null;
  if (targetOf(feed.planned).kind === "result" && results.handled === undefined) {
    const message = "the results were brought to an earlier connection, and are released";
    return {
      failed: { error: { code: "PIECES_LOST", retry: "NEVER", message, hint: "run the action again" }, summary },
    };
  }
  return { succeeded: { summary } };
}
