/**
 * Binds a plan bottom-up: each relation against an empty table with its input's schema. What comes out has DuckDB's names and
 * types and trees in place of text.
 */
import { nearest } from "../../../common/nearest.js";
import { sameName } from "../../../common/same-name.js";
import type {
  Filter,
  MapPartitions,
  Plan,
  Relation,
  Sample,
  Scan,
  SetOperation,
  Sql,
  Union,
  Values,
} from "../../../common/wire/types.js";
import type { CallSite } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { relationsOf } from "../../../common/wire/relation-inputs.js";
import type { AnalysedPlan, BoundColumn, BoundRelation, ScanInput } from "../../planner/analysed-plan.js";
import { scanKey, scansOf } from "../../planner/plan-scans.js";
import { declareFunctions, scriptFunctionsOf } from "../expressions/declare-functions.js";
import type { ScriptFunctions } from "../expressions/check-tree.js";
import { ExpressionBinder } from "../expressions/expression-binder.js";
import { scriptError } from "../expressions/refusals.js";
import { Scope } from "../expressions/scope.js";
import { canonicalType } from "../expressions/type-names.js";
import { expandSql } from "../sql/expand-sql.js";
import { isWrittenOut } from "../sql/wire-relations.js";
import { bindAggregate } from "./bind-aggregate.js";
import { bindExpect } from "./bind-expect.js";
import { bindJoin } from "./bind-join.js";
import { bindDeduplicate, bindRepartition, bindSort } from "./bind-orders.js";
import { bindDrop, bindRename, bindWithColumns, nothingLeft, projectScope } from "./bind-projections.js";
import { bindBySchema } from "./by-schema.js";
import { bindSelect } from "./bind-select.js";
import { bindUnnest } from "./bind-unnest.js";
import type { Binding, RelationContext } from "./binding.js";
import { givenColumns } from "./given-columns.js";
import { placeAt, required } from "./parts.js";
import { EmptyTables } from "./empty-tables.js";
import { ExpectationNames } from "./expectation-names.js";
import { orByLeftOut } from "./left-out-columns.js";
import { mentionedPlans, qualifiedByPlan } from "./plan-qualifiers.js";
import { Projections } from "./projections.js";
import { scanSchema } from "./scans.js";
import { commonBranches } from "./unions.js";

export type { RelationContext } from "./binding.js";

/** @throws GoldpanError with the call site of what is wrong */
export async function bindPlan(plan: Plan, context: RelationContext): Promise<AnalysedPlan> {
  const functions = await declareFunctions(plan.functions, context.engine, context.functions);
  const root = required(plan.root);
  const shared: Shared = {
    scriptFunctions: scriptFunctionsOf(functions),
    planIds: mentionedPlans(root),
    scans: scansByKey(root),
    schemas: new Map(),
    expanded: new WeakMap(),
    drafts: new WeakMap(),
    sqlNames: 0,
  };
  const binder = new RelationBinder(context, shared);
  const whole = await binder.whole(root);
  const aggregateNames = [...context.functions.aggregates];
  return { root: whole, functions, aggregateNames, notices: binder.notices };
}

/** What both binders of one plan know: SQL's columns are asked for by one of their own, which keeps what it has bound. */
interface Shared {
  readonly scriptFunctions: ScriptFunctions;
  /** Ids of the DataFrames that expressions name. */
  readonly planIds: ReadonlySet<number>;
  /** Positions among the request's scans. */
  readonly scans: ReadonlyMap<string, number>;
  readonly schemas: Map<number, readonly BoundColumn[]>;
  /** What each SQL text stands for: views of views would be expanded as often as 2 to the power of their depth. */
  readonly expanded: WeakMap<Sql, Promise<Relation>>;
  /** Relations whose columns SQL has asked for, bound apart from the plan, which meets them again. */
  readonly drafts: WeakMap<Relation, Promise<Scope>>;
  /** Counts the columns that SQL adds. */
  sqlNames: number;
}

function scansByKey(root: Relation): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [index, { scan }] of scansOf(root).entries()) {
    const key = scanKey(scan);
    if (!positions.has(key)) positions.set(key, index);
  }
  return positions;
}

