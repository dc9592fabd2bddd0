import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { withoutSilence } from "./silence.js";

async function* chunksAfter(waits: readonly number[]): AsyncGenerator<number> {
  for (const [index, wait] of waits.entries()) {
    await delay(wait, undefined, { ref: false });
    yield index;
  }
}

test("chunks pass, however long their taker takes", async () => {
  const taken: number[] = [];
  for await (const chunk of withoutSilence(chunksAfter([0, 0, 0]), "host:1", 100)) {
    await delay(150);
    taken.push(chunk);
  }
  expect(taken).toEqual([0, 1, 2]);
});

test("a stream that falls silent is ended by name, after what came before", async () => {
  const taken: number[] = [];
  const take = async () => {
    for await (const chunk of withoutSilence(chunksAfter([0, 60_000]), "host:1", 100)) taken.push(chunk);
  };
  await expect(take()).rejects.toMatchObject({
    code: "WORKER_LOST",
    message: "the worker at host:1 sent nothing for 0.1 s",
  });
  expect(taken).toEqual([0]);
});

test("a failure of the stream is its own, and a taker who stops ends it", async () => {
  let ended = false;
  async function* failing(): AsyncGenerator<number> {
    try {
      yield 1;
      await delay(0);
      throw new Error("broken");
    } finally {
      ended = true;
    }
  }
  const chunks = withoutSilence(failing(), "host:1");
  expect(await chunks.next()).toEqual({ done: false, value: 1 });
  await expect(chunks.next()).rejects.toThrow("broken");
  ended = false;
  for await (const chunk of withoutSilence(failing(), "host:1")) if (chunk === 1) break;
  expect(ended).toBe(true);
});
