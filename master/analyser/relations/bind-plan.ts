/**
 * Binds a plan bottom-up: each relation against an empty table with its input's schema. What comes out has DuckDB's names and
 * types and trees in place of text.
 */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type {
  Aggregate,
  CallSite,
  Drop,
  Expect,
  Expression,
  Join,
  NamedExpression,
  Plan,
  Project,
  Relation,
  Rename,
  Union,
  Values,
  WithColumns,
} from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type {
  AggregateCallTypes,
  AnalysedPlan,
  BoundColumn,
  BoundProjection,
  BoundRelation,
  ScanInput,
} from "../../planner/analysed-plan.js";
import { cast, fingerprint, text, trees, walk } from "../../planner/trees/tree.js";
import { declareFunctions } from "../expressions/declare-functions.js";
import type { Engine } from "../engine.js";
import { columnAsIs, ExpressionBinder, named, placeOf, type Input, type NamedBound } from "../expressions/expressions.js";
import type { FunctionCatalog } from "../expressions/function-catalog.js";
import { mergeProjections, type Projection } from "./merge-projections.js";
import { columnNotFound, refusalToError, scriptError, type Place } from "../expressions/refusals.js";
import { scanSchema } from "./scans.js";
import { canonicalType } from "../expressions/type-names.js";
import { commonBranches } from "./unions.js";

export interface RelationContext {
  readonly engine: Engine;
  readonly functions: FunctionCatalog;
  readonly scans: readonly ScanInput[];
  /** Where empty files are put for DuckDB to read. */
  readonly folder: string;
}

/** @throws GoldpanError with the call site of what is wrong */
export async function bindPlan(plan: Plan, context: RelationContext): Promise<AnalysedPlan> {
  const functions = await declareFunctions(plan.functions, context.engine, context.functions);
  const binder = new RelationBinder(context, new Set(functions.map(({ name }) => name.toLowerCase())));
  if (plan.root === null) throw new InvariantError("a plan without a root");
  return { root: await binder.bind(plan.root), functions, aggregateNames: [...context.functions.aggregates] };
}

class RelationBinder {
  private readonly expressions: ExpressionBinder;
  /** The table that was made last. */
  private latest: Input | undefined;
  private tables = 0;
  /** Of projections, to merge others into them. */
  private readonly projections = new WeakMap<BoundRelation, Projection>();
  private readonly passed = new Map<string, NamedBound>();
  private projectedColumns = 0;
  private readonly expectations = new Map<string, { readonly expect: Expect; readonly callSite: CallSite | null }>();
  private nextScan = 0;

  constructor(
    private readonly context: RelationContext,
    rowFunctions: ReadonlySet<string>,
  ) {
    this.expressions = new ExpressionBinder(context.engine, context.functions, rowFunctions);
  }

  async bind(relation: Relation): Promise<BoundRelation> {
    const bound = await this.bindKind(relation);
    if (bound.schema.length === 0) {
      throw scriptError("PLAN_REFUSED", placeOfRelation(relation), "no column is left", { hint: "keep at least one" });
    }
    assertDistinctNames(bound.schema, placeOfRelation(relation));
    return bound;
  }

  private async bindKind(relation: Relation): Promise<BoundRelation> {
    const { callSite } = relation;
    switch (relation.relation) {
      case "scan":
        return this.scan(callSite);
      case "values":
        return this.values(required(relation.values), callSite);
      case "project":
        return this.project(required(relation.project), callSite);
      case "withColumns":
        return this.withColumns(required(relation.withColumns), callSite);
      case "rename":
        return this.rename(required(relation.rename), callSite);
      case "drop":
        return this.drop(required(relation.drop), callSite);
      case "filter": {
        const { input: below, condition } = required(relation.filter);
        const input = await this.bind(required(below));
        const table = await this.inputOf(input);
        const bound = await this.expressions.condition(required(condition), table, "row");
        return { kind: "filter", input, condition: bound, schema: input.schema, callSite };
      }
      case "union":
        return this.union(required(relation.union), callSite);
      case "limit": {
        const { input: below, count, offset } = required(relation.limit);
        const input = await this.bind(required(below));
        return { kind: "limit", input, count, offset, schema: input.schema, callSite };
      }
      case "aggregate":
        return this.aggregate(required(relation.aggregate), callSite);
      case "join":
        return this.join(required(relation.join), callSite);
      case "expect":
        return this.expect(required(relation.expect), callSite);
      default:
        throw scriptError(
          "PLAN_REFUSED",
          placeOfRelation(relation),
          "the plan has a relation that this master does not know",
          { hint: "run the same goldpan release on master, workers and clients" },
        );
    }
  }

