/**
 * Objects as files. Folders are made as needed. Whatever is being written has a hidden name in its target's folder until it
 * is whole: `.goldpan-upload-<id>` for uploads, `.goldpan-put-<id>` for single writes; listings skip both. Nothing is kept
 * beside a file: an upload's metadata ends with its completion.
 */
import { randomUUID } from "node:crypto";
import { constants, type BigIntStats } from "node:fs";
import { link, mkdir, open, rename, stat, unlink, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { parseLocation } from "../location.js";
import type { ObjectInfo, ObjectStore, PartGrant, PendingUpload, ReadGrant, UploadedPart } from "../object-store.js";
import { fileError, isMissing, systemCode } from "./file-errors.js";
import { listFiles } from "./list-files.js";

const uploadPrefix = ".goldpan-upload-";
const putPrefix = ".goldpan-put-";

export class FileObjectStore implements ObjectStore {
  async head(uri: string): Promise<ObjectInfo | undefined> {
    const path = filePath(uri);
    try {
      const stats = await stat(path, { bigint: true });
      return stats.isFile() ? fileInfo(path, stats) : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw fileError(error, uri, "read");
    }
  }

  async *list(folder: string): AsyncIterable<ObjectInfo> {
    try {
      for await (const { path, stats } of listFiles(filePath(folder), (name) => !isOurTemporary(name))) {
        yield fileInfo(path, stats);
      }
    } catch (error) {
      throw fileError(error, folder, "list");
    }
  }

  async read(uri: string, range: { start: number; end: number }, etag?: string): Promise<Uint8Array> {
    return withFile(uri, async (handle, info) => {
      assertUnchanged(info, etag);
      return readExactly(handle, info, range.start, range.end);
    });
  }

  async readSuffix(uri: string, bytes: number): Promise<{ info: ObjectInfo; data: Uint8Array }> {
    return withFile(uri, async (handle, info) => {
      return { info, data: await readExactly(handle, info, Math.max(0, info.bytes - bytes), info.bytes) };
    });
  }

  async readAll(uri: string): Promise<{ info: ObjectInfo; data: Uint8Array } | undefined> {
    try {
      return await withFile(uri, async (handle, info) => ({
        info,
        data: await readExactly(handle, info, 0, info.bytes),
      }));
    } catch (error) {
      if (error instanceof GoldpanError && error.code === "STORE_OBJECT_NOT_FOUND") return undefined;
      throw error;
    }
  }

  async put(uri: string, data: Uint8Array): Promise<void> {
    await writeWhole(uri, data, (temporary, path) => rename(temporary, path));
  }

  async putIfAbsent(uri: string, data: Uint8Array): Promise<"written" | "exists"> {
    let answer: "written" | "exists" = "written";
    await writeWhole(uri, data, async (temporary, path) => {
      try {
        await link(temporary, path);
      } catch (error) {
        if (systemCode(error) !== "EEXIST") throw hasNoLinks(error) ? unlinkable(uri) : error;
        answer = "exists";
      }
      await unlink(temporary);
    });
    return answer;
  }

  async delete(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      try {
        await unlink(filePath(uri));
      } catch (error) {
        if (!isMissing(error)) throw fileError(error, uri, "delete");
      }
    }
  }

  /** Hard links are what makes the commit point exclusive: the folder's file system must have them. */
  async assertConditionalPut(folder: string): Promise<void> {
    const path = filePath(folder);
    const probe = join(await nearestFolder(path), `${putPrefix}${randomUUID()}`);
    try {
      const handle = await open(probe, "wx");
      await handle.close();
      await link(probe, `${probe}-2`);
    } catch (error) {
      throw hasNoLinks(error) ? unlinkable(folder) : fileError(error, folder, "write");
    } finally {
      await Promise.allSettled([unlink(probe), unlink(`${probe}-2`)]);
    }
  }

  async createUpload(uri: string): Promise<PendingUpload> {
    const uploadId = randomUUID();
    try {
      await mkdir(dirname(filePath(uri)), { recursive: true });
      const handle = await open(temporaryPath({ uri, uploadId }), "wx");
      await handle.close();
    } catch (error) {
      throw fileError(error, uri, "write");
    }
    return { uri: `file://${filePath(uri)}`, uploadId };
  }

  async completeUpload(upload: PendingUpload, parts: readonly UploadedPart[]): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const temporary = temporaryPath(upload);
    try {
      const handle = await open(temporary, constants.O_RDWR);
      try {
        const { size } = await handle.stat();
        if (size !== bytes) throw incomplete(upload.uri, bytes, size);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, filePath(upload.uri));
      await syncFolder(dirname(temporary));
    } catch (error) {
      throw fileError(error, upload.uri, "complete the upload of");
    }
  }

  async abortUpload(upload: PendingUpload): Promise<void> {
    try {
      await unlink(temporaryPath(upload));
    } catch (error) {
      if (!isMissing(error)) throw fileError(error, upload.uri, "abort the upload of");
    }
  }

  grantRead(uri: string, etag: string): Promise<ReadGrant> {
    const path = filePath(uri);
    return Promise.resolve({ kind: "file", uri: `file://${path}`, etag, path });
  }

  grantPart(upload: PendingUpload, number: number, offset: number): Promise<PartGrant> {
    return Promise.resolve({ kind: "file", uri: upload.uri, number, path: temporaryPath(upload), offset });
  }

  close(): void {
    // Every handle is closed by the call that opened it.
  }
}

