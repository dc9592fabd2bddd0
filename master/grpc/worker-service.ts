/**
 * What workers say to the master: see worker.proto. Each message must come from the life of the worker that is connected, and be
 * meant for this life of the master; any other is dropped, and answered CancelAttempt where it is about one.
 */
import type * as grpc from "@grpc/grpc-js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { serverStream } from "../../common/grpc/server.js";
import { attemptToken, type ApplicationId, type WorkerId } from "../../common/ids.js";
import { pieceSizeOf } from "../../common/piece-size.js";
import { assertSameVersions } from "../../common/versions.js";
import type { WorkerServiceHandlers } from "../../common/wire/generated/goldpan/v1/WorkerService.js";
import type {
  AttemptKey,
  AttemptReport,
  BundleDataInput,
  DriverKey,
  FetchBundleRequest,
  MasterMessageInput,
  RegisterWorker,
  WorkerMessage,
} from "../../common/wire/types.js";
import type { TaskReport } from "../core/events.js";
import type { Master } from "../shell/master.js";
import { WorkerLink } from "../shell/worker-links.js";

type WorkerCall = grpc.ServerDuplexStream<WorkerMessage, MasterMessageInput>;

const bundleChunkBytes = 256 * 2 ** 10;
/** A worker may ask for a bundle before its client has sent it. */
const bundleWaitMs = 60_000;

export function workerService(master: Master): WorkerServiceHandlers {
  return {
    Connect: (call: WorkerCall) => serveWorker(master, call),
    FetchBundle: serverStream((request, signal) => sendBundle(master, request, signal)),
  };
}

function serveWorker(master: Master, call: WorkerCall): void {
  let link: WorkerLink | undefined;
  let ended = false;
  const hangUp = () => {
    if (ended) return;
    ended = true;
    if (link !== undefined) master.links.hungUp(link);
    call.end();
  };
  const send = (message: Omit<MasterMessageInput, "masterTerm">) => {
    if (!ended) call.write({ ...message, masterTerm: master.parts.term });
  };
  call.on("data", (message: WorkerMessage) => {
    if (ended) return;
    try {
      if (link !== undefined) receive(master, link, message);
      else if (message.register)
        link = register(master, message.register, message.header?.workerId, { send, close: hangUp });
    } catch (error) {
      master.parts.logger.warn({ workerId: message.header?.workerId, err: error }, "worker_refused");
      send({ refused: errorToWire(error) });
      hangUp();
    }
  });
  for (const event of ["end", "close", "cancelled", "error"]) call.on(event, hangUp);
}

/** @throws VERSION_MISMATCH */
function register(
  master: Master,
  message: RegisterWorker,
  workerId: string | undefined,
  stream: WorkerLink["stream"],
): WorkerLink {
  if (workerId === undefined || workerId === "") throw new GoldpanError("USAGE", "a worker needs an id");
  assertSameVersions(message.versions, `worker ${workerId}`);
  const link = new WorkerLink(workerId as WorkerId, stream);
  master.links.await(link);
  const { cores, memoryBytes, pieceAddress, running, holding, drivers } = message;
  const size = { cores, memoryBytes, pieceAddress };
  master.post({
    kind: "WorkerRegistered",
    workerId: link.workerId,
    ...size,
    running,
    holding,
    drivers: drivers.map(driverOf),
  });
  return link;
}

