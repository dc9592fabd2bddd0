/**
 * Expressions against the names of their input: parsed once, checked for what may not stand there, spelled as the input's relation
 * spells its columns, and bound by DuckDB for their names and types.
 */
import type { Expression } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { BoundColumn } from "../../planner/analysed-plan.js";
import { cast, columnNames, columnReference, plainColumn, text, type Tree } from "../../planner/trees/tree.js";
import { hasUnnamedFields } from "../../planner/types.js";
import type { Engine } from "../engine.js";
import { assertNoCollation, withoutSortedCollations } from "./collations.js";
import { checkTree, type Context, type ScriptFunctions } from "./check-tree.js";
import { functionsIn, type FunctionCatalog } from "./function-catalog.js";
import { named, placeOf, type NamedBound } from "./named-bound.js";
import { parseSelect } from "./parse.js";
import { refusalToError, scriptError, syntaxError, type Place } from "./refusals.js";
import { resolveColumns } from "./resolve-columns.js";
import type { Scope } from "./scope.js";
import { callsSparkJson, withSparkJson } from "./spark-json.js";
import { choosesColumns, renamedNames, replacesColumns, starColumns, starItems } from "./stars.js";
import { isNullColumn } from "./null-columns.js";
import { TreeTexts } from "./tree-texts.js";
import { countsFromOne, subscriptedByZero, zeroSubscriptNotice } from "./zero-subscripts.js";

/** The input as DuckDB knows it, and as the script does. */
export interface Input {
  /** Name of an empty table with the schema of the scope's relation. */
  readonly table: string;
  readonly scope: Scope;
}

/** Over the input's relation, but not bound yet. */
export interface Resolved {
  readonly tree: Tree;
  /** As parsed, its alias apart. */
  readonly written: Tree;
  readonly alias: string;
  readonly place: Place;
  /** The user's text means the same to DuckDB. */
  readonly asWritten: boolean;
}

export class ExpressionBinder {
  private readonly texts: TreeTexts;
  private readonly said = new Map<string, { readonly code: string; readonly text: string }>();

  constructor(
    private readonly engine: Engine,
    private readonly functions: FunctionCatalog,
    private readonly scriptFunctions: ScriptFunctions,
  ) {
    this.texts = new TreeTexts(engine, scriptFunctions.aggregates);
  }

  /** What a user should know of expressions that are bound, each once. */
  get notices(): readonly { readonly code: string; readonly text: string }[] {
    return [...this.said.values()];
  }

  /**
   * One expression with its name: the given one, else its alias, else DuckDB's. A star becomes several.
   * @param grouping  with "aggregate": ` GROUP BY …`, or nothing without keys
   */
  async project(
    expression: Expression,
    name: string,
    input: Input,
    context: Context,
    grouping = "",
  ): Promise<NamedBound[]> {
    const place = placeOf(expression, input.scope);
    const { tree, alias } = await this.parse(expression, place);
    if (tree["class"] === "STAR") {
      if (name !== "" || context === "aggregate") throw starRefused(place);
      return this.star(tree, place, input);
    }
    const resolved = await this.written(this.resolve(tree, alias, place, input.scope, context), input, grouping);
    const column = context === "aggregate" ? undefined : columnOf(resolved.tree, input);
    if (column !== undefined) {
      const own = input.scope.columns.find((candidate) => candidate.column.name === column.name);
      const visible = [name, alias, own?.name ?? column.name].find((candidate) => candidate !== "") ?? "";
      return [named(visible, column.type, resolved.tree, place)];
    }
    return [await this.described(resolved, name, input, context, grouping)];
  }

  private async described(
    resolved: Resolved,
    name: string,
    input: Input,
    context: Context,
    grouping: string,
  ): Promise<NamedBound> {
    const { place } = resolved;
    const sql = await this.textOf(resolved);
    // Beside count(*), a column outside of an aggregate is refused by DuckDB itself.
    const more = context === "aggregate" && grouping === "" ? "\n , count(*)" : "\n";
    const [column] = await this.describe(place, `SELECT ${sql}${more} FROM ${input.table}${grouping}`);
    if (column === undefined) throw scriptError("EXPRESSION_REFUSED", place, "no column comes of it");
    assertNamedFields(column.type, place);
    assertNoCollation(resolved.tree, column.type, place);
    if (context !== "aggregate") await this.noteSubscripts(resolved, input);
    return named(await this.nameOf(resolved, name, column.name, input.scope), column.type, resolved.tree, place);
  }

  /** One value per row. @throws EXPRESSION_REFUSED for a star */
  async one(expression: Expression, input: Input, context: Context): Promise<NamedBound> {
    const [bound, second] = await this.project(expression, "", input, context);
    if (bound === undefined || second !== undefined) throw starRefused(placeOf(expression, input.scope));
    return bound;
  }

