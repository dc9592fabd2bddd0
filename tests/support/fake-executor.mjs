// An executor that does what its tasks' settings say, one task after another, without an engine: for tests of the worker daemon.
import { readFile, rename, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

let start;
let running;
let requests = 0;
const queue = [];
const answers = new Map();
const hoard = [];

process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  switch (message.kind) {
    case "start":
      start = message;
      return process.send({ kind: "ready" });
    case "run":
      queue.push(message);
      return void next();
    case "cancel":
      if (running?.token === message.token) running.onCancel?.();
      return;
    case "answer":
      return answers.get(message.request).resolve(message.result);
    case "refusal":
      return answers.get(message.request).reject(message.error);
    case "stop":
      return process.exit(0);
  }
});

function ask(method, asked) {
  const request = requests++;
  process.send({ kind: "request", request, method, ask: asked });
  return new Promise((resolve, reject) => answers.set(request, { resolve, reject }));
}

async function next() {
  if (running !== undefined || queue.length === 0) return;
  const { token, task } = queue.shift();
  running = { token };
  process.send({ kind: "started", token });
  try {
    const files = await behave(token, task);
    process.send({ kind: "succeeded", token, report: report(files, running.bytesOut ?? 1) });
  } catch (error) {
    const wire = error.code === undefined ? { code: "INTERNAL", message: String(error) } : error;
    process.send({ kind: "failed", token, error: wire });
  }
  running = undefined;
  void next();
}

/** As worker/piece-file.ts has it: 6 bytes each of offset and size, 4 of checksum, per partition. */
function indexOf(pieces) {
  let offset = 0;
  const entries = pieces.map((piece) => {
    const entry = Buffer.alloc(16);
    entry.writeUIntLE(offset, 0, 6);
    entry.writeUIntLE(piece.length, 6, 6);
    entry.writeUInt32LE(crc32(piece), 12);
    offset += piece.length;
    return entry;
  });
  return Buffer.concat(entries);
}

async function behave(token, { settings, split, inputs }) {
  const deliver = async (...partitions) => {
    const pieces = partitions.map((data) => Buffer.from(data));
    running.bytesOut = pieces.reduce((sum, { length }) => sum + length, 0);
    await writeFile(join(start.pieceFolder, `${token}.index`), indexOf(pieces));
    await writeFile(join(start.pieceFolder, `${token}.part`), Buffer.concat(pieces));
    await rename(join(start.pieceFolder, `${token}.part`), join(start.pieceFolder, token));
  };
  switch (settings.behave) {
    case "write":
      await deliver(...settings.content.split("|"));
      return [];
    case "write files":
      await deliver(...(await Promise.all(JSON.parse(settings.paths).map((path) => readFile(path)))));
      return [];
    case "retry":
      process.send({ kind: "storeRetry", token, retry: JSON.parse(settings.retry) });
      return [];
    case "fail":
      throw { code: "DATA_ERROR", retry: "NEVER", message: "bad data" };
    case "exit":
      process.exit(7);
    case "hoard":
      for (;;) {
        hoard.push(Buffer.alloc(32 * 2 ** 20, 1));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    case "hang":
      return new Promise(() => undefined);
    case "wait":
      return new Promise((_resolve, reject) => {
        running.onCancel = () => reject({ code: "ATTEMPT_CANCELLED", retry: "NEVER", message: "told to" });
      });
    case "environment":
      await deliver(
        JSON.stringify({
          environment: process.env,
          execArgv: process.execArgv,
          killedFirst: readFileSync("/proc/self/oom_score_adj", "utf8").trim(),
          start,
          pid: process.pid,
        }),
      );
      return [];
    case "read": {
      const objects = split.files.map(({ uri, etag }) => ({ uri: settings.uri ?? uri, etag }));
      const grants = await ask("grantReads", { token, objects });
      await deliver(await readFile(grants[0].path));
      return [];
    }
    case "gather": {
      const local = await ask("fetchPieces", { token });
      if (local.length !== inputs.length) throw new Error("not as many inputs as asked for");
      await deliver(...(await Promise.all(local.map(async ([file]) => (file ? readFile(file.path) : "")))));
      return [];
    }
    case "upload":
    case "upload and fail": {
      const upload = await ask("createUpload", { token, uri: settings.uri });
      const [grant] = await ask("grantParts", { token, upload, parts: [{ number: 1, offset: 0 }] });
      await writeFile(grant.path, "gold");
      if (settings.behave !== "upload") throw { code: "INTERNAL", retry: "OTHER_WORKER", message: "too late" };
      return [{ upload, parts: [{ number: 1, etag: "1", bytes: 4 }], bytes: 4, rows: 1 }];
    }
    default:
      throw new Error(`no such behaviour: ${settings.behave}`);
  }
}

function report(files, bytesOut) {
  return {
    ...{ rowsRead: 1, bytesRead: 1, rowsOut: 1, bytesOut, rowsQuarantined: 0, rowsDropped: 0 },
    ...{ expectations: [], files, fetchMs: 0, runMs: 0, deliverMs: 0, memoryPeakBytes: 0 },
  };
}
