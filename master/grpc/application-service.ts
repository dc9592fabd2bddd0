/** What clients may ask of the master: see application.proto. */
import { createHash } from "node:crypto";
import type * as grpc from "@grpc/grpc-js";
import { GoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import { serverStream, statusOf, unary } from "../../common/grpc/server.js";
import { assertSameVersions } from "../../common/versions.js";
import type { ApplicationServiceHandlers } from "../../common/wire/generated/goldpan/v1/ApplicationService.js";
import type {
  ApplicationEventInput,
  ApplicationRef,
  BundleChunk,
  EndApplicationRequest,
  JobEventInput,
  RegisterApplicationRequest,
  RegisterApplicationResponseInput,
  RunJobRequest,
  ShippedFile,
  UploadBundleResponseInput,
} from "../../common/wire/types.js";
import { bundleBytesMax } from "../../common/bundle-limit.js";
import type { ApplicationId } from "../../common/ids.js";
import type { ApplicationOutcome } from "../core/events.js";
import type { Application } from "../shell/application.js";
import { killed, type Cluster, type Master } from "../shell/master.js";
import { followApplication } from "./follow-application.js";
import { followJob } from "./follow-job.js";

/** A longer report is not kept: the application's own submit has told it. */
const reportLengthMax = 256 * 2 ** 10;

export function applicationService(master: Master): ApplicationServiceHandlers {
  const { applications } = master;
  return {
    Register: unary(async (request) => register(master, request)),
    UploadBundle: (call, callback) => {
      receiveBundle(master, call).then(
        () => callback(null, {}),
        (error: unknown) => callback(statusOf(error)),
      );
    },
    Attend: serverStream((ref, signal) => attend(master, applications.authorize(ref), signal)),
    Analyze: unary(async ({ application, plan, explain, formatted }) => {
      const known = applications.authorize(application);
      if (plan === null) throw new GoldpanError("PLAN_REFUSED", "there is no plan to analyse");
      const analysed = await told(
        master,
        "analysis_failed",
        { applicationId: known.applicationId },
        master.analyze(known, plan, { formatted }),
      );
      return { schema: analysed.schema, explain: explain ? analysed.explain : "" };
    }),
    RunJob: serverStream((request, signal) => runJob(master, request, signal)),
    CancelJob: unary(async ({ application, jobId, reason }) => {
      master.cancelJob(applications.authorize(application), jobId, reason || "cancelled");
      return {};
    }),
    PlanJob: unary(async ({ application, action, slots }) => {
      const known = applications.authorize(application);
      if (action === null) throw new GoldpanError("PLAN_REFUSED", "there is no action to plan");
      const of = { applicationId: known.applicationId };
      return told(master, "planning_failed", of, master.describeJob(known, action, slots));
    }),
    ReleaseCache: unary(async ({ application, cacheId }) => {
      master.releaseCache(applications.authorize(application), cacheId);
      return {};
    }),
    End: unary(async (request) => {
      const known = applications.authorize(request.application);
      await applications.end(known, endReason(request.cancelled, request.error?.message), outcomeOf(request));
      return { jobsCommitted: [...known.jobsCommitted] };
    }),
    Describe: unary(async ({ applicationId }) => master.status(applicationId)),
    Kill: unary(async ({ applicationId, user }) => {
      const known = applications.get(applicationId as ApplicationId);
      const ran = known !== undefined && known.state === "active";
      if (known !== undefined) {
        const reason = user === "" ? "it was killed" : `it was killed by ${user}`;
        await applications.end(known, reason, killed(reason, killedExitCode));
      }
      return { status: master.status(applicationId), killed: ran };
    }),
    Follow: serverStream((request, signal) => followApplication(master, request, signal)),
  };
}

async function register(
  master: Master,
  request: RegisterApplicationRequest,
): Promise<RegisterApplicationResponseInput> {
  const { versions, name, settings, bundleSha256, user, idempotencyKey, driverBundleSha256, files } = request;
  assertSameVersions(versions, "the client");
  const hashes = [driverBundleSha256, ...files.map(({ sha256 }) => sha256)].filter((sha256) => sha256 !== "");
  for (const sha256 of [bundleSha256, ...hashes]) {
    if (sha256 !== "" && !/^[0-9a-f]{64}$/.test(sha256)) throw badBundle("its name is no SHA-256");
  }
  assertFileNames(files);
  const answeredBy = master.answeredBy(idempotencyKey);
  if (answeredBy !== undefined) return { answeredBy };
  const of = { name, settings, bundleSha256, user, idempotencyKey, driverBundleSha256, files };
  const { application, secret } = master.register(of);
  const { workersAlive, slots } = master.cluster(application);
  const has = async (sha256: string) => master.parts.files.has(sha256);
  const wanted = await Promise.all([...new Set(hashes)].map(async (sha256) => ((await has(sha256)) ? [] : [sha256])));
  return {
    application: { applicationId: application.applicationId, secret },
    bundleWanted: bundleSha256 !== "" && !(await has(bundleSha256)),
    ...{ workersAlive, slots, wanted: wanted.flat() },
  };
}

/** They become names in a folder. */
function assertFileNames(files: readonly ShippedFile[]): void {
  const names = new Set<string>();
  for (const { name } of files) {
    const isName = name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name);
    if (!isName || names.has(name)) {
      throw new GoldpanError("USAGE", `'${name}' cannot travel with the application`, {
        hint: "files need names of their own, without a folder",
      });
    }
    names.add(name);
  }
}

