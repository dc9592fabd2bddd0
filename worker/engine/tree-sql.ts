/**
 * Expression trees → SQL text. The planner sends each expression as DuckDB's own JSON; only here it becomes SQL again. The JSON
 * holds integers beyond 2^53, so it is passed on as text and never parsed by JavaScript.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { quoteText } from "../../common/sql-text.js";
import type { Engine } from "./engine.js";

const emptyTable = `{"type":"EMPTY","alias":"","sample":null,"query_location":18446744073709551615}`;
const one = `{"class":"CONSTANT","type":"VALUE_CONSTANT","alias":"","query_location":0,"value":{"type":{"id":"INTEGER","type_info":null},"is_null":false,"value":1}}`;
const otherClauses = `"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,"qualify":null`;

/** `SELECT 1 WHERE tree`, as json_serialize_sql would write it: unlike a select list, a condition drops the tree's alias. */
function selectOf(tree: string): string {
  return `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[${one}],"from_table":${emptyTable},"where_clause":${tree},${otherClauses}},"named_param_map":[]}]}`;
}

const selectPrefix = "SELECT 1 WHERE ";
/** Trees kept in translation: the tasks of a stage share theirs. */
const cachedTreesMax = 2_000;

export class TreeTranslator {
  private readonly cache = new Map<string, string>();

  /** SQL of each tree, to be used in parentheses; in input order. */
  async translate(engine: Engine, trees: readonly string[]): Promise<string[]> {
    const unknown = [...new Set(trees.filter((tree) => !this.cache.has(tree)))];
    if (unknown.length > 0) await this.learn(engine, unknown);
    return trees.map((tree) => {
      const sql = this.cache.get(tree);
      if (sql === undefined) throw new GoldpanError("INTERNAL", "an expression was not translated");
      return sql;
    });
  }

  private async learn(engine: Engine, trees: readonly string[]): Promise<void> {
    if (this.cache.size + trees.length > cachedTreesMax) this.cache.clear();
    const columns = trees.map(
      (tree, index) => `json_deserialize_sql(${quoteText(selectOf(tree))}) AS t${String(index)}`,
    );
    const row = await engine.object(`SELECT ${columns.join(", ")}`);
    trees.forEach((tree, index) => {
      this.cache.set(tree, conditionOf(String(row[`t${String(index)}`])));
    });
  }
}

/** `SELECT 1 WHERE (a + 1)` → `(a + 1)` */
function conditionOf(select: string): string {
  if (!select.startsWith(selectPrefix))
    throw new GoldpanError("INTERNAL", `an expression became '${select.slice(0, 80)}'`);
  return select.slice(selectPrefix.length);
}

/** Functions that a tree calls, in lower case. Reads names alone, which are plain JSON strings. */
export function functionsOf(tree: string): string[] {
  return [...tree.matchAll(/"function_name":"((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? "").toLowerCase());
}

/** Columns that a tree refers to by one name or several (`t.a` gives `a`), each once. */
export function columnsOf(tree: string): string[] {
  const names = [...tree.matchAll(/"column_names":(\[(?:"(?:[^"\\]|\\.)*",?)*\])/g)].flatMap((match) => {
    const parts = JSON.parse(match[1] ?? "[]") as string[];
    return parts.slice(-1);
  });
  return [...new Set(names)];
}
