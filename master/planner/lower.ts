/**
 * Lowers a bound plan to pipelines and stages, from the root down with what is wanted of each relation, and from the scans up with
 * the operators that make it. Pure: what the files hold arrives with the scans.
 *
 * What crosses an `expect`: the columns that are wanted above it (all, when it quarantines), and nothing else. Filters and limits
 * above it prune nothing below it, so that its counts are those of the operators as they are written.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { CallSite, RowFunction } from "../../common/wire/types.js";
import type {
  AnalysedPlan,
  BoundColumn,
  BoundExpect,
  BoundFilter,
  BoundLimit,
  BoundProject,
  BoundRelation,
  BoundScan,
  BoundUnion,
  BoundValues,
} from "./analysed-plan.js";
import type { CatalogScan } from "./catalog-port.js";
import {
  expectOperator,
  filterOperator,
  limitOperator,
  namedTree,
  projectOperator,
  scanOperator,
  valuesOperator,
  wireColumns,
  wireTree,
} from "./operators.js";
import { lowerAggregate } from "./lower-aggregate.js";
import { locate, readBy, union, type LoweringContext, type Notice, type Wanted } from "./lowering-context.js";
import { append, narrow, taskCount, type Pipeline } from "./pipeline.js";
import type { PlannedExpectation } from "./planned-job.js";
import { conjuncts } from "./pruning/exclude.js";
import { pruneFiles } from "./pruning/prune-files.js";
import { cutRowFunctions } from "./row-functions.js";
import { packSplits, type SplitLimits } from "./splits.js";
import { StageBuilder } from "./stages.js";
import { columnsOf, renameColumns } from "./trees/tree-columns.js";
import { columnReference, plainColumn, type Tree } from "./trees/tree.js";

export interface LowerOptions {
  readonly scans: readonly CatalogScan[];
  readonly limits: SplitLimits;
  /** Only sinks keep quarantined rows; elsewhere they are left out. */
  readonly quarantines: boolean;
}

export interface ScanNote {
  readonly scan: number;
  readonly columnsRead: number;
  readonly columns: number;
  readonly files: number;
  readonly filesRead: number;
  readonly rowGroups: number;
  readonly rowGroupsPruned: number;
  readonly tasks: number;
}

export interface QuarantineStep {
  readonly columns: readonly BoundColumn[];
  readonly callSite: CallSite | null;
}

export class Lowering implements LoweringContext {
  readonly stages = new StageBuilder();
  readonly expectations: PlannedExpectation[] = [];
  readonly quarantineSteps: QuarantineStep[] = [];
  readonly scanNotes: ScanNote[] = [];
  readonly notices: Notice[] = [];
  private readonly provenance: boolean;

  constructor(
    private readonly plan: AnalysedPlan,
    private readonly options: LowerOptions,
  ) {
    this.provenance = needsProvenance(plan.root, plan.functions);
  }

  get functions(): readonly RowFunction[] {
    return this.plan.functions;
  }

  get aggregateNames(): readonly string[] {
    return this.plan.aggregateNames;
  }

  /** Pipelines whose columns hold at least the wanted ones; their rows in order are the relation's. */
  lower(relation: BoundRelation, wanted: Wanted): Pipeline[] {
    switch (relation.kind) {
      case "scan":
        return [this.scan(relation, wanted)];
      case "values":
        return [this.values(relation)];
      case "project":
        return this.project(relation, wanted);
      case "filter":
        return this.filter(relation, wanted);
      case "union":
        return this.union(relation, wanted);
      case "limit":
        return this.limit(relation, wanted);
      case "aggregate":
        return [lowerAggregate(this, relation, wanted)];
      case "expect":
        return this.expect(relation, wanted);
    }
  }

  private scan(relation: BoundScan, { columns: wanted, filters, firstRows }: Wanted): Pipeline {
    const scan = this.options.scans[relation.scan];
    if (scan === undefined) throw new InvariantError(`scan ${relation.scan} was not catalogued`);
    const columns = relation.schema.filter(({ name }) => wanted.has(name));
    const pruned = pruneFiles(scan.files, relation.schema, filters, firstRows);
    const names = columns.map(({ name }) => name).filter((name) => !isPartition(scan, name));
    const splits = packSplits(pruned.wanted, names, this.options.limits);
    this.scanNotes.push({
      scan: relation.scan,
      columnsRead: columns.length,
      columns: relation.schema.length,
      files: scan.files.length,
      filesRead: pruned.wanted.length,
      rowGroups: pruned.rowGroups,
      rowGroupsPruned: pruned.rowGroupsPruned,
      tasks: Math.max(1, splits.length),
    });
    const source = { columns: { columns: wireColumns(columns) }, provenance: this.provenance };
    return {
      source: { kind: "scan", splits: splits.length > 0 ? splits : [{ files: [] }] },
      operators: [scanOperator(source, relation.callSite)],
      columns,
      steps: [`scan ${scan.label}`],
    };
  }

  private values({ schema, rowsJson, callSite }: BoundValues): Pipeline {
    const source = { columns: { columns: wireColumns(schema) }, rowsJson: Buffer.from(rowsJson) };
    return {
      source: { kind: "values" },
      operators: [valuesOperator(source, callSite)],
      columns: schema,
      steps: ["rows"],
    };
  }

