/** One job over the RunJob stream. A broken connection joins the job again by its id: a repeated action returns the first outcome. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorFromStatus } from "../../common/grpc/client.js";
import { errorFromWire } from "../../common/errors/wire.js";
import type { ApplicationServiceClient } from "../../common/wire/generated/goldpan/v1/ApplicationService.js";
import type { JobEvent, JobSummary, Notice, ResultChunk, RunJobRequestInput, Schema } from "../../common/wire/types.js";
import type { JobObserver, JobResult } from "../master-connection.js";
import { isConnectionLoss, type MasterChannel } from "./master-channel.js";

export interface JobFollower extends JobObserver {
  /** What a job that failed had done and counted until then; called before `runJob` throws. */
  readonly onFailedSummary?: (summary: JobSummary) => void;
}

type Outcome =
  | { readonly kind: "succeeded"; readonly result: JobResult }
  | { readonly kind: "failed"; readonly error: GoldpanError }
  | { readonly kind: "lost" };

/** @throws the job's error; MASTER_UNREACHABLE when the master does not come back */
export async function runJob(
  channel: MasterChannel,
  request: RunJobRequestInput,
  observer: JobFollower,
): Promise<JobResult> {
  const once = hearOnce(observer);
  for (;;) {
    await channel.mended();
    const { client, address } = channel;
    const outcome = await follow(client, address, request, once);
    switch (outcome.kind) {
      case "succeeded":
        return outcome.result;
      case "failed":
        throw outcome.error;
      case "lost":
        observer.onNotice?.({ code: "MASTER_LOST", text: `connection to the master at ${address} lost: reconnecting` });
        await channel.mend(client);
        observer.onNotice?.({ code: "MASTER_BACK", text: `connected to the master at ${channel.address} again` });
    }
  }
}

/** A stream that joins the job again is told all of its notices once more. */
function hearOnce(observer: JobFollower): JobFollower {
  const heard = new Set<string>();
  const onNotice = (notice: Notice): void => {
    const key = `${notice.code} ${notice.text}`;
    if (heard.has(key)) return;
    heard.add(key);
    observer.onNotice?.(notice);
  };
  return { ...observer, onNotice };
}

async function follow(
  client: ApplicationServiceClient,
  address: string,
  request: RunJobRequestInput,
  observer: JobFollower,
): Promise<Outcome> {
  const stream = client.runJob(request);
  const partitions = new PartitionAssembler();
  let schema: Schema = { columns: [] };
  return new Promise((resolve) => {
    stream.on("data", (event: JobEvent) => {
      if (event.accepted?.schema) schema = event.accepted.schema;
      if (event.progress) observer.onProgress?.(event.progress);
      if (event.notice) observer.onNotice?.(event.notice);
      if (event.result) partitions.add(event.result);
      if (event.succeeded) {
        const summary = event.succeeded.summary ?? emptySummary;
        resolve({ kind: "succeeded", result: { schema, summary, partitions: partitions.whole() } });
      }
      if (event.failed) {
        if (event.failed.summary) observer.onFailedSummary?.(event.failed.summary);
        resolve({ kind: "failed", error: failure(event.failed) });
      }
    });
    stream.on("error", (error: unknown) => {
      resolve(isConnectionLoss(error) ? { kind: "lost" } : { kind: "failed", error: errorFromStatus(error, address) });
    });
    stream.on("status", (status: { code: number }) => {
      if (status.code !== 0) return;
      const error = new GoldpanError("INTERNAL", "the master ended the job's stream without saying how the job ended");
      resolve({ kind: "failed", error });
    });
  });
}

function failure(failed: NonNullable<JobEvent["failed"]>): GoldpanError {
  if (failed.error) return errorFromWire(failed.error);
  return new GoldpanError("INTERNAL", "the job failed without a cause");
}

/** Joins the chunks of each result partition; partitions arrive whole and in order. */
class PartitionAssembler {
  private readonly done: Uint8Array[] = [];
  private chunks: Uint8Array[] = [];

  add(chunk: ResultChunk): void {
    this.chunks.push(chunk.arrowIpc);
    if (!chunk.lastOfPartition) return;
    this.done.push(this.chunks.length === 1 ? chunk.arrowIpc : Buffer.concat(this.chunks));
    this.chunks = [];
  }

  whole(): readonly Uint8Array[] {
    return this.done;
  }
}

/** Of a job that has not told anything. */
export const emptySummary: JobSummary = {
  volume: null,
  rowsDropped: 0,
  rowsQuarantined: 0,
  expectations: [],
  files: 0,
  durationMs: 0,
  path: "",
  commit: 0,
  quarantinePath: "",
  tasks: 0,
  attemptsFailed: 0,
  tasksByWorker: {},
  executed: "",
};