class RelationBinder {
  private readonly binding: Binding;
  private drafting: RelationBinder | undefined;
  private readonly expectations = new ExpectationNames();
  private helpers = 0;
  private readonly scopes = new WeakMap<Relation, Scope>();
  private readonly stands = new WeakMap<Relation, Scope>();

  constructor(
    private readonly context: RelationContext,
    private readonly shared: Shared,
    private readonly isDraft = false,
  ) {
    const { engine, functions } = context;
    const { scriptFunctions } = shared;
    this.binding = {
      ...context,
      scriptFunctions,
      expressions: new ExpressionBinder(engine, functions, scriptFunctions),
      tables: new EmptyTables(engine),
      projections: new Projections(),
      bind: async (relation) => this.bind(relation),
      standFor: (scope) => this.standFor(scope),
      scopeOf: (relation) => this.scopes.get(relation),
      widened: new WeakMap(),
      helperName: (subject) => `__goldpan_${subject}_${this.helpers++}`,
    };
  }

  /** What a user should know of what was bound. */
  get notices(): NonNullable<AnalysedPlan["notices"]> {
    return this.binding.expressions.notices;
  }

  /** What leaves the plan: visible columns under their own names. */
  async whole(relation: Relation): Promise<BoundRelation> {
    const scope = await this.bind(relation);
    return this.binding.projections.sealed(scope, relation.callSite).relation;
  }

  private async bind(relation: Relation): Promise<Scope> {
    const known = this.stands.get(relation);
    if (known !== undefined) return known;
    if (!this.isDraft) return this.again(relation) ?? this.bindAnew(relation);
    const drafted = this.shared.drafts.get(relation) ?? this.bindAnew(relation);
    this.shared.drafts.set(relation, drafted);
    return drafted;
  }

  /** What was bound for another reader. */
  private again(relation: Relation): Scope | undefined {
    const scope = this.scopes.get(relation);
    if (scope === undefined) return undefined;
    for (const { expect, callSite } of relationsOf(relation)) if (expect) this.expectations.add(expect, callSite);
    return scope;
  }

  private async bindAnew(relation: Relation): Promise<Scope> {
    const bound = await this.bindKind(relation);
    if (bound.visible.length === 0) throw nothingLeft(relation.callSite);
    const scope = qualifiedByPlan(bound, relation.planId, this.shared.planIds);
    this.scopes.set(relation, scope);
    return scope;
  }

  private standFor(scope: Scope): Relation {
    const stand: Relation = { callSite: scope.relation.callSite, planId: 0 };
    this.stands.set(stand, scope);
    return stand;
  }

  private async bindKind(relation: Relation): Promise<Scope> {
    const { callSite } = relation;
    const { binding } = this;
    switch (relation.relation) {
      case "scan":
        return this.scan(required(relation.scan), callSite);
      case "values":
        return this.values(required(relation.values), callSite);
      case "project":
        return bindSelect(binding, relation, required(relation.project), callSite);
      case "withColumns":
        return bindWithColumns(binding, required(relation.withColumns), callSite);
      case "rename":
        return bindRename(binding, required(relation.rename), callSite);
      case "drop":
        return bindDrop(binding, required(relation.drop), callSite);
      case "filter":
        return orByLeftOut(binding, relation, async ({ filter }) => this.filter(required(filter), callSite));
      case "union":
        return this.union(required(relation.union), callSite);
      case "limit": {
        const { input, count, offset } = required(relation.limit);
        const scope = await this.bind(required(input));
        return scope.over({ kind: "limit", ...on(scope, callSite), count, offset });
      }
      case "aggregate":
        return bindAggregate(binding, required(relation.aggregate), callSite);
      case "expect":
        return bindExpect(binding, this.expectations, required(relation.expect), callSite);
      case "join":
        return bindJoin(binding, required(relation.join), callSite, isWrittenOut(relation) ? "left" : "first");
      case "setOperation":
        return this.setOperation(required(relation.setOperation), callSite);
      case "deduplicate":
        return bindDeduplicate(binding, required(relation.deduplicate), callSite);
      case "sort":
        return orByLeftOut(binding, relation, async ({ sort }) => bindSort(binding, required(sort), callSite));
      case "unnest":
        return bindUnnest(binding, required(relation.unnest), callSite);
      case "repartition":
        return bindRepartition(binding, required(relation.repartition), callSite);
      case "sample":
        return this.sample(required(relation.sample), callSite);
      case "cache": {
        const { input, cacheId } = required(relation.cache);
        const scope = binding.projections.sealed(await this.bind(required(input)), callSite);
        return scope.over({ kind: "cache", ...on(scope, callSite), cacheId });
      }
      case "alias": {
        const { input, name } = required(relation.alias);
        const scope = await this.bind(required(input));
        const alias = name.toLowerCase();
        const columns = scope.visible.map((column) => ({ ...column, alias, side: undefined }));
        return new Scope(scope.relation, columns, scope.broadcast);
      }
      case "broadcast": {
        const scope = await this.bind(required(required(relation.broadcast).input));
        return new Scope(scope.relation, scope.columns, true);
      }
      case "mapPartitions":
        return this.mapPartitions(required(relation.mapPartitions), callSite);
      case "sql":
        return this.sql(required(relation.sql), callSite);
      case "bySchema":
        return bindBySchema(binding, required(relation.bySchema), callSite);
      default:
        throw scriptError("PLAN_REFUSED", placeAt(callSite), "the plan has a relation that this master does not know", {
          hint: "run the same goldpan release on master, workers and clients",
        });
    }
  }

