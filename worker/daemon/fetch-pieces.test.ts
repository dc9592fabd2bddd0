import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Server } from "@grpc/grpc-js";
import { afterEach, describe, expect, test } from "vitest";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { createServer, listen, serverStream, unary } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, FetchPiecesRequest, PieceChunkInput, PieceRef } from "../../common/wire/types.js";
import { execute, queryRows } from "../../tests/support/duckdb.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { readPieces } from "../grpc/piece-server.js";
import { encodeIndex, ownPiecePath, type IndexEntry } from "../piece-file.js";
import { pieceName } from "../piece-name.js";
import { fetchPieces, type FetchOptions } from "./fetch-pieces.js";
import { HostFolders } from "./host-folders.js";
import { PieceStore } from "./piece-store.js";

const folder = temporaryFolder();
const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.forceShutdown()));

const keyOf = (map: number): AttemptKey => ({
  ...{ applicationId: "app-1", jobId: 0, stageId: 0, stageAttempt: 1, partition: map, attempt: 1 },
});

interface Place {
  readonly workerId: string;
  readonly address: string;
  readonly store: PieceStore;
}

type Read = (request: FetchPiecesRequest) => AsyncIterable<PieceChunkInput>;

/** A worker's pieces, served. @param landmark  what it says that lies on its disk */
async function place(workerId: string, wrap = (read: Read): Read => read, landmark = folder): Promise<Place> {
  const store = new PieceStore(mkdtempSync(join(folder, "served-")));
  const server = createServer(undefined);
  const read = wrap((request) => readPieces(store.folder, request.ranges));
  server.addService(contract.PieceService.service, {
    Fetch: serverStream(read),
    Locate: unary(() => Promise.resolve({ path: store.folder, landmark })),
  });
  servers.push(server);
  return { workerId, store, address: `127.0.0.1:${await listen(server, "127.0.0.1", 0)}` };
}

/** A peer on this host that sends nothing. */
async function neighbour(workerId: string): Promise<Place> {
  return await place(workerId, () => () => {
    throw new Error("this peer was asked to send what could be read in its place");
  });
}

const ownFileBytes = 2 ** 18;

/** As an executor leaves them. @param rows  per partition; hashes, which don't compress: 100,000 of them have 3 MB */
async function leave({ workerId, address, store }: Place, map: number, rows: readonly number[]): Promise<PieceRef> {
  const files = rows.map((count, partition) => ({ count, path: join(folder, `${map}-${partition}.parquet`) }));
  await execute(
    ...files.map(
      ({ count, path }, partition) =>
        `COPY (${rowsOf(map, partition, count)}) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)`,
    ),
  );
  const pieces = files.map(({ count, path }) => (count === 0 ? Buffer.alloc(0) : readFileSync(path)));
  const key = keyOf(map);
  const data = join(store.folder, pieceName(key));
  const small: Buffer[] = [];
  let end = 0;
  const entries = pieces.map((piece, partition): IndexEntry => {
    const entry = { partition, bytes: piece.length, crc32: crc32(piece) };
    if (piece.length > ownFileBytes) {
      writeFileSync(ownPiecePath(data, partition), piece);
      return { ...entry, offset: "own file" };
    }
    small.push(piece);
    end += piece.length;
    return { ...entry, offset: end - piece.length };
  });
  writeFileSync(data, Buffer.concat(small));
  writeFileSync(`${data}.index`, encodeIndex(entries));
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  store.add(key, bytes);
  return { key, workerId, address, bytes, rows: 0, partitionFrom: 0, partitionTo: rows.length };
}

const rowsOf = (map: number, partition: number, count: number) =>
  `SELECT ${map}::INTEGER AS map, ${partition}::INTEGER AS partition, i::INTEGER AS i, sha256(concat(${map}, ${partition}, i)) AS text FROM range(${count}) r(i)`;

function options(store: PieceStore, more: Partial<FetchOptions> = {}): FetchOptions {
  const signal = new AbortController().signal;
  return {
    workerId: "here",
    token: undefined,
    pieces: store,
    hostFolders: undefined,
    bytesInFlightMax: 2 ** 22,
    signal,
    reserve: () => undefined,
    ...more,
  };
}