  private async scan(callSite: CallSite | null): Promise<BoundRelation> {
    const scan = this.nextScan++;
    const { engine, folder, scans } = this.context;
    const schema = await scanSchema(engine, folder, scan, required(scans[scan]));
    return { kind: "scan", scan, schema, callSite };
  }

  private async values(values: Values, callSite: CallSite | null): Promise<BoundRelation> {
    const schema: BoundColumn[] = [];
    for (const { name, type } of values.schema?.columns ?? []) {
      const place: Place = { callSite, sql: "", columns: [] };
      schema.push({ name, type: await canonicalType(this.context.engine, type, place) });
    }
    return { kind: "values", rowsJson: values.rowsJson, schema, callSite };
  }

  private async project({ input: below, columns }: Project, callSite: CallSite | null): Promise<BoundRelation> {
    const input = await this.bind(required(below));
    return this.projectOf(input, await this.bindAll(columns, await this.inputOf(input), "row"), callSite);
  }

  /** All see the input; a name that exists is replaced where it stands. */
  private async withColumns({ input: below, columns }: WithColumns, callSite: CallSite | null): Promise<BoundRelation> {
    const input = await this.bind(required(below));
    const added = await this.bindAll(columns, await this.inputOf(input), "row");
    assertDistinctNames(added, { callSite, sql: "", columns: [] });
    const byName = new Map(added.map((column) => [column.name.toLowerCase(), column]));
    const kept = input.schema.map((column) => {
      const replacement = byName.get(column.name.toLowerCase());
      byName.delete(column.name.toLowerCase());
      return replacement ?? this.passedOn(column);
    });
    return this.projectOf(input, [...kept, ...byName.values()], callSite);
  }

  private async rename({ input: below, from, to }: Rename, callSite: CallSite | null): Promise<BoundRelation> {
    const input = await this.bind(required(below));
    const columns = input.schema.map((column) =>
      sameName(column.name, from) ? columnAsIs(column, callSite, to) : this.passedOn(column),
    );
    return this.projectOf(input, columns, callSite);
  }

  private async drop({ input: below, columns: names }: Drop, callSite: CallSite | null): Promise<BoundRelation> {
    const input = await this.bind(required(below));
    const kept = input.schema.filter(({ name }) => !names.some((dropped) => sameName(name, dropped)));
    return this.projectOf(
      input,
      kept.map((column) => this.passedOn(column)),
      callSite,
    );
  }

  private async union(union: Union, callSite: CallSite | null): Promise<BoundRelation> {
    const inputs: BoundRelation[] = [];
    for (const input of union.inputs) inputs.push(await this.bind(input));
    const place: Place = { callSite, sql: "", columns: [] };
    return commonBranches(this.context.engine, inputs, union, place);
  }

  private async aggregate({ input: below, grouping, aggregates }: Aggregate, callSite: CallSite | null) {
    const input = await this.bind(required(below));
    const table = await this.inputOf(input);
    const given = await this.bindAll(grouping, table, "row");
    const keys = given.map((key, index) => ({ ...key, name: `__goldpan_key_${index}` }));
    const values = await this.bindAll(aggregates, table, "aggregate");
    const calls: Record<string, AggregateCallTypes> = {};
    for (const [index, { tree }] of values.entries()) {
      const at = placeOf(required(aggregates[index]?.expression ?? aggregates[0]?.expression), table);
      for (const call of this.aggregateCalls(tree)) {
        calls[fingerprint(call)] ??= {
          returns: await this.expressions.typeOf(call, table, at),
          arguments: await this.argumentTypes(call, table, at),
        };
      }
    }
    const passed = given.map((key, index) => columnAsIs(keys[index] ?? key, callSite, key.name));
    const { schema, columns } = projectionsOf([...passed, ...values]);
    const { columns: keyColumns } = projectionsOf(keys);
    return {
      kind: "aggregate",
      input,
      keys: keyColumns,
      groupingSets: undefined,
      columns,
      calls,
      schema,
      callSite,
    } as const;
  }