  private async filter({ input, condition }: Filter, callSite: CallSite | null): Promise<Scope> {
    const { expressions, tables } = this.binding;
    const scope = await this.bind(required(input));
    const table = await tables.of(scope);
    const { expression } = await expressions.condition(required(condition), table, "row");
    return scope.over({ kind: "filter", ...on(scope, callSite), condition: expression });
  }

  private async scan(scan: Scan, callSite: CallSite | null): Promise<Scope> {
    const { engine, folder, scans } = this.context;
    const index = required(this.shared.scans.get(scanKey(scan)));
    const input = required(scans[index]);
    const given = scan.schema === null ? undefined : await givenColumns(engine, scan, scan.schema.columns, callSite);
    const isParquet = scan.format === "" || scan.format === "parquet";
    const asGiven = given === undefined ? input : typedAs(given, input, isParquet);
    const schema = this.shared.schemas.get(index) ?? (await scanSchema(engine, folder, index, asGiven));
    this.shared.schemas.set(index, schema);
    const scope = Scope.of({ kind: "scan", scan: index, schema, callSite });
    return given === undefined || !isParquet ? scope : this.cast(scope, given, input.partitionColumns, callSite);
  }

  /** Parquet's columns with the types that the script gave, and those of folders. */
  private async cast(
    scope: Scope,
    given: readonly BoundColumn[],
    folders: readonly BoundColumn[],
    callSite: CallSite | null,
  ): Promise<Scope> {
    const alsoFolders = folders.filter((folder) => !given.some(({ name }) => sameName(name, folder.name)));
    const names = new Set(scope.visible.map(({ name }) => name.toLowerCase()));
    const columns = [...given, ...alsoFolders].map(({ name, type }) => {
      const value = names.has(name.toLowerCase()) ? quoteIdentifier(name) : "NULL";
      return { name, hugeintAsBigint: false, expression: { sql: `CAST(${value} AS ${type})`, callSite } };
    });
    return projectScope(this.binding, scope, columns, callSite);
  }

  private async values(values: Values, callSite: CallSite | null): Promise<Scope> {
    const schema = await this.canonical(values.schema?.columns ?? [], callSite);
    return Scope.of({ kind: "values", rowsJson: values.rowsJson, schema, callSite });
  }

  private async mapPartitions(
    { input, function: rowFunction, output }: MapPartitions,
    callSite: CallSite | null,
  ): Promise<Scope> {
    const scope = this.binding.projections.sealed(await this.bind(required(input)), callSite);
    const schema = await this.canonical(output?.columns ?? [], callSite);
    return Scope.of({
      kind: "mapPartitions",
      input: scope.relation,
      function: required(rowFunction),
      schema,
      callSite,
    });
  }

  /** Types as users write them in DuckDB's spelling. @throws AMBIGUOUS_COLUMN for names that differ in case only */
  private async canonical(columns: readonly BoundColumn[], callSite: CallSite | null): Promise<BoundColumn[]> {
    const schema: BoundColumn[] = [];
    for (const { name, type } of columns) {
      schema.push({ name, type: await canonicalType(this.context.engine, type, placeAt(callSite)) });
    }
    return schema;
  }

