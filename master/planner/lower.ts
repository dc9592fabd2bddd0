/**
 * Lowers a bound plan to pipelines and stages, from the root down with what is wanted of each relation, and from the scans up with
 * the operators that make it. Pure: what the files hold arrives with the scans.
 *
 * What crosses an `expect`: the columns that are wanted above it (all, when it quarantines), and nothing else. Filters and limits
 * above it prune nothing below it, so that its counts are those of the operators as they are written.
 */
import type { CallSite, RowFunction } from "../../common/wire/types.js";
import type {
  AnalysedPlan,
  BoundColumn,
  BoundExpect,
  BoundFilter,
  BoundProject,
  BoundQuestion,
  BoundRelation,
  BoundScan,
  BoundUnion,
} from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import { namesItsFile, withFileName } from "./input-file-name.js";
import { lowerAggregate } from "./lower-aggregate.js";
import { lowerCache } from "./lower-cache.js";
import { lowerDeduplicate } from "./lower-deduplicate.js";
import { lowerJoin } from "./lower-join.js";
import { lowerLimit } from "./lower-limit.js";
import { lowerMapPartitions } from "./lower-map-partitions.js";
import { lowerRepartition } from "./lower-repartition.js";
import { lowerSample } from "./lower-sample.js";
import {
  filesName,
  lowerScan,
  lowerValues,
  quarantinedRow,
  recordsAction,
  recordsName,
  type ScanNote,
} from "./lower-scan.js";
import { lowerSetOperation } from "./lower-set-operation.js";
import { lowerSort } from "./lower-sort.js";
import { lowerUnnest } from "./lower-unnest.js";
import { lowerWindow } from "./lower-window.js";
import { locate, readBy, union, type LoweringContext, type Notice, type Wanted } from "./lowering-context.js";
import type { PlanRules } from "./plan-rules.js";
import { expectOperator, filterOperator, namedTree, wireTree } from "./operators.js";
import { expressionsOf } from "./plan-expressions.js";
import { projected } from "./partitioning.js";
import { append, appendProjection, narrow, type Pipeline } from "./pipeline.js";
import type { PlannedExpectation } from "./planned-job.js";
import { conjuncts } from "./pruning/exclude.js";
import { callsRowFunction } from "./pruning/pushable.js";
import { cutRowFunctions } from "./row-functions.js";
import type { SplitLimits } from "./splits.js";
import { MadeOnce, readOften } from "./read-often.js";
import { StageBuilder, type Materialized } from "./stages.js";
import { columnsOf, renameColumns } from "./trees/tree-columns.js";
import { columnReference, plainColumn, type Tree } from "./trees/tree.js";

export interface LowerOptions {
  readonly scans: readonly CatalogScan[];
  readonly limits: SplitLimits;
  readonly rules: PlanRules;
  /** Only sinks keep quarantined rows; elsewhere they are left out. */
  readonly quarantines: boolean;
}

export interface QuarantineStep {
  readonly columns: readonly BoundColumn[];
  readonly callSite: CallSite | null;
}

export class Lowering implements LoweringContext {
  readonly stages: StageBuilder;
  readonly expectations: PlannedExpectation[] = [];
  readonly quarantineSteps: QuarantineStep[] = [];
  readonly scanNotes: ScanNote[] = [];
  readonly notices: Notice[] = [];
  readonly cached = new Map<number, Materialized>();
  /** Of the part of the plan that is lowered: where they are called, a row's origin is told in their errors. */
  private callsFunctions: boolean;
  readonly strategies: string[] = [];
  private readonly often: ReadonlySet<BoundRelation>;
  private readonly madeOnce = new MadeOnce();

  constructor(
    private readonly plan: AnalysedPlan,
    private readonly options: LowerOptions,
  ) {
    this.stages = new StageBuilder(options.rules);
    this.callsFunctions = plan.functions.length > 0;
    this.often = readOften(plan.root);
  }

  get functions(): readonly RowFunction[] {
    return this.plan.functions;
  }

  get scans(): readonly CatalogScan[] {
    return this.options.scans;
  }

  get rules(): PlanRules {
    return this.options.rules;
  }

  get aggregateNames(): readonly string[] {
    return this.plan.aggregateNames;
  }

  /** Pipelines whose columns hold at least the wanted ones; their rows in order are the relation's. */
  lower(relation: BoundRelation, wanted: Wanted): Pipeline[] {
    if (!this.often.has(relation)) return this.lowerKind(relation, wanted);
    return this.madeOnce.read(this, relation, wanted, (all) => this.lowerKind(relation, all));
  }

