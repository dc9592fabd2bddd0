/**
 * Closes pipelines into stages. Several pipelines (a union's branches) that deliver to one place are fragments of one stage, in their
 * order: map outputs, and so the rows that are read of them, keep it.
 */
import { createHash } from "node:crypto";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { Delivery, PieceDelivery, SortKey } from "../../common/wire/types.js";
import type { StageGraph, StageInput, TaskLayout } from "../core/job-graph.js";
import type { BoundColumn } from "./analysed-plan.js";
import type { PlanRules } from "./plan-rules.js";
import { piecesOperator, wireColumns, wireTree } from "./operators.js";
import { estimateOf, narrowForExchange, originColumns, type Partitioning, type Pipeline } from "./pipeline.js";
import type { PlannedFragment, PlannedStage } from "./planned-job.js";
import { columnReference, parseTree, type Tree } from "./trees/tree.js";
import { columnsOf } from "./trees/tree-columns.js";

/** By which rows are divided among partitions. Keys are over the pipelines' columns. */
export type Division =
  /** Keys have their agreed types already. */
  | { readonly kind: "hash"; readonly keys: readonly Tree[]; readonly partitions: number }
  /** @param boundsStageId  a stage of one task that ends in a BoundsOperator */
  | {
      readonly kind: "range";
      readonly keys: readonly SortKey[];
      readonly partitions: number;
      readonly boundsStageId: number;
    }
  | { readonly kind: "roundRobin"; readonly partitions: number };

export interface ExchangeOptions {
  /** Whether small neighbours may share a task. @default true */
  readonly coalesce?: boolean;
  /** Whether a partition may be divided among several tasks. @default false */
  readonly splittable?: boolean;
  /** Whose smallest and greatest values are reported. @default none */
  readonly statisticsColumns?: readonly string[];
  /** Stages that must be complete before the exchange's own begins, beside those that it reads; smaller ids than its own. */
  readonly after?: readonly number[];
  /** For the name of the stage that reads. @default "exchange" */
  readonly step?: string;
  /** Whether rows go on telling where they came from: `wanted.origins` of an operator that keeps rows. @default false */
  readonly origins?: boolean;
}

export interface MaterializeOptions {
  readonly cache?: StageGraph["cache"];
  readonly statisticsColumns?: readonly string[];
  readonly after?: readonly number[];
  readonly origins?: boolean;
}

/** A stage's rows in one partition per map task, and what is known of them. */
export interface Materialized {
  readonly stageId: number;
  readonly columns: readonly BoundColumn[];
  readonly bytes: number | undefined;
  readonly rows: number | undefined;
  /** Whether `originColumns` are there beside `columns`. */
  readonly origins: boolean;
}

export class StageBuilder {
  private readonly built: PlannedStage[] = [];
  private readonly keys = new Map<number, string>();

  constructor(private readonly rules: Pick<PlanRules, "adaptive" | "coalescePartitions" | "splitSkewed">) {}

  get stages(): readonly PlannedStage[] {
    return this.built;
  }

  /**
   * Rows change place: a pipeline that reads them by partition.
   * @param wanted  of the pipelines' columns; those that hash keys read are delivered, too
   */
  exchange(
    pipelines: readonly Pipeline[],
    division: Division,
    wanted: readonly BoundColumn[],
    options: ExchangeOptions = {},
  ): Pipeline {
    const delivered = withKeys(wanted, division, pipelines[0]?.columns ?? []);
    const narrowed = pipelines.map((pipeline) => narrowForExchange(pipeline, delivered, options.origins === true));
    const ready = division.kind === "range" ? narrowed.map((pipeline) => withBounds(pipeline, division)) : narrowed;
    const { statisticsColumns = [], after = [], step = "exchange" } = options;
    const stageId = this.addStage(ready, (pipeline) => pieces(divisionOf(division, pipeline), statisticsColumns), {
      after,
    });
    const partitioning: Partitioning | undefined = division.kind === "hash" ? division : undefined;
    return {
      ...readerOf(materializedOf(stageId, narrowed), "partition", step),
      layout: {
        kind: "partitions",
        partitionCount: division.partitions,
        coalesce: options.coalesce ?? true,
        splittable: options.splittable === true ? [0] : [],
      },
      partitioning,
    };
  }

