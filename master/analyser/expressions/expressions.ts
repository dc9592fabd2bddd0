/**
 * Expressions against the columns of their input: parsed once, checked for what may not stand there, spelled as the input spells
 * its columns, and bound by DuckDB for their names and types.
 */
import type { CallSite, Expression } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { BoundColumn, BoundExpression } from "../../planner/analysed-plan.js";
import { replaceColumns } from "../../planner/trees/tree-columns.js";
import { cast, columnReference, formatTree, isTree, text, walk, type Tree } from "../../planner/trees/tree.js";
import type { Engine } from "../engine.js";
import { functionsIn, type FunctionCatalog } from "./function-catalog.js";
import { parseSelect } from "./parse.js";
import { functionName, plainTree } from "./plain-trees.js";
import { hasUnnamedFields } from "./type-names.js";
import { columnNotFound, refusalToError, scriptError, syntaxError, type Place } from "./refusals.js";

/** Where an expression stands decides what may be in it. */
export type Context = "row" | "predicate" | "aggregate";

/** The input as DuckDB knows it, and as we do. */
export interface Input {
  /** Name of an empty table with the input's schema. */
  readonly table: string;
  readonly columns: readonly BoundColumn[];
}

export interface NamedBound extends BoundColumn {
  readonly expression: BoundExpression;
  readonly tree: Tree;
}

/** Functions that are written like a column: DuckDB looks for them when no column has the name. */
const columnLikeFunctions = new Set(
  (
    "current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime " +
    "localtimestamp session_user user"
  ).split(" "),
);

export class ExpressionBinder {
  constructor(
    private readonly engine: Engine,
    private readonly functions: FunctionCatalog,
    /** Names of the plan's row functions, in lower case. */
    private readonly rowFunctions: ReadonlySet<string>,
  ) {}

  /** One expression with its name: the given one, else its alias, else DuckDB's. A star becomes several. */
  async project(expression: Expression, name: string, input: Input, context: Context): Promise<NamedBound[]> {
    const place = placeOf(expression, input);
    const parsed = await this.parse(place);
    if (parsed.tree["class"] === "STAR") return this.star(parsed.tree, name, place, input);
    const tree = this.check(parsed.tree, place, input, context);
    const described = await this.describe(place, `SELECT ${place.sql}\n FROM ${input.table}`);
    if (context === "aggregate") {
      // Beside count(*), a column outside of an aggregate is refused by DuckDB itself.
      await this.describe(place, `SELECT ${place.sql}\n , count(*) FROM ${input.table}`);
    }
    const [column] = described;
    if (column === undefined) throw scriptError("EXPRESSION_REFUSED", place, "no column comes of it");
    if (hasUnnamedFields(column.type)) {
      throw scriptError("TYPE_NOT_SUPPORTED", place, `the fields of ${column.type} have no names`, {
        hint: "name them: {'a': …, 'b': …} instead of row(…) or (…, …)",
      });
    }
    return [named(name === "" ? column.name : name, column.type, tree, place)];
  }

  /** A BOOLEAN over rows; what DuckDB casts to BOOLEAN in a WHERE clause is cast. */
  async condition(expression: Expression, input: Input, context: "row" | "predicate"): Promise<BoundExpression> {
    const place = placeOf(expression, input);
    const parsed = await this.parse(place);
    if (parsed.tree["class"] === "STAR") throw starRefused(place);
    const tree = this.check(parsed.tree, place, input, context);
    await this.describe(place, `SELECT 1 FROM ${input.table} WHERE (${place.sql}\n)`);
    const [column] = await this.describe(place, `SELECT (${place.sql}\n) FROM ${input.table}`);
    const isBoolean = column?.type === "BOOLEAN";
    return bound(isBoolean ? tree : cast(tree, { id: "BOOLEAN", type_info: null }), place);
  }

  /** Type of a part of an expression that was bound as a whole. */
  async typeOf(tree: Tree, input: Input, place: Place): Promise<string> {
    const select =
      `{"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[` +
      `${formatTree(tree)}],"from_table":{"type":"EMPTY","alias":"","sample":null},"where_clause":null,` +
      `"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,` +
      `"qualify":null},"named_param_map":[]}]}`;
    const [[sql] = []] = await this.engine.rows("SELECT json_deserialize_sql($1::JSON)", [select]);
    const [column] = await this.describe(place, `${sql ?? ""} FROM ${input.table}`);
    return column?.type ?? "";
  }

  private async parse(place: Place): Promise<{ tree: Tree }> {
    const parsed = await parseSelect(this.engine, place.sql);
    switch (parsed.kind) {
      case "syntax":
        throw syntaxError(place, parsed.message);
      case "refused":
        throw scriptError("EXPRESSION_REFUSED", place, parsed.message, {
          hint: "give one SQL expression, for instance `a + 1` or `a + 1 AS b`",
        });
      case "expression":
        await this.functions.learn(this.engine, functionsIn(parsed.tree));
        return parsed;
    }
  }

  private async describe(place: Place, query: string): Promise<{ name: string; type: string }[]> {
    try {
      return await this.engine.describe(query);
    } catch (error) {
      throw refusalToError(error, place);
    }
  }

