import { describe, expect, test } from "vitest";
import { kinds, placed, play } from "../../tests/support/play-events.js";
import type { WireErrorInput } from "../../common/wire/types.js";
import type { Action } from "./actions.js";
import type { SchedulerEvent } from "./events.js";
import { Scheduler } from "./scheduler.js";
import {
  app,
  chain,
  failed,
  fileOf,
  key,
  lost,
  jobOf,
  registered,
  sizes,
  stageOf,
  submitted,
  succeeded,
  w1,
  w2,
  workerCame,
  endRequested,
  finished,
} from "../../tests/support/scheduler-events.js";

const twoWorkers = [workerCame(w1, 2), workerCame(w2, 2), registered()];

describe("placement", () => {
  test("spreads over workers first, then fills, then prefetches one behind each slot", () => {
    expect(placed(play([...twoWorkers, submitted(chain([9]))]))).toEqual([
      "0/0#1@w1",
      "0/1#1@w2",
      "0/2#1@w1",
      "0/3#1@w2",
      "0/4#1@w1",
      "0/5#1@w2",
      "0/6#1@w1",
      "0/7#1@w2",
    ]);
  });

  test("starts executors where there is room, no more than cores.max", () => {
    expect(play([workerCame(w1, 4), registered({ coresMax: 3 })])).toEqual([
      { kind: "StartApplication", workerId: w1, applicationId: app, executors: 3 },
    ]);
    const actions = play([workerCame(w1, 4), registered({ coresMax: 1 }), submitted(chain([4]))]);
    expect(placed(actions)).toEqual(["0/0#1@w1", "0/1#1@w1"]);
  });

  test("a worker that is full learns of an application too: its turn comes", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), registered(), submitted(chain([1]))], scheduler);
    const other = "app-2" as typeof app;
    expect(play([registered({}, other)], scheduler)).toEqual([
      { kind: "StartApplication", workerId: w1, applicationId: other, executors: 0 },
    ]);
    expect(play([registered({ executorCores: 2 }, "app-3" as typeof app)], scheduler)).toEqual([]);
  });

  test("the first application is served first, the next gets what is left", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 2), registered(), registered({}, "app-2" as typeof app)], scheduler);
    expect(placed(play([submitted(chain([1]), 0, "app-2" as typeof app)], scheduler))).toEqual(["0/0#1@w1"]);
    expect(placed(play([submitted(chain([5]))], scheduler))).toEqual(["0/0#1@w1", "0/1#1@w1"]);
  });

  test("many tasks that read many pieces are launched in several steps", () => {
    const scheduler = new Scheduler();
    const partitions = { kind: "partitions", partitionCount: 400, coalesce: false, splittable: [] } as const;
    const stages = [
      stageOf(0, { kind: "splits", taskCount: 300 }),
      stageOf(1, partitions, [{ stageId: 0, read: "partition" }]),
    ];
    for (const event of [
      { ...workerCame(w1, 400), memoryBytes: 400 },
      registered(),
      submitted(jobOf(stages, "sink")),
    ]) {
      scheduler.step(event);
    }
    const all = { pieceSizes: sizes(...Array.from({ length: 400 }, () => 10)) };
    let last: readonly Action[] = [];
    for (let map = 0; map < 300; map++) last = scheduler.step(succeeded(key(0, map), w1, all));
    const counts = [placed(last).length];
    for (let tick = 1; tick <= 3; tick++) counts.push(placed(scheduler.step({ kind: "Ticked", atMs: tick })).length);
    expect(counts).toEqual([167, 167, 66, 0]);
  });

  test("a draining worker gets no more tasks", () => {
    const events = [
      ...twoWorkers,
      { kind: "WorkerDraining", atMs: 0, workerId: w1, workerEpoch: 1 } as const,
      submitted(chain([3])),
    ];
    expect(placed(play(events))).toEqual(["0/0#1@w2", "0/1#1@w2", "0/2#1@w2"]);
  });
});

