/** The items of a SELECT, and what names in its clauses mean. */
import { columnNames, columnReference, fingerprint, plainColumn, text, type Tree } from "../../planner/trees/tree.js";
import { replaceColumns } from "../../planner/trees/tree-columns.js";
import { treesIn } from "./query-nodes.js";
import { besideSubqueries } from "./beside-subqueries.js";
import { hiddenPrefix } from "./wire-relations.js";

export interface Item {
  /** Over the rows that the SELECT reads. */
  readonly tree: Tree;
  /** As it was written: what names the column. */
  readonly written: Tree;
  /** A list or map whose elements become rows; `tree` names the element then. */
  readonly unnested: Tree | undefined;
}

/** @param columns  of the rows read, in lower case */
export function selectItems(trees: readonly Tree[], columns: ReadonlySet<string>): Item[] {
  let unnests = 0;
  return trees.map((written, position) => {
    const tree = substituteAliases({ ...written, alias: "" }, trees.slice(0, position), columns);
    const [unnested] = isUnnest(tree) ? treesIn(tree, "children") : [];
    if (unnested === undefined) return { tree, written, unnested };
    return { tree: columnReference(`${hiddenPrefix}unnest_${unnests++}`), written, unnested };
  });
}

function isUnnest(tree: Tree): boolean {
  const name = text(tree, "function_name").toLowerCase();
  return tree["class"] === "FUNCTION" && (name === "unnest" || name === "unlist");
}

/** Names that no column has mean the items before them, as DuckDB reads them. */
export function substituteAliases(tree: Tree, items: readonly Tree[], columns: ReadonlySet<string>): Tree {
  const byAlias = aliases(items);
  if (byAlias.size === 0) return tree;
  return besideSubqueries(tree, (open) =>
    replaceColumns(open, (path, node) => {
      const [name = ""] = path;
      const item = path.length === 1 && !columns.has(name.toLowerCase()) ? byAlias.get(name.toLowerCase()) : undefined;
      return item === undefined || item === node ? undefined : substituteEarlier(item, items, columns);
    }),
  );
}

function substituteEarlier(item: Tree, items: readonly Tree[], columns: ReadonlySet<string>): Tree {
  return substituteAliases({ ...item, alias: "" }, items.slice(0, items.indexOf(item)), columns);
}

function aliases(items: readonly Tree[]): Map<string, Tree> {
  const byAlias = new Map<string, Tree>();
  for (const item of items) {
    const alias = text(item, "alias").toLowerCase();
    if (alias !== "" && !byAlias.has(alias)) byAlias.set(alias, item);
  }
  return byAlias;
}

/** How the rows that a SELECT reads are named; all in lower case. */
export interface SourceNames {
  readonly qualifiers: ReadonlySet<string>;
  /** Columns that are not the same with a qualifier as without one. */
  readonly ambiguous: ReadonlySet<string>;
}

/** What names the columns of a result. */
export interface OutputNames {
  readonly items: readonly Item[];
  readonly names: SourceNames;
  /** Of the rows that the SELECT read, in lower case. */
  readonly columns: ReadonlySet<string>;
}

/** What two trees have in common when they say the same: `t.a` and `a` are one column where only one table has it. */
export function meaningOf(tree: Tree, { qualifiers, ambiguous }: SourceNames): string {
  return fingerprint(
    replaceColumns(tree, (path) => {
      const lower = path.map((name) => name.toLowerCase());
      const [first = "", column = ""] = lower;
      const same = qualifiers.has(first) && column !== "" && !ambiguous.has(column);
      return columnReference(...(same ? lower.slice(1) : lower));
    }),
  );
}

/** The item that ORDER BY or DISTINCT ON names by its alias, or by its column where one `t.column` of that name is selected. */
export function itemNamed(tree: Tree, items: readonly Item[], names: SourceNames): Item | undefined {
  const name = plainColumn(tree)?.toLowerCase();
  if (name === undefined) return undefined;
  const aliased = items.find(({ written }) => text(written, "alias").toLowerCase() === name);
  if (aliased !== undefined) return aliased;
  const columns = items.filter(({ written }) => {
    const [table = "", column = "", ...fields] = (columnNames(written) ?? []).map((part) => part.toLowerCase());
    return text(written, "alias") === "" && fields.length === 0 && column === name && names.qualifiers.has(table);
  });
  const isOne = new Set(columns.map(({ written }) => meaningOf(written, names))).size === 1;
  return isOne ? columns[0] : undefined;
}