  private lowerKind(relation: BoundRelation, wanted: Wanted): Pipeline[] {
    switch (relation.kind) {
      case "scan":
        return this.scan(relation, wanted);
      case "values":
        return [lowerValues(relation)];
      case "project":
        return this.project(relation, wanted);
      case "filter":
        return this.filter(relation, wanted);
      case "union":
        return this.union(relation, wanted);
      case "expect":
        return this.expect(relation, wanted);
      case "limit":
        return lowerLimit(this, relation, wanted);
      case "aggregate":
        return lowerAggregate(this, relation, wanted);
      case "join":
        return lowerJoin(this, relation, wanted);
      case "setOperation":
        return lowerSetOperation(this, relation, wanted);
      case "deduplicate":
        return lowerDeduplicate(this, relation, wanted);
      case "sort":
        return lowerSort(this, relation, wanted);
      case "window":
        return lowerWindow(this, relation, wanted);
      case "unnest":
        return lowerUnnest(this, relation, wanted);
      case "repartition":
        return lowerRepartition(this, relation, wanted);
      case "sample":
        return lowerSample(this, relation, wanted);
      case "cache":
        return lowerCache(this, relation, wanted);
      case "mapPartitions":
        return lowerMapPartitions(this, relation, wanted);
    }
  }

  lowerApart(relation: BoundRelation, wanted: Wanted): Pipeline[] {
    const before = this.callsFunctions;
    this.callsFunctions = before && expressionsOf(relation).some((tree) => callsRowFunction(tree, this.functions));
    const pipelines = this.lower(relation, wanted);
    this.callsFunctions = before;
    return pipelines;
  }

  private scan(relation: BoundScan, wanted: Wanted): Pipeline[] {
    const { limits, scans, quarantines } = this.options;
    const scan = scans[relation.scan];
    const quarantined =
      quarantines && scan?.read.quarantinesRecords === true ? quarantinedRow(relation, scan) : undefined;
    if (quarantined !== undefined) this.quarantineSteps.push({ columns: quarantined, callSite: relation.callSite });
    const counts = { records: this.recordsExpectation(scan), files: this.filesExpectation(scan) };
    // A row function's error names the row, too.
    const provenance = wanted.origins || this.callsFunctions || scan?.read.quarantinesRecords === true;
    const { pipeline, note } = lowerScan(relation, scan, wanted, { limits, provenance, counts, quarantined });
    this.scanNotes.push(note);
    return [pipeline];
  }

  private recordsExpectation(scan: CatalogScan | undefined): number | undefined {
    if (scan === undefined || scan.fields === undefined) return undefined;
    const name = recordsName(scan);
    return this.expectations.push({ name, action: recordsAction(scan), failAbove: undefined, together: undefined }) - 1;
  }

  private filesExpectation(scan: CatalogScan | undefined): number | undefined {
    if (scan === undefined || scan.read.badFiles !== "quarantine") return undefined;
    const { failAbove } = scan.read;
    return (
      this.expectations.push({
        name: filesName(scan),
        action: "WARN",
        failAbove,
        counts: "files",
        together: undefined,
      }) - 1
    );
  }

  private project(relation: BoundProject, wanted: Wanted): Pipeline[] {
    const { input, callSite } = relation;
    const kept = relation.columns.filter(({ name }) => wanted.columns.has(name));
    const asks = kept.some(({ expression }) => namesItsFile(expression));
    const given = kept.map(({ expression }) => locate(expression, "here"));
    const below = this.lower(input, {
      ...wanted,
      origins: wanted.origins || asks,
      columns: readBy(given, input.schema),
      filters: throughProject(wanted.filters, relation),
    });
    if (kept.length === 0) return below;
    return below.map((pipeline) => {
      const located = asks ? given.map((expression) => withFileName(expression, pipeline)) : given;
      const cut = cutRowFunctions(located, pipeline.columns, this.functions);
      const columns = kept.map((column, index) =>
        namedTree(column, cut.trees[index] ?? locate(column.expression, "here").tree, column.expression.callSite),
      );
      if (isIdentity(cut.trees, kept, pipeline)) return pipeline;
      const named = kept.map(({ name }, index) => ({ name, tree: cut.trees[index] }));
      const partitioning = projected(pipeline.partitioning, named);
      const computed = append(pipeline, cut.operators, undefined);
      return appendProjection(computed, columns, callSite, "project", { partitioning });
    });
  }

  private filter({ input, condition, callSite }: BoundFilter, wanted: Wanted): Pipeline[] {
    const given = locate(condition, "here");
    const asks = namesItsFile(condition);
    const below = this.lower(input, {
      columns: union(wanted.columns, readBy([given], input.schema)),
      filters: [...wanted.filters, ...(asks ? [] : conjuncts(given.tree))],
      firstRows: undefined,
      origins: wanted.origins || asks,
    });
    return below.map((pipeline) => {
      const located = asks ? withFileName(given, pipeline) : given;
      const cut = cutRowFunctions([located], pipeline.columns, this.functions);
      const filtered = filterOperator(cut.trees[0] ?? located.tree, callSite);
      const operators = [...cut.operators, filtered];
      return narrow(append(pipeline, operators, "filter", { columns: cut.columns }), pipeline.columns);
    });
  }

