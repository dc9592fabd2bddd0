/** What DuckDB says of its own functions: which are aggregates, volatile, or take lambdas. Macros are what they expand to. */
import { text, walk } from "../planner/trees/tree.js";
import type { Engine } from "./engine.js";
import { parseSelect } from "./parse.js";

/** All names in lower case. */
export interface FunctionCatalog {
  readonly names: ReadonlySet<string>;
  readonly aggregates: ReadonlySet<string>;
  readonly volatiles: ReadonlySet<string>;
  /** Their lambda arguments bind names. */
  readonly lambdas: ReadonlySet<string>;
  /** Macros that hold a subquery or turn one row into many. */
  readonly refused: ReadonlySet<string>;
}

export async function readFunctionCatalog(engine: Engine): Promise<FunctionCatalog> {
  const rows = await engine.rows(
    `SELECT DISTINCT lower(function_name), function_type, coalesce(stability, ''),
            list_contains(parameter_types, 'LAMBDA'), coalesce(macro_definition, '')
     FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro') ORDER BY ALL`,
  );
  const catalog = {
    names: new Set<string>(),
    aggregates: new Set<string>(),
    volatiles: new Set<string>(),
    lambdas: new Set<string>(),
    refused: new Set(["unnest", "unlist", "setseed", "write_log", "sleep_ms"]),
  };
  const macros: { name: string; calls: ReadonlySet<string> }[] = [];
  for (const [name, type, stability, takesLambda, definition] of rows) {
    if (name === null || name === undefined) continue;
    catalog.names.add(name);
    if (type === "aggregate") catalog.aggregates.add(name);
    if (stability === "VOLATILE") catalog.volatiles.add(name);
    if (takesLambda === "true") catalog.lambdas.add(name);
    if (type === "macro") {
      const calls = await macroCalls(engine, definition ?? "");
      if (calls === undefined) catalog.refused.add(name);
      else macros.push({ name, calls });
    }
  }
  for (const set of [catalog.aggregates, catalog.volatiles, catalog.refused]) spread(macros, set);
  return catalog;
}

/** Functions that a macro calls; undefined when it is no plain expression. */
async function macroCalls(engine: Engine, definition: string): Promise<ReadonlySet<string> | undefined> {
  const parsed = await parseSelect(engine, definition);
  if (parsed.kind !== "expression") return undefined;
  const calls = new Set<string>();
  const classes = new Set<unknown>();
  walk(parsed.tree, (node) => {
    if (node["class"] === "FUNCTION") calls.add(text(node, "function_name").toLowerCase());
    classes.add(node["class"]);
  });
  return classes.has("SUBQUERY") ? undefined : calls;
}

/** A macro is what any function in it is. */
function spread(macros: readonly { name: string; calls: ReadonlySet<string> }[], set: Set<string>): void {
  for (let before = -1; before !== set.size;) {
    before = set.size;
    for (const { name, calls } of macros) {
      if ([...calls].some((call) => set.has(call))) set.add(name);
    }
  }
}
