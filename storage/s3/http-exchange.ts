/**
 * One HTTP request to an object store and its answer. Knows no retries and no S3 but the shape of its errors. URLs carry
 * signatures: they never appear in an error.
 */
import * as http from "node:http";
import * as https from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Endpoint } from "./connections.js";

/** The store's refusal: an answer that is not 2xx, or an error in the body of one that is. */
export class StoreAnswer extends Error {
  override readonly name = "StoreAnswer";

  constructor(
    readonly status: number,
    /** S3's code (`NoSuchKey`); empty when the answer has none. */
    readonly code: string,
    /** S3's sentence; empty when the answer has none. */
    readonly description: string,
    /** The store's clock less ours; undefined when the answer has no date. */
    readonly clockAheadMs: number | undefined,
  ) {
    super(`${status} ${code}`);
  }
}

/** No whole answer came: refused, reset, silent, cut short. Whether the request took effect is unknown. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(
    /** What went wrong, for a person: `connect ECONNREFUSED`, `no byte in 30000 ms`. */
    readonly what: string,
    /** Node's code of the failure, or our own: TIMEOUT, CUT_SHORT. */
    readonly code: string,
    /** A kept connection that the store had closed meanwhile: worth another try at once. */
    readonly staleConnection = false,
  ) {
    super(what);
  }
}

export interface Agents {
  readonly "http:": http.Agent;
  readonly "https:": https.Agent;
}

export function makeAgents(connectionsMax: number): Agents {
  const options = { keepAlive: true, maxSockets: connectionsMax, scheduling: "lifo" } as const;
  return { "http:": new http.Agent(options), "https:": new https.Agent(options) };
}

export interface ExchangeRequest {
  readonly method: "GET" | "HEAD" | "PUT";
  /** Signed: a secret. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes, or a stream made anew for each try, of exactly `bytes`. */
  readonly body?: Uint8Array | { readonly bytes: number; open(): Readable };
  readonly agents: Agents;
  /** Longest silence, at any time. */
  readonly timeoutMs: number;
}

/**
 * Sends and waits for the head of a 2xx answer; the caller consumes its body or destroys it.
 * @throws StoreAnswer for another status; NoAnswer when none came
 */
export function exchange(request: ExchangeRequest): Promise<http.IncomingMessage> {
  const target = splitUrl(request.url);
  const body = request.body;
  const bytes = body === undefined ? undefined : body instanceof Uint8Array ? body.length : body.bytes;
  const options: https.RequestOptions = {
    method: request.method,
    protocol: target.protocol,
    host: target.host,
    port: target.port,
    path: target.path,
    headers: { ...request.headers, ...(bytes === undefined ? {} : { "content-length": bytes }) },
    agent: request.agents[target.protocol],
    timeout: request.timeoutMs,
  };
  return new Promise((resolve, reject) => {
    const outgoing = target.protocol === "https:" ? https.request(options) : http.request(options);
    watch(outgoing, request.timeoutMs, reject);
    outgoing.once("response", (response) => {
      if (request.method === "GET") endDripping(response, request.timeoutMs);
      if (isSuccess(response)) resolve(response);
      else refusalOf(response).then(reject, reject);
    });
    if (body === undefined || body instanceof Uint8Array) outgoing.end(body);
    else pipeline(body.open(), outgoing).catch(reject);
  });
}

/** Rejects on a failure or a silence of the connection, which it then ends. */
export function watch(outgoing: http.ClientRequest, timeoutMs: number, reject: (error: Error) => void): void {
  outgoing.once("timeout", () => {
    const error = new NoAnswer(`no byte in ${timeoutMs} ms`, "TIMEOUT");
    reject(error);
    outgoing.destroy(error);
  });
  outgoing.on("error", (error) => reject(asNoAnswer(error, outgoing.reusedSocket)));
}

/** A body gets on by so much within each time that silence may last, or counts as silent. */
const progressBytesMin = 64 * 1024;

