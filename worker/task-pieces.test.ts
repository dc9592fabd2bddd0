import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Config } from "../common/config/config.js";
import { GoldpanError } from "../common/errors/goldpan-error.js";
import { createServer, listen, serverStream } from "../common/grpc/server.js";
import { attemptToken } from "../common/ids.js";
import { contract } from "../common/wire/load.js";
import type { AttemptKey, FetchPiecesRequest, PieceChunkInput } from "../common/wire/types.js";
import { execute, queryRows } from "../tests/support/duckdb.js";
import { until } from "../tests/support/until.js";
import { applicationId, attempt, launch, WorkerBench } from "../tests/support/worker-bench.js";
import { readEntries } from "./piece-file.js";

const bench = new WorkerBench();
const { folder } = bench;
const peers: ReturnType<typeof createServer>[] = [];

afterEach(() => {
  peers.splice(0).forEach((peer) => peer.forceShutdown());
});

describe("the pieces of a task", () => {
  const inFlight = "goldpan.reducer.maxSizeInFlight";
  const names = (rows: unknown[][]) => rows.map(([name]) => name);

  /** Two workers, on which four map attempts by turns leave three partitions each; the middle one of the third is empty. */
  async function mapped() {
    const { master, worker, register, work } = await bench.cluster();
    const other = await bench.start(master);
    const { register: otherRegister } = await master.next("register");
    const executorMemoryBytes = 2 ** 29;
    master.send({ startApplication: { applicationId, executorCores: 1, executorMemoryBytes } }, other.workerId);
    const places = [
      { workerId: other.workerId, address: otherRegister.pieceAddress },
      { workerId: worker.workerId, address: register.pieceAddress },
    ];
    const pieces = [];
    for (const map of [0, 1, 2, 3]) {
      const paths = await Promise.all(
        [0, 1, 2].map(async (partition) => {
          const path = join(folder, randomUUID());
          const rows = `SELECT '${map}/${partition}' AS name, range AS i FROM range(3)`;
          if (map === 2 && partition === 1) writeFileSync(path, "");
          else await execute(`COPY (${rows}) TO '${path}' (FORMAT parquet)`);
          return path;
        }),
      );
      const place = places[map % 2]!;
      master.send(launch(attempt(map), { behave: "write files", paths: JSON.stringify(paths) }), place.workerId);
      await master.next("attemptSucceeded", attempt(map));
      pieces.push({ key: attempt(map), ...place, partitionFrom: 0, partitionTo: 3 });
    }
    return { master, worker, work, places, pieces };
  }

  test("come from several workers, per input in the task's order", async () => {
    const { master, worker, work, pieces } = await mapped();
    const inputs = [
      { pieces: pieces.map((piece) => ({ ...piece, partitionFrom: 1, partitionTo: 3 })) },
      { pieces: pieces.map((piece) => ({ ...piece, partitionTo: 1 })).reverse() },
      { pieces: [] },
      { pieces: [{ ...pieces[2]!, partitionFrom: 1, partitionTo: 2 }] },
    ];
    const gather = { ...attempt(0), stageId: 1 };
    master.send(launch(gather, { behave: "gather" }, { inputs }), worker.workerId);
    await master.next("attemptSucceeded", gather);
    const entries = readEntries(join(work, "pieces", attemptToken(gather)), 0, 4);
    expect(entries.map(({ partition }) => partition)).toEqual([0, 1]);
    const read = entries.map(async ({ path, offset, bytes }) => {
      const piece = join(folder, `${randomUUID()}.parquet`);
      writeFileSync(piece, readFileSync(path).subarray(offset, offset + bytes));
      return names(await queryRows(`SELECT name FROM '${piece}' WHERE i = 1`));
    });
    expect(await Promise.all(read)).toEqual([
      ["0/1", "0/2", "1/1", "1/2", "2/2", "3/1", "3/2"],
      ["3/0", "2/0", "1/0", "0/0"],
    ]);
  });

  test("that are missing or damaged are named, all at once and no others", async () => {
    const { master, worker, work, places, pieces } = await mapped();
    writeFileSync(join(work, "pieces", attemptToken(attempt(3))), "damaged");
    const gone = [attempt(8), attempt(9)].map((key, index) => ({ ...pieces[0]!, ...places[index]!, key }));
    const gather = { ...attempt(0), stageId: 1 };
    const inputs = [{ pieces: [...pieces, gone[0]!] }, { pieces: [gone[1]!, gone[1]!] }];
    master.send(launch(gather, { behave: "gather" }, { inputs }), worker.workerId);
    const { attemptFailed } = await master.next("attemptFailed");
    const missing = attemptFailed.error?.upstream?.missing.map(({ partition }) => partition);
    expect([attemptFailed.error?.code, missing?.sort()]).toEqual(["PIECES_LOST", [3, 8, 9]]);
  });

  test.each<[string, Record<string, string>, Record<string, string>, number]>([
    ["all of a worker's at once", {}, {}, 1],
    ["piece by piece where the worker's goldpan.reducer.maxSizeInFlight is small", { [inFlight]: "5k" }, {}, 4],
    ["and by the application's before the worker's", { [inFlight]: "5k" }, { [inFlight]: "10k" }, 2],
  ])("are asked for %s", async (_, ofWorker, ofApplication, requests) => {
    const asked: number[] = [];
    const peer = createServer(undefined);
    peers.push(peer);
    peer.addService(contract.PieceService.service, {
      Fetch: serverStream(async function* ({ ranges }: FetchPiecesRequest): AsyncGenerator<PieceChunkInput> {
        asked.push(ranges.length);
        const missing = ranges.flatMap(({ key }) => key ?? []);
        throw new GoldpanError("PIECES_LOST", "this peer has none", { details: { missing } });
      }),
    });
    const address = `127.0.0.1:${await listen(peer, "127.0.0.1", 0)}`;
    const config = Config.resolve([{ source: "--conf", values: ofWorker }]);
    const { master } = await bench.cluster({ config });
    const pieces = [0, 1, 2, 3].map((map) => ({
      ...{ key: attempt(map), workerId: "peer", address, bytes: 1_000, partitionFrom: 0, partitionTo: 1 },
    }));
    master.send(
      launch({ ...attempt(0), stageId: 1 }, { behave: "gather", ...ofApplication }, { inputs: [{ pieces }] }),
    );
    expect((await master.next("attemptFailed")).attemptFailed.error?.code).toBe("PIECES_LOST");
    expect(asked).toEqual(Array.from({ length: requests }, () => 4 / requests));
  });

  test("take no more disk than they may, and the setting is named", async () => {
    const config = Config.resolve([{ source: "--conf", values: { "goldpan.worker.pieces.maxBytes": "1k" } }]);
    const { master, worker, register, work } = await bench.cluster({ config });
    const write = (key: AttemptKey, bytes: number) => {
      master.send(launch(key, { behave: "write", content: "x".repeat(bytes) }));
    };
    write(attempt(0), 700);
    await master.next("attemptSucceeded");
    write(attempt(1), 400);
    const { attemptFailed } = await master.next("attemptFailed");
    expect(attemptFailed.error).toMatchObject({
      code: "DISK_FULL",
      retry: "OTHER_WORKER",
      message: expect.stringContaining("goldpan.worker.pieces.maxBytes is 1.02 kB") as string,
      limit: { setting: "goldpan.worker.pieces.maxBytes", limit: 1024, actual: 1100 },
    });
    await until(() => readdirSync(join(work, "pieces")).length === 2);
    // What a task reads is copied or pulled, and counts as well.
    const piece = { key: attempt(0), workerId: worker.workerId, address: register.pieceAddress };
    const inputs = [
      {
        pieces: [
          { ...piece, bytes: 700, partitionFrom: 0, partitionTo: 1 },
          { ...piece, bytes: 1 },
        ],
      },
    ];
    master.send(launch({ ...attempt(0), stageId: 1 }, { behave: "gather" }, { inputs }));
    expect((await master.next("attemptFailed")).attemptFailed.error?.code).toBe("DISK_FULL");
    for (;;) {
      const { pieceBytes, pieceBytesMax } = (await master.next("heartbeat")).heartbeat;
      expect(pieceBytesMax).toBe(1024);
      if (pieceBytes === 700) break;
    }
    master.send({ releasePieces: { applicationId, jobId: 0 } });
    await until(() => readdirSync(join(work, "pieces")).length === 0);
    write(attempt(2), 1000);
    await master.next("attemptSucceeded");
  });

  test("stay for stages that are kept when their job's are released", async () => {
    const { master, work } = await bench.cluster();
    const cached = { ...attempt(0), stageId: 10 };
    for (const key of [attempt(0), { ...attempt(0), stageId: 1 }, cached]) {
      master.send(launch(key, { behave: "write", content: "rows" }));
      await master.next("attemptSucceeded", key);
    }
    master.send({ releasePieces: { applicationId, jobId: 0, keepStages: [10] } });
    await until(() => readdirSync(join(work, "pieces")).length === 2);
    expect(readdirSync(join(work, "pieces")).sort()).toEqual([attemptToken(cached), `${attemptToken(cached)}.index`]);
    master.send({ releasePieces: { applicationId, jobId: 0 } });
    await until(() => readdirSync(join(work, "pieces")).length === 0);
  });
});
