/**
 * A master for tests of what talks to one: real gRPC on loopback, answers by script. What a job does is the last part of the path that it
 * writes to: `ok`, `fail`, `threshold`, `never`, `slow` (300 ms), `commit` (stays at its commit point until it is cancelled). An application
 * called `unanswered` gets no answer.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { createServer, listen, serverStream, unary } from "../../common/grpc/server.js";
import type { ApplicationServiceHandlers } from "../../common/wire/generated/goldpan/v1/ApplicationService.js";
import { contract } from "../../common/wire/load.js";
import type {
  ApplicationEventInput,
  EndApplicationRequest,
  FollowEventInput,
  JobEventInput,
  JobSummaryInput,
  RegisterApplicationRequest,
  RunJobRequest,
} from "../../common/wire/types.js";

export interface FakeMaster {
  readonly port: number;
  readonly registered: readonly RegisterApplicationRequest[];
  readonly jobs: readonly RunJobRequest[];
  readonly ends: readonly EndApplicationRequest[];
  /** The bundle that was uploaded last. */
  readonly bundle: () => Buffer;
  /** Ends every stream, as a master that dies. */
  close(): Promise<void>;
}

export const fakeSummary: JobSummaryInput = {
  volume: { rowsRead: 1000, bytesRead: 50_000, rowsWritten: 990, bytesWritten: 40_000 },
  rowsQuarantined: 10,
  expectations: [{ name: "plausible", action: "QUARANTINE", rows: 1000, violations: 8, nullViolations: 2 }],
  files: 2,
  durationMs: 420,
  path: "s3a://gold/ok/",
  commit: 3,
  quarantinePath: "s3a://gold/_quarantine/ok/",
  tasks: 4,
  tasksByWorker: { "worker-a": 1, "worker-b": 3 },
};

export async function startFakeMaster(options: { token?: string; port?: number } = {}): Promise<FakeMaster> {
  const registered: RegisterApplicationRequest[] = [];
  const jobs: RunJobRequest[] = [];
  const ends: EndApplicationRequest[] = [];
  const chunks: Buffer[] = [];
  const cancelled = new Map<string, AbortController>();
  const server = createServer(options.token);
  const cancellationOf = (applicationId = "") => {
    const controller = cancelled.get(applicationId) ?? new AbortController();
    cancelled.set(applicationId, controller);
    return controller;
  };
  const handlers: ApplicationServiceHandlers = {
    Register: unary(async (request) => {
      registered.push(request);
      if (request.name === "unanswered") await new Promise(() => undefined);
      const applicationId = `app-${registered.length}`;
      return {
        application: { applicationId, secret: "secret" },
        bundleWanted: request.bundleSha256 !== "",
        workersAlive: 2,
        slots: 2,
      };
    }),
    UploadBundle: (call, callback) => {
      chunks.length = 0;
      call.on("data", (chunk: { data: Buffer }) => chunks.push(chunk.data));
      call.on("end", () => callback(null, {}));
    },
    Attend: serverStream(async function* (_request, signal): AsyncGenerator<ApplicationEventInput> {
      yield { event: "cluster", cluster: { workersAlive: 2, slots: 2 } };
      await aborted(signal);
    }),
    Analyze: unary(async () => ({ schema: { columns: [{ name: "a", type: "BIGINT" }] }, explain: "a plan" })),
    RunJob: serverStream(async function* (request, signal): AsyncGenerator<JobEventInput> {
      jobs.push(request);
      yield* jobEvents(request, AbortSignal.any([signal, cancellationOf(request.application?.applicationId).signal]));
    }),
    PlanJob: unary(async () => ({})),
    Describe: unary(async () => ({})),
    Kill: unary(async () => ({})),
    Follow: serverStream(async function* (): AsyncGenerator<FollowEventInput> {}),
    CancelJob: unary(async () => ({})),
    ReleaseCache: unary(async () => ({})),
    End: unary(async (request) => {
      ends.push(request);
      const { applicationId = "" } = request.application ?? {};
      if (request.cancelled) cancellationOf(applicationId).abort();
      const own = jobs.filter((job) => job.application?.applicationId === applicationId);
      const committed = own.filter((job) => behaviour(job) === "commit").map((job) => job.jobId);
      return { jobsCommitted: request.cancelled ? committed : [] };
    }),
  };
  server.addService(contract.ApplicationService.service, handlers);
  const port = await listen(server, "127.0.0.1", options.port ?? 0);
  return {
    port,
    registered,
    jobs,
    ends,
    bundle: () => Buffer.concat(chunks),
    close: async () => server.forceShutdown(),
  };
}

function behaviour(request: RunJobRequest): string {
  return /([^/]*)\/*$/.exec(request.action?.write?.path ?? "")?.[1] ?? "";
}

async function* jobEvents(request: RunJobRequest, ended: AbortSignal): AsyncGenerator<JobEventInput> {
  yield { event: "accepted", accepted: { schema: { columns: [{ name: "a", type: "BIGINT" }] } } };
  const waitingFor = behaviour(request) === "commit" ? "commit" : "";
  yield {
    event: "progress",
    progress: {
      stages: [{ stageId: 0, name: "scan", tasks: 4, tasksDone: 1, tasksRunning: 2 }],
      workersAlive: 2,
      waitingFor,
    },
  };
  switch (behaviour(request)) {
    case "fail":
      // Thrown rather than sent: both ways in which a job fails are met.
      throw new GoldpanError("INPUT_UNREADABLE", "s3a://raw/bad.parquet is truncated");
    case "threshold":
      yield failedEvent(
        new GoldpanError("EXPECTATION_THRESHOLD_EXCEEDED", 'expect "plausible": 40 % violate, 5 % may'),
      );
      return;
    case "never":
    case "commit":
      await aborted(ended);
      yield failedEvent(new GoldpanError("APPLICATION_CANCELLED", "the application was cancelled"));
      return;
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, 300));
      break;
    default:
  }
  yield { event: "succeeded", succeeded: { summary: fakeSummary } };
}

function failedEvent(error: GoldpanError): JobEventInput {
  return { event: "failed", failed: { error: errorToWire(error), summary: { ...fakeSummary, path: "" } } };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
