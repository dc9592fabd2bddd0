/** `goldpan.range`: whole numbers that workers make, from rows that say where blocks of them begin and end. */
import type { CallSite } from "../../common/wire/types.js";
import { planRefused } from "../dataframe/call-site.js";
import { shownValue } from "../dataframe/arguments/shown-value.js";

/** Both are numbers of the range. */
export type NumberBlock = Readonly<Record<"first" | "last", bigint>>;

/** What a task makes at once: half a megabyte. */
const blockNumbers = 65_536n;
/** Blocks are rows of the plan. */
const blocksMax = 16_384n;
/** That one task makes, unless the script says how many there shall be. */
const taskNumbers = 4_000_000n;
const tasksMax = 64n;
const bigintMax = 2n ** 63n - 1n;

/** @throws PLAN_REFUSED for anything but a whole number that a BIGINT holds */
export function wholeNumber(value: unknown, what: string, at: CallSite | null): bigint {
  const whole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  const number = whole ? BigInt(value) : 0n;
  if (whole && number <= bigintMax && number >= -bigintMax) return number;
  throw planRefused(`range: ${what} is a whole number, not ${shownValue(value)}`, at, "write range(0, 100)");
}

/** The numbers from `start` to before `end`, every `step`-th, cut into blocks in order. @param step  not 0 */
export function numberBlocks(start: bigint, end: bigint, step: bigint): NumberBlock[] {
  const count = numbersIn(start, end, step);
  const perBlock = max(blockNumbers, (count + blocksMax - 1n) / blocksMax);
  const blocks: NumberBlock[] = [];
  for (let from = 0n; from < count; from += perBlock) {
    const to = from + perBlock < count ? from + perBlock : count;
    blocks.push({ first: start + from * step, last: start + (to - 1n) * step });
  }
  return blocks;
}

/** How many tasks make so many numbers, unless the script says it. */
export function tasksFor(start: bigint, end: bigint, step: bigint): number {
  const tasks = (numbersIn(start, end, step) + taskNumbers - 1n) / taskNumbers;
  return Number(tasks < tasksMax ? max(tasks, 1n) : tasksMax);
}

function numbersIn(start: bigint, end: bigint, step: bigint): bigint {
  const [distance, stride] = step > 0n ? [end - start, step] : [start - end, -step];
  return distance <= 0n ? 0n : (distance + stride - 1n) / stride;
}

const max = (a: bigint, b: bigint) => (a > b ? a : b);
