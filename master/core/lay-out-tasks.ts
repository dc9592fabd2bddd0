/**
 * How a stage's fragments become tasks once the sizes of what they read are known. Pure: the same sizes give the same tasks, in the
 * same order, so that a replay of the journal does.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { AdaptiveRules, FragmentGraph, StageInput, TaskLayout, TaskRead, TaskShape } from "./job-graph.js";
import { pieceBytes } from "./piece-ranges.js";

/** What a complete stage left. */
export interface StageOutput {
  /** One per map output, in order; each one character code per partition, as in TaskReport. */
  readonly pieceSizes: readonly string[];
}

/** What became of one fragment's partitions. */
export type LayoutNote =
  | { readonly kind: "coalesced"; readonly partitions: number; readonly empty: number; readonly tasks: number }
  | { readonly kind: "split"; readonly partition: number; readonly bytes: number; readonly tasks: number };

export interface LaidOut {
  /** At least one. */
  readonly shapes: readonly TaskShape[];
  readonly notes: readonly LayoutNote[];
}

export interface LayoutContext {
  readonly outputOf: (stageId: number) => StageOutput;
  readonly rules: AdaptiveRules;
  /** That the application may use now; 0 when there is no worker. */
  readonly slots: number;
}

type Partitions = Extract<TaskLayout, { kind: "partitions" }>;

/** Consecutive partitions [from, to) and what they weigh. */
interface Group {
  readonly from: number;
  readonly to: number;
}

/** @returns the tasks of the fragments one after the other */
export function layOutTasks(fragments: readonly FragmentGraph[], context: LayoutContext): LaidOut {
  const notes: LayoutNote[] = [];
  const shapes = fragments.flatMap((fragment, fragmentIndex) =>
    layOutFragment(fragment, context, notes).map((task) => ({ fragmentIndex, ...task })),
  );
  const [first] = fragments;
  if (shapes.length > 0 || first === undefined) return { shapes, notes };
  // Whoever reads or commits the stage finds an output, if an empty one.
  const reads = first.inputs.map(({ stageId }) => wholeRead(context.outputOf(stageId)));
  return { shapes: [{ fragmentIndex: 0, split: 0, reads }], notes };
}

type FragmentTask = Omit<TaskShape, "fragmentIndex">;

function layOutFragment(fragment: FragmentGraph, context: LayoutContext, notes: LayoutNote[]): FragmentTask[] {
  const { inputs, layout } = fragment;
  const whole = inputs.map(({ stageId }) => wholeRead(context.outputOf(stageId)));
  switch (layout.kind) {
    case "splits":
      return Array.from({ length: layout.taskCount }, (_, split) => ({ split, reads: whole }));
    case "single":
      return [{ split: 0, reads: whole }];
    case "maps":
      return mapRanges(inputs, whole, layout.tasksMax).map((reads) => ({ split: 0, reads }));
    case "partitions":
      return new PartitionLayout(inputs, layout, whole, context).tasks(notes).map((reads) => ({ split: 0, reads }));
  }
}

/** All partitions of all map outputs. */
function wholeRead({ pieceSizes }: StageOutput): TaskRead {
  const to = pieceSizes.reduce((most, sizes) => Math.max(most, sizes.length), 1);
  return { from: 0, to, mapFrom: 0, mapTo: pieceSizes.length };
}

/** Consecutive map outputs, as evenly as they can be counted. */
function mapRanges(inputs: readonly StageInput[], whole: readonly TaskRead[], tasksMax: number | undefined) {
  const position = inputs.findIndex(({ read }) => read === "map");
  const mapCount = whole[position]?.mapTo;
  if (mapCount === undefined) throw new InvariantError("a layout by maps has no input that is read by map");
  const taskCount = Math.min(mapCount, tasksMax ?? mapCount);
  return Array.from({ length: taskCount }, (_, index) => {
    const range = {
      mapFrom: Math.floor((index * mapCount) / taskCount),
      mapTo: Math.floor(((index + 1) * mapCount) / taskCount),
    };
    return whole.map((read, input) => (input === position ? { ...read, ...range } : read));
  });
}

/** One fragment that is laid out by partitions. */
class PartitionLayout {
  /** By input, then by partition; undefined for an input that is not read by partition. */
  private readonly inputBytes: readonly (readonly number[] | undefined)[];
  private readonly bytes: readonly number[];

  constructor(
    private readonly inputs: readonly StageInput[],
    private readonly layout: Partitions,
    private readonly whole: readonly TaskRead[],
    private readonly context: LayoutContext,
  ) {
    const { partitionCount } = layout;
    this.inputBytes = inputs.map(({ stageId, read }) =>
      read === "partition" ? partitionBytes(context.outputOf(stageId), partitionCount) : undefined,
    );
    this.bytes = Array.from({ length: partitionCount }, (_, partition) =>
      this.inputBytes.reduce((sum, bytes) => sum + (bytes?.[partition] ?? 0), 0),
    );
  }