  private async join(join: Join, callSite: CallSite | null): Promise<BoundRelation> {
    const left = await this.bind(required(join.left));
    const right = await this.bind(required(join.right));
    const keyOf = (relation: BoundRelation, name: string) => {
      const place: Place = { callSite, sql: "", columns: relation.schema.map((column) => column.name) };
      const column = relation.schema.find((candidate) => sameName(candidate.name, name));
      if (column === undefined) throw columnNotFound(place, name);
      return column;
    };
    const keys = join.using.map((name) => {
      const [a, b] = [keyOf(left, name), keyOf(right, name)];
      const over = (column: BoundColumn, as: string) => columnAsIs({ ...column, name: as }, callSite).expression;
      return { left: over(a, a.name), right: over(b, `__goldpan_right_${b.name}`), type: a.type, nullSafe: false };
    });
    const isUsed = (name: string) => join.using.some((used) => sameName(used, name));
    const renamed = right.schema.map((column) =>
      isUsed(column.name) ? columnAsIs(column, callSite, `__goldpan_right_${column.name}`) : this.passedOn(column),
    );
    const rightSide = this.projectOf(right, renamed, callSite);
    const schema = [...left.schema, ...rightSide.schema];
    const joined: BoundRelation = {
      kind: "join",
      joinKind: "inner",
      left,
      right: rightSide,
      keys,
      residual: undefined,
      broadcast: undefined,
      schema,
      callSite,
    };
    const kept = schema.filter(({ name }) => !name.startsWith("__goldpan_right_"));
    return this.projectOf(
      joined,
      kept.map((column) => this.passedOn(column)),
      callSite,
    );
  }

  private async argumentTypes(call: NamedBound["tree"], table: Input, at: Place): Promise<string[]> {
    const types: string[] = [];
    for (const argument of trees(call, "children")) types.push(await this.expressions.typeOf(argument, table, at));
    return types;
  }

  private aggregateCalls(tree: NamedBound["tree"]) {
    const calls: NamedBound["tree"][] = [];
    walk(tree, (node) => {
      const name = text(node, "function_name").toLowerCase();
      if (node["class"] === "FUNCTION" && this.context.functions.aggregates.has(name)) calls.push(node);
    });
    return calls;
  }

  private async expect(expect: Expect, callSite: CallSite | null): Promise<BoundRelation> {
    const input = await this.bind(required(expect.input));
    this.assertOwnName(expect, callSite);
    const table = await this.inputOf(input);
    const predicate = await this.expressions.condition(required(expect.predicate), table, "predicate");
    const failAbove =
      expect.failAbove === "share"
        ? { share: expect.share ?? 0 }
        : expect.failAbove === "rows"
          ? { rows: expect.rows ?? 0 }
          : undefined;
    const { name, action, nullsPass } = expect;
    return { kind: "expect", input, name, predicate, action, nullsPass, failAbove, schema: input.schema, callSite };
  }

  /** A projection, merged with the one below it where that changes nothing. */
  private projectOf(input: BoundRelation, columns: readonly NamedBound[], callSite: CallSite | null): BoundRelation {
    const below = input.kind === "project" ? this.projections.get(input) : undefined;
    const merged = below === undefined ? undefined : mergeProjections(below, columns);
    const [from, list] = merged === undefined || input.kind !== "project" ? [input, columns] : [input.input, merged];
    this.projectedColumns += merged === undefined ? list.length : Math.max(0, list.length - input.schema.length);
    if (this.projectedColumns > projectedColumnsMax) throw projectsTooMuch(callSite);
    const projection: BoundRelation = { kind: "project", input: from, ...projectionsOf(list), callSite };
    this.projections.set(projection, { input: from.schema, columns: list });
    return projection;
  }

  /** A column as it is: one object for all projections that pass it on, since long chains of them do so with many columns. */
  private passedOn(column: BoundColumn): NamedBound {
    const key = `${column.type} ${column.name}`;
    const known = this.passed.get(key) ?? columnAsIs(column, null);
    this.passed.set(key, known);
    return known;
  }

  /**
   * Counts and thresholds are told by name. One line of the script may check several inputs, but the same rows only once: they would be
   * counted, and quarantined, as often as they are read.
   */
  private assertOwnName(expect: Expect, callSite: CallSite | null): void {
    const { name } = expect;
    const other = this.expectations.get(name);
    this.expectations.set(name, { expect, callSite });
    if (other === undefined) return;
    const says = ({ predicate, action }: Expect, at: CallSite | null) => JSON.stringify([at, predicate?.sql, action]);
    if (says(expect, callSite) !== says(other.expect, other.callSite)) {
      const first = other.callSite === null ? "" : `, first at ${other.callSite.file}:${other.callSite.line}`;
      throw scriptError(
        "PLAN_REFUSED",
        { callSite, sql: "", columns: [] },
        `two expectations are called '${name}'${first}`,
        { hint: "give each a name of its own: counts are told by name" },
      );
    }
    if (JSON.stringify(expect) !== JSON.stringify(other.expect)) return;
    throw scriptError(
      "PLAN_REFUSED",
      { callSite, sql: "", columns: [] },
      `the rows that '${name}' checks are read twice, so that it would count and quarantine them twice`,
      { hint: "call expect on the union instead, or write the checked rows to a table and read that" },
    );
  }

