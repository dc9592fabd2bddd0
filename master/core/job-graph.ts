/**
 * What the scheduler knows of a planned job: its stages and how many tasks each has, not what they run. Plain data, journaled.
 *
 * Invariants: stage ids count from 0 in topological order; the last stage delivers; every stage has at least one task.
 */
import type { ExpectationAction } from "../../common/wire/types.js";

export interface StageGraph {
  readonly stageId: number;
  readonly name: string;
  readonly taskCount: number;
  /** Stages whose pieces tasks of this one read, each smaller than `stageId`. */
  readonly inputs: readonly number[];
  /** Partitions whose rows come from those pieces; those of the others come from splits. Undefined means all that read any. */
  readonly pieceReaders?: readonly number[];
}

export interface ExpectationRule {
  readonly name: string;
  readonly action: ExpectationAction;
  /** Share of the rows seen (0 ≤ share ≤ 1) or a number of rows; undefined means no threshold. */
  readonly failAbove: { readonly share: number } | { readonly rows: number } | undefined;
}

/** Where the last stage's rows go. */
export type JobTarget =
  { readonly kind: "sink"; readonly path: string; readonly quarantinePath: string } | { readonly kind: "result" };

export interface JobGraph {
  readonly stages: readonly StageGraph[];
  readonly expectations: readonly ExpectationRule[];
  readonly target: JobTarget;
}

/** Whether what a task reads are rows of the job's inputs, not of pieces. */
export function readsSplit({ inputs, pieceReaders }: StageGraph, partition: number): boolean {
  return inputs.length === 0 || pieceReaders?.includes(partition) === false;
}
