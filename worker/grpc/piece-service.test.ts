import { createHash, randomBytes } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Server } from "@grpc/grpc-js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { createServer, listen, serverStream } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, FetchPiecesRequest, PieceChunkInput } from "../../common/wire/types.js";
import { encodeIndex } from "../piece-file.js";
import { PeerConnections, pullPieces, type ArrivingPiece, type PieceTaker, type WantedRange } from "./piece-client.js";
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
const servers: Server[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  servers.splice(0).forEach((server) => server.forceShutdown());
});

async function serve(
  token: string | undefined,
  read = (request: FetchPiecesRequest): AsyncIterable<PieceChunkInput> => readPieces(folder, request.ranges),
): Promise<string> {
  const server = createServer(token);
  server.addService(contract.PieceService.service, { Fetch: serverStream(read) });
  servers.push(server);
  return `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
}

/** What an attempt left: one piece per partition, those of no bytes left out. */
function leave(map: number, pieces: readonly Buffer[]): void {
  let offset = 0;
  const entries = pieces.map((data, partition) => {
    const entry = { partition, offset, bytes: data.length, crc32: crc32(data) };
    offset += data.length;
    return entry;
  });
  writeFileSync(join(folder, fileOf(map)), Buffer.concat(pieces));
  writeFileSync(join(folder, `${fileOf(map)}.index`), encodeIndex(entries));
}

const range = (map: number, from = 0, to = 1): WantedRange => ({ key: key(map), from, to });

/** Pieces as they came, named by map and partition. */
class Taken implements PieceTaker<WantedRange> {
  readonly pieces: [string, Buffer][] = [];
  discarded = 0;
  private parts: Buffer[] = [];

  write(_piece: ArrivingPiece<WantedRange>, data: Buffer): Promise<void> {
    this.parts.push(Buffer.from(data));
    return Promise.resolve();
  }

  finish({ range, partition, bytes }: ArrivingPiece<WantedRange>): Promise<void> {
    const data = Buffer.concat(this.parts.splice(0));
    expect(bytes).toBe(data.length);
    this.pieces.push([`${range.key.partition}/${partition}`, data]);
    return Promise.resolve();
  }

  discard(): void {
    this.parts = [];
    this.discarded++;
  }

  get texts(): [string, string][] {
    return this.pieces.map(([name, data]) => [name, data.toString()]);
  }
}

async function pull(
  address: string,
  ranges: readonly WantedRange[],
  options: { token?: string; silenceMs?: number; signal?: AbortSignal; taker?: Taken } = {},
): Promise<Taken> {
  const { token, silenceMs, signal = new AbortController().signal, taker = new Taken() } = options;
  const peers = new PeerConnections(token);
  try {
    await pullPieces(address, ranges, taker, { peers, signal, ...(silenceMs === undefined ? {} : { silenceMs }) });
  } finally {
    peers.close();
  }
  return taker;
}

test("pieces of every size arrive as they were: one chunk exactly, many chunks; empty ones are left out", async () => {
  const pieces = [0, 1, 2 ** 20, 0, 3 * 2 ** 20 + 17].map((bytes) => randomBytes(bytes));
  leave(0, pieces);
  const { pieces: came } = await pull(await serve("secret"), [range(0, 0, 5)], { token: "secret" });
  expect(came.map(([name, data]) => [name, digest(data)])).toEqual(
    [1, 2, 4].map((partition) => [`0/${partition}`, digest(pieces[partition]!)]),
  );
});

test("ranges come in the order asked for, of each only the partitions asked for", async () => {
  for (const map of [0, 1, 2])
    leave(
      map,
      [0, 1, 2, 3].map((partition) => Buffer.from(`${map}-${partition}`)),
    );
  const { texts } = await pull(await serve(undefined), [range(2, 1, 3), range(0, 3, 9), range(1, 0, 1)]);
  expect(texts).toEqual([
    ["2/1", "2-1"],
    ["2/2", "2-2"],
    ["0/3", "0-3"],
    ["1/0", "1-0"],
  ]);
});

test("all missing pieces are named at once", async () => {
  leave(1, [Buffer.from("there")]);
  const pulled = pull(await serve(undefined), [range(0), range(1), range(2)]);
  await expect(pulled).rejects.toMatchObject({ code: "PIECES_LOST", details: { missing: [key(0), key(2)] } });
});

test("a data file that is shorter than its index says has lost its pieces", async () => {
  leave(0, [Buffer.from("whole")]);
  leave(1, [Buffer.from("whole"), Buffer.from("cut off")]);
  truncateSync(join(folder, fileOf(1)), 9);
  const taker = new Taken();
  const pulled = pull(await serve(undefined), [range(0), range(1, 0, 2)], { taker });
  await expect(pulled).rejects.toMatchObject({ code: "PIECES_LOST", details: { missing: [key(1)] } });
  expect(taker.texts.map(([name]) => name)).toEqual(["0/0", "1/0"]);
});

test("a peer that cannot be reached has lost its pieces", async () => {
  const address = await serve(undefined);
  servers.splice(0).forEach((server) => server.forceShutdown());
  await expect(pull(address, [range(0)])).rejects.toMatchObject({
    code: "PIECES_LOST",
    details: { missing: [key(0)] },
    cause: { code: "WORKER_LOST" },
  });
});

test("a peer that falls silent is given up, and what came whole is kept", async () => {
  [0, 1].forEach((map) => leave(map, [Buffer.from(`piece ${map}`)]));
  const address = await serve(undefined, async function* (request) {
    for await (const chunk of readPieces(folder, request.ranges)) {
      if (request.ranges[chunk.index ?? 0]?.key?.partition === 1)
        await new Promise<void>((resolve) => setTimeout(resolve, 60_000).unref());
      yield chunk;
    }
  });
  const taker = new Taken();
  await expect(pull(address, [range(0), range(1)], { silenceMs: 150, taker })).rejects.toMatchObject({
    code: "PIECES_LOST",
    details: { missing: [key(1)] },
    cause: { code: "WORKER_LOST", message: `the worker at ${address} sent nothing for 0.15 s` },
  });
  expect(taker.texts).toEqual([["0/0", "piece 0"]]);
});

test("a peer that dies in the middle of a piece costs that piece alone: the next try goes on with it", async () => {
  const data = randomBytes(2 ** 21);
  leave(0, [Buffer.from("first"), data, Buffer.from("last")]);
  const asked: unknown[] = [];
  const address = await serve(undefined, async function* (request) {
    asked.push(request.ranges.map(({ from, to }) => [from, to]));
    for await (const chunk of readPieces(folder, request.ranges)) {
      if (asked.length === 1 && chunk.partition === 1 && chunk.lastOfPiece === true) throw new Error("out of order");
      yield chunk;
    }
  });
  const { pieces, discarded } = await pull(address, [range(0, 0, 3)]);
  expect(pieces.map(([name]) => name)).toEqual(["0/0", "0/1", "0/2"]);
  expect(digest(pieces[1]![1])).toBe(digest(data));
  expect([asked, discarded]).toEqual([[[[0, 3]], [[1, 3]]], 1]);
});

test("without the token nothing is served", async () => {
  leave(0, [Buffer.from("there")]);
  await expect(pull(await serve("secret"), [range(0)])).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
});

test("a key that leads out of the folder is refused, not looked up", async () => {
  const read = readPieces(join(folder, "pieces"), [{ key: key(0, "../../etc/passwd"), from: 0, to: 1 }]);
  await expect(read.next()).rejects.toMatchObject({ code: "INTERNAL", retry: "never" });
});

test("a piece that arrives damaged is pulled again, whole ones are not", async () => {
  [0, 1].forEach((map) => leave(map, [Buffer.from(`piece ${map}`)]));
  const asked: unknown[][] = [];
  const address = await serve(undefined, async function* (request) {
    asked.push(request.ranges.map(({ key }) => key?.partition));
    for await (const chunk of readPieces(folder, request.ranges)) {
      const damage = asked.length === 1 && chunk.index === 1;
      yield damage ? { ...chunk, data: Buffer.from("PIECE 1") } : chunk;
    }
  });
  const { texts } = await pull(address, [range(0), range(1)]);
  expect(asked).toEqual([[0, 1], [1]]);
  expect(texts).toEqual([
    ["0/0", "piece 0"],
    ["1/0", "piece 1"],
  ]);
});

test("a piece that stays damaged is lost", async () => {
  leave(0, [Buffer.from("piece 0")]);
  writeFileSync(join(folder, fileOf(0)), "PIECE 0");
  await expect(pull(await serve(undefined), [range(0)])).rejects.toMatchObject({
    code: "PIECES_LOST",
    details: { missing: [key(0)] },
  });
});

test("what the taker can't do ends the pull at once, by its own name", async () => {
  leave(0, [Buffer.from("piece 0")]);
  const taker = new Taken();
  taker.write = () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  await expect(pull(await serve(undefined), [range(0)], { taker })).rejects.toMatchObject({ code: "ENOSPC" });
  expect(taker.discarded).toBe(1);
});

test("an aborted pull ends at once", async () => {
  const abort = new AbortController();
  const address = await serve(undefined, async function* () {
    abort.abort();
    await new Promise<void>((resolve) => setTimeout(resolve, 60_000).unref());
    yield {};
  });
  await expect(pull(address, [range(0)], { signal: abort.signal })).rejects.toMatchObject({
    code: "ATTEMPT_CANCELLED",
  });
});