  private async bindAll(
    columns: readonly NamedExpression[],
    input: Input,
    context: "row" | "aggregate",
  ): Promise<NamedBound[]> {
    const bound: NamedBound[] = [];
    for (const { name, expression: given, hugeintAsBigint } of columns) {
      const expression = required<Expression>(given);
      const projected = await this.expressions.project(expression, name, input, context);
      const place = placeOf(expression, input);
      bound.push(...(hugeintAsBigint ? projected.map((column) => hugeintToBigint(column, place)) : projected));
    }
    return bound;
  }

  /**
   * An empty table with the relation's schema. The table of the relation below is taken where this one only adds columns: nothing
   * is bound against that one any more, and in a long chain making each table anew would take most of the time.
   */
  private async inputOf(relation: BoundRelation): Promise<Input> {
    const { schema: columns } = relation;
    const added = this.latest === undefined ? undefined : addedColumns(this.latest.columns, columns);
    const table = this.latest === undefined || added === undefined ? `input_${this.tables++}` : this.latest.table;
    const definitions = (added ?? columns).map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
    // Half altered it is of no use.
    this.latest = undefined;
    try {
      if (added === undefined) await this.context.engine.run(`CREATE TEMP TABLE ${table} (${definitions.join(", ")})`);
      else for (const column of definitions) await this.context.engine.run(`ALTER TABLE ${table} ADD COLUMN ${column}`);
    } catch (error) {
      throw refusalToError(error, { callSite: relation.callSite, sql: "", columns: [] });
    }
    this.latest = { table, columns };
    return this.latest;
  }
}

/** Of all projections that could not be merged: what one task is told must fit into a message. */
const projectedColumnsMax = 100_000;

function projectsTooMuch(callSite: CallSite | null) {
  const what = `up to here the plan's projections have more than ${projectedColumnsMax} columns in all`;
  return scriptError("PLAN_REFUSED", { callSite, sql: "", columns: [] }, what, {
    hint: "each column that is computed from a computed one starts a projection of all columns: add columns that do not build on each other together, by withColumns, or write a table in between and read it",
  });
}

/** Beyond so many a table is made anew. */
const addedColumnsMax = 4;

/** What `columns` has after all of `known`; undefined where that is not how they differ, or much. */
function addedColumns(known: readonly BoundColumn[], columns: readonly BoundColumn[]): BoundColumn[] | undefined {
  const added = columns.length - known.length;
  if (added < 0 || added > addedColumnsMax) return undefined;
  const same = known.every(({ name, type }, index) => columns[index]?.name === name && columns[index].type === type);
  return same ? columns.slice(known.length) : undefined;
}

/** Spark's sum of integers: a BIGINT, and an error beyond it. */
function hugeintToBigint(column: NamedBound, place: Place): NamedBound {
  if (column.type !== "HUGEINT") return column;
  return named(column.name, "BIGINT", cast(column.tree, { id: "BIGINT", type_info: null }), place);
}

/** The same objects for the same column: copies of long chains would fill the analyser's memory, and its answer. */
const projectionOf = new WeakMap<NamedBound, { column: BoundColumn; projection: BoundProjection }>();

function projectionsOf(columns: readonly NamedBound[]) {
  const parts = columns.map((bound) => {
    const { name, type, expression } = bound;
    const part = projectionOf.get(bound) ?? { column: { name, type }, projection: { name, type, expression } };
    projectionOf.set(bound, part);
    return part;
  });
  return { columns: parts.map(({ projection }) => projection), schema: parts.map(({ column }) => column) };
}

function assertDistinctNames(columns: readonly BoundColumn[], place: Place): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const what = other === name ? `two columns are called '${name}'` : `'${other}' and '${name}' differ in case only`;
      throw scriptError("AMBIGUOUS_COLUMN", place, what, { hint: "give one of them another name with AS or alias" });
    }
    seen.set(name.toLowerCase(), name);
  }
}

function placeOfRelation(relation: Relation): Place {
  return { callSite: relation.callSite, sql: "", columns: [] };
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new InvariantError("a relation without its parts");
  return value;
}