  private async union(union: Union, callSite: CallSite | null): Promise<Scope> {
    const scopes: Scope[] = [];
    for (const input of union.inputs) scopes.push(this.binding.projections.sealed(await this.bind(input), callSite));
    const inputs = scopes.map(({ relation }) => relation);
    const branches = await commonBranches(this.context.engine, inputs, { what: "union", ...union }, placeAt(callSite));
    return Scope.of({ kind: "union", ...branches, callSite });
  }

  private async setOperation({ left, right, kind, all }: SetOperation, callSite: CallSite | null): Promise<Scope> {
    const inputs: BoundRelation[] = [];
    for (const side of [left, right]) {
      inputs.push(this.binding.projections.sealed(await this.bind(required(side)), callSite).relation);
    }
    const operation = kind === "EXCEPT" ? "except" : "intersect";
    const how = { what: operation, byName: false, allowMissingColumns: false };
    const branches = await commonBranches(this.context.engine, inputs, how, placeAt(callSite));
    const [first, second] = branches.inputs;
    return Scope.of({
      kind: "setOperation",
      operation,
      all,
      left: required(first),
      right: required(second),
      schema: branches.schema,
      callSite,
    });
  }

  private async sample({ input, fraction, withReplacement, seed }: Sample, callSite: CallSite | null): Promise<Scope> {
    const scope = await this.bind(required(input));
    if (!(fraction >= 0) || (!withReplacement && fraction > 1) || !Number.isFinite(fraction)) {
      throw scriptError("PLAN_REFUSED", placeAt(callSite), `a sample of ${fraction} of the rows cannot be taken`, {
        hint: "give a fraction from 0 to 1; more than 1 only with replacement",
      });
    }
    return scope.over({ kind: "sample", ...on(scope, callSite), fraction, withReplacement, seed });
  }

  private async sql(sql: Sql, callSite: CallSite | null): Promise<Scope> {
    const { expanded } = this.shared;
    const expansion = expanded.get(sql) ?? this.expand(sql, callSite);
    expanded.set(sql, expansion);
    const scope = await this.bind(await expansion);
    return Scope.of(this.binding.projections.sealed(scope, callSite).relation);
  }

  private async expand(sql: Sql, callSite: CallSite | null): Promise<Relation> {
    const { context, shared } = this;
    const { engine, functions } = context;
    const { aggregates, scalars } = shared.scriptFunctions;
    return expandSql(
      {
        engine,
        isAggregate: (name) => functions.aggregates.has(name) || aggregates.has(name),
        nearUnknown: (name) =>
          aggregates.has(name) || scalars.has(name) || functions.names.has(name)
            ? undefined
            : nearest(name, [...functions.aggregates, ...aggregates], 3),
        learn: async (names) => functions.learn(engine, names),
        bind: async (part) => {
          const { visible } = await this.draft().bind(part);
          return visible.map(({ name, column }) => ({ name, type: column.type }));
        },
        next: () => shared.sqlNames++,
      },
      sql,
      callSite,
    );
  }

  private draft(): RelationBinder {
    if (this.isDraft) return this;
    this.drafting ??= new RelationBinder(this.context, this.shared, true);
    return this.drafting;
  }
}

/** What a relation over a scope has that changes neither its columns nor their names. */
function on({ relation }: Scope, callSite: CallSite | null) {
  return { input: relation, schema: relation.schema, callSite };
}

/** The columns that a script gave, of files that do not tell their own, and the types that it gave columns of folders. */
function typedAs(given: readonly BoundColumn[], input: ScanInput, filesTell: boolean): ScanInput {
  const partitionColumns = input.partitionColumns.map(({ name, type }) => ({
    name,
    type: given.find((column) => sameName(column.name, name))?.type ?? type,
  }));
  const samples = filesTell ? input.samples : [{ uri: "", columns: withoutFolders(given, input) }];
  return { ...input, partitionColumns, samples };
}

function withoutFolders(columns: readonly BoundColumn[], { partitionColumns }: ScanInput): BoundColumn[] {
  return columns.filter(({ name }) => !partitionColumns.some((folder) => sameName(folder.name, name)));
}