/** Changes with every rewrite of the file: inode, size and time of the last change in nanoseconds. */
export function fileEtag(stats: BigIntStats): string {
  return `${stats.ino.toString(16)}-${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}`;
}

function fileInfo(path: string, stats: BigIntStats): ObjectInfo {
  return {
    uri: `file://${path}`,
    etag: fileEtag(stats),
    bytes: Number(stats.size),
    modifiedAtMs: Number(stats.mtimeMs),
  };
}

function filePath(uri: string): string {
  const location = parseLocation(uri);
  if (location.scheme === "file") return location.path;
  throw new GoldpanError("PATH_REFUSED", `${uri} is not a file`, { details: { key: uri } });
}

function temporaryPath(upload: PendingUpload): string {
  return join(dirname(filePath(upload.uri)), `${uploadPrefix}${basename(upload.uploadId)}`);
}

function isOurTemporary(name: string): boolean {
  return name.startsWith(uploadPrefix) || name.startsWith(putPrefix);
}

async function withFile<T>(uri: string, use: (handle: FileHandle, info: ObjectInfo) => Promise<T>): Promise<T> {
  try {
    const path = filePath(uri);
    const handle = await open(path, "r");
    try {
      return await use(handle, fileInfo(path, await handle.stat({ bigint: true })));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, uri, "read");
  }
}

async function readExactly(handle: FileHandle, info: ObjectInfo, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, end - start));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) throw incomplete(info.uri, end, info.bytes);
    filled += bytesRead;
  }
  return buffer;
}

/** @throws INPUT_CHANGED */
export function assertUnchanged(info: ObjectInfo, etag: string | undefined): void {
  if (etag === undefined || info.etag === etag) return;
  throw new GoldpanError("INPUT_CHANGED", `${info.uri} changed while it was being read`, {
    hint: "run it again when nothing else writes there",
    details: { key: info.uri },
  });
}

function incomplete(uri: string, expectedBytes: number, bytes: number): GoldpanError<"STORE_FAILED"> {
  return new GoldpanError("STORE_FAILED", `${uri} has ${bytes} bytes where ${expectedBytes} were expected`, {
    hint: "something else changed it meanwhile",
    details: { key: uri },
  });
}

async function writeWhole(
  uri: string,
  data: Uint8Array,
  publish: (temporary: string, path: string) => Promise<void>,
): Promise<void> {
  const path = filePath(uri);
  const temporary = join(dirname(path), `${putPrefix}${randomUUID()}`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw fileError(error, uri, "write");
  }
}

/** Makes a new name survive a loss of power. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function nearestFolder(path: string): Promise<string> {
  let folder = path;
  for (;;) {
    try {
      if ((await stat(folder)).isDirectory()) return folder;
    } catch (error) {
      if (!isMissing(error)) throw fileError(error, `file://${folder}`, "read");
    }
    const parent = dirname(folder);
    if (parent === folder) return folder;
    folder = parent;
  }
}

function hasNoLinks(error: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(systemCode(error));
}

function unlinkable(uri: string): GoldpanError<"STORE_UNCONDITIONAL"> {
  return new GoldpanError(
    "STORE_UNCONDITIONAL",
    `the file system of ${uri} has no hard links: commits would not be safe`,
    {
      hint: "write to a local disk or to an object store",
      details: { key: uri },
    },
  );
}
