/** A range of an object, by a signed URL, pinned to an etag and checked for its length, chunk by chunk as it arrives. */
import type { IncomingMessage } from "node:http";
import { rememberAnswer } from "./endpoint-memory.js";
import { asNoAnswer, exchange, isConnectionFailure, NoAnswer, StoreAnswer, type Agents } from "./http-exchange.js";
import { retryRequest } from "./retry-request.js";
import type { RetryPolicy } from "./s3-config.js";
import type { RequestSubject } from "./store-errors.js";

export interface RangedGet {
  readonly subject: RequestSubject;
  readonly policy: RetryPolicy;
  readonly agents: Agents;
  /** Makes a signed URL for a try. */
  readonly sign: () => Promise<string>;
  /** Without quotes; undefined reads whatever is there. */
  readonly etag: string | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * @param take  given each chunk once and in order, with its position in the object; a failed try goes on where it stopped;
 *   what it throws ends the read
 * @throws INPUT_CHANGED when the object has another etag; STORE_FAILED when it has other bytes than asked for
 */
export async function getRange(get: RangedGet, take: (chunk: Buffer, position: number) => void): Promise<void> {
  let position = get.start;
  await retryRequest(get.policy, get.subject, async ({ timeoutMs }) => {
    if (position >= get.end) return;
    const response = await exchange({
      method: "GET",
      url: await get.sign(),
      headers: rangeHeaders(position, get.end, get.etag),
      agents: get.agents,
      timeoutMs,
    });
    rememberAnswer(get.subject.endpoint);
    try {
      assertRange(response, position, get.end);
      await eachChunk(response, (chunk) => {
        if (position + chunk.length > get.end) throw new NoAnswer("more bytes than asked for", "BODY_TOO_LONG");
        take(chunk, position);
        position += chunk.length;
      });
    } catch (error) {
      response.destroy();
      // What `take` threw (a full disk) is passed on as it is.
      throw isConnectionFailure(error) ? asNoAnswer(error) : error;
    }
    if (position < get.end) throw new NoAnswer("the body was cut short", "CUT_SHORT");
  });
}

/** The range as one buffer of its own. */
export async function getRangeBuffer(get: RangedGet): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(get.end - get.start);
  await getRange(get, (chunk, position) => {
    chunk.copy(buffer, position - get.start);
  });
  return buffer;
}

/** By events: half the CPU of an async iteration. Resolves at the end of the body, rejects when it breaks off. */
function eachChunk(response: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    response.on("data", (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        response.destroy();
      }
    });
    response.once("end", resolve);
    response.on("error", reject);
    response.once("close", () => reject(new NoAnswer("the body was cut short", "CUT_SHORT")));
  });
}

function rangeHeaders(start: number, end: number, etag: string | undefined): Record<string, string> {
  const range = { range: `bytes=${start}-${end - 1}` };
  return etag === undefined ? range : { ...range, "if-match": `"${etag}"` };
}

/** A store or proxy that ignores ranges must not pass for one that has answered them. */
function assertRange(response: IncomingMessage, start: number, end: number): void {
  const expected = `bytes ${start}-${end - 1}/`;
  const got = response.headers["content-range"] ?? "";
  if (response.statusCode === 206 && got.startsWith(expected)) return;
  // 200 with the whole object is fine when that is what was asked for.
  if (response.statusCode === 200 && start === 0 && response.headers["content-length"] === String(end)) return;
  throw new StoreAnswer(
    416,
    "InvalidRange",
    `asked for ${expected}, got ${got || `HTTP ${response.statusCode ?? 0}`}`,
    undefined,
  );
}
