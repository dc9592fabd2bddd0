/** A process killed between the commit point and the last Complete: whoever comes next finishes the commit. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { flightsPath } from "../support/flights.js";
import {
  getObject,
  listKeys,
  makeBucket,
  putFile,
  startMinio,
  storeEnvironment,
  type TestMinio,
} from "../support/minio.js";
import { bareEnvironment, script, startSubmit, submit } from "../support/submit.js";
import { startStoreProxy } from "../support/store-proxy.js";

const minio: TestMinio | undefined = await startMinio();
afterAll(async () => minio?.stop());

const dataFiles = async (bucket: string) =>
  (await listKeys(minio!, bucket, "gold/")).filter((key) => key.endsWith(".parquet"));

/** How many data files the first commit adds, said by its record. */
async function filesAdded(bucket: string): Promise<number> {
  const record = JSON.parse((await getObject(minio!, bucket, "gold/_goldpan/commits/1.json")).toString()) as {
    added: unknown[];
  };
  return record.added.length;
}

/** Overwrites s3a://bucket/gold/ and dies with its second Complete unsent; the commit record is there, not all files are. */
async function killInsideCommit(): Promise<string> {
  const bucket = await makeBucket(minio!, "killed");
  await putFile(minio!, bucket, "raw/flights.parquet", flightsPath);
  let completes = 0;
  const proxy = await startStoreProxy(
    minio!,
    ({ method = "", url = "" }) => method === "POST" && url.includes("uploadId=") && ++completes > 1,
  );
  try {
    const running = startSubmit({
      script: script(
        `  await goldpan.read.parquet("s3a://${bucket}/raw/").filter("delay > 60").write.mode("overwrite").parquet("s3a://${bucket}/gold/");`,
      ),
      master: "local[2]",
      options: ["--conf", "goldpan.sql.files.maxPartitionBytes=4m"],
      environment: { ...storeEnvironment(minio!), GOLDPAN_HADOOP_FS_S3A_ENDPOINT: proxy.endpoint },
    });
    await Promise.race([proxy.held, running.outcome.then((outcome) => Promise.reject(new Error(outcome.stderr)))]);
    running.child.kill("SIGKILL");
    expect((await running.outcome).code).toBe(-1);
  } finally {
    await proxy.close();
  }
  expect(await listKeys(minio!, bucket, "gold/_goldpan/commits/")).toHaveLength(1);
  expect((await dataFiles(bucket)).length).toBeLessThan(await filesAdded(bucket));
  return bucket;
}

const lateFlights = "SELECT count(*) FROM flights WHERE delay > 60";
const count = async (bucket: string) =>
  submit({
    script: script(`  process.stdout.write(String(await goldpan.read.parquet("s3a://${bucket}/gold/").count()));`),
    master: "local[1]",
    environment: storeEnvironment(minio!),
  });

describe.skipIf(minio === undefined)("a kill between the commit point and the last Complete", () => {
  const expected = async () => {
    const { queryRows } = await import("../support/duckdb.js");
    return String((await queryRows(lateFlights.replace("flights", `'${flightsPath}'`)))[0]?.[0]);
  };

  test("the next reader finishes it", async () => {
    const bucket = await killInsideCommit();
    const outcome = await count(bucket);
    expect(outcome.stdout, outcome.stderr).toBe(await expected());
    expect(await dataFiles(bucket)).toHaveLength(await filesAdded(bucket));
  });

  test("the next writer finishes it before its own", async () => {
    const bucket = await killInsideCommit();
    const outcome = await submit({
      script: script(
        `  await goldpan.read.parquet("s3a://${bucket}/raw/").limit(10).write.mode("overwrite").parquet("s3a://${bucket}/gold/");`,
      ),
      master: "local[1]",
      environment: storeEnvironment(minio!),
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect((await count(bucket)).stdout).toBe("10");
    expect(await dataFiles(bucket)).toHaveLength(1);
    expect(await listKeys(minio!, bucket, "gold/_goldpan/commits/")).toHaveLength(2);
  });

  test("goldpan table --repair finishes it, and says so", async () => {
    const bucket = await killInsideCommit();
    const table = (...options: string[]) =>
      spawnSync(process.execPath, [join(packageRoot, "bin/goldpan.js"), "table", `s3a://${bucket}/gold/`, ...options], {
        encoding: "utf8",
        env: { ...bareEnvironment(), ...storeEnvironment(minio!) },
      });
    const repaired = table("--repair");
    expect(repaired.status, repaired.stderr).toBe(0);
    expect(await dataFiles(bucket)).toHaveLength(await filesAdded(bucket));
    const shown = table("--json");
    expect(shown.status, shown.stderr).toBe(0);
    expect(shown.stdout).toContain(await expected());
  });
});