  /** A BOOLEAN over rows; what DuckDB casts to BOOLEAN in a WHERE clause is cast. */
  async condition(expression: Expression, input: Input, context: "row" | "predicate"): Promise<NamedBound> {
    const place = placeOf(expression, input.scope);
    const { tree: written, alias } = await this.parse(expression, place);
    if (written["class"] === "STAR") throw starRefused(place);
    const resolved = await this.written(this.resolve(written, alias, place, input.scope, context), input, "");
    const sql = await this.textOf(resolved);
    const [column] = await this.describe(place, `SELECT (${sql}\n) FROM ${input.table} WHERE (${sql}\n)`);
    await this.noteSubscripts(resolved, input);
    const { tree } = resolved;
    const isBoolean = column?.type === "BOOLEAN";
    return named("", "BOOLEAN", isBoolean ? tree : cast(tree, { id: "BOOLEAN", type_info: null }), place);
  }

  /** Types of trees over the input's relation that were bound as parts of a whole, asked for at once. */
  async typesOf(trees: readonly Tree[], input: Input, place: Place): Promise<string[]> {
    const open = trees.filter((tree) => columnOf(tree, input) === undefined);
    const described: string[] = [];
    if (open.length > 0) {
      const list = (await this.texts.all(open)).join(", ");
      for (const { type } of await this.describe(place, `SELECT ${list} FROM ${input.table}`)) described.push(type);
    }
    return trees.map((tree) => columnOf(tree, input)?.type ?? described.shift() ?? "");
  }

  async typeOf(tree: Tree, input: Input, place: Place): Promise<string> {
    const [type = ""] = await this.typesOf([tree], input, place);
    return type;
  }

  /** Trees as DuckDB's SQL. */
  async sqlOf(trees: readonly Tree[]): Promise<string[]> {
    return this.texts.all(trees);
  }

  async describe(place: Place, query: string): Promise<{ name: string; type: string }[]> {
    try {
      return await this.engine.describe(query);
    } catch (error) {
      throw refusalToError(error, place);
    }
  }

