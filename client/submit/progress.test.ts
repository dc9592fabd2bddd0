import { expect, test } from "vitest";
import { startJob, type JobRecord } from "./job-record.js";
import { progressText } from "./progress.js";

function job(): JobRecord {
  const record = startJob(0, { write: { path: "s3a://gold/flights/" } }, 1_000);
  record.progress = {
    stages: [
      { stageId: 0, name: "scan flights", tasks: 8, tasksRunning: 2, tasksDone: 3, attemptsFailed: 1 },
      { stageId: 1, name: "gather", tasks: 2, tasksRunning: 0, tasksDone: 0, attemptsFailed: 0 },
    ],
    volume: { rowsRead: 1_500_000, bytesRead: 30_000_000, rowsWritten: 0, bytesWritten: 2_000_000 },
    workersAlive: 2,
    waitingFor: "commit",
  };
  return record;
}

test("a pipe gets stages, tasks, rows a second, bytes", () => {
  expect(progressText([job()], 4_000, false)).toBe(
    "write s3a://gold/flights/: 3/10 tasks · 2 running · 1 attempt failed · 500,000 rows/s · 30.0 MB read · 2.00 MB written · waiting for commit · 3.00 s · scan flights",
  );
});

test("a terminal gets a bar; jobs at once are added up; before the first progress a job is being planned", () => {
  expect(progressText([job(), job()], 4_000, true)).toMatch(/^2 jobs ━{7}─{17} 6\/20 tasks · 4 running/);
  expect(progressText([{ ...job(), progress: undefined }], 1_500, true)).toBe(
    "write s3a://gold/flights/: planning · 0.50 s",
  );
});
