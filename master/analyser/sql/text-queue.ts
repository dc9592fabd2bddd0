/**
 * Expressions of a query as the plan has them, in SQL. Relations are made of trees; their texts are asked of DuckDB all at once, before
 * somebody reads them.
 */
import type { CallSite, Expression, NamedExpression } from "../../../common/wire/types.js";
import { columnNames, text, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";
import { TreeTexts } from "../expressions/tree-texts.js";

export class TextQueue {
  private readonly texts: TreeTexts;
  private readonly open: { readonly tree: Tree; readonly take: (sql: string) => void }[] = [];

  constructor(
    engine: Engine,
    private readonly callSite: CallSite | null,
  ) {
    // Aggregates of the script stay as they are written: the binder reads them next.
    this.texts = new TreeTexts(engine, new Set());
  }

  expression(tree: Tree): Expression {
    const expression: Expression = { sql: "", callSite: this.callSite };
    this.open.push({ tree: { ...tree, alias: "" }, take: (sql) => (expression.sql = sql) });
    return expression;
  }

  named(tree: Tree, name: string): NamedExpression {
    return { name, expression: this.expression(tree), hugeintAsBigint: false };
  }

  /** As DuckDB names an item: by its alias, by the column that it is, or by its text. */
  item(tree: Tree, written: Tree): NamedExpression {
    const named = this.named(tree, text(written, "alias"));
    if (named.name !== "" || written["class"] === "STAR") return named;
    const path = columnNames(written);
    if (path !== undefined) named.name = path.at(-1) ?? "";
    else this.open.push({ tree: written, take: (sql) => (named.name = sql) });
    return named;
  }

  /** Gives every expression its text. */
  async fill(): Promise<void> {
    const batch = this.open.splice(0);
    const sql = await this.texts.all(batch.map(({ tree }) => tree));
    for (const [index, { take }] of batch.entries()) take(sql[index] ?? "");
  }
}