function receive(master: Master, link: WorkerLink, message: WorkerMessage): void {
  const { header } = message;
  link.heard();
  const { workerId, epoch } = link;
  if (epoch === undefined || header?.workerEpoch !== epoch || header.masterTerm !== master.parts.term) {
    const key = keyOf(message);
    const { workerEpoch, masterTerm } = header ?? {};
    master.parts.logger.debug({ workerId, epoch, workerEpoch, masterTerm, message: message.message }, "message_stale");
    if (key) link.stream.send({ cancelAttempt: { key, reason: "this message is of another life" } });
    return;
  }
  const from = { workerId, workerEpoch: epoch };
  const key = keyOf(message);
  if (message.drainStarted) {
    master.parts.logger.info({ workerId, epoch }, "worker_draining");
    master.post({ kind: "WorkerDraining", ...from });
    return;
  }
  if (message.executorLost) {
    const { applicationId, exitCode, signal } = message.executorLost;
    master.parts.logger.warn({ workerId, applicationId, exitCode, signal }, "executor_lost");
    return;
  }
  if (message.driverStarted?.driver) {
    const { workerId } = from;
    master.post({ kind: "DriverStarted", workerId, ...driverOf(message.driverStarted.driver) });
    return;
  }
  if (message.driverEnded?.driver) {
    const { driver, error } = message.driverEnded;
    const { code, message: reason } = error ?? {};
    master.parts.logger.info({ workerId, ...driver, code, reason }, "driver_ended");
    if (error) master.post({ kind: "DriverEnded", workerId, ...driverOf(driver), error });
    return;
  }
  if (message.attemptProgress) {
    master.feeds.noteProgress(message.attemptProgress);
    return;
  }
  if (!key) return;
  if (message.attemptStarted) master.post({ kind: "AttemptStarted", ...from, key });
  else if (message.uploadCreated?.upload) {
    master.post({ kind: "UploadCreated", ...from, key, upload: message.uploadCreated.upload });
  } else if (message.attemptSucceeded) {
    const report = message.attemptSucceeded.report ?? emptyReport;
    master.post({ kind: "AttemptSucceeded", ...from, key, report: keptReport(report) });
  } else if (message.attemptFailed) {
    const error = message.attemptFailed.error ?? {
      code: "INTERNAL",
      retry: "OTHER_WORKER",
      message: "no cause was given",
    };
    const { code, message: reason } = error;
    const level = code === "ATTEMPT_CANCELLED" ? "info" : "warn";
    master.parts.logger[level]({ attempt: attemptToken(key), workerId, epoch, code, reason }, "attempt_failed");
    master.post({ kind: "AttemptFailed", ...from, key, error });
  }
}

function driverOf({ applicationId, launch }: DriverKey) {
  return { applicationId: applicationId as ApplicationId, launch };
}

function keyOf(message: WorkerMessage): AttemptKey | null {
  const { attemptStarted, attemptProgress, uploadCreated, attemptSucceeded, attemptFailed } = message;
  return (attemptStarted ?? attemptProgress ?? uploadCreated ?? attemptSucceeded ?? attemptFailed)?.key ?? null;
}

async function* sendBundle(
  master: Master,
  { sha256 }: FetchBundleRequest,
  signal: AbortSignal,
): AsyncGenerator<BundleDataInput, void, undefined> {
  const { files } = master.parts;
  await files.arrived(sha256, AbortSignal.any([signal, AbortSignal.timeout(bundleWaitMs)])).catch((cause: unknown) => {
    throw new GoldpanError("SCRIPT_NOT_LOADED", `the bundle ${sha256} never arrived at the master`, { cause });
  });
  const data = await files.get(sha256);
  for (let offset = 0; offset < data.length; offset += bundleChunkBytes) {
    yield { data: data.subarray(offset, offset + bundleChunkBytes) };
  }
}

const emptyReport: AttemptReport = {
  rowsRead: 0,
  bytesRead: 0,
  rowsOut: 0,
  bytesOut: 0,
  rowsQuarantined: 0,
  rowsDropped: 0,
  expectations: [],
  files: [],
  fetchMs: 0,
  runMs: 0,
  deliverMs: 0,
  memoryPeakBytes: 0,
  pieceSizes: Buffer.alloc(0),
  pieceStatistics: [],
  spilledBytes: 0,
};

/** One byte of a size is one character. What is not divided has one partition. */
function keptReport(report: AttemptReport): TaskReport {
  const { pieceSizes, bytesOut } = report;
  const sizes = pieceSizes.length > 0 ? pieceSizes : Buffer.from([pieceSizeOf(bytesOut)]);
  return { ...report, pieceSizes: sizes.toString("latin1") };
}
