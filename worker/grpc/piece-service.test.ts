import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "@grpc/grpc-js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createServer, listen, serverStream } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, FetchPiecesRequest, PieceChunkInput } from "../../common/wire/types.js";
import { pullPieces } from "./piece-client.js";
import { readPieces } from "./piece-server.js";

const key = (partition: number, applicationId = "app-1"): AttemptKey => ({
  applicationId,
  jobId: 0,
  stageId: 1,
  stageAttempt: 1,
  partition,
  attempt: 2,
});
const fileOf = (partition: number) => `app-1-j0-s1.1-p${partition}-a2`;
const digest = (data: Buffer) => createHash("sha256").update(data).digest("hex");

let folder: string;
let target: string;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "goldpan-pieces-"));
  target = mkdtempSync(join(tmpdir(), "goldpan-pulled-"));
});
afterEach(() => {
  servers.splice(0).forEach((server) => server.forceShutdown());
  [folder, target].forEach((path) => rmSync(path, { recursive: true }));
});

async function serve(
  token: string | undefined,
  read = (request: FetchPiecesRequest): AsyncIterable<PieceChunkInput> => readPieces(folder, request.keys),
): Promise<string> {
  const server = createServer(token);
  server.addService(contract.PieceService.service, { Fetch: serverStream(read) });
  servers.push(server);
  return `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
}

const options = (token?: string) => ({ token, signal: new AbortController().signal });
const wanted = (partition: number) => ({ key: key(partition), path: join(target, String(partition)) });

test("pieces of every size arrive as they were: empty, one chunk exactly, many chunks", async () => {
  const pieces = [0, 1, 2 ** 20, 3 * 2 ** 20 + 17].map((bytes) => randomBytes(bytes));
  pieces.forEach((data, partition) => writeFileSync(join(folder, fileOf(partition)), data));
  await pullPieces(
    await serve("secret"),
    pieces.map((_, partition) => wanted(partition)),
    options("secret"),
  );
  pieces.forEach((data, partition) => {
    expect(digest(readFileSync(join(target, String(partition))))).toBe(digest(data));
  });
});

test("all missing pieces are named at once", async () => {
  writeFileSync(join(folder, fileOf(1)), "there");
  const pulled = pullPieces(await serve(undefined), [wanted(0), wanted(1), wanted(2)], options());
  await expect(pulled).rejects.toMatchObject({ code: "PIECES_LOST", details: { missing: [key(0), key(2)] } });
});

test("a peer that cannot be reached has lost its pieces", async () => {
  const address = await serve(undefined);
  servers.splice(0).forEach((server) => server.forceShutdown());
  const pulled = pullPieces(address, [wanted(0)], options());
  await expect(pulled).rejects.toMatchObject({
    code: "PIECES_LOST",
    details: { missing: [key(0)] },
    cause: { code: "WORKER_LOST" },
  });
});

test("a peer that falls silent is given up, and what came whole is kept", async () => {
  [0, 1].forEach((partition) => writeFileSync(join(folder, fileOf(partition)), `piece ${partition}`));
  const address = await serve(undefined, async function* (request) {
    for await (const chunk of readPieces(folder, request.keys)) {
      if (request.keys[chunk.index ?? 0]?.partition === 1)
        await new Promise<void>((resolve) => setTimeout(resolve, 60_000).unref());
      yield chunk;
    }
  });
  const pulled = pullPieces(address, [wanted(0), wanted(1)], { ...options(), silenceMs: 150 });
  await expect(pulled).rejects.toMatchObject({
    code: "PIECES_LOST",
    details: { missing: [key(1)] },
    cause: { code: "WORKER_LOST", message: `the worker at ${address} sent nothing for 0.15 s` },
  });
  expect(readFileSync(join(target, "0"), "utf8")).toBe("piece 0");
});

test("without the token nothing is served", async () => {
  writeFileSync(join(folder, fileOf(0)), "there");
  await expect(pullPieces(await serve("secret"), [wanted(0)], options())).rejects.toMatchObject({
    code: "TOKEN_REFUSED",
  });
});

test("a key that leads out of the folder is refused, not looked up", async () => {
  const read = readPieces(join(folder, "pieces"), [key(0, "../../etc/passwd")]);
  await expect(read.next()).rejects.toMatchObject({ code: "INTERNAL", retry: "never" });
});

test("a piece that arrives damaged is pulled again, whole ones are not", async () => {
  [0, 1].forEach((partition) => writeFileSync(join(folder, fileOf(partition)), `piece ${partition}`));
  const asked: number[][] = [];
  const address = await serve(undefined, async function* (request) {
    asked.push(request.keys.map(({ partition }) => partition));
    for await (const chunk of readPieces(folder, request.keys)) {
      const damage = asked.length === 1 && chunk.index === 1;
      yield damage ? { ...chunk, data: Buffer.from("PIECE 1") } : chunk;
    }
  });
  await pullPieces(address, [wanted(0), wanted(1)], options());
  expect(asked).toEqual([[0, 1], [1]]);
  expect(readFileSync(join(target, "1"), "utf8")).toBe("piece 1");
});

test("an aborted pull ends at once", async () => {
  const abort = new AbortController();
  const address = await serve(undefined, async function* () {
    abort.abort();
    await new Promise<void>((resolve) => setTimeout(resolve, 60_000).unref());
    yield {};
  });
  await expect(pullPieces(address, [wanted(0)], { token: undefined, signal: abort.signal })).rejects.toMatchObject({
    code: "ATTEMPT_CANCELLED",
  });
});
