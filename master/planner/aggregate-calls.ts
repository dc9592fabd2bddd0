/** The aggregate calls of an aggregate's result columns, each once, and the columns that hold their values. */
import type { RowFunction } from "../../common/wire/types.js";
import { functionName } from "./aggregates.js";
import type { AggregateCallTypes, BoundAggregate, BoundColumn } from "./analysed-plan.js";
import { helperPrefix, type LocatedTree } from "./row-functions.js";
import { columnReference, fingerprint, inPlaceOf, mapChildren, type Tree } from "./trees/tree.js";

export interface AggregateCall extends LocatedTree {
  /** Holds its value. */
  readonly column: BoundColumn;
  readonly types: AggregateCallTypes;
  /** Set where it calls a function of the script. */
  readonly rowFunction: RowFunction | undefined;
}

/** By fingerprint: a call that is written twice is computed once. */
export function callsOf(
  expressions: readonly LocatedTree[],
  { calls: types }: BoundAggregate,
  aggregateNames: readonly string[],
  functions: readonly RowFunction[],
): Map<string, AggregateCall> {
  const names = new Set(aggregateNames);
  const own = new Map(
    functions.filter(({ kind }) => kind === "AGGREGATE").map((known) => [known.name.toLowerCase(), known]),
  );
  const calls = new Map<string, AggregateCall>();
  const collect = (tree: Tree, callSite: LocatedTree["callSite"]): void => {
    const isCall = tree["class"] === "FUNCTION" && (names.has(functionName(tree)) || own.has(functionName(tree)));
    const print = isCall ? fingerprint(tree) : undefined;
    const known = print === undefined ? undefined : types[print];
    if (print !== undefined && known !== undefined) {
      const column = { name: `${helperPrefix}aggregate_${calls.size}`, type: known.returns };
      const rowFunction = own.get(functionName(tree));
      if (!calls.has(print))
        calls.set(print, { tree: { ...tree, alias: "" }, callSite, column, types: known, rowFunction });
      return;
    }
    mapChildren(tree, (child) => {
      collect(child, callSite);
      return child;
    });
  };
  for (const { tree, callSite } of expressions) collect(tree, callSite);
  return calls;
}

/** The expression over the calls' columns. */
export function replaceCalls(tree: Tree, calls: ReadonlyMap<string, AggregateCall>): Tree {
  const call = tree["class"] === "FUNCTION" ? calls.get(fingerprint(tree)) : undefined;
  return call === undefined
    ? mapChildren(tree, (child) => replaceCalls(child, calls))
    : inPlaceOf(tree, columnReference(call.column.name));
}