  /** A stage that keeps the pipelines' rows as they are. Read it with `readAll` or `readMaps`. */
  materialize(
    pipelines: readonly Pipeline[],
    wanted: readonly BoundColumn[],
    { cache, statisticsColumns = [], after = [], origins = false }: MaterializeOptions = {},
  ): Materialized {
    const narrowed = pipelines.map((pipeline) => narrowForExchange(pipeline, wanted, origins));
    const stageId = this.addStage(narrowed, () => pieces({}, statisticsColumns), { after, cache });
    return materializedOf(stageId, narrowed);
  }

  /** An exchange into one task: it reads all rows of the pipelines, in their order. */
  gather(pipelines: readonly Pipeline[], wanted: readonly BoundColumn[], origins = false): Pipeline {
    return { ...readAll(this.materialize(pipelines, wanted, { origins })), layout: { kind: "single" } };
  }

  /**
   * The last stage.
   * @param wanted  exactly the columns that are delivered
   */
  deliver(pipelines: readonly Pipeline[], wanted: readonly BoundColumn[], delivery: Delivery, step: string): void {
    const exact = pipelines.map((pipeline) =>
      wanted.length === 0 ? pipeline : narrowForExchange(pipeline, wanted, false),
    );
    this.addStage(exact, () => delivery, { step });
  }

  private addStage(
    pipelines: readonly Pipeline[],
    delivery: (pipeline: Pipeline) => Delivery,
    {
      after = [],
      cache,
      step,
    }: { readonly after?: readonly number[]; readonly cache?: StageGraph["cache"]; readonly step?: string },
  ): number {
    if (pipelines.length === 0) throw new InvariantError("a stage without fragments");
    const stageId = this.built.length;
    const fragments = pipelines.map((pipeline): PlannedFragment => {
      const { operators, columns, inputs, splits, runtimeFilters = [] } = pipeline;
      const output = { columns: wireColumns(columns) };
      const fragment = { operators: [...operators], output, delivery: delivery(pipeline) };
      const planned = { fragment, inputs, layout: this.allowed(pipeline.layout), splits };
      return runtimeFilters.length === 0 ? planned : { ...planned, runtimeFilters };
    });
    const steps = pipelines.flatMap((pipeline) => pipeline.steps);
    const name = [...new Set(steps), ...(step === undefined ? [] : [step])].join(" → ");
    const joinSwitch = pipelines.length === 1 ? pipelines[0]?.joinSwitch : undefined;
    this.built.push({ stageId, name, fragments, after, joinSwitch, cache });
    return stageId;
  }

  /** Names what a stage's tasks run and read, down to the files' etags: equal keys stand for equal rows. */
  keyOf(stageId: number): string {
    const stage = this.built[stageId];
    if (stage === undefined) throw new InvariantError(`there is no stage ${stageId} yet`);
    const key =
      this.keys.get(stageId) ??
      this.keyOfAll(stage.fragments.map((fragment) => ({ ...fragment, runs: fragment.fragment })));
    this.keys.set(stageId, key);
    return key;
  }

  /** The same of pipelines that are about to become a stage. */
  keyOfPipelines(pipelines: readonly Pipeline[]): string {
    return this.keyOfAll(pipelines.map((pipeline) => ({ ...pipeline, runs: pipeline.operators })));
  }

  private keyOfAll(
    parts: readonly (Pick<PlannedFragment, "inputs" | "layout" | "splits"> & { runs: object })[],
  ): string {
    const hash = createHash("sha256");
    for (const { runs, inputs, layout, splits } of parts) {
      const upstream = inputs.map(({ stageId, read }) => [this.keyOf(stageId), read]);
      hash.update(JSON.stringify([runs, layout, splits, upstream]));
    }
    return hash.digest("hex");
  }

