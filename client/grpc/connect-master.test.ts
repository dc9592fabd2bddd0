import { afterEach, expect, test, vi } from "vitest";
import { connectMaster } from "./connect-master.js";
import { startFakeMaster, type FakeMaster } from "../../tests/support/scripted-master.js";

const masters: FakeMaster[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(masters.splice(0).map(async (master) => master.close()));
});

async function master(options: Parameters<typeof startFakeMaster>[0] = {}): Promise<FakeMaster> {
  const started = await startFakeMaster(options);
  masters.push(started);
  return started;
}

const optionsFor = (port: number) => ({
  addresses: [`127.0.0.1:${port}`],
  token: undefined,
  applicationName: "test",
  settings: { "goldpan.executor.memory": "1g" },
});

test("a master that dies and comes back: the running job is joined again by its id", async () => {
  const first = await master();
  const connection = await connectMaster(optionsFor(first.port));
  const notices: string[] = [];
  let onProgress: () => void = () => undefined;
  const progressed = new Promise<void>((resolve) => (onProgress = resolve));
  const result = connection.run(
    { write: { path: "s3a://gold/commit/" } },
    { onNotice: ({ code }) => void notices.push(code), onProgress },
  );
  result.catch(() => undefined);
  await progressed;
  await first.close();
  const second = await master({ port: first.port });
  await connection.finish({ cancelled: true }, 10_000);
  await expect(result).rejects.toMatchObject({ code: "APPLICATION_CANCELLED" });
  expect(second.jobs.map(({ jobId }) => jobId)).toEqual([0]);
  expect(second.jobs[0]?.application?.applicationId).toBe(connection.applicationId);
  expect(notices.slice(0, 2)).toEqual(["MASTER_LOST", "MASTER_BACK"]);
  connection.close();
});

test("a master that does not come back is what every call is told of", async () => {
  const only = await master();
  const connection = await connectMaster(optionsFor(only.port));
  const ended = new Promise((resolve) => connection.onEnded(resolve));
  const result = connection.run({ write: { path: "s3a://gold/never/" } }, { onProgress: () => void lose() });
  const lose = async () => {
    // Half a minute passes at every look at the clock.
    let atMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (atMs += 30_000));
    await only.close();
  };
  await expect(result).rejects.toMatchObject({ code: "MASTER_UNREACHABLE" });
  expect(await ended).toMatchObject({ code: "MASTER_UNREACHABLE" });
  await expect(connection.end({ cancelled: false })).rejects.toMatchObject({ code: "MASTER_UNREACHABLE" });
  connection.close();
});

test("job ids count up, and a failure carries what was done until then", async () => {
  const { port, jobs } = await master();
  const connection = await connectMaster(optionsFor(port));
  const { summary } = await connection.run({ write: { path: "s3a://gold/ok/" } });
  expect(summary).toMatchObject({ rowsQuarantined: 10, path: "s3a://gold/ok/", commit: 3 });
  let rowsRead: number | undefined;
  const failing = connection.run(
    { write: { path: "s3a://gold/threshold/" } },
    { onFailedSummary: (failed) => (rowsRead = failed.volume?.rowsRead) },
  );
  await expect(failing).rejects.toMatchObject({ code: "EXPECTATION_THRESHOLD_EXCEEDED", exitCode: 4 });
  expect(rowsRead).toBe(1000);
  expect(jobs.map(({ jobId }) => jobId)).toEqual([0, 1]);
  connection.close();
});

test("a large bundle arrives whole", async () => {
  const { port, bundle } = await master();
  const data = Buffer.alloc(3_000_000, "0123456789abcdef");
  const connection = await connectMaster({ ...optionsFor(port), bundle: { sha256: "abc", data } });
  expect(bundle().equals(data)).toBe(true);
  connection.close();
});
