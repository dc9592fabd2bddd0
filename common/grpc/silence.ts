/** A limit on how long a stream may give nothing: a peer that is alive but stuck answers pings, and would be waited for without end. */
import { GoldpanError } from "../errors/goldpan-error.js";

/** What a peer needs for a chunk, however slow its disk, is far below. */
const silenceMsMax = 60_000;

/**
 * The same chunks. Only the wait for a chunk counts, not what its taker does with it. The caller cancels the call in the end.
 * @throws WORKER_LOST after `silenceMs` without one
 */
export async function* withoutSilence<T>(
  chunks: AsyncIterable<T>,
  address: string,
  silenceMs = silenceMsMax,
): AsyncGenerator<T, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await within(iterator.next(), address, silenceMs);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not waited for: it would wait for the chunk that does not come.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

async function within<T>(chunk: Promise<T>, address: string, silenceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const message = `the worker at ${address} sent nothing for ${silenceMs / 1000} s`;
    timer = setTimeout(() => reject(new GoldpanError("WORKER_LOST", message)), silenceMs);
  });
  try {
    return await Promise.race([chunk, silence]);
  } finally {
    clearTimeout(timer);
  }
}