  /** Sizes change only what the settings let them change. */
  private allowed(layout: TaskLayout): TaskLayout {
    if (layout.kind !== "partitions") return layout;
    const { adaptive, coalescePartitions, splitSkewed } = this.rules;
    const coalesce = layout.coalesce && adaptive && coalescePartitions;
    return { ...layout, coalesce, splittable: adaptive && splitSkewed ? layout.splittable : [] };
  }
}

/** Every task reads all rows: a broadcast when it stands for a side of a join. Its layout is that of the pipeline that it is put into. */
export function readAll(materialized: Materialized, step = "gather"): Pipeline {
  return readerOf(materialized, "all", step);
}

/** Tasks read whole map outputs, in their order: one each, or at most `tasksMax` tasks neighbouring ones. */
export function readMaps(materialized: Materialized, tasksMax?: number, step = "read"): Pipeline {
  return { ...readerOf(materialized, "map", step), layout: { kind: "maps", tasksMax } };
}

function readerOf(materialized: Materialized, read: StageInput["read"], step: string): Pipeline {
  const { stageId, columns, bytes, rows, origins } = materialized;
  const layout: TaskLayout = { kind: "single" };
  return {
    inputs: [{ stageId, read }],
    layout,
    splits: [],
    operators: [piecesOperator(origins ? [...columns, ...originColumns] : columns, 0)],
    columns,
    steps: [step],
    bytes,
    rows,
    partitioning: undefined,
    joinSwitch: undefined,
    origins: origins ? "columns" : undefined,
  };
}

/** @param delivered  as they were delivered, the origins among the columns */
function materializedOf(stageId: number, delivered: readonly Pipeline[]): Materialized {
  const [first] = delivered;
  const origins = first?.origins === "columns";
  const columns = first?.columns ?? [];
  return {
    stageId,
    columns: origins ? columns.slice(0, -originColumns.length) : columns,
    bytes: estimateOf(delivered, "bytes"),
    rows: estimateOf(delivered, "rows"),
    origins,
  };
}

function pieces(partitioning: PiecePartitioning, statisticsColumns: readonly string[]): Delivery {
  return {
    delivery: "pieces",
    pieces: { ...partitioning, statisticsColumns: [...statisticsColumns], quarantine: null },
  };
}

type PiecePartitioning = Pick<PieceDelivery, "partitioning" | "hash" | "range" | "roundRobin">;

function divisionOf(division: Division, pipeline: Pipeline): PiecePartitioning {
  const { partitions } = division;
  switch (division.kind) {
    case "hash": {
      const keys = division.keys.map((key) => wireTree(key, null));
      return { partitioning: "hash", hash: { keys, partitions } };
    }
    case "range": {
      const boundsInput = pipeline.inputs.findIndex(({ stageId }) => stageId === division.boundsStageId);
      return { partitioning: "range", range: { keys: [...division.keys], partitions, boundsInput } };
    }
    case "roundRobin":
      return { partitioning: "roundRobin", roundRobin: { partitions } };
  }
}

function withBounds(pipeline: Pipeline, { boundsStageId }: { readonly boundsStageId: number }): Pipeline {
  return { ...pipeline, inputs: [...pipeline.inputs, { stageId: boundsStageId, read: "all" }] };
}

/** Keys are computed from what is delivered. */
function withKeys(
  wanted: readonly BoundColumn[],
  division: Division,
  columns: readonly BoundColumn[],
): readonly BoundColumn[] {
  const keys =
    division.kind === "hash"
      ? division.keys
      : division.kind === "range"
        ? division.keys.flatMap(({ tree }) => (tree === null ? [] : [parseTree(tree.json)]))
        : [];
  const names = new Set(columns.map(({ name }) => name));
  const read = new Set(keys.flatMap((key) => [...columnsOf(key, (name) => names.has(name))]));
  const missing = columns.filter(({ name }) => read.has(name) && !wanted.some((column) => column.name === name));
  return missing.length === 0 ? wanted : [...wanted, ...missing];
}

/** Keys that are columns. */
export function columnKeys(names: readonly string[]): Tree[] {
  return names.map((name) => columnReference(name));
}
