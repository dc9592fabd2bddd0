/**
 * What the scheduler knows of a planned job: its stages, what their fragments read, and how that becomes tasks; not what they run.
 * Plain data, journaled.
 *
 * Invariants: stage ids count from 0 in topological order; the last stage delivers; a stage reads and waits for smaller ids alone;
 * a layout by partitions has at least one input that is read by partition, and all of those deliver `partitionCount` partitions.
 */
import type { ExpectationAction } from "../../common/wire/types.js";

/** What each task of a fragment gets of an earlier stage's output. */
export interface StageInput {
  readonly stageId: number;
  /**
   * `partition`: the task's own partition of all map outputs. `all`: everything, as a gather or a broadcast. `map`: whole outputs of the
   * task's own share of the map tasks.
   */
  readonly read: "partition" | "all" | "map";
}

/** How the tasks of a fragment divide what they read. */
export type TaskLayout =
  /** One task per split of the job's inputs, or per set of values. */
  | { readonly kind: "splits"; readonly taskCount: number }
  /** One task per partition, unless sizes say otherwise once they are known. */
  | {
      readonly kind: "partitions";
      readonly partitionCount: number;
      /** Small neighbours may share a task, and empty ones vanish. */
      readonly coalesce: boolean;
      /** Positions in `inputs` whose partition may be divided by map outputs among several tasks, each with all of the others. */
      readonly splittable: readonly number[];
    }
  /** Consecutive map outputs of the one input that is read by `map`: one task each, or at most so many. */
  | { readonly kind: "maps"; readonly tasksMax: number | undefined }
  /** One task that reads everything. */
  | { readonly kind: "single" };

export interface FragmentGraph {
  readonly inputs: readonly StageInput[];
  readonly layout: TaskLayout;
}

/**
 * A hash join that may become a broadcast once the size of its build side is known: fragment 0 of this stage reads the main side as
 * input 0 and the build side as input 1, both by partition, and nobody else reads the main side. When the build side turns out to have
 * at most `bytesMax` and no task of the main side has begun, the main stage's fragments run this one's operators themselves.
 */
export interface JoinSwitch {
  readonly mainStageId: number;
  readonly buildStageId: number;
  readonly bytesMax: number;
}

export interface StageGraph {
  readonly stageId: number;
  readonly name: string;
  /** Their tasks one after the other are the stage's. */
  readonly fragments: readonly FragmentGraph[];
  /** Stages that must be complete before its tasks are laid out, beside those that it reads. */
  readonly after: readonly number[];
  readonly joinSwitch: JoinSwitch | undefined;
  /** Two stages of one application with the same key make the same rows: the second takes the first one's pieces. */
  readonly cache: { readonly key: string; readonly cacheId: number } | undefined;
}

/** Which pieces a task reads of one input: partitions [from, to) of map outputs [mapFrom, mapTo). */
export interface TaskRead {
  readonly from: number;
  readonly to: number;
  readonly mapFrom: number;
  readonly mapTo: number;
}

/** A task as it was laid out. */
export interface TaskShape {
  readonly fragmentIndex: number;
  /** Position among the fragment's splits; 0 elsewhere. */
  readonly split: number;
  /** One per input of the fragment. */
  readonly reads: readonly TaskRead[];
}

/** How adaptive layouts weigh sizes. All sizes are compressed bytes of pieces. */
export interface AdaptiveRules {
  readonly enabled: boolean;
  /** Neighbours are put together up to this. */
  readonly advisoryPartitionBytes: number;
  /** But not so far that fewer tasks than slots are left, unless they are smaller than this. */
  readonly coalesceMinBytes: number;
  readonly skewFactor: number;
  readonly skewMinBytes: number;
}

export interface ExpectationRule {
  readonly name: string;
  readonly action: ExpectationAction;
  /** Share of the rows seen (0 ≤ share ≤ 1) or a number of rows; undefined means no threshold. */
  readonly failAbove: { readonly share: number } | { readonly rows: number } | undefined;
  /** What it counts. @default rows */
  readonly counts?: "files";
  /** Of all rows together; undefined where each is judged by itself. Journals of earlier masters lack it. */
  readonly together?: TogetherRule | undefined;
}

export type TogetherRule =
  /** Bounds included. */
  | { readonly kind: "count"; readonly min: number | undefined; readonly max: number | undefined }
  /** The newest value is that or later, in milliseconds since 1970. */
  | { readonly kind: "newest"; readonly notBeforeMs: number };

/** Where the last stage's rows go. */
export type JobTarget =
  | { readonly kind: "sink"; readonly path: string; readonly quarantinePath: string }
  | { readonly kind: "result" }
  | { readonly kind: "discard" };

export interface JobGraph {
  readonly stages: readonly StageGraph[];
  readonly expectations: readonly ExpectationRule[];
  readonly target: JobTarget;
  readonly adaptive: AdaptiveRules;
}
