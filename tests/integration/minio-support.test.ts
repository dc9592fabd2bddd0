import { afterAll, beforeAll, expect, test } from "vitest";
import {
  getObject,
  listKeys,
  makeBucket,
  minioStartTimeoutMs,
  putObject,
  startMinio,
  type TestMinio,
} from "../support/minio.js";

let minio: TestMinio | undefined;
beforeAll(async () => {
  minio = await startMinio();
}, minioStartTimeoutMs);
afterAll(() => minio?.stop());

test("an object written by the helper reads back", async (context) => {
  if (minio === undefined) return context.skip("no MinIO");
  const bucket = await makeBucket(minio);
  await putObject(minio, { bucket, key: "a/b.txt", body: "gold" });
  expect(await listKeys(minio, bucket)).toEqual(["a/b.txt"]);
  expect((await getObject(minio, bucket, "a/b.txt")).toString()).toBe("gold");
});

test("what was written survives a kill and a restart", async (context) => {
  if (minio?.dataFolder === undefined) return context.skip("no MinIO of our own");
  const bucket = await makeBucket(minio);
  await putObject(minio, { bucket, key: "kept", body: "gold" });
  await minio.kill();
  await minio.restart();
  expect((await getObject(minio, bucket, "kept")).toString()).toBe("gold");
});
