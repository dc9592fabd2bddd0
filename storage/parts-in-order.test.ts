import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { takeInOrder, type FetchPart } from "./parts-in-order.js";

const limits = { parallelMax: 3, bytesMax: 10 };
const texts = Array.from({ length: 9 }, (_, part) => `${part}${"abcdefghi".slice(0, part)}`);

/** A part whose bytes come one by one, some parts much faster than others. */
const slow = (text: string, part: number, begun: number[]): FetchPart => {
  return async (use) => {
    begun.push(part);
    for (const byte of text) {
      await sleep(part % 3 === 0 ? 3 : 0);
      use(Buffer.from(byte));
    }
  };
};

test("parts that come side by side are used in their order", async () => {
  const begun: number[] = [];
  const ahead: number[] = [];
  let come = "";
  const parts = texts.map((text, part) => slow(text, part, begun));
  await takeInOrder(parts, limits, (chunk) => {
    come += chunk.toString();
    ahead.push(begun.length - texts.findLastIndex((_, part) => come.length >= texts.slice(0, part).join("").length));
    return true;
  });
  expect(come).toBe(texts.join(""));
  expect(Math.max(...ahead)).toBeLessThanOrEqual(limits.parallelMax);
});

test("nothing more is used after enough, and all that had begun has ended", async () => {
  const begun: number[] = [];
  let ended = 0;
  let come = "";
  const parts = texts.map((text, part): FetchPart => {
    const fetch = slow(text, part, begun);
    return (use) => fetch(use).finally(() => ended++);
  });
  await takeInOrder(parts, limits, (chunk) => {
    come += chunk.toString();
    return come.length < 5;
  });
  expect(texts.join("").startsWith(come)).toBe(true);
  expect(come.length).toBeLessThan(15);
  expect(ended).toBe(begun.length);
  expect(begun.length).toBeLessThan(texts.length);
});

test("the first failure ends all", async () => {
  const begun: number[] = [];
  const parts = texts.map((text, part): FetchPart => {
    const fetch = slow(text, part, begun);
    return part === 2 ? () => Promise.reject(new Error("part 2")) : fetch;
  });
  let come = "";
  const all = takeInOrder(parts, limits, (chunk) => {
    come += chunk.toString();
    return true;
  });
  await expect(all).rejects.toThrow("part 2");
  expect(come).toBe(texts.slice(0, 2).join(""));
});