  /** Refuses what the binder would let pass, and spells columns as the input does. */
  private check(tree: Tree, place: Place, input: Input, context: Context): Tree {
    const columns = input.columns.map(({ name }) => name);
    const plain = plainTree(tree, { columns, lambdas: this.functions.lambdas });
    walk(plain, (node) => this.checkNode(node, place, context));
    const byLowerName = new Map(input.columns.map(({ name }) => [name.toLowerCase(), name]));
    return replaceColumns(plain, (path) => {
      const [name = "", ...fields] = path;
      const column = byLowerName.get(name.toLowerCase());
      if (column !== undefined) return columnReference(column, ...fields);
      if (fields.length === 0 && columnLikeFunctions.has(name.toLowerCase())) return undefined;
      throw columnNotFound(place, name, { path });
    });
  }

  private checkNode(node: Tree, place: Place, context: Context): void {
    const refuse = (what: string, hint?: string): never => {
      throw scriptError("EXPRESSION_REFUSED", place, what, hint === undefined ? {} : { hint });
    };
    switch (node["class"]) {
      case "SUBQUERY":
        return refuse("subqueries are not supported", "compute the inner result first, and use its value");
      case "PARAMETER":
        return refuse("there is nothing to put in place of a parameter", "write the value with sql`… ${value}`");
      case "POSITIONAL_REFERENCE":
        return refuse("columns are named, not numbered");
      case "STAR":
        return refuse("a star stands alone, not inside of an expression", "name the columns");
      case "WINDOW":
        return refuse("window functions are not supported");
      case "FUNCTION":
        this.checkCall(node, place, context, refuse);
        return;
      default:
        return;
    }
  }

  private checkCall(node: Tree, place: Place, context: Context, refuse: (what: string, hint?: string) => never): void {
    const name = functionName(node);
    if (this.functions.refused.has(name)) refuse(`${name} is not supported here`);
    if (!["", "main", "system"].includes(text(node, "schema").toLowerCase())) {
      refuse(`${text(node, "schema")}.${name} names a schema`, `write ${name}(…)`);
    }
    if (this.functions.aggregates.has(name) && !this.rowFunctions.has(name) && context !== "aggregate") {
      refuse(`${name} is an aggregate: there is one row here`, `use agg(…) for ${name}`);
    }
    if (this.functions.volatiles.has(name) && context === "predicate") {
      refuse(`${name} gives another value each time; an expectation must be deterministic`);
    }
    if (this.rowFunctions.has(name) && node["distinct"] === true) refuse(`${name} is called for every row`);
  }

  /** `*`, `* EXCLUDE/REPLACE/RENAME`, `struct.*` and `COLUMNS(…)`: DuckDB's binder says what comes of them. */
  private async star(star: Tree, name: string, place: Place, input: Input): Promise<NamedBound[]> {
    if (name !== "") throw starRefused(place);
    const described = await this.describe(place, `SELECT ${place.sql}\n FROM ${input.table}`);
    const { replaced, renamed } = starChanges(star);
    const columnOf = (wanted: string) =>
      input.columns.find((known) => known.name.toLowerCase() === wanted.toLowerCase());
    const struct = columnOf(text(star, "relation_name"));
    const result: NamedBound[] = [];
    for (const column of described) {
      const from = renamed.get(column.name.toLowerCase()) ?? column.name;
      const replacement = replaced.get(from.toLowerCase());
      const source = columnOf(from);
      if (struct !== undefined) {
        if (replaced.size > 0) throw starRefused(place);
        result.push(named(column.name, column.type, columnReference(struct.name, from), place));
      } else if (replacement !== undefined) {
        const tree = this.check({ ...replacement, alias: "" }, place, input, "row");
        result.push(named(column.name, column.type, tree, place));
      } else if (source !== undefined && source.type === column.type) {
        result.push(named(column.name, column.type, columnReference(source.name), place));
      } else {
        throw starRefused(place);
      }
    }
    return result;
  }
}

/** Old names by new ones, and expressions by the columns that they replace; keys in lower case. */
function starChanges(star: Tree): { replaced: ReadonlyMap<string, Tree>; renamed: ReadonlyMap<string, string> } {
  const entries = (member: string) => {
    const list = star[member];
    return Array.isArray(list) ? (list as { key: unknown; value: unknown }[]) : [];
  };
  const replaced = new Map<string, Tree>();
  for (const { key, value } of entries("replace_list")) {
    if (typeof key === "string" && isTree(value as Tree)) replaced.set(key.toLowerCase(), value as Tree);
  }
  const renamed = new Map<string, string>();
  for (const { key, value } of entries("rename_list")) {
    const column = (key as { column?: unknown }).column;
    if (typeof column === "string" && typeof value === "string") renamed.set(value.toLowerCase(), column);
  }
  return { replaced, renamed };
}

export function placeOf(expression: Expression, input: Input): Place {
  return { callSite: expression.callSite, sql: expression.sql, columns: input.columns.map(({ name }) => name) };
}

/** A column as it is. */
export function columnAsIs(column: BoundColumn, callSite: CallSite | null, name = column.name): NamedBound {
  const place: Place = { callSite, sql: quoteIdentifier(column.name), columns: [] };
  return named(name, column.type, columnReference(column.name), place);
}

export function named(name: string, type: string, tree: Tree, place: Place): NamedBound {
  return { name, type, tree, expression: bound(tree, place) };
}

function bound(tree: Tree, place: Place): BoundExpression {
  return { json: formatTree(tree), callSite: place.callSite, sql: place.sql };
}

function starRefused(place: Place) {
  return scriptError("EXPRESSION_REFUSED", place, "this star cannot be written out", { hint: "name the columns" });
}