  private project(relation: BoundProject, wanted: Wanted): Pipeline[] {
    const { input, callSite } = relation;
    const kept = relation.columns.filter(({ name }) => wanted.columns.has(name));
    const located = kept.map(({ expression }) => locate(expression));
    const below = this.lower(input, {
      columns: readBy(located, input.schema),
      filters: throughProject(wanted.filters, relation),
      firstRows: wanted.firstRows,
    });
    if (kept.length === 0) return below;
    return below.map((pipeline) => {
      const cut = cutRowFunctions(located, pipeline.columns, this.functions);
      const columns = kept.map((column, index) =>
        namedTree(column, cut.trees[index] ?? locate(column.expression).tree, column.expression.callSite),
      );
      if (isIdentity(cut.trees, kept, pipeline)) return pipeline;
      return append(pipeline, [...cut.operators, projectOperator(columns, callSite)], "project", schemaOf(kept));
    });
  }

  private filter({ input, condition, callSite }: BoundFilter, wanted: Wanted): Pipeline[] {
    const located = locate(condition);
    const below = this.lower(input, {
      columns: union(wanted.columns, readBy([located], input.schema)),
      filters: [...wanted.filters, ...conjuncts(located.tree)],
      firstRows: undefined,
    });
    return below.map((pipeline) => {
      const cut = cutRowFunctions([located], pipeline.columns, this.functions);
      const filtered = filterOperator(cut.trees[0] ?? located.tree, callSite);
      return narrow(append(pipeline, [...cut.operators, filtered], "filter", cut.columns), pipeline.columns);
    });
  }

  private union({ inputs, schema }: BoundUnion, wanted: Wanted): Pipeline[] {
    const exact = schema.filter(({ name }) => wanted.columns.has(name));
    return inputs.flatMap((input) => {
      const renamed = new Map(schema.map(({ name }, index) => [name, input.schema[index]?.name ?? name]));
      const pipelines = this.lower(input, {
        columns: new Set(exact.map(({ name }) => renamed.get(name) ?? name)),
        filters: wanted.filters.map((filter) => renameColumns(filter, (name) => renamed.get(name))),
        firstRows: wanted.firstRows,
      });
      return pipelines.map((pipeline) => renameTo(pipeline, exact, renamed));
    });
  }

  private limit({ input, count, callSite, schema }: BoundLimit, wanted: Wanted): Pipeline[] {
    const below = this.lower(input, {
      columns: wanted.columns,
      filters: [],
      firstRows: Math.min(count, wanted.firstRows ?? count),
    });
    const limited = below.map((pipeline) => append(pipeline, [limitOperator(count, callSite)], "limit"));
    if (below.reduce((tasks, pipeline) => tasks + taskCount(pipeline), 0) === 1) return limited;
    const gathered = this.stages.gather(
      limited,
      schema.filter(({ name }) => wanted.columns.has(name)),
    );
    return [append(gathered, [limitOperator(count, callSite)], "limit")];
  }

  private expect(relation: BoundExpect, wanted: Wanted): Pipeline[] {
    const { input, predicate, callSite, name, nullsPass } = relation;
    const quarantines = relation.action === "QUARANTINE" && this.options.quarantines;
    const located = locate(predicate);
    const seen = quarantines
      ? new Set(input.schema.map((column) => column.name))
      : union(wanted.columns, readBy([located], input.schema));
    const below = this.lower(input, { columns: seen, filters: [], firstRows: undefined });
    const expectation = this.expectations.length;
    this.expectations.push({ name, action: relation.action, failAbove: relation.failAbove });
    if (quarantines) this.quarantineSteps.push({ columns: input.schema, callSite });
    const { action } = relation;
    return below.map((pipeline) => {
      const cut = cutRowFunctions([located], pipeline.columns, this.functions);
      const tree = cut.trees[0] ?? located.tree;
      const columns = pipeline.columns.map((column) => column.name);
      const operator = expectOperator(
        { expectation, name, predicate: wireTree(tree, predicate.callSite), action, nullsPass, columns },
        callSite,
      );
      return narrow(append(pipeline, [...cut.operators, operator], "expect", cut.columns), pipeline.columns);
    });
  }
}

/** Rows carry where they came from when a quarantined row, a failed expectation or a row function's error will name it. */
function needsProvenance(root: BoundRelation, functions: readonly RowFunction[]): boolean {
  if (functions.length > 0) return true;
  switch (root.kind) {
    case "scan":
    case "values":
      return false;
    case "union":
      return root.inputs.some((input) => needsProvenance(input, functions));
    case "expect":
      return root.action === "QUARANTINE" || root.action === "FAIL" || needsProvenance(root.input, functions);
    default:
      return needsProvenance(root.input, functions);
  }
}

/** Filters above a projection as filters below it: those over columns that it passes on as they are. */
function throughProject(filters: readonly Tree[], { columns, input }: BoundProject): Tree[] {
  const names = new Set(input.schema.map(({ name }) => name));
  const sources = new Map<string, string>();
  for (const { name, expression } of columns) {
    const source = plainColumn(locate(expression).tree);
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

/** A union's branch with the union's names. */
function renameTo(pipeline: Pipeline, columns: readonly BoundColumn[], sources: ReadonlyMap<string, string>): Pipeline {
  if (columns.every(({ name }) => sources.get(name) === name)) return narrow(pipeline, columns);
  const renamed = columns.map((column) =>
    namedTree(column, columnReference(sources.get(column.name) ?? column.name), null),
  );
  return append(pipeline, [projectOperator(renamed, null)], undefined, columns);
}

function schemaOf(columns: readonly BoundColumn[]): BoundColumn[] {
  return columns.map(({ name, type }) => ({ name, type }));
}

function isPartition(scan: CatalogScan, name: string): boolean {
  return scan.partitionColumns.some((column) => column.name === name);
}
