/**
 * Seeds of volatile functions. A task has the same seed in every attempt, and in every job that runs the same fragment over the same
 * share of the input: so that a lost piece of a cached plan is made again as it was.
 */
import { createHash } from "node:crypto";
import type { Fragment } from "../../common/wire/types.js";
import type { TaskShape } from "../core/job-graph.js";
import type { PlannedFragment } from "../planner/planned-job.js";

const digests = new WeakMap<Fragment, string>();

/** 48 bits, exact in JavaScript. */
export function taskSeed(
  { fragment, splits }: Pick<PlannedFragment, "fragment" | "splits">,
  { fragmentIndex, split, reads }: TaskShape,
): number {
  const first = splits[split]?.files[0];
  const begin = [first?.uri ?? "", first?.rowGroups[0]?.index ?? 0, first?.range?.from ?? 0];
  const read = reads.map(({ from, mapFrom }) => [from, mapFrom]);
  const text = JSON.stringify([digestOf(fragment), fragmentIndex, begin, read]);
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}

function digestOf(fragment: Fragment): string {
  const known = digests.get(fragment);
  if (known !== undefined) return known;
  const digest = createHash("sha256").update(JSON.stringify(fragment, withoutPlaces)).digest("hex");
  digests.set(fragment, digest);
  return digest;
}

/** The same plan may be written in two lines of a script. */
function withoutPlaces(this: unknown, name: string, value: unknown): unknown {
  const plain = (this as Record<string, unknown>)[name];
  if (plain instanceof Uint8Array) return createHash("sha256").update(plain).digest("hex");
  return name === "callSite" ? undefined : value;
}
