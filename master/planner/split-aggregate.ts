/** An aggregate in two steps. */
import type { Tree } from "./trees/tree.js";

export interface Partial {
  readonly type: string;
  readonly tree: Tree;
}

export interface SplitAggregate {
  /** What each task computes per group. */
  readonly partials: readonly Partial[];
  /** Aggregates over the partials' columns. */
  readonly finals: (columns: readonly string[]) => readonly Partial[];
  /** The value over the finals' columns, in the call's own type. */
  readonly result: (columns: readonly string[]) => Tree;
  /** Functions that make one partial of several, one per partial; undefined when only `finals` may see them. */
  readonly merges?: readonly string[];
}
