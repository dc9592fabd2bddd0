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
  JobEventInput,
  RunJobRequest,
  UploadBundleResponseInput,
} from "../../common/wire/types.js";
import { bundleBytesMax } from "../../common/bundle-limit.js";
import type { Application } from "../shell/applications.js";
import type { Cluster, Master } from "../shell/master.js";
import { followJob } from "./follow-job.js";

export function applicationService(master: Master): ApplicationServiceHandlers {
  const { applications } = master;
  return {
    Register: unary(async ({ versions, name, settings, bundleSha256, user }) => {
      assertSameVersions(versions, "the client");
      if (bundleSha256 !== "" && !/^[0-9a-f]{64}$/.test(bundleSha256)) throw badBundle("its name is no SHA-256");
      const { application, secret } = master.register({ name, settings, bundleSha256, user });
      const { workersAlive, slots } = master.cluster(application);
      return {
        application: { applicationId: application.applicationId, secret },
        bundleWanted: bundleSha256 !== "" && !(await master.parts.files.has(bundleSha256)),
        workersAlive,
        slots,
      };
    }),
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
    ReleaseCache: unary(async ({ application, cacheId }) => {
      master.releaseCache(applications.authorize(application), cacheId);
      return {};
    }),
    End: unary(async ({ application, cancelled, error }) => {
      const known = applications.authorize(application);
      await applications.end(known, endReason(cancelled, error?.message));
      return { jobsCommitted: [...known.jobsCommitted] };
    }),
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
  master.applications.present(application);
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
    master.applications.absent(application);
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
      const { bundleSha256 } = master.applications.authorize(named.application);
      if (named.sha256 !== bundleSha256) throw badBundle("it is not the one that was registered");
    }
    bytes += chunk.data.length;
    if (bytes > bundleBytesMax) {
      throw new GoldpanError("LIMIT_EXCEEDED", `the bundle has more than ${bundleBytesMax} bytes`, {
        hint: "keep data out of the modules that declare row functions",
      });
    }
    hash.update(chunk.data);
    chunks.push(chunk.data);
  }
  if (named === undefined || hash.digest("hex") !== named.sha256) throw badBundle("what arrived is not what was named");
  await master.parts.files.put(Buffer.concat(chunks));
}

function badBundle(problem: string): GoldpanError {
  return new GoldpanError("SCRIPT_NOT_LOADED", `the bundle of row functions was refused: ${problem}`);
}