const killedExitCode = 1;

function outcomeOf({ cancelled, exitCode, error, reportJson }: EndApplicationRequest): ApplicationOutcome {
  const failed = error !== null || exitCode !== 0;
  return {
    state: cancelled ? "KILLED" : failed ? "FAILED" : "FINISHED",
    exitCode: exitCode === 0 && (failed || cancelled) ? 1 : exitCode,
    error: error ?? undefined,
    reportJson: reportJson.length > reportLengthMax ? "" : reportJson,
  };
}

/** What a script did wrong in a line; of what is not ours, where the client gets INTERNAL, all there is. */
async function told<T>(master: Master, event: string, of: object, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { logger } = master.parts;
    if (isGoldpanError(error)) logger.warn({ ...of, code: error.code, reason: error.message }, event);
    else logger.error({ ...of, err: error }, event);
    throw error;
  }
}

function endReason(cancelled: boolean, failure: string | undefined): string {
  if (cancelled) return "the application was cancelled";
  return failure === undefined ? "the application ended" : `the application failed: ${failure}`;
}

async function* runJob(
  master: Master,
  { application, jobId, action }: RunJobRequest,
  signal: AbortSignal,
): AsyncGenerator<JobEventInput, void, undefined> {
  const known = master.applications.authorize(application);
  if (action === null) throw new GoldpanError("PLAN_REFUSED", "there is no action to run");
  if (known.state !== "active") {
    throw new GoldpanError("APPLICATION_CANCELLED", `${known.applicationId} has ended: ${known.reason}`);
  }
  let feed;
  try {
    feed = await told(
      master,
      "planning_failed",
      { applicationId: known.applicationId, jobId },
      master.submitJob(known, jobId, action),
    );
  } catch (error) {
    yield { failed: { error: errorToWire(error), summary: null } };
    return;
  }
  yield* followJob(master, known, feed, signal);
}

/** Says what the cluster is like, now and whenever that changes, until the application ends. */
async function* attend(
  master: Master,
  application: Application,
  signal: AbortSignal,
): AsyncGenerator<ApplicationEventInput, void, undefined> {
  // A driver's worker speaks for it.
  const counts = application.driver === undefined;
  if (counts) master.applications.presence.present(application);
  let wake: () => void = () => undefined;
  const woken = () => wake();
  const stop = master.onTick(woken);
  signal.addEventListener("abort", woken);
  master.applications.onEnd(application.applicationId, woken);
  try {
    let told: Cluster | undefined;
    while (!signal.aborted && application.state !== "ended") {
      const cluster = master.cluster(application);
      if (cluster.workersAlive !== told?.workersAlive || cluster.slots !== told.slots) yield { cluster };
      told = cluster;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if (application.state !== "ended") return;
    const error = new GoldpanError("APPLICATION_CANCELLED", application.reason);
    yield { ended: errorToWire(error) };
  } finally {
    stop();
    if (counts) master.applications.presence.absent(application);
  }
}

async function receiveBundle(
  master: Master,
  call: grpc.ServerReadableStream<BundleChunk, UploadBundleResponseInput>,
): Promise<void> {
  const chunks: Buffer[] = [];
  const hash = createHash("sha256");
  let named: { application: ApplicationRef | null; sha256: string } | undefined;
  let bytes = 0;
  for await (const chunk of call as AsyncIterable<BundleChunk>) {
    if (named === undefined) {
      named = { application: chunk.application, sha256: chunk.sha256 };
      const { bundleSha256, driver, files } = master.applications.authorize(named.application);
      const registered = [bundleSha256, driver?.bundleSha256, ...files.map((file) => file.sha256)];
      if (!registered.includes(named.sha256)) throw badBundle("it is not one that was registered");
    }
    bytes += chunk.data.length;
    if (bytes > bundleBytesMax) {
      throw new GoldpanError("LIMIT_EXCEEDED", `the bundle has more than ${bundleBytesMax} bytes`, {
        hint: "keep data out of what is bundled and out of --files: put it into the object store",
      });
    }
    hash.update(chunk.data);
    chunks.push(chunk.data);
  }
  if (named === undefined || hash.digest("hex") !== named.sha256) throw badBundle("what arrived is not what was named");
  await master.parts.files.put(Buffer.concat(chunks));
}

function badBundle(problem: string): GoldpanError {
  return new GoldpanError("SCRIPT_NOT_LOADED", `a bundle or file of the application was refused: ${problem}`);
}
