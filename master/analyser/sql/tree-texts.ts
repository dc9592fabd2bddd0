/**
 * Expressions of a query as the plan has them, in SQL. Relations are made of trees; their texts are asked of DuckDB all at once, before
 * somebody reads them.
 */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { CallSite, Expression, NamedExpression } from "../../../common/wire/types.js";
import { columnNames, formatTree, text, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";

export type WireExpression = Expression;
export type WireNamed = NamedExpression;

/** Texts asked for in one query at most. */
const batchMax = 200;

export class TreeTexts {
  private readonly open: { readonly tree: Tree; readonly take: (sql: string) => void }[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly callSite: CallSite | null,
  ) {}

  expression(tree: Tree): WireExpression {
    const expression: WireExpression = { sql: "", callSite: this.callSite };
    this.open.push({ tree: { ...tree, alias: "" }, take: (sql) => (expression.sql = sql) });
    return expression;
  }

  named(tree: Tree, name: string): WireNamed {
    return { name, expression: this.expression(tree), hugeintAsBigint: false };
  }

  /** As DuckDB names an item: by its alias, by the column that it is, or by its text. */
  item(tree: Tree, written: Tree): WireNamed {
    const named = this.named(tree, text(written, "alias"));
    if (named.name !== "" || written["class"] === "STAR") return named;
    const path = columnNames(written);
    if (path !== undefined) named.name = path.at(-1) ?? "";
    else this.open.push({ tree: written, take: (sql) => (named.name = sql) });
    return named;
  }

  /** Gives every expression its text. */
  async fill(): Promise<void> {
    while (this.open.length > 0) {
      const batch = this.open.splice(0, batchMax);
      const list = batch.map((_, index) => `json_deserialize_sql($${index + 1}::JSON)`);
      const [texts = []] = await this.engine.rows(
        `SELECT ${list.join(", ")}`,
        batch.map(({ tree }) => selectOf(tree)),
      );
      for (const [index, { take }] of batch.entries()) take(itemOf(texts[index]));
    }
  }
}

function selectOf(tree: Tree): string {
  return (
    `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[` +
    `${formatTree(tree)}],"from_table":{"type":"EMPTY","alias":"","sample":null},"where_clause":null,` +
    `"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,` +
    `"qualify":null},"named_param_map":[]}]}`
  );
}

function itemOf(select: string | null | undefined): string {
  const prefix = "SELECT ";
  if (!select?.startsWith(prefix)) throw new InvariantError(`not a select: ${select ?? "nothing"}`);
  return select.slice(prefix.length).trim();
}