describe("stages", () => {
  test("a stage starts when the one it reads is complete, and is told where its pieces are", () => {
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([2, 1], "result")), succeeded(key(0, 0), w1)], scheduler);
    const actions = play([succeeded(key(0, 1), w2)], scheduler);
    const one = { bytes: 90, rows: 9, partitionFrom: 0, partitionTo: 1 };
    expect(actions).toEqual([
      { kind: "AcceptAttempt", workerId: w2, key: key(0, 1) },
      {
        kind: "LaunchTask",
        workerId: w1,
        key: key(1, 0),
        shape: { fragmentIndex: 0, split: 0, reads: [{ from: 0, to: 1, mapFrom: 0, mapTo: 2 }] },
        inputs: [
          [
            { ...one, key: key(0, 0), workerId: w1, address: "w1:1" },
            { ...one, key: key(0, 1), workerId: w2, address: "w2:1" },
          ],
        ],
        statistics: [],
      },
    ]);
  });

  test("results are relayed, then the job ends and its pieces go", () => {
    const scheduler = new Scheduler();
    const relay = play([...twoWorkers, submitted(chain([1], "result")), succeeded(key(0, 0), w1)], scheduler);
    expect(kinds(relay)).toEqual(["AcceptAttempt", "StartRelay"]);
    const end = play([{ kind: "RelaySucceeded", atMs: 5, applicationId: app, jobId: 0 }], scheduler);
    expect(kinds(end)).toEqual(["ReleasePieces", "ReleasePieces", "ReportJobEnd"]);
    expect(end.at(-1)).toMatchObject({
      outcome: {
        kind: "succeeded",
        summary: { tasks: 1, durationMs: 5, volume: { rowsRead: 10, rowsWritten: 9 }, tasksByWorker: { w1: 1 } },
      },
    });
  });

  test("more result bytes than the driver may get end the job before anything is relayed", () => {
    const actions = play([
      ...twoWorkers,
      submitted(chain([2], "result")),
      succeeded(key(0, 0), w1, { bytesOut: 1_001 }),
    ]);
    expect(actions.at(-1)).toMatchObject({ outcome: { kind: "failed", error: { code: "RESULT_TOO_LARGE" } } });
    expect(kinds(actions)).toContain("CancelAttempt");
  });
});

