/** A worker for tests of the master: real gRPC, no engine. It does what each test says with the tasks that it gets. */
import type * as grpc from "@grpc/grpc-js";
import { crc32 } from "node:zlib";
import { createClient } from "../../common/grpc/client.js";
import { createServer, listen, serverStream } from "../../common/grpc/server.js";
import { attemptToken } from "../../common/ids.js";
import { versions } from "../../common/versions.js";
import { contract } from "../../common/wire/load.js";
import type {
  AttemptKey,
  BundleData,
  FetchPiecesRequest,
  MasterMessage,
  PieceChunkInput,
  RegisterWorkerInput,
  Task,
  WorkerMessageInput,
} from "../../common/wire/types.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { report } from "./scheduler-events.js";

export interface FakeWorkerOptions {
  readonly workerId: string;
  readonly masterPort: number;
  readonly token: string | undefined;
  readonly cores?: number;
  readonly register?: RegisterWorkerInput;
  /** Called with each task; nothing is reported unless it does so. */
  readonly onTask: (worker: FakeWorker, task: Task & { key: AttemptKey }) => void;
}

export class FakeWorker {
  readonly messages: MasterMessage[] = [];
  /** Served by token. */
  readonly pieces = new Map<string, Buffer>();
  epoch = 0;
  term = 0;
  private readonly waiting: { wanted: (message: MasterMessage) => boolean; resolve: () => void }[] = [];

  private constructor(
    private readonly options: FakeWorkerOptions,
    private readonly client: InstanceType<typeof contract.WorkerService>,
    private readonly stream: grpc.ClientDuplexStream<WorkerMessageInput, MasterMessage>,
    private readonly pieceServer: grpc.Server,
  ) {}

  /** Resolves when it is registered. */
  static async start(options: FakeWorkerOptions): Promise<FakeWorker> {
    const worker = await FakeWorker.connect(options);
    await worker.heard((message) => Boolean(message.registered));
    return worker;
  }

  /** Says who it is; the master may refuse it. */
  static async connect(options: FakeWorkerOptions): Promise<FakeWorker> {
    const pieceServer = createServer(options.token);
    const client = createClient(contract.WorkerService, `127.0.0.1:${options.masterPort}`, options.token);
    const worker = new FakeWorker(options, client, client.connect(), pieceServer);
    pieceServer.addService(contract.PieceService.service, {
      Fetch: serverStream((request: FetchPiecesRequest) => worker.fetch(request)),
    });
    const port = await listen(pieceServer, "127.0.0.1", 0);
    worker.stream.on("error", () => undefined);
    worker.stream.on("data", (message: MasterMessage) => worker.receive(message));
    const size = { cores: options.cores ?? 1, memoryBytes: 4 * 2 ** 30 };
    worker.say({ register: { versions, pieceAddress: `127.0.0.1:${port}`, ...size, ...options.register } });
    return worker;
  }

  get workerId(): string {
    return this.options.workerId;
  }

  say(message: WorkerMessageInput): void {
    const header = { workerId: this.options.workerId, workerEpoch: this.epoch, masterTerm: this.term };
    this.stream.write({ header, ...message });
  }

  succeed(key: AttemptKey, overrides: Parameters<typeof report>[0] = {}, piece = Buffer.alloc(0)): void {
    this.pieces.set(attemptToken(key), piece);
    const said = report(overrides);
    this.say({ attemptSucceeded: { key, report: { ...said, pieceSizes: Buffer.from(said.pieceSizes, "latin1") } } });
  }

  async heard(wanted: (message: MasterMessage) => boolean): Promise<MasterMessage> {
    const found = this.messages.find(wanted);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => this.waiting.push({ wanted, resolve }));
    return this.heard(wanted);
  }

  async fetchBundle(sha256: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const { data } of this.client.fetchBundle({ sha256 }) as AsyncIterable<BundleData>) parts.push(data);
    return Buffer.concat(parts);
  }

  /** As a kill would: no goodbye. */
  kill(): void {
    this.stream.cancel();
    this.client.close();
    this.pieceServer.forceShutdown();
  }

  private receive(message: MasterMessage): void {
    this.term = message.masterTerm;
    if (message.registered) this.epoch = message.registered.workerEpoch;
    this.messages.push(message);
    const { task } = message.launchTask ?? {};
    if (task?.key) this.options.onTask(this, { ...task, key: task.key });
    for (const { wanted, resolve } of this.waiting) if (wanted(message)) resolve();
  }

  private async *fetch({ ranges }: FetchPiecesRequest): AsyncGenerator<PieceChunkInput> {
    for (const [index, { key }] of ranges.entries()) {
      if (key === null) continue;
      const data = this.pieces.get(attemptToken(key));
      if (data === undefined) throw new GoldpanError("PIECES_LOST", "gone", { details: { missing: [key] } });
      // In two chunks, to see that they are put together.
      const middle = data.length >> 1;
      yield { index, data: data.subarray(0, middle), lastOfPiece: false };
      yield { index, data: data.subarray(middle), lastOfPiece: true, crc32: crc32(data) };
    }
  }
}
