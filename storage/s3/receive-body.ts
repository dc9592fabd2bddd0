/**
 * A GET whose body is a range of known length, chunk by chunk in one buffer. Any other answer (a refusal, a body in pieces, what is no
 * HTTP) is played to Node's own client, which knows all of it.
 */
import * as http from "node:http";
import { Duplex } from "node:stream";
import type { Connection, Connections, Endpoint } from "./connections.js";
import { asNoAnswer, hostHeader, isSuccess, NoAnswer, refusalOf, splitUrl, watchProgress } from "./http-exchange.js";

export interface AnswerHead {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface BodyRequest {
  /** Signed: a secret. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: Connections;
  /** Longest silence, at any time. */
  readonly timeoutMs: number;
}

export interface BodyReader {
  /** Called once, before the body. What it throws ends the request, and is passed on. */
  begin(head: AnswerHead): void;
  /** @param chunk  the reader's until it returns; what is thrown ends the request, and is passed on */
  take(chunk: Buffer): void;
}

/**
 * Resolves at the end of the body.
 * @throws StoreAnswer for another status than 2xx; NoAnswer where none came, or not all of it
 */
export async function receiveBody(request: BodyRequest, reader: BodyReader): Promise<void> {
  const { connections, timeoutMs } = request;
  const target = splitUrl(request.url);
  const text = requestText(target, request.headers);
  const connection = await connections.lend(target);
  let keeps = false;
  try {
    keeps = await new Promise<boolean>((resolve, reject) => {
      const answer = new Answer(connection, reader, timeoutMs, { resolve, reject });
      connection.socket.setTimeout(timeoutMs);
      connection.socket.once("timeout", answer.silent);
      connection.listen(answer);
      connection.socket.write(text, "latin1");
    });
  } finally {
    connection.socket.removeAllListeners("timeout");
    connections.giveBack(target, connection, keeps);
  }
}

function requestText(target: Endpoint & { readonly path: string }, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: hostHeader(target), connection: "keep-alive", ...headers });
  const parts = [target.path, ...lines.flat()];
  if (/\s/.test(target.path) || parts.some((part) => /[^\t\x20-\x7e\x80-\xff]/.test(part)))
    throw new Error("a request with a character that has no place there");
  return `GET ${target.path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

const headBytesMax = 16 * 1024;

interface Outcome {
  /** @param keeps  whether the connection is as it was before */
  resolve(keeps: boolean): void;
  reject(error: unknown): void;
}

class Answer {
  /** What came of a head that is not whole. */
  private head = Buffer.alloc(0);
  private headers: AnswerHead["headers"] = {};
  /** Of the body; undefined before it. */
  private left: number | undefined;
  /** To Node's client. */
  private played: Duplex | undefined;
  private ended = false;
  /** From the answer's first byte on; before it, silence alone is too slow. */
  private endWatch: (() => void) | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly reader: BodyReader,
    private readonly timeoutMs: number,
    private readonly outcome: Outcome,
  ) {}

  readonly silent = (): void => {
    this.fail(new NoAnswer(`no byte in ${this.timeoutMs} ms`, "TIMEOUT"));
  };

  received(bytes: Buffer): void {
    if (this.ended) {
      // What nobody asked for is no answer to the next request.
      this.connection.socket.destroy();
      return;
    }
    if (this.played !== undefined) {
      this.played.push(Buffer.from(bytes));
      return;
    }
    try {
      const body = this.left === undefined ? this.readHead(bytes) : bytes;
      if (body !== undefined) this.readBody(body);
    } catch (error) {
      this.fail(error);
    }
  }

  closed(error?: Error): void {
    if (this.ended) return;
    if (this.played !== undefined) {
      if (error === undefined) this.played.push(null);
      else this.played.destroy(error);
      return;
    }
    const { reused } = this.connection;
    const begun = this.left !== undefined || this.head.length > 0;
    const hangUp = begun
      ? new NoAnswer("the body was cut short", "CUT_SHORT")
      : new NoAnswer("socket hang up", "ECONNRESET", reused);
    this.fail(error === undefined ? hangUp : asNoAnswer(error, reused && !begun));
  }

  /** @returns what came of the body; undefined while the head is not whole, or where Node reads the answer */
  private readHead(bytes: Buffer): Buffer | undefined {
    this.endWatch ??= watchProgress(this.connection.socket, this.timeoutMs, this.fail);
    const come = this.head.length === 0 ? bytes : Buffer.concat([this.head, bytes]);
    const end = come.indexOf("\r\n\r\n");
    if (end < 0 && come.length <= headBytesMax) {
      this.head = Buffer.from(come);
      return undefined;
    }
    const head = end < 0 ? undefined : plainHead(come.toString("latin1", 0, end));
    if (head === undefined) {
      this.play(Buffer.from(come));
      return undefined;
    }
    this.headers = head.headers;
    this.left = head.bytes;
    this.reader.begin(head);
    return come.subarray(end + 4);
  }

  private readBody(bytes: Buffer): void {
    const { left = 0 } = this;
    const body = bytes.subarray(0, left);
    this.left = left - body.length;
    if (body.length > 0) this.reader.take(body);
    if (this.left > 0) return;
    // What follows was not asked for.
    const keeps = bytes.length === body.length && !/close/i.test(String(this.headers["connection"]));
    this.end();
    this.outcome.resolve(keeps);
  }

  private play(come: Buffer): void {
    const played = new Duplex({
      read: () => undefined,
      // The request is on its way already.
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    this.played = played;
    const outgoing = http.request({ createConnection: () => played });
    outgoing.on("error", (error) => this.fail(asNoAnswer(error)));
    outgoing.once("response", (response) => {
      if (!isSuccess(response)) refusalOf(response).then(this.fail, this.fail);
      else this.readByNode(response);
    });
    outgoing.end();
    played.push(come);
  }

  private readByNode(response: http.IncomingMessage): void {
    const guarded = (use: () => void): void => {
      try {
        if (!this.ended) use();
      } catch (error) {
        this.fail(error);
      }
    };
    guarded(() => this.reader.begin({ status: response.statusCode ?? 0, headers: response.headers }));
    response.on("data", (chunk: Buffer) => {
      guarded(() => this.reader.take(chunk));
    });
    response.once("end", () => {
      if (this.ended) return;
      this.end();
      this.outcome.resolve(false);
    });
    response.on("error", (error) => this.fail(asNoAnswer(error)));
    response.once("close", () => this.fail(new NoAnswer("the body was cut short", "CUT_SHORT")));
  }

  private readonly fail = (error: unknown): void => {
    if (this.ended) return;
    this.end();
    this.outcome.reject(error);
  };

  private end(): void {
    this.ended = true;
    this.endWatch?.();
    this.played?.destroy();
  }
}

/** Of an answer that is a body of known length and nothing else; undefined of any other. */
function plainHead(text: string): (AnswerHead & { readonly bytes: number }) | undefined {
  const [first = "", ...lines] = text.split("\r\n");
  const status = Number(/^HTTP\/1\.1 (20[06]) /.exec(`${first} `)?.[1]);
  if (Number.isNaN(status)) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    // One of two lengths would be wrong.
    if (key === "content-length" && headers[key] !== undefined) return undefined;
    headers[key] = value;
  }
  const length = headers["content-length"] ?? "";
  if (!/^\d{1,15}$/.test(length) || headers["transfer-encoding"] !== undefined) return undefined;
  return { status, headers, bytes: Number(length) };
}
