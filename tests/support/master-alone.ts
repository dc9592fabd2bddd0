/** A real master over gRPC without a planner of its own: a test says what is planned, fake workers say what runs. */
import { connectMaster, type GrpcMasterConnection } from "../../client/grpc/connect-master.js";
import { Config } from "../../common/config/config.js";
import { createLogger } from "../../common/log.js";
import type { PlannedJob, PlannedStage } from "../../master/planner/planned-job.js";
import { startMasterWith, type RunningMaster } from "../../master/start-master.js";
import { prepareWrite } from "../../storage/table/prepare-write.js";
import { FakeWorker, type FakeWorkerOptions } from "./fake-worker.js";
import { MemoryBuckets, MemoryStore } from "./memory-store.js";
import { fixedRules } from "./scheduler-events.js";
import { temporaryFolder } from "./temporary-folder.js";

export const token = "a token";
export const table = "s3a://gold/t/";
export const schema = { columns: [{ name: "n", type: "BIGINT" }] };
const logger = createLogger("test", "silent");

/** What `start` opened, and what a test adds: the last is closed first. */
export const closers: (() => Promise<void> | void)[] = [];

export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** Stages by their numbers of tasks, each task reading all of the stage before. */
export function stagesOf(taskCounts: readonly number[]): PlannedStage[] {
  return taskCounts.map((taskCount, stageId) => ({
    stageId,
    name: `stage ${stageId}`,
    fragments: [
      {
        fragment: { operators: [], output: schema, delivery: null },
        inputs: stageId === 0 ? [] : [{ stageId: stageId - 1, read: "all" as const }],
        layout: { kind: "splits" as const, taskCount },
        splits: Array.from({ length: taskCount }, () => ({ files: [] })),
      },
    ],
    after: [],
    joinSwitch: undefined,
    cache: undefined,
  }));
}

function planned(stages: readonly PlannedStage[], sink: PlannedJob["sink"]): PlannedJob {
  return {
    stages,
    adaptive: fixedRules,
    output: schema,
    quarantineSchema: undefined,
    expectations: [{ name: "plausible", action: "DROP", failAbove: { share: 0.5 }, together: undefined }],
    sink,
    notices: [{ code: "TEST", text: "planned" }],
    explain: "a plan",
  };
}

export interface Started {
  readonly master: RunningMaster;
  readonly store: MemoryStore;
  readonly stateFolder: string;
  connect(settings?: Record<string, string>): Promise<GrpcMasterConnection>;
  worker(workerId: string, onTask: FakeWorkerOptions["onTask"], more?: Partial<FakeWorkerOptions>): Promise<FakeWorker>;
}

/** @param stages  of every job, or their numbers of tasks */
export async function start(
  stages: readonly number[] | readonly PlannedStage[],
  settings: Record<string, string> = {},
  stateFolder = temporaryFolder(),
  port = 0,
): Promise<Started> {
  const store = new MemoryStore(new MemoryBuckets());
  const options = { replaceForeign: false, allowEmpty: false, quarantine: false };
  const planner = {
    analyze: async () => ({ schema, explain: "a plan" }),
    describeJob: async () => ({ schema, explain: "a plan" }),
    planJob: async ({ write }: { write?: unknown }) =>
      planned(
        stages.every((stage) => typeof stage === "number") ? stagesOf(stages) : stages,
        write
          ? {
              ...(await prepareWrite(store, table, "overwrite", options)),
              writeId: "w",
              replaceForeign: false,
              quarantineTable: undefined,
              inputs: [],
            }
          : undefined,
      ),
    close: async () => undefined,
  };
  const config = Config.resolve([{ source: "test", values: settings }]);
  const master = await startMasterWith(
    { host: "127.0.0.1", port, token, config, stateFolder, logger },
    { store, planner },
  );
  closers.push(() => master.close());
  return {
    master,
    store,
    stateFolder,
    connect: async (own = {}) => {
      const connection = await connectMaster({
        addresses: [`127.0.0.1:${master.port}`],
        token,
        applicationName: "test",
        settings: own,
      });
      closers.push(() => connection.close());
      return connection;
    },
    worker: async (workerId, onTask, more = {}) => {
      const worker = await FakeWorker.start({ workerId, masterPort: master.port, token, onTask, ...more });
      closers.push(() => worker.kill());
      return worker;
    },
  };
}
