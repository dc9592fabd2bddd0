/** Workers whose executors only pretend, under masters that a test plays. All of them end with their test. */
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { Config } from "../../common/config/config.js";
import { attemptToken } from "../../common/ids.js";
import { createLogger } from "../../common/log.js";
import type { AttemptKey, StartApplicationInput, TaskInput } from "../../common/wire/types.js";
import { startWorker, type RunningWorker, type WorkerOptions, type WorkerPrograms } from "../../worker/start-worker.js";
import { FakeMaster } from "./fake-master.js";
import { temporaryFolder } from "./temporary-folder.js";
import { buildWorkerPrograms } from "./worker-programs.js";

export const applicationId = "app-1";

/** One per file of tests. */
export class WorkerBench {
  readonly folder = temporaryFolder();
  private built: WorkerPrograms | undefined;
  private readonly masters: FakeMaster[] = [];
  private readonly workers: RunningWorker[] = [];

  constructor() {
    beforeAll(async () => {
      this.built = await buildWorkerPrograms();
    });
    afterAll(() => rmSync(dirname(this.programs.pieceServer), { recursive: true }));
    afterEach(async () => {
      await Promise.all(this.workers.splice(0).map((worker) => worker.close()));
      this.masters.splice(0).forEach((master) => master.stop());
    });
  }

  /** There once tests run. */
  get programs(): WorkerPrograms {
    if (this.built === undefined) throw new Error("no test runs yet");
    return this.built;
  }

  async startMaster(token?: string, port?: number): Promise<FakeMaster> {
    const master = await FakeMaster.start(token, port);
    this.masters.push(master);
    return master;
  }

  async start(master: FakeMaster, options: Partial<WorkerOptions> = {}): Promise<RunningWorker> {
    const worker = await startWorker({
      masterAddress: master.address,
      ...{ host: "127.0.0.1", advertiseHost: "127.0.0.1", token: undefined, cores: 1, memoryBytes: 2 ** 30 },
      folder: join(this.folder, randomUUID()),
      config: Config.resolve([]),
      logger: createLogger("worker", "silent"),
      programs: this.programs,
      ...options,
    });
    this.workers.push(worker);
    return worker;
  }

  /** A registered worker with the application started. */
  async cluster(options: Partial<WorkerOptions> = {}, application: StartApplicationInput = {}) {
    const master = await this.startMaster();
    const work = options.folder ?? join(this.folder, randomUUID());
    const worker = await this.start(master, { folder: work, ...options });
    const { register } = await master.next("register");
    const executorMemoryBytes = 2 ** 29;
    master.send({ startApplication: { applicationId, executorCores: 1, executorMemoryBytes, ...application } });
    return { master, worker, register, work };
  }
}

export function attempt(partition: number, number = 1): AttemptKey {
  return { applicationId, jobId: 0, stageId: 0, stageAttempt: 1, partition, attempt: number };
}

export function launch(key: AttemptKey, settings: Record<string, string>, task: TaskInput = {}) {
  return { launchTask: { task: { key, settings, ...task } } };
}

/** What an attempt left as its piece. */
export function inFile(key: AttemptKey, work: string): string {
  return readFileSync(join(work, "pieces", attemptToken(key)), "utf8");
}
