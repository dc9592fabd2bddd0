/**
 * What runs between two exchanges while it is still being built: the operators of one fragment, what they read, and how that becomes
 * tasks. Immutable.
 */
import { sameName } from "../../common/same-name.js";
import type { CallSite, NamedTree, Operator, Split } from "../../common/wire/types.js";
import type { JoinSwitch, StageInput, TaskLayout } from "../core/job-graph.js";
import type { BoundColumn } from "./analysed-plan.js";
import { namedTree, passedOn, projectOperator } from "./operators.js";
import type { RuntimeFilter } from "./planned-job.js";
import { cast, nullConstant, textConstant, type Tree } from "./trees/tree.js";
import { parseType, typeTree } from "./types.js";

/**
 * Rows that agree on all keys are in one task: the one of partition `(hash(keys) >> 32) % partitions`. Two pipelines with equal
 * partitionings hold equal keys in equal partitions.
 */
export interface Partitioning {
  /** Over the pipeline's columns, cast to the types that they were hashed by. */
  readonly keys: readonly Tree[];
  readonly partitions: number;
}

export interface Pipeline {
  /** Earlier stages, in the order in which the operators' PieceSources count them. */
  readonly inputs: readonly StageInput[];
  readonly layout: TaskLayout;
  /** With a layout by splits one per task (a single empty one for values), else none. */
  readonly splits: readonly Split[];
  /** The source first. */
  readonly operators: readonly Operator[];
  /** After the operators; may hold more than what is wanted of it. */
  readonly columns: readonly BoundColumn[];
  /** For the stage's name: `scan flights`, `expect`, … */
  readonly steps: readonly string[];
  /** Estimated compressed bytes of all its rows after the operators; undefined where nothing tells. */
  readonly bytes: number | undefined;
  /** Estimated. */
  readonly rows: number | undefined;
  /** Undefined: nothing is known of where its rows are. */
  readonly partitioning: Partitioning | undefined;
  /** Of the join that it ends in or contains; holds only while it is the one fragment of its stage. */
  readonly joinSwitch: JoinSwitch | undefined;
  /**
   * Whether rows still tell where they came from: by columns that only the executor sees, from a scan until the next exchange, or by
   * `originColumns`, which are beside `columns` in what the source reads, and which projections have to pass on.
   */
  readonly origins?: "hidden" | "columns" | undefined;
  /** Of joins that it runs, or that its rows are sent to. */
  readonly runtimeFilters?: readonly RuntimeFilter[];
}

/** Object's URI, row group, and row within the file from 0. */
export const originColumns: readonly BoundColumn[] = [
  { name: "_source_file", type: "VARCHAR" },
  { name: "_source_row_group", type: "BIGINT" },
  { name: "_source_row", type: "BIGINT" },
];

export function isOriginColumn(name: string): boolean {
  return originColumns.some((origin) => sameName(origin.name, name));
}

/** What `append` may change beside the operators. */
export interface Changes {
  readonly columns?: readonly BoundColumn[];
  readonly bytes?: number | undefined;
  readonly rows?: number | undefined;
  readonly partitioning?: Partitioning | undefined;
  readonly origins?: Pipeline["origins"];
}

/** Whether all rows pass through one task. */
export function isSingleTask(pipelines: readonly Pipeline[]): boolean {
  const [only] = pipelines;
  if (pipelines.length !== 1 || only === undefined) return false;
  const { layout } = only;
  switch (layout.kind) {
    case "single":
      return true;
    case "splits":
      return layout.taskCount === 1;
    case "partitions":
      return layout.partitionCount === 1;
    case "maps":
      return layout.tasksMax === 1;
  }
}

/** Adds operators. They leave columns, sizes and places of rows as they are unless `changes` says otherwise. */
export function append(
  pipeline: Pipeline,
  operators: readonly Operator[],
  step: string | undefined,
  changes: Changes = {},
): Pipeline {
  const steps = step === undefined || pipeline.steps.at(-1) === step ? pipeline.steps : [...pipeline.steps, step];
  const origins = operators.every(keepsOrigins) ? pipeline.origins : undefined;
  return { ...pipeline, origins, operators: [...pipeline.operators, ...operators], steps, ...changes };
}

/** Whether each row that it makes is made of one row, or is that row. */
function keepsOrigins({ operator, join }: Operator): boolean {
  switch (operator) {
    case "join":
      return join?.kind === "LEFT" || join?.kind === "LEFT_SEMI" || join?.kind === "LEFT_ANTI";
    case "aggregate":
    case "aggregateFunction":
    case "setOperation":
    case "mapPartitions":
      return false;
    default:
      return true;
  }
}

