/** Trees as DuckDB's SQL, so that its binder can be asked about them: many in one query. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { call, columnNames, formatTree, rewrite, text, trees, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";
import { functionName, plainConstant } from "./plain-trees.js";

/** Trees in one query at most. */
const batchMax = 200;

export class TreeTexts {
  constructor(
    private readonly engine: Engine,
    /** Aggregate functions of the script, in lower case: DuckDB knows them as functions of lists. */
    private readonly aggregates: ReadonlySet<string>,
  ) {}

  async of(tree: Tree): Promise<string> {
    const [sql = ""] = await this.all([tree]);
    return sql;
  }

  async all(wanted: readonly Tree[]): Promise<string[]> {
    const open = wanted.filter((tree) => columnText(tree) === undefined);
    const texts = await this.asked(open);
    return wanted.map((tree) => columnText(tree) ?? texts.shift() ?? "");
  }

  private async asked(wanted: readonly Tree[]): Promise<string[]> {
    const texts: string[] = [];
    for (let from = 0; from < wanted.length; from += batchMax) {
      const batch = wanted.slice(from, from + batchMax);
      const list = batch.map((_, index) => `json_deserialize_sql($${index + 1}::JSON)`);
      const [row = []] = await this.engine.rows(
        `SELECT ${list.join(", ")}`,
        batch.map((tree) => selectOf(this.bindable(tree))),
      );
      texts.push(...row.map(itemOf));
    }
    return texts;
  }

  private bindable(tree: Tree): Tree {
    if (this.aggregates.size === 0) return tree;
    return rewrite(tree, (node) => {
      if (node["class"] !== "FUNCTION" || !this.aggregates.has(functionName(node))) return undefined;
      return { ...node, children: trees(node, "children").map((argument) => call("list", [this.bindable(argument)])) };
    });
  }
}

function itemOf(select: string | null): string {
  const prefix = "SELECT ";
  if (select?.startsWith(prefix) !== true) throw new InvariantError(`not a select: ${select ?? "nothing"}`);
  return select.slice(prefix.length).trim();
}

/** Columns need no asking. */
function columnText(tree: Tree): string | undefined {
  const path = text(tree, "alias") === "" ? columnNames(tree) : undefined;
  return path?.map(quoteIdentifier).join(".");
}

/** A constant beyond DOUBLE, `1e400`, becomes a cast: DuckDB writes it as a bare Infinity, which it does not read. */
function treeJson(tree: Tree): string {
  const json = formatTree(tree);
  if (!json.includes("Infinity")) return json;
  return formatTree(rewrite(tree, (node) => (node["class"] === "CONSTANT" ? plainConstant(node) : undefined)));
}

function selectOf(tree: Tree): string {
  return (
    `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[` +
    `${treeJson(tree)}],"from_table":{"type":"EMPTY","alias":"","sample":null},"where_clause":null,` +
    `"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,` +
    `"qualify":null},"named_param_map":[]}]}`
  );
}