  private union({ inputs, schema }: BoundUnion, wanted: Wanted): Pipeline[] {
    const exact = schema.filter(({ name }) => wanted.columns.has(name));
    return inputs.flatMap((input) => {
      const renamed = new Map(schema.map(({ name }, index) => [name, input.schema[index]?.name ?? name]));
      const pipelines = this.lower(input, {
        ...wanted,
        columns: new Set(exact.map(({ name }) => renamed.get(name) ?? name)),
        filters: wanted.filters.map((filter) => renameColumns(filter, (name) => renamed.get(name))),
      });
      return pipelines.map((pipeline) => renameTo(pipeline, exact, renamed));
    });
  }

  private expect(relation: BoundExpect, wanted: Wanted): Pipeline[] {
    const { input, asks, callSite, name, nullsPass, action, failAbove, helpers } = relation;
    const quarantines = action === "QUARANTINE" && this.options.quarantines;
    const asked = asks.of === "row" ? asks.predicate : asks.of === "newest" ? asks.value : undefined;
    const located = asked === undefined ? [] : [locate(asked)];
    const below = this.lower(input, {
      columns: quarantines
        ? new Set(input.schema.map((column) => column.name))
        : union(wanted.columns, readBy(located, input.schema)),
      filters: [],
      firstRows: undefined,
      origins: wanted.origins || (asks.of === "row" && (action === "QUARANTINE" || action === "FAIL")),
    });
    const expectation = this.expectations.length;
    this.expectations.push({ name, action, failAbove, together: togetherOf(asks) });
    const row = input.schema.filter((column) => !helpers.includes(column.name));
    if (quarantines) this.quarantineSteps.push({ columns: row, callSite });
    return below.map((pipeline) => {
      const cut = cutRowFunctions(located, pipeline.columns, this.functions);
      const tree = cut.trees[0] === undefined ? null : wireTree(cut.trees[0], asked?.callSite ?? null);
      const question = asks.of === "newest" ? { predicate: null, newest: tree } : { predicate: tree, newest: null };
      const columns = pipeline.columns.map((column) => column.name).filter((column) => !helpers.includes(column));
      const operator = expectOperator({ expectation, name, ...question, action, nullsPass, columns }, callSite);
      const operators = [...cut.operators, operator];
      return narrow(append(pipeline, operators, "expect", { columns: cut.columns }), pipeline.columns);
    });
  }
}

/** What the scheduler is to judge. */
function togetherOf(asks: BoundQuestion): PlannedExpectation["together"] {
  switch (asks.of) {
    case "row":
      return undefined;
    case "count":
      return { kind: "count", min: asks.min, max: asks.max };
    case "newest":
      return { kind: "newest", ageMaxMs: asks.ageMaxMs };
  }
}

/** Filters above a projection as filters below it: those over columns that it passes on as they are. */
function throughProject(filters: readonly Tree[], { columns, input }: BoundProject): Tree[] {
  const names = new Set(input.schema.map(({ name }) => name));
  const sources = new Map<string, string>();
  for (const { name, expression } of columns) {
    const source = plainColumn(locate(expression, "here").tree);
    if (source !== undefined && names.has(source)) sources.set(name, source);
  }
  const own = new Set(columns.map(({ name }) => name));
  return filters
    .filter((filter) => [...columnsOf(filter, (name) => own.has(name))].every((name) => sources.has(name)))
    .map((filter) => renameColumns(filter, (name) => sources.get(name)));
}

function isIdentity(trees: readonly Tree[], kept: readonly BoundColumn[], pipeline: Pipeline): boolean {
  return (
    kept.length === pipeline.columns.length &&
    kept.every(({ name }, index) => {
      const tree = trees[index];
      return pipeline.columns[index]?.name === name && tree !== undefined && plainColumn(tree) === name;
    })
  );
}

/** A union's branch with the union's names. Where its rows are says nothing of the other branches' rows. */
function renameTo(pipeline: Pipeline, columns: readonly BoundColumn[], sources: ReadonlyMap<string, string>): Pipeline {
  if (columns.every(({ name }) => sources.get(name) === name)) return narrow(pipeline, columns);
  const renamed = columns.map((column) => {
    const tree = columnReference(sources.get(column.name) ?? column.name);
    return { column, tree, named: namedTree(column, tree, null) };
  });
  const partitioning = projected(
    pipeline.partitioning,
    renamed.map(({ column, tree }) => ({ name: column.name, tree })),
  );
  const named = renamed.map((column) => column.named);
  return appendProjection(pipeline, named, null, undefined, { partitioning });
}