describe("failures", () => {
  const broken = { code: "STORE_FAILED", retry: "OTHER_WORKER", message: "no answer" } as const;

  test("a failed attempt is tried again elsewhere, under the next number", () => {
    expect(placed(play([...twoWorkers, submitted(chain([1])), failed(key(0, 0), w1, broken)]))).toEqual(["0/0#2@w2"]);
  });

  test("those who follow the job are told of a failure that is tried again, of each kind and worker once", () => {
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([3]))], scheduler);
    const told = (event: SchedulerEvent) => play([event], scheduler).filter(({ kind }) => kind === "NotifyJob");
    expect(told(failed(key(0, 0), w1, broken))).toMatchObject([
      {
        ...{ applicationId: app, jobId: 0, code: "ATTEMPT_FAILED" },
        text: expect.stringMatching(
          /^partition 0 of stage 0 .* failed on w1, attempt 1 of 3: STORE_FAILED: no answer$/,
        ) as string,
      },
    ]);
    expect(told(failed(key(0, 2), w1, broken))).toEqual([]);
    expect(told(failed(key(0, 1), w2, broken))).toMatchObject([
      { text: expect.stringContaining("failed on w2") as string },
    ]);
  });

  test("where there is no other worker it is tried again on the same one", () => {
    const events = [workerCame(w1, 1), registered(), submitted(chain([1])), failed(key(0, 0), w1, broken)];
    expect(placed(play(events))).toEqual(["0/0#2@w1"]);
  });

  test("it is tried goldpan.task.maxFailures times", () => {
    const scheduler = new Scheduler();
    const attempts = [1, 2, 3].map((attempt) => failed(key(0, 0, attempt), w1, broken));
    const actions = play([workerCame(w1, 1), registered(), submitted(chain([1])), ...attempts], scheduler);
    expect(actions.at(-1)).toMatchObject({
      kind: "ReportJobEnd",
      outcome: { kind: "failed", error: { code: "STORE_FAILED", retry: "NEVER" } },
    });
  });

  test("an error that a retry cannot mend fails the job at once", () => {
    const actions = play([
      ...twoWorkers,
      submitted(chain([4])),
      failed(key(0, 0), w1, { code: "DATA_ERROR", retry: "NEVER", message: "bad" }),
    ]);
    expect(kinds(actions)).toEqual([
      "CancelAttempt",
      "CancelAttempt",
      "CancelAttempt",
      "ReleasePieces",
      "ReleasePieces",
      "ReportJobEnd",
    ]);
  });

  test("of unreadable input all files are known before the job fails, and nothing else begins", () => {
    const unreadable = (file: string): WireErrorInput => ({
      ...({ code: "INPUT_UNREADABLE", retry: "NEVER", message: `${file}: cut short` } as const),
      data: { files: [{ file, bytes: 7, problem: "cut short" }], rowGroup: -1, row: -1 },
    });
    const partitions = { kind: "partitions", partitionCount: 2, coalesce: false, splittable: [] } as const;
    const stages = [
      stageOf(0, { kind: "splits", taskCount: 1 }),
      stageOf(1, partitions, [{ stageId: 0, read: "partition" }]),
      stageOf(2, { kind: "splits", taskCount: 3 }),
      stageOf(3, { kind: "single" }, [
        { stageId: 1, read: "all" },
        { stageId: 2, read: "all" },
      ]),
    ];
    const scheduler = new Scheduler();
    const begun = [workerCame(w1, 1), registered(), submitted(jobOf(stages, "result"))];
    expect(placed(play(begun, scheduler))).toEqual(["0/0#1@w1", "2/0#1@w1"]);
    const first = succeeded(key(0, 0), w1, { pieceSizes: sizes(1, 1) });
    expect(placed(play([first, failed(key(2, 0), w1, unreadable("b"))], scheduler))).not.toContain("2/0#2@w1");
    play([failed(key(2, 1), w1, unreadable("a"))], scheduler);
    expect(placed(play([], scheduler))).toEqual([]);
    const actions = play([succeeded(key(2, 2), w1)], scheduler);
    expect(actions.at(-1)).toMatchObject({
      outcome: {
        kind: "failed",
        error: {
          code: "INPUT_UNREADABLE",
          message: "2 files can't be read: a: cut short; b: cut short",
          data: { files: [{ file: "a" }, { file: "b" }] },
        },
      },
    });
  });

  test("the loss of a worker does not count against the task, and the sink's accepted files stay", () => {
    const scheduler = new Scheduler();
    const accepted = succeeded(key(0, 0), w1, { files: [fileOf(key(0, 0))] });
    play(
      [workerCame(w1, 1), workerCame(w2, 1), registered({ taskFailuresMax: 1 }), submitted(chain([3])), accepted],
      scheduler,
    );
    const actions = play([lost(w1)], scheduler);
    expect(placed(actions)).toEqual(["0/2#2@w2"]);
    expect(actions[0]).toMatchObject({ kind: "NotifyJob", code: "WORKER_LOST" });
  });

  test("the loss of a worker is told to jobs that it has work of, alone", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 1), workerCame(w2, 1), registered(), submitted(chain([1]))], scheduler);
    expect(kinds(play([lost(w2)], scheduler))).not.toContain("NotifyJob");
    expect(kinds(play([lost(w1)], scheduler))).toContain("NotifyJob");
  });

  test("only pieces that someone still needs are made again", () => {
    const scheduler = new Scheduler();
    play([workerCame(w1, 2), workerCame(w2, 2), registered(), submitted(chain([4, 1], "result"))], scheduler);
    for (const partition of [0, 1, 2, 3])
      play([succeeded(key(0, partition), partition % 2 === 0 ? w1 : w2)], scheduler);
    // The reader runs on w1; w2 has pieces 1 and 3.
    expect(placed(play([lost(w2)], scheduler))).toEqual(["0/1#2@w1", "0/3#2@w1"]);
    // The reader is done: nothing of stage 0 is needed any more.
    expect(kinds(play([succeeded(key(1, 0), w1)], scheduler))).toEqual(["AcceptAttempt", "StartRelay"]);
  });

  test("pieces that a reader misses are made again, then the reader", () => {
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([2, 1])), succeeded(key(0, 0), w1), succeeded(key(0, 1), w2)], scheduler);
    const missing = {
      code: "PIECES_LOST",
      retry: "RERUN_UPSTREAM" as const,
      message: "gone",
      upstream: { missing: [key(0, 1)] },
    };
    expect(placed(play([failed(key(1, 0), w1, missing)], scheduler))).toEqual(["0/1#2@w1"]);
    expect(placed(play([succeeded(key(0, 1, 2, 2), w1)], scheduler))).toEqual(["1/0#2@w1"]);
  });

  test("a late success is undone: its uploads are aborted", () => {
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([1])), failed(key(0, 0), w1, broken)], scheduler);
    expect(play([succeeded(key(0, 0), w1, { files: [fileOf(key(0, 0))] })], scheduler)).toEqual([
      { kind: "AbortUploads", workerId: w1, uploads: [{ uri: "s3a://gold/t/0-0-1", uploadId: "0-0-1" }] },
    ]);
    expect(scheduler.state.staleMessageCount).toBe(1);
  });

  test("uploads of an attempt that is lost with its worker are aborted by the master", () => {
    const upload = { uri: "s3a://gold/t/x", uploadId: "x" };
    const created = { kind: "UploadCreated", atMs: 0, key: key(0, 0), workerId: w1, workerEpoch: 1, upload } as const;
    const scheduler = new Scheduler();
    expect(play([...twoWorkers, submitted(chain([1])), created], scheduler)).toEqual([
      { kind: "ConfirmUpload", workerId: w1, key: key(0, 0), uploadId: "x" },
    ]);
    expect(play([lost(w1)], scheduler)[0]).toEqual({ kind: "AbortUploads", workerId: undefined, uploads: [upload] });
  });
});

