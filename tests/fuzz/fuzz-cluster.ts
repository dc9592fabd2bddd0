/**
 * A real master in this process and real worker processes, for many cases one after the other. The planner's answer may be altered on
 * its way to the scheduler: that is how bugs are planted without a switch in the product.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame, GoldpanSession } from "goldpan";
import { Config } from "../../common/config/config.js";
import { createLogger } from "../../common/log.js";
import { connectMaster } from "../../client/grpc/connect-master.js";
import { startWorkerProcesses } from "../../client/local/worker-processes.js";
import { untilWorkersAre } from "../../client/local-mode.js";
import type { JobResult, MasterConnection } from "../../client/master-connection.js";
import { createSession } from "../../client/session/goldpan-session.js";
import { createPlanner } from "../../master/planner/create-planner.js";
import type { PlannedJob } from "../../master/planner/planned-job.js";
import { startMasterWith } from "../../master/start-master.js";
import { openObjectStore, storeConfigOf } from "../../storage/open-object-store.js";

export type AlterPlan = (job: PlannedJob) => PlannedJob;

export interface FuzzCluster {
  /** An application of its own. */
  open(settings: Readonly<Record<string, string>>): Promise<FuzzSession>;
  /** From now on; undefined leaves plans as they are. */
  alterPlans(alter: AlterPlan | undefined): void;
  close(): Promise<void>;
}

export interface FuzzSession {
  readonly goldpan: GoldpanSession;
  /** Runs the frame and gives what came back, with its types. */
  run(frame: DataFrame): Promise<JobResult>;
  close(): Promise<void>;
}

export async function openFuzzCluster(workers: number): Promise<FuzzCluster> {
  const folder = mkdtempSync(join(tmpdir(), "goldpan-fuzz-"));
  const token = randomBytes(16).toString("hex");
  const logger = createLogger("fuzz", "error");
  const config = Config.resolve([{ source: "fuzz", values: { "goldpan.authenticate.secret": token } }]);
  const store = openObjectStore(storeConfigOf(config));
  const planner = createPlanner({ store, logger, analyserFolder: join(folder, "analyser") });
  let alter: AlterPlan | undefined;
  const altering = {
    analyze: planner.analyze.bind(planner),
    describeJob: planner.describeJob.bind(planner),
    close: planner.close.bind(planner),
    planJob: async (...given: Parameters<typeof planner.planJob>) => {
      const job = await planner.planJob(...given);
      return alter === undefined ? job : alter(job);
    },
  };
  const master = await startMasterWith(
    { host: "127.0.0.1", port: 0, token, config, stateFolder: join(folder, "master"), logger },
    { store, planner: altering },
  );
  const address = `127.0.0.1:${master.port}`;
  const processes = startWorkerProcesses({
    workers,
    masterAddress: address,
    cores: 1,
    memoryBytes: undefined,
    folder,
    settings: { "goldpan.authenticate.secret": token },
  });
  return {
    alterPlans: (given) => (alter = given),
    open: async (settings) => openSession({ address, token, workers, settings }),
    close: async () => {
      await processes.close();
      await master.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openSession(options: {
  address: string;
  token: string;
  workers: number;
  settings: Readonly<Record<string, string>>;
}): Promise<FuzzSession> {
  const { address, token, workers, settings } = options;
  const connection = await connectMaster({ addresses: [address], token, applicationName: "fuzz", settings });
  await untilWorkersAre(workers, connection);
  const results: JobResult[] = [];
  const recording: MasterConnection = {
    applicationId: connection.applicationId,
    analyze: (plan, how) => connection.analyze(plan, how),
    releaseCache: (cacheId: number) => connection.releaseCache(cacheId),
    run: async (action, observer) => {
      const result = await connection.run(action, observer);
      results.push(result);
      return result;
    },
    end: (outcome) => connection.end(outcome),
  };
  const goldpan = createSession(recording, { appName: "fuzz", baseFolder: tmpdir(), settings });
  return {
    goldpan,
    run: async (frame) => {
      results.length = 0;
      await frame.collect();
      const [result] = results;
      if (result === undefined) throw new Error("no job ran");
      return result;
    },
    close: async () => {
      await goldpan.stop();
      connection.close();
    },
  };
}
