/** GROUP BY's variants as lists of sets, and GROUPING(…) as a value of the set's number. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { Aggregate, CallSite } from "../../../common/wire/types.js";
import { bigintConstant, caseWhen, equal } from "../../planner/trees/make-tree.js";
import { columnReference, fingerprint, trees, type Tree } from "../../planner/trees/tree.js";
import { scriptError } from "../expressions/refusals.js";
import { placeAt } from "./parts.js";

/** Number of the grouping set, in rows of a grouping with several. */
export const groupingSetColumn = "__goldpan_grouping_set";

/** Grouping sets at most, as in DuckDB. */
const setsMax = 65_535;
/** Beyond so many keys CUBE has too many sets. */
const cubeKeysMax = 12;

/**
 * Positions in the keys.
 * @returns undefined for a plain GROUP BY
 * @throws PLAN_REFUSED for more sets than can be
 */
export function groupingSets(
  { kind, sets }: Pick<Aggregate, "kind" | "sets">,
  keyCount: number,
  callSite: CallSite | null,
): number[][] | undefined {
  const all = Array.from({ length: keyCount }, (_, index) => index);
  switch (kind) {
    case "GROUP_BY":
      return undefined;
    case "ROLLUP":
      return [...all, keyCount].map((count) => all.slice(0, keyCount - count));
    case "CUBE":
      if (keyCount > cubeKeysMax) throw tooMany(`cube of ${keyCount} keys`, callSite);
      return subsets(all);
    case "GROUPING_SETS": {
      if (sets.length > setsMax) throw tooMany(`${sets.length} grouping sets`, callSite);
      const unknown = sets.flatMap(({ keys }) => keys).find((key) => key >= keyCount);
      if (unknown !== undefined) throw new InvariantError(`a grouping set of key ${unknown} among ${keyCount}`);
      return sets.map(({ keys }) => [...new Set(keys)]);
    }
    default:
      throw scriptError("PLAN_REFUSED", placeAt(callSite), `the kind of grouping ${String(kind)} is not known`);
  }
}

function tooMany(what: string, callSite: CallSite | null) {
  return scriptError("PLAN_REFUSED", placeAt(callSite), `${what} are too many grouping sets`, {
    hint: "name the sets that you need: GROUPING SETS ((a, b), (a))",
  });
}

/** As CUBE orders them: all keys first, none last. */
function subsets(keys: readonly number[]): number[][] {
  const [first, ...rest] = keys;
  if (first === undefined) return [[]];
  const without = subsets(rest);
  return [...without.map((subset) => [first, ...subset]), ...without];
}

/**
 * GROUPING(a, b): a bit per argument, the last one's lowest, set where the row's grouping set is without it. BIGINT.
 * @param call  bound by DuckDB, so that its arguments are keys
 */
export function groupingValue(
  call: Tree,
  keyFingerprints: readonly string[],
  sets: readonly (readonly number[])[] | undefined,
): Tree {
  const positions = trees(call, "children").map((argument) => keyFingerprints.indexOf(fingerprint(argument)));
  const values = (sets ?? [keyFingerprints.map((_, index) => index)]).map((set) =>
    positions.reduce((bits, position) => bits * 2 + (set.includes(position) ? 0 : 1), 0),
  );
  const [first = 0] = values;
  if (values.every((value) => value === first)) return bigintConstant(first);
  const number = columnReference(groupingSetColumn);
  return values.reduceRight<Tree>(
    (otherwise, value, set) => caseWhen(equal(number, bigintConstant(set)), bigintConstant(value), otherwise),
    bigintConstant(0),
  );
}
