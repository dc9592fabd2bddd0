/** What DuckDB says of its own functions: which are aggregates, volatile, or take lambdas. Macros are what they expand to. */
import { text, walk, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";
import { parseSelect } from "./parse.js";

/** What every DuckDB of this version has, before a plan's row functions are declared. All names in lower case. */
export class FunctionCatalog {
  readonly names = new Set<string>();
  readonly aggregates = new Set<string>();
  readonly volatiles = new Set<string>();
  /** Their lambda arguments bind names. */
  readonly lambdas = new Set<string>();
  /** They hold a subquery, turn one row into many, act on the session, or tell of the task that happens to call them. */
  readonly refused = new Set([
    ...["unnest", "unlist", "setseed", "write_log", "sleep_ms"],
    ...[
      "current_query",
      "current_query_id",
      "current_transaction_id",
      "current_connection_id",
      "txid_current",
      "stats",
    ],
    // Its type is there only while Parquet is written.
    "variant_to_parquet_variant",
  ]);
  /** Definitions of macros that nobody has called so far: parsing them all would cost the first plan its time. */
  private readonly unread = new Map<string, string[]>();

  private constructor() {}

  static async read(engine: Engine): Promise<FunctionCatalog> {
    const rows = await engine.rows(
      `SELECT DISTINCT lower(function_name), function_type, coalesce(stability, ''),
              coalesce(list_contains(parameter_types, 'LAMBDA'), false), coalesce(macro_definition, '')
       FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')`,
    );
    const catalog = new FunctionCatalog();
    for (const [name, type, stability, takesLambda, definition] of rows) {
      if (name === null || name === undefined) continue;
      catalog.names.add(name);
      if (type === "aggregate") catalog.aggregates.add(name);
      // error gives no value that could differ, and belongs into the branch that it stands in.
      if (stability === "VOLATILE" && name !== "error") catalog.volatiles.add(name);
      if (takesLambda === "true") catalog.lambdas.add(name);
      if (type === "macro") catalog.unread.set(name, [...(catalog.unread.get(name) ?? []), definition ?? ""]);
    }
    return catalog;
  }

  /** Learns what the macros among `names` are: what any function in them is. To be asked before the sets are. */
  async learn(engine: Engine, names: Iterable<string>): Promise<void> {
    for (const name of names) {
      const definitions = this.unread.get(name) ?? [];
      this.unread.delete(name);
      for (const definition of definitions) await this.learnMacro(engine, name, definition);
    }
  }

  private async learnMacro(engine: Engine, name: string, definition: string): Promise<void> {
    const parsed = await parseSelect(engine, definition);
    if (parsed.kind !== "expression") {
      this.refused.add(name);
      return;
    }
    const calls = functionsIn(parsed.tree);
    await this.learn(engine, calls);
    for (const set of [this.aggregates, this.volatiles, this.refused]) {
      if ([...calls].some((call) => set.has(call))) set.add(name);
    }
    walk(parsed.tree, (node) => {
      if (node["class"] === "SUBQUERY") this.refused.add(name);
    });
  }
}

/** Names, in lower case, of the functions that a tree calls. */
export function functionsIn(tree: Tree): Set<string> {
  const calls = new Set<string>();
  walk(tree, (node) => {
    if (node["class"] === "FUNCTION") calls.add(text(node, "function_name").toLowerCase());
  });
  return calls;
}
