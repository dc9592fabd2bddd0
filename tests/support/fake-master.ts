/** A master without a scheduler, over real gRPC: a test says what it sends and waits for what it gets. */
import { EventEmitter } from "node:events";
import { status, type Server, type ServerDuplexStream } from "@grpc/grpc-js";
import { createServer, listen, serverStream } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type {
  AttemptKey,
  BundleDataInput,
  FetchBundleRequest,
  MasterMessageInput,
  RegisterWorker,
  WorkerMessage,
  WorkerRegisteredInput,
} from "../../common/wire/types.js";

type Stream = ServerDuplexStream<WorkerMessage, MasterMessageInput>;
type MessageKind = NonNullable<WorkerMessage["message"]>;
export type Received<K extends MessageKind> = WorkerMessage & { [key in K]: NonNullable<WorkerMessage[K]> };

export class FakeMaster {
  /** All messages of all workers, in the order of their arrival. */
  readonly received: WorkerMessage[] = [];
  readonly bundles = new Map<string, Buffer>();
  bundleFetches = 0;
  masterTerm = 1;
  /** What a registering worker may keep; or a refusal. */
  register: (worker: RegisterWorker) => WorkerRegisteredInput | { refused: MasterMessageInput["refused"] } = () => ({});
  /** Uploads are put on record at once unless a test holds them back. */
  recordUploads = true;
  private readonly streams = new Map<string, Stream>();
  private readonly news = new EventEmitter().setMaxListeners(0);
  private epochs = 0;
  private read = 0;

  port = 0;

  private constructor(private readonly server: Server) {}

  static async start(token?: string, port = 0): Promise<FakeMaster> {
    const server = createServer(token);
    const master = new FakeMaster(server);
    server.addService(contract.WorkerService.service, {
      Connect: (stream: Stream) => master.accept(stream),
      FetchBundle: serverStream((request: FetchBundleRequest) => master.sendBundle(request)),
    });
    master.port = await listen(server, "127.0.0.1", port);
    return master;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Sends to a worker; to the only one unless named. */
  send(message: MasterMessageInput, workerId?: string): void {
    const stream = workerId === undefined ? [...this.streams.values()].at(-1) : this.streams.get(workerId);
    if (stream === undefined) throw new Error("no such worker is connected");
    stream.write({ masterTerm: this.masterTerm, ...message });
  }

  /** The next message of a kind that no call before has returned or skipped. */
  async next<K extends MessageKind>(kind: K, about?: AttemptKey): Promise<Received<K>> {
    for (;;) {
      while (this.read < this.received.length) {
        const message = this.received[this.read++]!;
        if (message.message !== kind) continue;
        const { key } = message[kind] as { key?: AttemptKey };
        if (about === undefined || JSON.stringify(key) === JSON.stringify(about)) return message as Received<K>;
      }
      await new Promise<void>((resolve) => this.news.once("message", resolve));
    }
  }

  of<K extends MessageKind>(kind: K): Received<K>[] {
    return this.received.filter((message): message is Received<K> => message.message === kind);
  }

  /** Breaks all connections; the port stays open. */
  disconnect(): void {
    const broken = { code: status.UNAVAILABLE, details: "broken by the test" };
    for (const stream of this.streams.values()) stream.emit("error", broken);
    this.streams.clear();
  }

  stop(): void {
    this.server.forceShutdown();
  }

  private accept(stream: Stream): void {
    stream.on("error", () => undefined);
    stream.on("end", () => stream.end());
    stream.on("data", (message: WorkerMessage) => {
      const { register, uploadCreated } = message;
      if (register) this.answerRegistration(stream, message.header?.workerId ?? "", register);
      if (uploadCreated && this.recordUploads) {
        const { key, upload } = uploadCreated;
        stream.write({ masterTerm: this.masterTerm, uploadRecorded: { key, uploadId: upload?.uploadId ?? "" } });
      }
      this.received.push(message);
      this.news.emit("message");
    });
  }

  private answerRegistration(stream: Stream, workerId: string, register: RegisterWorker): void {
    const answer = this.register(register);
    const { masterTerm } = this;
    if ("refused" in answer) {
      stream.write({ masterTerm, refused: answer.refused ?? null });
      stream.end();
      return;
    }
    this.streams.set(workerId, stream);
    stream.write({ masterTerm, registered: { workerEpoch: ++this.epochs, ...answer } });
  }

  private async *sendBundle({ sha256 }: FetchBundleRequest): AsyncGenerator<BundleDataInput> {
    this.bundleFetches += 1;
    const data = this.bundles.get(sha256) ?? Buffer.alloc(0);
    for (let start = 0; start < data.length; start += 1000) yield { data: data.subarray(start, start + 1000) };
  }
}
