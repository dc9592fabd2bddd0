/** What the parts of lowering share. */
import type { CallSite, RowFunction } from "../../common/wire/types.js";
import type { BoundColumn, BoundExpression, BoundRelation } from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import type { Pipeline } from "./pipeline.js";
import type { PlanRules } from "./plan-rules.js";
import type { LocatedTree } from "./row-functions.js";
import type { Materialized, StageBuilder } from "./stages.js";
import { namesItsFile, unknownFile } from "./input-file-name.js";
import { columnsOf } from "./trees/tree-columns.js";
import { parseTree, type Tree } from "./trees/tree.js";

/** What stands above a relation and may reach into it. */
export interface Wanted {
  readonly columns: ReadonlySet<string>;
  /** Conjuncts over the relation's columns: rows that fail one are not wanted. */
  readonly filters: readonly Tree[];
  /** Only so many rows, the first ones; undefined for all. */
  readonly firstRows: number | undefined;
  /** Whether something above tells of a row where it came from: exchanges that keep rows keep `_source_…` then. */
  readonly origins: boolean;
}

/** All rows with these columns: what stands above lets nothing else through. */
export function wantAll(columns: ReadonlySet<string>, origins = false): Wanted {
  return { columns, filters: [], firstRows: undefined, origins };
}

export interface Notice {
  readonly code: string;
  readonly text: string;
}

export interface LoweringContext {
  readonly stages: StageBuilder;
  readonly functions: readonly RowFunction[];
  readonly aggregateNames: readonly string[];
  readonly notices: Notice[];
  /** How operators that move rows are done, for explain: a line each. */
  readonly strategies: string[];
  readonly rules: PlanRules;
  readonly scans: readonly CatalogScan[];
  /** Stages of caches that the plan has several times, by cache id. */
  readonly cached: Map<number, Materialized>;
  lower(relation: BoundRelation, wanted: Wanted): Pipeline[];
  /** As if the relation were a plan by itself: what else the plan does has no part in what its stages run. */
  lowerApart(relation: BoundRelation, wanted: Wanted): Pipeline[];
}

/** Trees by their text: a column that is passed on through a hundred projections is parsed once. */
const parsed = new Map<string, Tree>();
const parsedMax = 10_000;

/** @param file  whether the operator puts the file's name in the place of `input_file_name()`; where it does not, the call is refused */
export function locate({ json, callSite }: BoundExpression, file: "here" | "unknown" = "unknown"): LocatedTree {
  if (file === "unknown" && namesItsFile({ json })) throw unknownFile({ callSite });
  let tree = parsed.get(json);
  if (tree === undefined) {
    if (parsed.size >= parsedMax) parsed.clear();
    tree = parseTree(json);
    parsed.set(json, tree);
  }
  return { tree, callSite };
}

/** Columns of the input that the expressions read. */
export function readBy(expressions: readonly LocatedTree[], schema: readonly BoundColumn[]): Set<string> {
  const names = new Set(schema.map(({ name }) => name));
  return new Set(expressions.flatMap(({ tree }) => [...columnsOf(tree, (name) => names.has(name))]));
}

/** For explain: how an operator runs, and where the script has it. */
export function tellStrategy(
  { strategies }: LoweringContext,
  operator: string,
  callSite: CallSite | null,
  how: string,
): void {
  const where = callSite === null ? "" : ` at ${callSite.file}:${callSite.line}`;
  strategies.push(`${operator}${where}: ${how}`);
}

export function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a, ...b]);
}