/** Adds a projection, which passes on where rows came from. @param columns  at least one */
export function appendProjection(
  pipeline: Pipeline,
  columns: readonly NamedTree[],
  callSite: CallSite | null,
  step?: string,
  changes: Changes = {},
): Pipeline {
  const origins = pipeline.origins === "columns" ? originColumns.map(passedOn) : [];
  const named = columns.map(({ name, type }) => ({ name, type }));
  const operator = projectOperator([...columns, ...origins], callSite);
  return append(pipeline, [operator], step, { columns: named, ...changes });
}

/** Exactly these columns, in this order; as it is when none is named, for a projection has at least one. */
export function narrow(pipeline: Pipeline, columns: readonly BoundColumn[]): Pipeline {
  if (columns.length === 0) return pipeline;
  const same =
    columns.length === pipeline.columns.length &&
    columns.every(({ name }, index) => pipeline.columns[index]?.name === name);
  if (same) return pipeline;
  const share = Math.min(1, columns.length / Math.max(1, pipeline.columns.length));
  const bytes = pipeline.bytes === undefined ? undefined : pipeline.bytes * share;
  return appendProjection(pipeline, columns.map(passedOn), null, undefined, { bytes });
}

/** Stands for rows of which only the number matters: files and exchanges need a column. */
const rowMarker: BoundColumn = { name: "__goldpan_row", type: "VARCHAR" };

/**
 * What a fragment delivers: the wanted columns, or a marker where none is.
 * @param origins  whether it tells where rows came from as well
 */
export function narrowForExchange(pipeline: Pipeline, wanted: readonly BoundColumn[], origins: boolean): Pipeline {
  const columns = wanted.length > 0 ? narrow(pipeline, wanted) : marked(pipeline);
  return origins ? withOrigins(columns) : withoutOrigins(columns);
}

function marked(pipeline: Pipeline): Pipeline {
  if (pipeline.columns.length === 1 && pipeline.columns[0]?.name === rowMarker.name) return pipeline;
  return appendProjection(pipeline, [namedTree(rowMarker, textConstant(""), null)], null);
}

/** Its columns alone are delivered: those of the origins vanish, whichever way they were there. */
function withoutOrigins(pipeline: Pipeline): Pipeline {
  return { ...pipeline, origins: undefined };
}

/** The origins as columns; NULL where the rows have none. */
function withOrigins(pipeline: Pipeline): Pipeline {
  const { columns, origins } = pipeline;
  // A column of the user's own by such a name hides them.
  if (columns.some(({ name }) => isOriginColumn(name))) {
    return withoutOrigins(pipeline);
  }
  if (origins !== undefined) return { ...pipeline, columns: [...columns, ...originColumns], origins: "columns" };
  const nulls = originColumns.map((column) => namedTree(column, nullOfType(column), null));
  const all = [...columns, ...originColumns];
  const project = projectOperator([...columns.map(passedOn), ...nulls], null);
  return append(pipeline, [project], undefined, { columns: all, origins: "columns" });
}

function nullOfType({ type }: BoundColumn): Tree {
  return cast(nullConstant(), typeTree(parseType(type)));
}

/**
 * The chain of a join's or set operation's other side, as the operator holds it, and the inputs of both together.
 * @param side  its layout is given up: it reads by partition what the main pipeline reads by partition, or reads `all`
 */
export function attachSide(main: Pipeline, side: Pipeline): { inputs: StageInput[]; right: Operator[] } {
  return {
    inputs: [...main.inputs, ...side.inputs],
    right: side.operators.map((operator) => shiftInputs(operator, main.inputs.length)),
  };
}

/** The operator where its inputs begin at `by`, nested chains included. */
export function shiftInputs(operator: Operator, by: number): Operator {
  const shifted = (operators: readonly Operator[]): Operator[] => operators.map((nested) => shiftInputs(nested, by));
  const { pieces, join, setOperation } = operator;
  if (pieces) return { ...operator, pieces: { ...pieces, input: pieces.input + by } };
  if (join) return { ...operator, join: { ...join, right: shifted(join.right) } };
  if (setOperation) return { ...operator, setOperation: { ...setOperation, right: shifted(setOperation.right) } };
  return operator;
}

/**
 * A pipeline whose tasks are exactly its partitions, for operators that count on all rows of a key in one task: its partitions are not
 * split, and its join is not switched.
 */
export function keepPartitions(pipeline: Pipeline): Pipeline {
  const { layout } = pipeline;
  const fixed: TaskLayout = layout.kind === "partitions" ? { ...layout, splittable: [] } : layout;
  return { ...pipeline, layout: fixed, joinSwitch: undefined };
}

/** Sum of an estimate over pipelines; undefined where one is unknown. */
export function estimateOf(pipelines: readonly Pipeline[], of: "bytes" | "rows"): number | undefined {
  return pipelines.reduce<number | undefined>((sum, pipeline) => {
    const estimate = pipeline[of];
    return sum === undefined || estimate === undefined ? undefined : sum + estimate;
  }, 0);
}
