// Makes the buckets `rawzone` and `gold` and lands the sample data there, once: flights, airports, sensors and texts, see
// make-sample-data.mjs. The compose cluster runs it before its master.
// Environment: GOLDPAN_HADOOP_FS_S3A_ENDPOINT, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY; SAMPLE_DATA = folder of the data, made if it
// is not there.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "minio";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const made = join(root, "sample-data");
const folder = process.env.SAMPLE_DATA ?? (existsSync(made) ? made : join(root, ".goldpan/sample-data"));
if (!existsSync(folder)) await (await import("./make-sample-data.mjs")).makeSampleData(folder);
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const endpoint = new URL(process.env.GOLDPAN_HADOOP_FS_S3A_ENDPOINT ?? "http://127.0.0.1:9000");
const client = new Client({
  endPoint: endpoint.hostname,
  port: Number(endpoint.port) || (endpoint.protocol === "https:" ? 443 : 80),
  useSSL: endpoint.protocol === "https:",
  accessKey: process.env.AWS_ACCESS_KEY_ID ?? "",
  secretKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
  region: "us-east-1",
});

async function waitForStore(deadlineMs) {
  for (;;) {
    try {
      return await client.listBuckets();
    } catch (error) {
      if (Date.now() > deadlineMs) throw new Error(`no object store at ${endpoint.origin}: ${error.message}`);
      await sleep(250);
    }
  }
}

const buckets = new Set((await waitForStore(Date.now() + 60_000)).map((bucket) => bucket.name));
for (const bucket of ["rawzone", "gold"]) if (!buckets.has(bucket)) await client.makeBucket(bucket);
for (const file of files) {
  const key = relative(folder, file).replaceAll("\\", "/");
  const there = await client.statObject("rawzone", key).catch(() => undefined);
  if (there === undefined) await client.fPutObject("rawzone", key, file);
  process.stdout.write(`s3a://rawzone/${key} is there\n`);
}
process.stdout.write("buckets rawzone and gold are made\n");