/** Breaks off a body of which single bytes come for ever: they are no silence, and no progress. */
export function endDripping(response: http.IncomingMessage, timeoutMs: number): void {
  const end = watchProgress(response.socket, timeoutMs, (error) => {
    if (!response.complete) response.destroy(error);
  });
  response.once("close", end);
}

/** @param fail  called where too little came within a time of silence @returns what ends the watch */
export function watchProgress(
  socket: { readonly bytesRead: number },
  timeoutMs: number,
  fail: (error: NoAnswer) => void,
): () => void {
  let seenBytes = socket.bytesRead;
  const timer = setInterval(() => {
    const bytes = socket.bytesRead - seenBytes;
    seenBytes = socket.bytesRead;
    if (bytes < progressBytesMin) fail(new NoAnswer(`no more than ${bytes} bytes in ${timeoutMs} ms`, "TIMEOUT"));
  }, timeoutMs);
  return () => {
    clearInterval(timer);
  };
}

/** True for what the network or TLS threw; false for refusals of a file system, of arguments, and our own errors. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && connectionCodes.test(code);
}

const connectionCodes =
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_|ENOTFOUND|EPROTO|EADDR|HPE_|ERR_STREAM|ERR_SOCKET|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/;

export function asNoAnswer(error: unknown, reusedSocket = false): Error {
  if (error instanceof NoAnswer || error instanceof StoreAnswer) return error;
  if (!(error instanceof Error)) return new NoAnswer(String(error), "UNKNOWN");
  const code = "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
  // A happy-eyeballs failure has its story in `errors` and no message of its own.
  const what = error instanceof AggregateError ? String(error.errors[0] ?? code) : error.message;
  return new NoAnswer(what, code, reusedSocket && (code === "ECONNRESET" || code === "EPIPE"));
}

export function isSuccess(response: http.IncomingMessage): boolean {
  const status = response.statusCode ?? 0;
  return status >= 200 && status < 300;
}

const refusalBytesMax = 64 * 1024;

/** Reads the error out of an answer, whatever its status; the code is empty where there is none. */
export async function refusalOf(response: http.IncomingMessage): Promise<StoreAnswer> {
  const text = (await readBody(response, refusalBytesMax)).toString("utf8");
  const date = Date.parse(response.headers.date ?? "");
  const minioCode = response.headers["x-minio-error-code"];
  return new StoreAnswer(
    response.statusCode ?? 0,
    xmlText(text, "Code") ?? (typeof minioCode === "string" ? minioCode : ""),
    xmlText(text, "Message") ?? "",
    Number.isNaN(date) ? undefined : date - Date.now(),
  );
}

/**
 * The whole body.
 * @throws NoAnswer when it is cut short or longer than `bytesMax`
 */
export async function readBody(response: http.IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new NoAnswer(`a body of more than ${bytesMax} bytes`, "BODY_TOO_LONG");
      chunks.push(chunk);
    }
  } catch (error) {
    throw asNoAnswer(error);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes);
}

function xmlText(xml: string, tag: string): string | undefined {
  const found = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return found
    ?.replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** Not by `URL`, which would normalise the path that was signed. */
export function splitUrl(url: string): Endpoint & { readonly path: string } {
  const match = /^(https?:)\/\/(?:\[([^\]]+)\]|([^/:?]+))(?::(\d+))?(.*)$/s.exec(url);
  if (match === null) throw new Error("a signed URL without a host");
  const protocol = match[1] === "https:" ? "https:" : "http:";
  const port = match[4] === undefined ? (protocol === "https:" ? 443 : 80) : Number(match[4]);
  return { protocol, host: match[2] ?? match[3] ?? "", port, path: match[5] ?? "/" };
}

/** `http://host:port` of a signed URL: what may be shown of it. */
export function endpointOfUrl(url: string): string {
  const target = splitUrl(url);
  return `${target.protocol}//${hostHeader(target)}`;
}

/** As signatures have it. */
export function hostHeader({ protocol, host, port }: Endpoint): string {
  const usual = port === (protocol === "https:" ? 443 : 80);
  return `${host.includes(":") ? `[${host}]` : host}${usual ? "" : `:${port}`}`;
}
