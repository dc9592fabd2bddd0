/** The real compose cluster with real MinIO: what the README promises, and what a killed worker costs. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { difference } from "../support/duckdb.js";
import { cleanFlights, quarantinedFlights } from "../support/flights.js";
import { getObject, listKeys, type MinioAccess } from "../support/minio.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { ComposeProject, composeIsThere } from "./compose.js";
import { readJournal } from "./journal.js";

const there = composeIsThere();
if (!there)
  process.stderr.write("\nSKIPPED: the compose cluster's tests, for want of docker compose and a running engine.\n");

const project = new ComposeProject(`goldpan-e2e-${process.pid}`, { GOLDPAN_WORK: join(import.meta.dirname, "../..") });
const folder = temporaryFolder();
let minio: MinioAccess;

interface Summary {
  readonly exitCode: number;
  readonly jobs: readonly { tasks: number; attemptsFailed: number; tasksByWorker: Record<string, number> }[];
}

const summaryOf = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Summary;

/** Brings a table's data files here. @returns a glob for DuckDB */
async function download(bucket: string, prefix: string): Promise<string> {
  const target = join(folder, bucket, prefix);
  mkdirSync(target, { recursive: true });
  const keys = (await listKeys(minio, bucket, prefix)).filter((key) => key.endsWith(".parquet"));
  for (const [index, key] of keys.entries())
    writeFileSync(join(target, `${index}.parquet`), await getObject(minio, bucket, key));
  return `'${target}/*.parquet'`;
}

async function expectExactGold(table: string): Promise<void> {
  const gold = await download("gold", `${table}/`);
  const compared = await difference(`SELECT * FROM ${gold}`, cleanFlights);
  expect(compared).toMatchObject({
    missing: 0,
    extra: 0,
    actualRows: compared.expectedRows,
    actualSchema: compared.expectedSchema,
  });
  const quarantine = await download("gold", `_quarantine/${table}/`);
  const columns = "date, delay, distance, origin, destination";
  expect(await difference(`SELECT ${columns} FROM ${quarantine}`, quarantinedFlights)).toMatchObject({
    missing: 0,
    extra: 0,
  });
}

describe.skipIf(!there)("the compose cluster", () => {
  beforeAll(async () => {
    await project.compose("up", "-d", "--build", "--wait");
    minio = {
      endpoint: `http://${await project.publishedAddress("minio", 9000)}`,
      accessKey: "goldpan",
      secretKey: "goldpan-secret",
    };
  });

  afterAll(async () => {
    await project.down();
  });

  test("the sample job: both workers run tasks, gold equals DuckDB's", async () => {
    const outcome = await project.submit(
      "--json",
      "--conf",
      "goldpan.sql.files.maxPartitionBytes=4m",
      "jobs/clean-flights.ts",
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(Object.keys(summaryOf(outcome.stdout).jobs[0]?.tasksByWorker ?? {})).toHaveLength(2);
    await expectExactGold("flights");
  });

  test("counts through the cluster", async () => {
    const outcome = await project.submit("jobs/count.ts", "s3a://gold/flights/");
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout.trim()).toBe("2999997");
  });

  test("another token is refused with exit code 3", async () => {
    const outcome = await project.docker(
      "compose",
      "run",
      "--rm",
      "-T",
      "-e",
      "GOLDPAN_TOKEN=wrong",
      "submit",
      "jobs/count.ts",
    );
    expect(outcome.code, outcome.stderr).toBe(3);
    expect(outcome.stderr).toContain("TOKEN_REFUSED");
    expect(outcome.stderr).not.toContain("wrong");
  });

  test("--scale worker=4 joins in", async () => {
    await project.compose("up", "-d", "--wait", "--no-recreate", "--scale", "worker=4");
    let workers: string[] = [];
    for (let attempt = 0; attempt < 10 && workers.length < 4; attempt++) {
      const outcome = await project.submit(
        "--json",
        "--conf",
        "goldpan.sql.files.maxPartitionBytes=1m",
        "tests/e2e/scripts/slow-clean.ts",
        "s3a://gold/scaled/",
      );
      expect(outcome.code, outcome.stderr).toBe(0);
      expect(summaryOf(outcome.stdout).jobs[0]?.tasks).toBe(11);
      workers = Object.keys(summaryOf(outcome.stdout).jobs[0]?.tasksByWorker ?? {});
    }
    expect(workers).toHaveLength(4);
    await project.compose("up", "-d", "--wait", "--no-recreate", "--scale", "worker=2");
  });

  test("one docker kill of a worker with an accepted and a running attempt: gold is exact", async () => {
    const before = new Set((await readJournal(project)).started.map((key) => key.applicationId));
    const submitted = project.submit(
      "--json",
      "--conf",
      "goldpan.sql.files.maxPartitionBytes=1m",
      "tests/e2e/scripts/slow-clean.ts",
      "s3a://gold/killed/",
    );
    const deadline = Date.now() + 120_000;
    let victim: string | undefined;
    while (victim === undefined && Date.now() < deadline) {
      const { byWorker } = await readJournal(project, before);
      victim = [...byWorker].find(([, { accepted, running }]) => accepted.length > 0 && running.length > 0)?.[0];
      if (victim === undefined) await sleep(100);
    }
    expect(victim).toBeDefined();
    const container = (await project.containers("worker")).find((id) => victim?.includes(id.slice(0, 12)));
    expect(container, `no container for worker ${victim}`).toBeDefined();
    await project.docker("kill", container ?? "");
    // While the application is open: the journal starts anew when it has ended.
    let repeated = 0;
    while (repeated === 0 && Date.now() < deadline) {
      await sleep(100);
      const { started } = await readJournal(project, before);
      repeated = started.filter((key) => key.attempt === 2).length;
    }
    const outcome = await submitted;
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(repeated).toBeGreaterThan(0);
    await expectExactGold("killed");
  });
});