describe("ends", () => {
  test("a cancel before the commit point stops everything, after it waits and tells", () => {
    const cancel = endRequested("interrupted");
    const early = play([...twoWorkers, submitted(chain([1])), cancel]);
    expect(kinds(early)).toEqual([
      "CancelAttempt",
      "ReleasePieces",
      "ReleasePieces",
      "ReportJobEnd",
      "EndApplicationOnWorker",
      "EndApplicationOnWorker",
      "ReportApplicationEnd",
    ]);
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([1])), succeeded(key(0, 0), w1)], scheduler);
    expect(play([cancel], scheduler)).toEqual([]);
    const committed = {
      kind: "CommitSucceeded",
      atMs: 0,
      applicationId: app,
      jobId: 0,
      commit: 7,
      files: 1,
    } as const;
    const late = play([committed], scheduler);
    expect(late.at(-1)).toEqual({
      kind: "ReportApplicationEnd",
      applicationId: app,
      jobsCommitted: [0],
      reason: "interrupted",
      outcome: finished,
    });
    expect(scheduler.state.applications.size).toBe(0);
  });

  test("a threshold that is exceeded is found before the commit", () => {
    const graph = {
      ...chain([2]),
      expectations: [{ name: "plausible", action: "DROP" as const, failAbove: { share: 0.05 } }],
    };
    const tally = (violations: number, nullViolations: number) => ({
      expectations: [{ expectation: 0, rows: 100, violations, nullViolations, examples: [] }],
      files: [fileOf(key(0, violations))],
    });
    const actions = play([
      ...twoWorkers,
      submitted(graph),
      succeeded(key(0, 0), w1, tally(6, 0)),
      succeeded(key(0, 1), w2, tally(4, 1)),
    ]);
    expect(actions.at(-1)).toMatchObject({
      outcome: { error: { code: "EXPECTATION_THRESHOLD_EXCEEDED", expectation: { violations: 11, rows: 200 } } },
    });
    expect(kinds(actions)).not.toContain("StartCommit");
    expect(actions.filter(({ kind }) => kind === "AbortUploads")).toHaveLength(2);
    const exact = play([
      ...twoWorkers,
      submitted(graph),
      succeeded(key(0, 0), w1, tally(6, 0)),
      succeeded(key(0, 1), w2, tally(3, 1)),
    ]);
    expect(kinds(exact)).toContain("StartCommit");
  });

  test("no workers: said at once, fatal after the time that is set", () => {
    const scheduler = new Scheduler();
    expect(play([registered(), submitted(chain([1]))], scheduler)).toEqual([
      {
        kind: "NotifyJob",
        applicationId: app,
        jobId: 0,
        code: "NO_WORKERS",
        text: "no worker alive; waiting 1.00 s for one",
      },
    ]);
    expect(play([{ kind: "Ticked", atMs: 999 }], scheduler)).toEqual([]);
    expect(play([{ kind: "Ticked", atMs: 1_000 }], scheduler)).toMatchObject([
      { kind: "ReportJobEnd", outcome: { error: { code: "NO_WORKERS" } } },
    ]);
  });

  test("workers that are too small are named", () => {
    expect(play([workerCame(w1, 1), registered({ executorCores: 2 }), submitted(chain([1]))])).toMatchObject([
      {
        kind: "NotifyJob",
        text: "none of 1 workers has room for an executor of 2 cores and 1 B; waiting 1.00 s for one",
      },
    ]);
  });
});

describe("a master that restarts", () => {
  test("keeps what workers still run, and runs again what they do not", () => {
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([2]))], scheduler);
    play([{ kind: "MasterRestarted", atMs: 0, reconnectTimeoutMs: 100 }], scheduler);
    expect(play([workerCame(w1, 2, { running: [key(0, 0)] })], scheduler)).toMatchObject([
      {
        kind: "ConfirmWorker",
        workerId: w1,
        workerEpoch: 2,
        keepRunning: [key(0, 0)],
        keepPieces: [],
        keepDrivers: [],
      },
      { kind: "StartApplication" },
    ]);
    expect(placed(play([{ kind: "Ticked", atMs: 100 }], scheduler))).toEqual(["0/1#2@w1"]);
    expect(kinds(play([succeeded(key(0, 0), w1, {}, 2), succeeded(key(0, 1, 2), w1, {}, 2)], scheduler))).toContain(
      "StartCommit",
    );
  });

  test("issues a commit under way again", () => {
    const scheduler = new Scheduler();
    play([...twoWorkers, submitted(chain([1])), succeeded(key(0, 0), w1)], scheduler);
    expect(play([{ kind: "MasterRestarted", atMs: 0, reconnectTimeoutMs: 100 }], scheduler)).toEqual([
      { kind: "StartCommit", applicationId: app, jobId: 0 },
    ]);
  });
});