  /** The reads of each task. */
  tasks(notes: LayoutNote[]): TaskRead[][] {
    const { rules } = this.context;
    const { partitionCount, coalesce } = this.layout;
    if (!rules.enabled) return range(0, partitionCount).map((from) => this.reads({ from, to: from + 1 }));
    const skewed = new Map(
      range(0, partitionCount).flatMap((partition): [number, TaskRead[][]][] => {
        const parts = this.split(partition);
        return parts === undefined ? [] : [[partition, parts]];
      }),
    );
    const kept = range(0, partitionCount).filter((partition) => !coalesce || (this.bytes[partition] ?? 0) > 0);
    const groups = coalesce ? this.coalesce(kept, skewed) : kept.map((from) => ({ from, to: from + 1 }));
    const tasks = groups.flatMap((group) => skewed.get(group.from) ?? [this.reads(group)]);
    if (groups.length < partitionCount) {
      const empty = partitionCount - kept.length;
      notes.push({ kind: "coalesced", partitions: partitionCount, empty, tasks: groups.length });
    }
    for (const [partition, parts] of skewed) {
      notes.push({ kind: "split", partition, bytes: this.bytes[partition] ?? 0, tasks: parts.length });
    }
    return tasks;
  }

  private reads({ from, to }: Group): TaskRead[] {
    return this.whole.map((read, input) => (this.inputBytes[input] === undefined ? read : { ...read, from, to }));
  }

  /**
   * Puts neighbours together toward equal shares of at most the advisory size, as many as there are slots unless those would be too
   * small to be worth a task each. A skewed partition stays alone.
   * @param kept  partitions with bytes, ascending
   */
  private coalesce(kept: readonly number[], skewed: ReadonlyMap<number, unknown>): Group[] {
    const { advisoryPartitionBytes, coalesceMinBytes } = this.context.rules;
    const normal = kept.filter((partition) => !skewed.has(partition));
    const total = normal.reduce((sum, partition) => sum + (this.bytes[partition] ?? 0), 0);
    const worthwhile = Math.min(this.context.slots, Math.floor(total / Math.max(1, coalesceMinBytes)));
    const wanted = Math.max(1, Math.ceil(total / advisoryPartitionBytes), worthwhile);
    const taskCount = Math.min(normal.length, wanted);
    const groups: Group[] = [];
    let current: { from: number; to: number; bytes: number } | undefined;
    let done = 0;
    let seen = 0;
    let cuts = 0;
    const close = () => {
      if (current !== undefined) groups.push({ from: current.from, to: current.to });
      current = undefined;
    };
    for (const partition of kept) {
      if (skewed.has(partition)) {
        close();
        groups.push({ from: partition, to: partition + 1 });
        continue;
      }
      const bytes = this.bytes[partition] ?? 0;
      // The middle of a partition decides on which side of a share's end it falls.
      const passed = done + bytes / 2 > ((cuts + 1) * total) / taskCount;
      const scarce = normal.length - seen <= taskCount - cuts - 1;
      if (current !== undefined && (passed || scarce || current.bytes + bytes > advisoryPartitionBytes)) {
        close();
        cuts += 1;
      }
      current = { from: current?.from ?? partition, to: partition + 1, bytes: (current?.bytes ?? 0) + bytes };
      done += bytes;
      seen += 1;
    }
    close();
    return groups;
  }

  /** The reads of a skewed partition's tasks: every range of one input with every range of the others. */
  private split(partition: number): TaskRead[][] | undefined {
    const choices = this.whole.map((read, input) => this.mapRangesOf(partition, input, read));
    if (choices.every(({ length }) => length === 1)) return undefined;
    return choices.reduce<TaskRead[][]>(
      (tasks, reads) => tasks.flatMap((task) => reads.map((read) => [...task, read])),
      [[]],
    );
  }

  private mapRangesOf(partition: number, input: number, read: TaskRead): TaskRead[] {
    const bytes = this.inputBytes[input];
    if (bytes === undefined) return [read];
    const own = { ...read, from: partition, to: partition + 1 };
    const { skewFactor, skewMinBytes, advisoryPartitionBytes } = this.context.rules;
    const size = bytes[partition] ?? 0;
    const skewed = size > skewMinBytes && size > skewFactor * median(bytes);
    if (!skewed || !this.layout.splittable.includes(input)) return [own];
    const { pieceSizes } = this.context.outputOf(this.inputs[input]?.stageId ?? -1);
    const taskCount = Math.ceil(size / advisoryPartitionBytes);
    const ranges: TaskRead[] = [];
    let mapFrom = 0;
    let doneBefore = 0;
    let done = 0;
    for (const [map, sizes] of pieceSizes.entries()) {
      const piece = pieceBytes(sizes, partition);
      const passed = done + piece / 2 > ((ranges.length + 1) * size) / taskCount;
      if (passed && done > doneBefore) {
        ranges.push({ ...own, mapFrom, mapTo: map });
        mapFrom = map;
        doneBefore = done;
      }
      done += piece;
    }
    ranges.push({ ...own, mapFrom, mapTo: pieceSizes.length });
    return ranges;
  }
}

function partitionBytes({ pieceSizes }: StageOutput, partitionCount: number): number[] {
  const bytes = Array.from({ length: partitionCount }, () => 0);
  for (const sizes of pieceSizes) {
    for (let partition = 0; partition < partitionCount; partition++) {
      bytes[partition] = (bytes[partition] ?? 0) + pieceBytes(sizes, partition);
    }
  }
  return bytes;
}

/** The lower one where there are two. */
function median(bytes: readonly number[]): number {
  const sorted = [...bytes].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
