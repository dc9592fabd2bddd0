/**
 * Connections to object stores over which much is read, kept open from one request to the next. What comes on any of them comes into one
 * buffer: Node's own client makes an object of each 64 KiB, which costs more than all the rest of receiving them.
 */
import * as net from "node:net";
import * as tls from "node:tls";

export interface Endpoint {
  readonly protocol: "http:" | "https:";
  readonly host: string;
  readonly port: number;
}

/** Who waits for an answer on a connection. */
export interface Listener {
  /** @param bytes  the listener's until it returns */
  received(bytes: Buffer): void;
  /** Nothing more comes. @param error  what the connection broke of, if it did */
  closed(error?: Error): void;
}

const receivedBytesMax = 256 * 1024;
const keepAliveProbeMs = 1_000;

/** All sockets': each chunk is taken before the next one can come. */
let received: Buffer | undefined;

export class Connection {
  readonly socket: net.Socket;
  /** Whether a request was answered on it before. */
  reused = false;
  private listener: Listener | undefined;
  private error: Error | undefined;

  constructor({ protocol, host, port }: Endpoint) {
    const buffer = (received ??= Buffer.allocUnsafeSlow(receivedBytesMax));
    const options = {
      ...{ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveProbeMs },
      onread: { buffer, callback: (bytes: number) => this.receive(buffer.subarray(0, bytes)) },
    };
    const names = { servername: net.isIP(host) === 0 ? host : "", ALPNProtocols: ["http/1.1"] };
    this.socket = protocol === "https:" ? tls.connect({ ...options, ...names }) : net.connect(options);
    this.socket.on("error", (error) => (this.error = error));
    this.socket.once("close", () => this.listener?.closed(this.error));
  }

  listen(listener: Listener): void {
    this.listener = listener;
    this.socket.ref();
    if (this.socket.destroyed) listener.closed(this.error);
  }

  /** Nobody waits any more; it holds up no process. */
  rest(): void {
    this.listener = undefined;
    this.reused = true;
    this.socket.setTimeout(0);
    this.socket.unref();
  }

  private receive(bytes: Buffer): boolean {
    // What nobody asked for is no answer to the next request.
    if (this.listener === undefined) this.socket.destroy();
    else this.listener.received(bytes);
    return true;
  }
}

export class Connections {
  /** By endpoint, the latest last. */
  private readonly idle = new Map<string, Connection[]>();
  private lent = 0;
  private closed = false;
  private readonly waiting: (() => void)[] = [];

  /** @param lentMax  connections in use at once; further requests wait */
  constructor(private readonly lentMax: number) {}

  /**
   * A kept one or a new one, which may fail to connect; to be given back.
   * @throws RangeError for a port that there is not
   */
  async lend(endpoint: Endpoint): Promise<Connection> {
    while (this.lent >= this.lentMax) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.lent += 1;
    const kept = this.idle.get(keyOf(endpoint)) ?? [];
    for (let connection = kept.pop(); connection !== undefined; connection = kept.pop()) {
      if (!connection.socket.destroyed) return connection;
    }
    try {
      return new Connection(endpoint);
    } catch (error) {
      this.freePlace();
      throw error;
    }
  }

  /** @param keeps  whether its answer was read to the end, so that it can be lent again */
  giveBack(endpoint: Endpoint, connection: Connection, keeps: boolean): void {
    this.freePlace();
    connection.rest();
    if (!keeps || this.closed) connection.socket.destroy();
    if (connection.socket.destroyed) return;
    const key = keyOf(endpoint);
    const kept = (this.idle.get(key) ?? []).filter(({ socket }) => !socket.destroyed);
    this.idle.set(key, [...kept, connection]);
  }

  /** Ends those that nobody uses, and keeps none any more. */
  close(): void {
    this.closed = true;
    for (const { socket } of [...this.idle.values()].flat()) socket.destroy();
    this.idle.clear();
  }

  private freePlace(): void {
    this.lent -= 1;
    this.waiting.shift()?.();
  }
}

function keyOf({ protocol, host, port }: Endpoint): string {
  return `${protocol}//${host}:${port}`;
}