/** Damages a file. */
function flip(path: string): void {
  const data = readFileSync(path);
  data[8] = data[8]! ^ 1;
  writeFileSync(path, data);
}

const into = () => join(mkdtempSync(join(folder, "fetched-")), "attempt");
const pieces = (refs: readonly PieceRef[]) => ({ pieces: [...refs] });

describe("an input", () => {
  test("of large, small and no pieces of three workers is one file, in the order asked for", async () => {
    const places = [await place("here"), await place("there"), await place("yonder")];
    const sizes = [
      [3, 60_000, 1, 0],
      [0, 2, 90_000, 5],
      [1, 1, 1, 1],
      [70_000, 4, 0, 80_000],
      [0, 0, 0, 0],
      [2, 30_000, 2, 30_000],
    ];
    const refs = await Promise.all(sizes.map((rows, map) => leave(places[map % 3]!, map, rows)));
    const asked = [5, 0, 4, 3, 1, 2];
    const folderOf = into();
    const [all, middle, none] = await fetchPieces(
      [
        pieces(asked.map((map) => refs[map]!)),
        pieces(asked.map((map) => ({ ...refs[map]!, partitionFrom: 1, partitionTo: 3 }))),
        pieces([refs[4]!]),
      ],
      folderOf,
      options(places[0]!.store),
    );
    const expected = (from: number, to: number) =>
      asked.flatMap((map) =>
        sizes[map]!.flatMap((count, partition) =>
          partition >= from && partition < to ? [rowsOf(map, partition, count)] : [],
        ),
      );
    for (const [files, queries] of [
      [all, expected(0, 4)],
      [middle, expected(1, 3)],
    ] as const) {
      expect(files).toHaveLength(1);
      const union = queries.join(" UNION ALL ");
      // Where each row stands matters, and is hashed with it.
      const digest = (from: string) =>
        queryRows(
          `SELECT count(*)::INTEGER, bit_xor(hash(place, map, partition, i, text))::VARCHAR FROM (SELECT row_number() OVER () AS place, * FROM ${from})`,
        );
      expect(await digest(`'${files![0]!.path}'`)).toEqual(await digest(`(${union})`));
      expect(await queryRows(`SELECT count(*)::INTEGER FROM (${union})`)).toEqual([[files![0]!.rows]]);
    }
    expect(none).toEqual([]);
  });

  test("that is whole files of this worker stays where it is; small ones are copied together", async () => {
    const here = await place("here");
    const refs = [await leave(here, 0, [60_000]), await leave(here, 1, [0]), await leave(here, 2, [50_000])];
    const folderOf = into();
    const [files] = await fetchPieces([pieces(refs)], folderOf, options(here.store));
    expect(files).toEqual([
      { path: ownPiecePath(here.store.pathOf(keyOf(0))!, 0), rows: 60_000 },
      { path: ownPiecePath(here.store.pathOf(keyOf(2))!, 0), rows: 50_000 },
    ]);
    expect(existsSync(folderOf)).toBe(false);
    const small = [await leave(here, 3, [5]), await leave(here, 4, [5])];
    const [copied] = await fetchPieces([pieces(small)], folderOf, options(here.store));
    expect(copied).toEqual([{ path: join(folderOf, "input-0-0.parquet"), rows: 10 }]);
  });

  test("on this host is read where it lies, small pieces between large ones together, in the order asked for", async () => {
    const here = await place("here");
    const beside = await neighbour("there");
    const sizes = [
      [3, 60_000],
      [0, 2],
      [1, 1],
      [70_000, 4],
      [80_000, 0],
    ];
    const refs: PieceRef[] = [];
    for (const [map, rows] of sizes.entries()) refs.push(await leave(map % 2 === 0 ? here : beside, map, rows));
    const asked = [2, 0, 1, 4, 3];
    const folderOf = into();
    const reserved: number[] = [];
    const [files = []] = await fetchPieces(
      [pieces(asked.map((map) => refs[map]!))],
      folderOf,
      options(here.store, { hostFolders: new HostFolders(), reserve: (bytes) => reserved.push(bytes) }),
    );
    const whole = ({ store }: Place, map: number, partition: number) =>
      ownPiecePath(join(store.folder, pieceName(keyOf(map))), partition);
    expect(files).toEqual([
      { path: join(folderOf, "input-0-0.parquet"), rows: 5 },
      { path: whole(here, 0, 1), rows: 60_000 },
      { path: join(folderOf, "input-0-2.parquet"), rows: 2 },
      { path: whole(here, 4, 0), rows: 80_000 },
      { path: join(folderOf, "input-0-4.parquet"), rows: 70_000 },
      { path: join(folderOf, "input-0-5.parquet"), rows: 4 },
    ]);
    // Not a copy, but the neighbour's file by another name.
    expect(statSync(files[4]!.path).ino).toBe(statSync(whole(beside, 3, 0)).ino);
    const order = asked.flatMap((map) =>
      sizes[map]!.flatMap((count, partition) => (count > 0 ? [[map, partition]] : [])),
    );
    const list = files.map(({ path }) => `'${path}'`).join(", ");
    expect(
      await queryRows(`SELECT map, partition FROM (SELECT *, row_number() OVER () AS place FROM read_parquet([${list}]))
        GROUP BY ALL ORDER BY min(place)`),
    ).toEqual(order);
    // Room is taken for what is copied alone.
    expect(reserved.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(20_000);
  });

  test("of a peer that shares no disk with this worker is sent, and where the setting says so", async () => {
    const here = await place("here");
    const apart = await place("there", undefined, join(folder, "not on this disk"));
    const beside = await place("yonder");
    const refs = [await leave(apart, 0, [60_000]), await leave(beside, 1, [60_000])];
    const gathered = async (ref: PieceRef, hostFolders: HostFolders | undefined) =>
      (await fetchPieces([pieces([ref])], into(), options(here.store, { hostFolders })))[0]?.[0]?.path;
    expect(await gathered(refs[0]!, new HostFolders())).toMatch(/input-0\.parquet$/);
    expect(await gathered(refs[1]!, undefined)).toMatch(/input-0\.parquet$/);
    expect(await gathered(refs[1]!, new HostFolders())).toMatch(/input-0-0\.parquet$/);
  });

  test("is asked for where a neighbour does not say where it lies, or says what is not true any more", async () => {
    const here = await place("here");
    const silent = createServer(undefined);
    const store = new PieceStore(mkdtempSync(join(folder, "served-")));
    const read = (request: FetchPiecesRequest) => readPieces(store.folder, request.ranges);
    silent.addService(contract.PieceService.service, { Fetch: serverStream(read) });
    servers.push(silent);
    const peer = { workerId: "there", store, address: `127.0.0.1:${await listen(silent, "127.0.0.1", 0)}` };
    const ref = await leave(peer, 0, [60_000]);
    const hostFolders = new HostFolders();
    const fetched = async () =>
      (await fetchPieces([pieces([ref])], into(), options(here.store, { hostFolders })))[0]?.[0];
    expect(await fetched()).toMatchObject({ path: expect.stringMatching(/input-0\.parquet$/) as string, rows: 60_000 });
    const beside = await place("there");
    const moved = { ...(await leave(beside, 1, [60_000])), workerId: "there" };
    await fetchPieces([pieces([moved])], into(), options(here.store, { hostFolders }));
    await beside.store.remove(keyOf(1));
    await expect(fetchPieces([pieces([moved])], into(), options(here.store, { hostFolders }))).rejects.toMatchObject({
      code: "PIECES_LOST",
      details: { missing: [keyOf(1)] },
    });
  });
});

test("no more bytes are on their way than may be, and several workers are asked at once", async () => {
  let asked = 0;
  let most = 0;
  const peers = new Set<string>();
  let mostPeers = 0;
  const counting =
    (name: string) =>
    (read: Read): Read =>
      async function* (request) {
        const bytes = request.ranges.length * 1_000;
        asked += bytes;
        most = Math.max(most, asked);
        peers.add(name);
        mostPeers = Math.max(mostPeers, peers.size);
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield* read(request);
        asked -= bytes;
        peers.delete(name);
      };
  const places = [await place("there", counting("there")), await place("yonder", counting("yonder"))];
  const refs = [];
  for (let map = 0; map < 24; map++) refs.push({ ...(await leave(places[map % 2]!, map, [2])), bytes: 1_000 });
  const [files] = await fetchPieces(
    [pieces(refs)],
    into(),
    options(new PieceStore(mkdtempSync(join(folder, "own-"))), { bytesInFlightMax: 10_000 }),
  );
  expect(files?.[0]?.rows).toBe(48);
  expect([most, mostPeers]).toEqual([10_000, 2]);
});

describe("what goes wrong", () => {
  test("a peer that dies in the middle costs its own pieces alone, which are named", async () => {
    let served = 0;
    const dying = await place(
      "there",
      (read) =>
        async function* (request) {
          for await (const chunk of read(request)) {
            yield chunk;
            if (++served === 2) servers[0]!.forceShutdown();
          }
        },
    );
    const alive = await place("yonder");
    const refs = [];
    for (let map = 0; map < 6; map++) refs.push(await leave(map % 2 === 0 ? dying : alive, map, [60_000]));
    const store = new PieceStore(mkdtempSync(join(folder, "own-")));
    const fetched = fetchPieces([pieces(refs)], into(), options(store));
    const error = await fetched.catch(
      (failure: unknown) => failure as { code: string; details: { missing: AttemptKey[] } },
    );
    expect(error).toMatchObject({ code: "PIECES_LOST" });
    const missing = (error as { details: { missing: AttemptKey[] } }).details.missing
      .map(({ partition }) => partition)
      .sort();
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.every((map) => map % 2 === 0)).toBe(true);
  }, 60_000);

  test("damaged and missing pieces of this worker and of others are named, all of them, each once", async () => {
    const [here, there] = [await place("here"), await place("there")];
    const refs = [];
    for (let map = 0; map < 8; map++) refs.push(await leave(map < 4 ? here : there, map, [3, 3]));
    const dataOf = ({ store }: Place, map: number) => join(store.folder, pieceName(keyOf(map)));
    flip(dataOf(here, 1));
    truncateSync(dataOf(here, 2), 100);
    rmSync(dataOf(here, 3));
    flip(dataOf(there, 5));
    rmSync(dataOf(there, 7));
    const inputs = [pieces(refs), pieces(refs.map((ref) => ({ ...ref, partitionFrom: 0, partitionTo: 1 })))];
    await expect(fetchPieces(inputs, into(), options(here.store))).rejects.toMatchObject({
      code: "PIECES_LOST",
      details: { missing: expect.arrayContaining([1, 2, 3, 7].map(keyOf)) as unknown },
    });
    rmSync(dataOf(there, 5));
    const [good] = await fetchPieces([pieces([refs[0]!, refs[4]!, refs[6]!])], into(), options(here.store));
    expect(good?.[0]?.rows).toBe(18);
  }, 60_000);

  test("a peer that says that pieces are lost and not which fails the attempt, and takes no rows away", async () => {
    const there = await place(
      "there",
      () =>
        async function* (): AsyncGenerator<PieceChunkInput> {
          throw new GoldpanError("PIECES_LOST", "some are gone", { details: { missing: [] } });
        },
    );
    const { store } = await place("here");
    const ref = await leave(there, 0, [5]);
    await expect(fetchPieces([pieces([ref])], into(), options(store))).rejects.toMatchObject({ code: "PIECES_LOST" });
  });

  test("pieces on this host's disk are checked like those that are sent, and all that lack are named", async () => {
    const [here, beside] = [await place("here"), await neighbour("there")];
    const refs = [];
    for (let map = 0; map < 6; map++) refs.push(await leave(map < 3 ? here : beside, map, [60_000, 3]));
    const ownOf = ({ store }: Place, map: number) => ownPiecePath(join(store.folder, pieceName(keyOf(map))), 0);
    flip(ownOf(here, 0));
    rmSync(ownOf(here, 1));
    flip(ownOf(beside, 3));
    await beside.store.remove(keyOf(4));
    const hostFolders = new HostFolders();
    await expect(fetchPieces([pieces(refs)], into(), options(here.store, { hostFolders }))).rejects.toMatchObject({
      code: "PIECES_LOST",
      details: { missing: [0, 1, 3, 4].map(keyOf) },
    });
    expect(readdirSync(beside.store.folder).filter((name) => name.includes("-p4-"))).toEqual([]);
  });

  test("a neighbour that cannot be reached has lost its pieces, those of others are still fetched", async () => {
    const [here, gone, beside] = [await place("here"), await place("there"), await neighbour("yonder")];
    const refs = [await leave(gone, 0, [5]), await leave(beside, 1, [60_000]), await leave(gone, 2, [60_000])];
    servers[1]!.forceShutdown();
    const hostFolders = new HostFolders();
    await expect(fetchPieces([pieces(refs)], into(), options(here.store, { hostFolders }))).rejects.toMatchObject({
      code: "PIECES_LOST",
      message: expect.stringContaining("of 2 attempts") as unknown,
      // As peers answer.
      details: { missing: expect.arrayContaining([0, 2].map(keyOf)) as unknown },
    });
  });

  test("a full disk is told as such, not as lost pieces", async () => {
    const [here, there] = [await place("here"), await place("there")];
    const refs = [await leave(there, 0, [5]), await leave(there, 1, [60_000]), await leave(here, 2, [5, 5])];
    for (const ref of refs) {
      const folderOf = into();
      mkdirSync(folderOf, { recursive: true });
      for (const name of ["input-0.parquet", "input-0-0.parquet"]) symlinkSync("/dev/full", join(folderOf, name));
      await expect(fetchPieces([pieces([ref])], folderOf, options(here.store))).rejects.toMatchObject({
        code: "DISK_FULL",
      });
    }
  });

  test("no room is told before anything is fetched", async () => {
    const [here, there] = [await place("here"), await place("there")];
    const ref = await leave(there, 0, [5]);
    const store = new PieceStore(mkdtempSync(join(folder, "own-")), ref.bytes - 1);
    const reserve = (bytes: number) => store.reserve("attempt", bytes);
    const folderOf = into();
    await expect(fetchPieces([pieces([ref])], folderOf, options(here.store, { reserve }))).rejects.toMatchObject({
      code: "DISK_FULL",
      details: { setting: "goldpan.worker.pieces.maxBytes" },
    });
    expect([existsSync(folderOf), store.bytes]).toEqual([false, 0]);
  });

  test("a cancelled fetch ends at once", async () => {
    const abort = new AbortController();
    const there = await place(
      "there",
      () =>
        async function* () {
          abort.abort();
          await new Promise<void>((resolve) => setTimeout(resolve, 60_000).unref());
          yield {};
        },
    );
    const ref = await leave(there, 0, [5]);
    const store = new PieceStore(mkdtempSync(join(folder, "own-")));
    await expect(fetchPieces([pieces([ref])], into(), options(store, { signal: abort.signal }))).rejects.toMatchObject({
      code: "ATTEMPT_CANCELLED",
    });
  });

  test("takes no room when it is over before it has looked at its own files: nobody would give that back", async () => {
    const here = await place("here");
    const refs = [await leave(here, 0, [60_000]), await leave(here, 1, [5])];
    const abort = new AbortController();
    const reserved: number[] = [];
    const reserve = (bytes: number) => reserved.push(bytes);
    const fetched = fetchPieces([pieces(refs)], into(), options(here.store, { signal: abort.signal, reserve }));
    abort.abort();
    await expect(fetched).rejects.toMatchObject({ code: "ATTEMPT_CANCELLED" });
    expect(reserved).toEqual([]);
  });
});
