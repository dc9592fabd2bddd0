import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sizes } from "../../tests/support/scheduler-events.js";
import type { AdaptiveRules, FragmentGraph, StageInput, TaskShape } from "./job-graph.js";
import { layOutTasks, type LayoutContext } from "./lay-out-tasks.js";

const kb = 1_000;
const rules: AdaptiveRules = {
  enabled: true,
  advisoryPartitionBytes: 100 * kb,
  coalesceMinBytes: 10 * kb,
  skewFactor: 5,
  skewMinBytes: 200 * kb,
};

/** Map outputs by stage: per map output its partitions' kilobytes. */
function context(outputs: readonly (readonly (readonly number[])[])[], more: Partial<LayoutContext> = {}) {
  const pieceSizes = outputs.map((maps) => maps.map((partitions) => sizes(...partitions.map((size) => size * kb))));
  return { outputOf: (stageId: number) => ({ pieceSizes: pieceSizes[stageId] ?? [] }), rules, slots: 1, ...more };
}

function fragment(
  partitionCount: number,
  inputs: readonly StageInput["read"][] = ["partition"],
  more: { readonly coalesce?: boolean; readonly splittable?: readonly number[] } = {},
): FragmentGraph {
  return {
    inputs: inputs.map((read, stageId) => ({ stageId, read })),
    layout: { kind: "partitions", partitionCount, coalesce: true, splittable: [], ...more },
  };
}

/** `0-2` are partitions 0 and 1 of all map outputs, `0-1@2-4` is partition 0 of map outputs 2 and 3; one text per input. */
function told(shapes: readonly TaskShape[], mapCounts: readonly number[]): string[][] {
  return shapes.map(({ reads }) =>
    reads.map(({ from, to, mapFrom, mapTo }, input) => {
      const all = mapFrom === 0 && mapTo === mapCounts[input];
      return all ? `${from}-${to}` : `${from}-${to}@${mapFrom}-${mapTo}`;
    }),
  );
}

describe("partitions", () => {
  test("one task each while adaptive layouts are off, empty ones included", () => {
    const { shapes, notes } = layOutTasks(
      [fragment(3)],
      context([[[0, 500, 1]]], { rules: { ...rules, enabled: false } }),
    );
    expect(told(shapes, [1])).toEqual([["0-1"], ["1-2"], ["2-3"]]);
    expect(notes).toEqual([]);
  });

  test("small neighbours share a task up to the advisory size; empty ones vanish", () => {
    const { shapes, notes } = layOutTasks([fragment(8)], context([[[30, 30, 30, 0, 0, 60, 30, 0]]]));
    expect(told(shapes, [1])).toEqual([["0-3"], ["5-7"]]);
    expect(notes).toEqual([{ kind: "coalesced", partitions: 8, empty: 3, tasks: 2 }]);
  });

  test("all map outputs and all inputs that are read by partition count", () => {
    const outputs = [
      [
        [20, 20, 20],
        [20, 20, 20],
      ],
      [[50, 5, 5]],
    ];
    const { shapes } = layOutTasks([fragment(3, ["partition", "partition"])], context(outputs));
    expect(told(shapes, [2, 1])).toEqual([
      ["0-1", "0-1"],
      ["1-3", "1-3"],
    ]);
  });

  test("no slot stays idle for the sake of fewer tasks, unless they would be too small", () => {
    const equal = Array.from({ length: 8 }, () => 10);
    const laidOut = (slots: number, size: number) =>
      told(layOutTasks([fragment(8)], context([[equal.map(() => size)]], { slots })).shapes, [1]).flat();
    expect(laidOut(4, 10)).toEqual(["0-2", "2-4", "4-6", "6-8"]);
    expect(laidOut(3, 10)).toHaveLength(3);
    expect(laidOut(100, 10)).toHaveLength(8);
    // 2 kB each: 10 kB are worth a task.
    expect(laidOut(4, 2)).toEqual(["0-8"]);
    expect(laidOut(4, 3)).toHaveLength(2);
  });

  test("a large partition leaves as many tasks as there are slots", () => {
    const { shapes } = layOutTasks([fragment(5)], context([[[10, 10, 90, 10, 10]]], { slots: 4 }));
    expect(shapes).toHaveLength(4);
  });

  test("without coalesce every partition keeps its task", () => {
    const { shapes } = layOutTasks([fragment(3, ["partition"], { coalesce: false })], context([[[1, 0, 1]]]));
    expect(told(shapes, [1])).toEqual([["0-1"], ["1-2"], ["2-3"]]);
  });

  test("a stage whose input is empty keeps one task", () => {
    expect(told(layOutTasks([fragment(4)], context([[[0, 0, 0, 0]]])).shapes, [1])).toEqual([["0-4"]]);
    expect(layOutTasks([fragment(4), fragment(4)], context([[[0]]])).shapes).toHaveLength(1);
  });

  test("a skewed partition of a splittable input is split by map outputs; the other side is read whole by each", () => {
    const big = [
      [1, 90, 1],
      [1, 90, 1],
      [1, 90, 1],
    ];
    const join = fragment(3, ["partition", "partition"], { splittable: [0] });
    const { shapes, notes } = layOutTasks([join], context([big, [[1, 1, 1]]]));
    expect(told(shapes, [3, 1])).toEqual([
      ["0-1", "0-1"],
      ["1-2@0-1", "1-2"],
      ["1-2@1-2", "1-2"],
      ["1-2@2-3", "1-2"],
      ["2-3", "2-3"],
    ]);
    expect(notes).toMatchObject([{ kind: "split", partition: 1, tasks: 3 }]);
    const whole = fragment(3, ["partition", "partition"]);
    expect(layOutTasks([whole], context([big, [[1, 1, 1]]])).shapes).toHaveLength(3);
  });

  test("skewed on both sides: every part meets every other", () => {
    const big = [
      [0, 250],
      [0, 250],
    ];
    const join = fragment(2, ["partition", "partition"], { splittable: [0, 1] });
    const { shapes } = layOutTasks(
      [join],
      context([big, big], { rules: { ...rules, advisoryPartitionBytes: 300 * kb } }),
    );
    expect(told(shapes, [2, 2])).toEqual([
      ["1-2@0-1", "1-2@0-1"],
      ["1-2@0-1", "1-2@1-2"],
      ["1-2@1-2", "1-2@0-1"],
      ["1-2@1-2", "1-2@1-2"],
    ]);
  });
});

