/** `goldpan table --compact` killed midway: no row is lost or doubled, and whoever comes next goes on. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { listKeys, makeBucket, startMinio, storeEnvironment, type TestMinio } from "../support/minio.js";
import { outputOf } from "../support/output-of.js";
import { bareEnvironment, script, submit } from "../support/submit.js";
import { startStoreProxy } from "../support/store-proxy.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const minio: TestMinio | undefined = await startMinio();
afterAll(async () => minio?.stop());

const goldpan = join(packageRoot, "bin/goldpan.js");
const appends = 3;
const rowsPerAppend = 40_000;
/** 0 to before 120,000, each once. */
const allRows = `${appends * rowsPerAppend} ${((appends * rowsPerAppend - 1) * appends * rowsPerAppend) / 2}`;

const compact = (table: string) => ["table", table, "--compact", "--target", "1m", "--json"];
const environmentOf = (endpoint = minio!.endpoint) => ({
  ...bareEnvironment(),
  ...storeEnvironment(minio!),
  GOLDPAN_HADOOP_FS_S3A_ENDPOINT: endpoint,
});

/** A table of several small files from several commits. */
async function fragmented(): Promise<string> {
  const table = `s3a://${await makeBucket(minio!, "compacted")}/gold/`;
  const appended = Array.from(
    { length: appends },
    (_, index) => `  await goldpan.range(${index * rowsPerAppend}, ${(index + 1) * rowsPerAppend})
    .withColumn("text", "CAST(hash(id) AS VARCHAR) || CAST(hash(id + 1) AS VARCHAR)").repartition(3).write.mode("append").parquet("${table}");`,
  );
  const outcome = await submit({
    script: script(appended.join("\n")),
    master: "local[2]",
    environment: storeEnvironment(minio!),
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  return table;
}

/** @param holds  the request at which the compaction is killed: it never arrives */
async function killAt(table: string, holds: (request: IncomingMessage) => boolean): Promise<void> {
  const proxy = await startStoreProxy(minio!, holds);
  try {
    const env = { ...environmentOf(proxy.endpoint), TMPDIR: temporaryFolder() };
    const child = spawn(process.execPath, [goldpan, ...compact(table)], { env });
    const output = outputOf(child);
    const closed = once(child, "close");
    await Promise.race([proxy.held, closed.then(() => Promise.reject(new Error(output.stdout + output.stderr)))]);
    child.kill("SIGKILL");
    await closed;
  } finally {
    await proxy.close();
  }
}

async function rowsOf(table: string): Promise<string> {
  const outcome = await submit({
    script: script(
      `  const [row] = (await goldpan.read.parquet("${table}").agg(expr("count(*) AS n"), expr("CAST(sum(id) AS BIGINT) AS total")).collect()).toArray();
  process.stdout.write(String(row.n) + " " + String(row.total));`,
    ),
    master: "local[1]",
    environment: storeEnvironment(minio!),
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stdout;
}

const commitsOf = async (table: string) => {
  const [bucket = ""] = table.slice("s3a://".length).split("/");
  return (await listKeys(minio!, bucket, "gold/_goldpan/commits/")).length;
};

const isCommitRecord = ({ method = "", url = "" }: IncomingMessage) =>
  method === "PUT" && /_goldpan\/commits\/\d+\.json/.test(decodeURIComponent(url));

describe.skipIf(minio === undefined)("a compaction that is killed", () => {
  test("before its commit point leaves the table as it was, and the next one compacts it", async () => {
    const table = await fragmented();
    await killAt(table, isCommitRecord);
    expect(await commitsOf(table)).toBe(appends);
    expect(await rowsOf(table)).toBe(allRows);
    const again = spawnSync(process.execPath, [goldpan, ...compact(table)], { encoding: "utf8", env: environmentOf() });
    expect(again.status, again.stderr).toBe(0);
    expect(await commitsOf(table)).toBe(appends + 1);
    expect(await rowsOf(table)).toBe(allRows);
  });

  test("after it is finished by the next reader", async () => {
    const table = await fragmented();
    let completes = 0;
    await killAt(
      table,
      ({ method = "", url = "" }) => method === "POST" && url.includes("uploadId=") && ++completes > 1,
    );
    expect(await commitsOf(table)).toBe(appends + 1);
    expect(await rowsOf(table)).toBe(allRows);
    const verified = spawnSync(process.execPath, [goldpan, "table", table, "--verify", "--json"], {
      encoding: "utf8",
      env: environmentOf(),
    });
    expect(verified.status, verified.stdout + verified.stderr).toBe(0);
  });
});
