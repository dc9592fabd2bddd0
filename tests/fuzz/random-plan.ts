/** A random plan over random tables. */
import type { Frame } from "./frame.js";
import { groupBy, keyless, pivot } from "./group-operators.js";
import { crossJoin, join, rangeJoin } from "./join-operators.js";
import { dropDuplicates, limitCount, orderBy, topRows } from "./order-operators.js";
import type { Random } from "./random.js";
import { filter, moved, projection, scan, unnest, withColumn, type FreshName } from "./row-operators.js";
import { setOperation } from "./set-operators.js";
import type { RandomTable } from "./tables.js";
import { windows } from "./window-operators.js";

type Step = (random: Random, input: Frame, other: () => Frame, fresh: FreshName) => Frame | undefined;

/** By weight. */
const steps: readonly (readonly [number, Step])[] = [
  [1, (random, input, _, fresh) => projection(random, input, fresh)],
  [2, (random, input, _, fresh) => withColumn(random, input, fresh)],
  [1, (random, input) => filter(random, input)],
  [10, (random, input) => moved(random, input)],
  [6, (random, input, _, fresh) => unnest(random, input, fresh)],
  [9, (random, input, _, fresh) => groupBy(random, input, fresh)],
  [9, (random, input, _, fresh) => keyless(random, input, fresh)],
  [6, (random, input, _, fresh) => pivot(random, input, fresh)],
  [18, (random, input, other, fresh) => join(random, input, other(), fresh)],
  [1, (random, input, other, fresh) => crossJoin(random, input, other(), fresh)],
  [3, (random, input, other, fresh) => rangeJoin(random, input, other(), fresh)],
  [6, (random, input, other, fresh) => setOperation(random, input, other(), fresh)],
  [2, (random, input) => orderBy(random, input)],
  [3, (random, input) => topRows(random, input)],
  [1, (random, input, _, fresh) => limitCount(random, input, fresh)],
  [6, (random, input) => dropDuplicates(random, input)],
  [11, (random, input, _, fresh) => windows(random, input, fresh)],
];

const bag = steps.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));
const fieldsMax = 14;
const rowsMax = 30_000;

/** @param tables  at least one */
export function randomPlan(random: Random, tables: readonly RandomTable[]): Frame {
  let names = 0;
  const fresh = () => `c${++names}`;
  const source = () => scan(random.pick(tables));
  /** The second input of a step: a table, sometimes after a step of its own. */
  const other = () => {
    const frame = source();
    if (random.chance(0.7)) return frame;
    return random.pick([filter(random, frame), withColumn(random, frame, fresh), groupBy(random, frame, fresh)]);
  };
  let plan = source();
  const count = random.pick([2, 2, 3, 3, 4, 4]);
  for (let done = 0, tried = 0; done < count && tried < 20; tried++) {
    const next = random.pick(bag)(random, plan, other, fresh);
    if (next === undefined || next.fields.length > fieldsMax || next.rowsMax > rowsMax) continue;
    plan = next;
    done += 1;
  }
  return plan;
}
