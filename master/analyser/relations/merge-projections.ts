/**
 * Neighbouring projections as one: a script of many `withColumn` calls would otherwise nest as many queries, each holding all
 * columns. As Spark's CollapseProject, but an expression is neither copied nor put into another one.
 */
import type { BoundColumn } from "../../planner/analysed-plan.js";
import { columnsOf, renameColumns } from "../../planner/trees/tree-columns.js";
import { hasNode, plainColumn, type Tree } from "../../planner/trees/tree.js";
import { named, type NamedBound } from "../expressions/named-bound.js";

/** A projection whose expressions are still trees. */
export interface Projection {
  readonly input: readonly BoundColumn[];
  readonly columns: readonly NamedBound[];
}

/**
 * @param upper  over the columns of `lower`
 * @returns the columns of `upper` over the input of `lower`; undefined where an expression reads what `lower` computes, where a
 *   computed column would be computed twice, or where a name would come to mean something else
 */
export function mergeProjections(lower: Projection, upper: readonly NamedBound[]): NamedBound[] | undefined {
  const below = new Map(lower.columns.map((column) => [column.name, column]));
  const inputNames = new Set(lower.input.map(({ name }) => name));
  const sources = new Map<string, string>();
  for (const { name, tree } of lower.columns) {
    const source = plainColumn(tree);
    if (source !== undefined && inputNames.has(source)) sources.set(name, source);
  }
  const moved = new Set<string>();
  const merged: NamedBound[] = [];
  for (const column of upper) {
    const passed = below.get(plainColumn(column.tree) ?? "");
    if (passed === undefined) {
      const tree = readingInput(column.tree, { sources, inputNames, outputNames: below });
      if (tree === undefined) return undefined;
      merged.push(tree === column.tree ? column : withTree(column, tree));
      continue;
    }
    if (!sources.has(passed.name)) {
      if (moved.has(passed.name)) return undefined;
      moved.add(passed.name);
    }
    merged.push(passed.name === column.name ? passed : { ...passed, name: column.name });
  }
  return merged;
}

interface Names {
  /** Columns of the lower projection's input by the names that it passes them on under. */
  readonly sources: ReadonlyMap<string, string>;
  readonly inputNames: ReadonlySet<string>;
  readonly outputNames: ReadonlyMap<string, unknown>;
}

/** The tree over the lower projection's input. */
function readingInput(tree: Tree, { sources, inputNames, outputNames }: Names): Tree | undefined {
  const read = [...columnsOf(tree, () => true)];
  // A function that is written like a column must not meet a column of that name.
  if (read.some((name) => (outputNames.has(name) ? !sources.has(name) : inputNames.has(name)))) return undefined;
  if (read.every((name) => (sources.get(name) ?? name) === name)) return tree;
  // Another name might be one that a lambda binds.
  if (hasNode(tree, (node) => node["class"] === "LAMBDA")) return undefined;
  return renameColumns(tree, (name) => sources.get(name));
}

function withTree({ name, type, expression }: NamedBound, tree: Tree): NamedBound {
  return named(name, type, tree, { callSite: expression.callSite, sql: expression.sql, columns: [] });
}