  private async parse(expression: Expression, place: Place): Promise<{ tree: Tree; alias: string }> {
    const column = quotedColumn(expression.sql);
    if (column !== undefined) return { tree: column, alias: "" };
    const parsed = await parseSelect(this.engine, expression.sql);
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

  /** Refuses what the binder would let pass, and spells columns as the input's relation does. */
  private resolve(written: Tree, alias: string, place: Place, scope: Scope, context: Context): Resolved {
    const { functions, scriptFunctions } = this;
    // Aggregates find their arguments, and those that do not know a NULL's type refuse it.
    const isNull = (column: string) => context !== "aggregate" && isNullColumn(scope.relation, column);
    const { tree: plain, asWritten } = resolveColumns(written, place, scope, functions.lambdas, isNull, (plain) =>
      checkTree(plain, { place, context, functions, scriptFunctions }),
    );
    const tree = withoutSortedCollations(plain, context === "order");
    const callsAggregate = [...functionsIn(tree)].some((name) => scriptFunctions.aggregates.has(name));
    return { tree, written, alias, place, asWritten: asWritten && tree === plain && !callsAggregate };
  }

  /** What stands for a text that follows from a type. */
  private async written(resolved: Resolved, input: Input, grouping: string): Promise<Resolved> {
    const { tree, place } = resolved;
    if (!callsSparkJson(tree)) return resolved;
    const typeOf = async (operand: Tree): Promise<string> => {
      const sql = await this.texts.of(operand);
      const described = (more: string) => this.describe(place, `SELECT ${sql} FROM ${input.table}${more}`);
      // Keys beside aggregates bind by the grouping alone.
      const [column] = grouping === "" ? await described("") : await described("").catch(() => described(grouping));
      return column?.type ?? "";
    };
    return { ...resolved, tree: await withSparkJson(tree, { engine: this.engine, place, typeOf }), asWritten: false };
  }

  private async noteSubscripts({ tree, place }: Resolved, input: Input): Promise<void> {
    const values = subscriptedByZero(tree);
    if (values.length === 0) return;
    const types = await this.typesOf(values, input, place);
    const wrong = values.filter((_, index) => countsFromOne(types[index] ?? ""));
    for (const sql of await this.texts.all(wrong)) {
      const notice = zeroSubscriptNotice(place, sql);
      this.said.set(notice.text, notice);
    }
  }

  private async textOf({ tree, place, asWritten }: Resolved): Promise<string> {
    return asWritten ? place.sql : this.texts.of(tree);
  }

  private async nameOf(
    { tree, written, alias, asWritten }: Resolved,
    given: string,
    described: string,
    scope: Scope,
  ): Promise<string> {
    if (given !== "") return given;
    if (asWritten) return described;
    if (alias !== "") return alias;
    if (columnNames(written) === undefined) return this.texts.of(written);
    const path = columnNames(tree) ?? [];
    const column = scope.columns.find((candidate) => candidate.column.name === path[0]);
    return path.length === 1 && column !== undefined ? column.name : described;
  }

  private async star(star: Tree, place: Place, input: Input): Promise<NamedBound[]> {
    const columns = starColumns(star, input.scope);
    if (columns === undefined) return this.structStar(star, place, input);
    const items = starItems(star, columns, place);
    const chosen = choosesColumns(star) ? await this.chosenNames(star, place, items) : undefined;
    const result: NamedBound[] = [];
    for (const { column, name, replacement } of items) {
      if (chosen?.has(name.toLowerCase()) === false) continue;
      const kept = named(name, column.column.type, columnReference(column.column.name), place);
      result.push(replacement === undefined ? kept : await this.replaced(replacement, name, place, input));
    }
    return result;
  }

  private async replaced(replacement: Tree, name: string, place: Place, input: Input): Promise<NamedBound> {
    const resolved = this.resolve({ ...replacement, alias: "" }, "", place, input.scope, "select");
    const { tree } = await this.written(resolved, input, "");
    return named(name, await this.typeOf(tree, input, place), tree, place);
  }

  /** What COLUMNS(…) chooses of these names, in lower case. */
  private async chosenNames(
    star: Tree,
    place: Place,
    items: readonly { name: string; column: { column: BoundColumn } }[],
  ) {
    const names = new Set(items.map(({ name }) => name.toLowerCase()));
    if (names.size < items.length) throw starRefused(place);
    const table = this.engine.tableName();
    const definitions = items.map(({ name, column }) => `${quoteIdentifier(name)} ${column.column.type}`);
    await this.engine.run(`CREATE TEMP TABLE ${table} (${definitions.join(", ")})`);
    const empty = { exclude_list: [], qualified_exclude_list: [], rename_list: [], replace_list: [] };
    const sql = await this.texts.of({ ...star, ...empty, relation_name: "" });
    const described = await this.describe(place, `SELECT ${sql} FROM ${table}`);
    if (described.some(({ name }) => !names.has(name.toLowerCase()))) throw starRefused(place);
    return new Set(described.map(({ name }) => name.toLowerCase()));
  }

  /** `struct.*` */
  private async structStar(star: Tree, place: Place, input: Input): Promise<NamedBound[]> {
    const resolution = input.scope.resolve([text(star, "relation_name")]);
    if (resolution.kind !== "column") {
      const name = text(star, "relation_name");
      throw scriptError("COLUMN_NOT_FOUND", place, `there is no DataFrame, alias or struct called '${name}'`, {
        hint: "name a DataFrame's columns by alias: df.alias('a'), then a.*",
      });
    }
    const { name } = resolution.column.column;
    if (choosesColumns(star) || replacesColumns(star)) throw starRefused(place);
    const sql = await this.texts.of({ ...star, relation_name: name });
    const described = await this.describe(place, `SELECT ${sql} FROM ${input.table}`);
    const renamed = renamedNames(star);
    return described.map((field) => {
      const from = renamed.get(field.name.toLowerCase()) ?? field.name;
      return named(field.name, field.type, columnReference(name, from), place);
    });
  }
}

/** The column that a tree is as a whole. */
function columnOf(tree: Tree, { scope }: Input): BoundColumn | undefined {
  const name = plainColumn(tree);
  return name === undefined ? undefined : scope.relation.schema.find((column) => column.name === name);
}

/** `"id"` and `"a"."id"`, as clients write columns, need no parser. */
function quotedColumn(sql: string): Tree | undefined {
  if (!/^"(?:[^"]|"")+"(?:\."(?:[^"]|"")+")?$/.test(sql)) return undefined;
  const names = sql.match(/"(?:[^"]|"")+"/g) ?? [];
  return columnReference(...names.map((name) => name.slice(1, -1).replaceAll('""', '"')));
}

function assertNamedFields(type: string, place: Place): void {
  if (!hasUnnamedFields(type)) return;
  throw scriptError("TYPE_NOT_SUPPORTED", place, `the fields of ${type} have no names`, {
    hint: "name them: {'a': …, 'b': …} instead of row(…) or (…, …)",
  });
}

function starRefused(place: Place) {
  return scriptError("EXPRESSION_REFUSED", place, "this star cannot be written out", { hint: "name the columns" });
}
