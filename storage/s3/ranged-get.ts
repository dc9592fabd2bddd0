/** A range of an object, by a signed URL, pinned to an etag and checked for its length, chunk by chunk as it arrives. */
import type { Connections } from "./connections.js";
import { rememberAnswer } from "./endpoint-memory.js";
import { NoAnswer, StoreAnswer } from "./http-exchange.js";
import { receiveBody, type AnswerHead } from "./receive-body.js";
import { retryRequest } from "./retry-request.js";
import type { RetryPolicy } from "./s3-config.js";
import type { RequestSubject } from "./store-errors.js";

export interface RangedGet {
  readonly subject: RequestSubject;
  readonly policy: RetryPolicy;
  readonly connections: Connections;
  /** Makes a signed URL for a try. */
  readonly sign: () => Promise<string>;
  /** Without quotes; undefined reads whatever is there. */
  readonly etag: string | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * @param take  given each chunk once and in order, with its position in the object; the bytes are its own until it returns; a failed
 *   try goes on where it stopped; what it throws ends the read
 * @throws INPUT_CHANGED when the object has another etag; STORE_FAILED when it has other bytes than asked for
 */
export async function getRange(get: RangedGet, take: (chunk: Buffer, position: number) => void): Promise<void> {
  let position = get.start;
  await retryRequest(get.policy, get.subject, async ({ timeoutMs }) => {
    if (position >= get.end) return;
    const headers = rangeHeaders(position, get.end, get.etag);
    await receiveBody(
      { url: await get.sign(), headers, connections: get.connections, timeoutMs },
      {
        begin: (head) => {
          rememberAnswer(get.subject.endpoint);
          assertRange(head, position, get.end);
        },
        take: (chunk) => {
          if (position + chunk.length > get.end) throw new NoAnswer("more bytes than asked for", "BODY_TOO_LONG");
          take(chunk, position);
          position += chunk.length;
        },
      },
    );
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

function rangeHeaders(start: number, end: number, etag: string | undefined): Record<string, string> {
  const range = { range: `bytes=${start}-${end - 1}` };
  return etag === undefined ? range : { ...range, "if-match": `"${etag}"` };
}

/** A store or proxy that ignores ranges must not pass for one that has answered them. */
function assertRange({ status, headers }: AnswerHead, start: number, end: number): void {
  const expected = `bytes ${start}-${end - 1}/`;
  const got = String(headers["content-range"] ?? "");
  if (status === 206 && got.startsWith(expected)) return;
  // 200 with the whole object is fine when that is what was asked for.
  if (status === 200 && start === 0 && headers["content-length"] === String(end)) return;
  throw new StoreAnswer(416, "InvalidRange", `asked for ${expected}, got ${got || `HTTP ${status}`}`, undefined);
}