describe("other layouts", () => {
  test("splits read all of what is broadcast to them", () => {
    const broadcast: FragmentGraph = {
      inputs: [{ stageId: 0, read: "all" }],
      layout: { kind: "splits", taskCount: 2 },
    };
    const { shapes } = layOutTasks([broadcast], context([[[1, 1], [1]]]));
    const reads = [{ from: 0, to: 2, mapFrom: 0, mapTo: 2 }];
    expect(shapes).toEqual([
      { fragmentIndex: 0, split: 0, reads },
      { fragmentIndex: 0, split: 1, reads },
    ]);
  });

  test("maps: a task each, or consecutive ones in at most so many tasks", () => {
    const maps = Array.from({ length: 5 }, () => [1]);
    const laidOut = (tasksMax: number | undefined) => {
      const inputs: StageInput[] = [{ stageId: 0, read: "map" }];
      return told(layOutTasks([{ inputs, layout: { kind: "maps", tasksMax } }], context([maps])).shapes, [9]).flat();
    };
    expect(laidOut(undefined)).toEqual(["0-1@0-1", "0-1@1-2", "0-1@2-3", "0-1@3-4", "0-1@4-5"]);
    expect(laidOut(2)).toEqual(["0-1@0-2", "0-1@2-5"]);
    expect(laidOut(9)).toHaveLength(5);
  });

  test("a task that must see all rows runs even when there are none, and branches follow each other", () => {
    const single: FragmentGraph = { inputs: [{ stageId: 0, read: "all" }], layout: { kind: "single" } };
    const splits: FragmentGraph = { inputs: [], layout: { kind: "splits", taskCount: 1 } };
    const { shapes } = layOutTasks([single, splits], context([[[0]]]));
    expect(shapes).toEqual([
      { fragmentIndex: 0, split: 0, reads: [{ from: 0, to: 1, mapFrom: 0, mapTo: 1 }] },
      { fragmentIndex: 1, split: 0, reads: [] },
    ]);
  });
});

test("whatever the sizes, every piece is read by one task, with all of the other side's piece of that partition", () => {
  const size = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 150 }) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 3_000 }) },
  );
  const output = (partitionCount: number) =>
    fc.array(fc.array(size, { minLength: partitionCount, maxLength: partitionCount }), { minLength: 1, maxLength: 6 });
  const inputs = fc.integer({ min: 1, max: 9 }).chain((count) => fc.tuple(output(count), output(count)));
  fc.assert(
    fc.property(inputs, fc.subarray([0, 1]), fc.integer({ min: 0, max: 12 }), (outputs, splittable, slots) => {
      const partitionCount = outputs[0][0]?.length ?? 0;
      const given = fragment(partitionCount, ["partition", "partition"], { splittable });
      const { shapes } = layOutTasks([given], context(outputs, { slots }));
      const met = new Map<string, number>();
      for (const { reads } of shapes) {
        const [left, right] = reads;
        for (let partition = left?.from ?? 0; partition < (left?.to ?? 0); partition++) {
          for (let a = left?.mapFrom ?? 0; a < (left?.mapTo ?? 0); a++) {
            for (let b = right?.mapFrom ?? 0; b < (right?.mapTo ?? 0); b++) {
              const pair = `${partition}: ${a} with ${b}`;
              met.set(pair, (met.get(pair) ?? 0) + 1);
            }
          }
        }
        expect([left?.from, left?.to]).toEqual([right?.from, right?.to]);
      }
      for (const [a, left] of outputs[0].entries()) {
        for (const [b, right] of outputs[1].entries()) {
          for (let partition = 0; partition < partitionCount; partition++) {
            const bytes = (left[partition] ?? 0) + (right[partition] ?? 0);
            const times = met.get(`${partition}: ${a} with ${b}`) ?? 0;
            expect(times, `partition ${partition}`).toBeLessThanOrEqual(1);
            if (bytes > 0) expect(times, `partition ${partition}`).toBe(1);
          }
        }
      }
      const froms = shapes.map(({ reads }) => reads[0]?.from ?? 0);
      expect(froms).toEqual([...froms].sort((a, b) => a - b));
    }),
    { numRuns: 300 },
  );
});
