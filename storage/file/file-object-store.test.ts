import { mkdir, open, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { fetchRangesToFile, readRange, uploadPart } from "../transfer.js";
import { FileObjectStore } from "./file-object-store.js";

const store = new FileObjectStore();
const folder = temporaryFolder();

function uri(name: string): string {
  return `file://${join(folder, name)}`;
}

async function names(sub: string): Promise<string[]> {
  const found: string[] = [];
  for await (const info of store.list(uri(sub))) found.push(info.uri.slice(`file://${folder}/`.length));
  return found;
}

test("names of any shape are written, listed in byte order, read and deleted; folders are made as needed", async () => {
  const all = [
    "a/b.parquet",
    "a-b.parquet",
    "a/day=2001-01-01/x y%20'z\".parquet",
    "ünïcödé/日本.parquet",
    "a.parquet",
  ];
  for (const name of all) await store.put(uri(`keys/${name}`), Buffer.from(name));
  const keys = all.map((name) => `keys/${name}`);
  expect(await names("keys/")).toEqual(keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  for (const name of all) {
    expect(Buffer.from((await store.readAll(uri(`keys/${name}`)))?.data ?? []).toString()).toBe(name);
    expect(await store.head(uri(`keys/${name}`))).toMatchObject({
      bytes: Buffer.byteLength(name),
      uri: uri(`keys/${name}`),
    });
  }
  await store.delete(all.map((name) => uri(`keys/${name}`)));
  await store.delete([uri("keys/a.parquet")]);
  expect(await names("keys/")).toEqual([]);
});

test("what is not there is no object, a missing folder lists as empty", async () => {
  expect(await store.head(uri("nothing"))).toBeUndefined();
  expect(await store.readAll(uri("nothing"))).toBeUndefined();
  expect(await names("nothing/")).toEqual([]);
  await mkdir(join(folder, "folder"));
  expect(await store.head(uri("folder"))).toBeUndefined();
  await expect(store.readSuffix(uri("nothing"), 8)).rejects.toMatchObject({ code: "STORE_OBJECT_NOT_FOUND" });
});

test("links are followed, but a folder that links to itself is listed once", async () => {
  await store.put(uri("linked/target/x"), Buffer.from("x"));
  await symlink(join(folder, "linked"), join(folder, "linked", "target", "again"));
  await symlink(join(folder, "linked", "target", "x"), join(folder, "linked", "y"));
  expect(await names("linked/")).toEqual(["linked/target/x", "linked/y"]);
});

test("a read of a file that changed is refused", async () => {
  await store.put(uri("changed"), Buffer.from("first"));
  const { etag } = (await store.head(uri("changed"))) ?? { etag: "" };
  await store.read(uri("changed"), { start: 0, end: 2 }, etag);
  await writeFile(join(folder, "changed"), "other");
  await expect(store.read(uri("changed"), { start: 0, end: 2 }, etag)).rejects.toMatchObject({ code: "INPUT_CHANGED" });
  await expect(readRange(await store.grantRead(uri("changed"), etag), 0, 2)).rejects.toMatchObject({
    code: "INPUT_CHANGED",
  });
});

test("of racing conditional puts one is written, and no other file is left", async () => {
  const bodies = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
  const answers = await Promise.all(bodies.map((body) => store.putIfAbsent(uri("commits/1.json"), Buffer.from(body))));
  expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
  expect(await readFile(join(folder, "commits/1.json"), "utf8")).toBe(bodies[answers.indexOf("written")]);
  expect(await readdir(join(folder, "commits"))).toEqual(["1.json"]);
});

test("the probe of conditional puts makes no folder and leaves no file", async () => {
  await store.assertConditionalPut(uri("not/yet/there/"));
  expect((await readdir(folder)).filter((name) => name === "not" || name.startsWith("."))).toEqual([]);
});

describe("uploads", () => {
  test("are invisible until completed, take parts in any order, and complete once", async () => {
    const source = join(folder, "source");
    const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
    await writeFile(source, body);
    const upload = await store.createUpload(uri("gold/day=1/part-0.parquet"));
    const second = await uploadPart(await store.grantPart(upload, 2, 2_000_000), source, 2_000_000, 3_000_000);
    const first = await uploadPart(await store.grantPart(upload, 1, 0), source, 0, 2_000_000);
    expect(await names("gold/")).toEqual([]);
    expect(await store.head(upload.uri)).toBeUndefined();
    await store.completeUpload(upload, [first, second]);
    expect((await readFile(join(folder, "gold/day=1/part-0.parquet"))).equals(body)).toBe(true);
    expect(await readdir(join(folder, "gold/day=1"))).toEqual(["part-0.parquet"]);
    await expect(store.completeUpload(upload, [first, second])).rejects.toMatchObject({
      code: "STORE_OBJECT_NOT_FOUND",
    });
  });

  test("that lack a part are not completed", async () => {
    const upload = await store.createUpload(uri("gold/part-1.parquet"));
    const missing = { number: 1, etag: "part-1", bytes: 10 };
    await expect(store.completeUpload(upload, [missing])).rejects.toMatchObject({ code: "STORE_FAILED" });
    await store.abortUpload(upload);
    await store.abortUpload(upload);
    expect(await readdir(join(folder, "gold"))).not.toContain(`.goldpan-upload-${upload.uploadId}`);
  });
});

test("a name that file systems do not take is named", async () => {
  const uri = `file://${folder}/t/text=${"ü".repeat(200)}/part-0.parquet`;
  await expect(store.createUpload(uri)).rejects.toMatchObject({
    code: "PATH_REFUSED",
    message: expect.stringContaining("text=üüü") as string,
    hint: expect.stringContaining("255 bytes") as string,
  });
});

test("other schemes are refused by name", async () => {
  await expect(store.head("gs://bucket/x")).rejects.toMatchObject({
    code: "PATH_REFUSED",
    message: expect.stringContaining("gs://") as string,
  });
});

// Every write to /dev/full is refused as a full disk refuses it.
describe("a full disk", () => {
  test("under a table is named with its folder and its size", async () => {
    await writeFile(join(folder, "rows"), "some rows");
    const grant = { kind: "file", uri: uri("gold/x.parquet"), number: 1, path: "/dev/full", offset: 0 } as const;
    await expect(uploadPart(grant, join(folder, "rows"), 0, 9)).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(
        new RegExp(`^no space left below ${folder}/gold/: [0-9.]+ \\w*B of [0-9.]+ \\w*B are free$`),
      ) as string,
      details: { setting: "", limit: expect.any(Number) as number, actual: expect.any(Number) as number },
    });
  });

  test("that is copied to is not taken for the store's fault", async () => {
    await store.put(uri("full/source"), Buffer.from("some rows"));
    const grant = await store.grantRead(uri("full/source"), (await store.head(uri("full/source")))?.etag ?? "");
    const target = await open("/dev/full", "r+");
    const fetched = fetchRangesToFile(grant, [{ start: 0, end: 9, position: 0 }], target);
    await expect(fetched).rejects.toMatchObject({ code: "ENOSPC" });
    await target.close();
  });
});
