/** Runs the driver's requests at the master, and keeps a record of every job. */
import { asGoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { Notice } from "../../common/wire/types.js";
import type { GrpcMasterConnection } from "../grpc/connect-master.js";
import type { FromDriver, ToDriver } from "./driver-protocol.js";
import { startJob, type JobRecord } from "./job-record.js";

type Analyze = Extract<FromDriver, { kind: "analyze" }>;
type Release = Extract<FromDriver, { kind: "release" }>;
type Run = Extract<FromDriver, { kind: "run" }>;

export interface JobRelayOptions {
  readonly connection: GrpcMasterConnection;
  readonly answer: (message: ToDriver) => void;
  readonly onNotice: (notice: Notice) => void;
  /** Gets a record when its job starts; it is filled in from then on. */
  readonly jobs: JobRecord[];
}

export class JobRelay {
  constructor(private readonly options: JobRelayOptions) {}

  async analyze({ request, plan, explain, formatted }: Analyze): Promise<void> {
    const { connection, answer } = this.options;
    try {
      const analysed = await connection.analyze(plan, { explain, formatted });
      answer({ kind: "analyzed", request, schema: analysed.schema, explain: analysed.explain });
    } catch (error) {
      answer({ kind: "refused", request, error: errorToWire(asGoldpanError(error)), jobId: undefined });
    }
  }

  async release({ request, cacheId }: Release): Promise<void> {
    const { connection, answer } = this.options;
    try {
      await connection.releaseCache(cacheId);
      answer({ kind: "released", request });
    } catch (error) {
      answer({ kind: "refused", request, error: errorToWire(asGoldpanError(error)), jobId: undefined });
    }
  }

  async run({ request, action, observed }: Run): Promise<void> {
    const { connection, answer, jobs, onNotice } = this.options;
    const job = startJob(jobs.length, action, performance.now());
    jobs.push(job);
    try {
      const result = await connection.run(action, {
        onProgress: (progress) => {
          job.progress = progress;
          if (observed) answer({ kind: "progress", request, progress });
        },
        onNotice: (notice) => {
          onNotice(notice);
          if (observed) answer({ kind: "notice", request, notice });
        },
        onFailedSummary: (summary) => (job.summary = summary),
      });
      job.state = "succeeded";
      job.summary = result.summary;
      answer({ kind: "ran", request, result });
    } catch (thrown) {
      const error = asGoldpanError(thrown);
      job.state = error.code === "APPLICATION_CANCELLED" ? "cancelled" : "failed";
      job.error = error;
      answer({ kind: "refused", request, error: errorToWire(error), jobId: job.jobId });
    }
  }
}
