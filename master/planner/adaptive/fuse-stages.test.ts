import { describe, expect, test } from "vitest";
import type { Delivery, Operator } from "../../../common/wire/types.js";
import type { PlannedFragment, PlannedStage } from "../planned-job.js";
import { fuseStages } from "./fuse-stages.js";

const columns = (...names: string[]) => ({ columns: names.map((name) => ({ name, type: "BIGINT" })) });
const scan = (...names: string[]): Operator => ({
  callSite: null,
  operator: "scan",
  scan: { columns: columns(...names), provenance: false, format: "parquet", records: null, wholeText: false },
});
const pieces = (input: number, ...names: string[]): Operator => ({
  callSite: null,
  operator: "pieces",
  pieces: { input, columns: columns(...names) },
});
const tree = (name: string) => ({ json: name, callSite: null });
const join = (right: readonly Operator[]): Operator => ({
  callSite: null,
  operator: "join",
  join: {
    kind: "INNER",
    right: [...right],
    keys: [{ left: tree("k"), right: tree("k2"), nullSafe: false }],
    residual: null,
    rightColumns: columns("k2", "v"),
  },
});
const hash: Delivery = {
  delivery: "pieces",
  pieces: { partitioning: "hash", hash: { keys: [tree("k")], partitions: 4 }, statisticsColumns: [], quarantine: null },
};
const result: Delivery = { delivery: "result", result: {} };

function fragment(
  operators: readonly Operator[],
  names: readonly string[],
  delivery: Delivery,
  more: Partial<PlannedFragment> = {},
): PlannedFragment {
  return {
    fragment: { operators: [...operators], output: columns(...names), delivery },
    inputs: [],
    layout: { kind: "splits", taskCount: 1 },
    splits: [{ files: [] }],
    ...more,
  };
}

const stage = (stageId: number, fragments: readonly PlannedFragment[], more: Partial<PlannedStage> = {}) => ({
  stageId,
  name: `stage ${stageId}`,
  fragments,
  after: [],
  joinSwitch: undefined,
  cache: undefined,
  ...more,
});

const byPartition = (...stages: number[]): Partial<PlannedFragment> => ({
  inputs: stages.map((stageId) => ({ stageId, read: "partition" as const })),
  layout: { kind: "partitions", partitionCount: 4, coalesce: true, splittable: [0] },
  splits: [],
});

const joinSwitch = { mainStageId: 1, buildStageId: 0, bytesMax: 100 };

describe("fuseStages", () => {
  test("the main stage's tasks join their own rows with all of the build side", () => {
    const main = stage(1, [fragment([scan("k", "a")], ["k", "a"], hash)]);
    const second = stage(
      2,
      [fragment([pieces(0, "k", "a"), join([pieces(1, "k2", "v")])], ["k", "a", "k2", "v"], result, byPartition(1, 0))],
      { joinSwitch },
    );
    expect(fuseStages(main, second)).toEqual([
      fragment([scan("k", "a"), join([pieces(0, "k2", "v")])], ["k", "a", "k2", "v"], result, {
        inputs: [{ stageId: 0, read: "all" }],
      }),
    ]);
  });

  test("where rows came from is made columns, as pieces would have it: a scan's chain hides it", () => {
    const names = ["k", "_source_file", "_source_row_group", "_source_row"];
    const main = stage(1, [fragment([scan("k")], names, hash)]);
    const reads = [pieces(0, ...names), join([pieces(1, "k2", "v")])];
    const second = stage(2, [fragment(reads, names, result, byPartition(1, 0))], { joinSwitch });
    const [fused] = fuseStages(main, second);
    const [, shown, joined] = fused?.fragment.operators ?? [];
    expect(shown?.project?.columns.map(({ name }) => name)).toEqual(names);
    expect(joined?.operator).toBe("join");
  });

  test("each branch of a union joins; inputs keep their places after the branch's own", () => {
    const main = stage(4, [
      fragment([scan("k")], ["k"], hash),
      fragment([pieces(0, "k"), join([pieces(1, "k2", "v")])], ["k"], hash, {
        inputs: [
          { stageId: 2, read: "partition" },
          { stageId: 3, read: "partition" },
        ],
        layout: { kind: "partitions", partitionCount: 3, coalesce: false, splittable: [] },
        splits: [],
      }),
    ]);
    const bounds: Delivery = {
      delivery: "pieces",
      pieces: {
        partitioning: "range",
        range: { keys: [], partitions: 2, boundsInput: 3 },
        statisticsColumns: [],
        quarantine: null,
      },
    };
    const other = fragment([pieces(0, "z")], ["z"], bounds, byPartition(9));
    const nested = join([pieces(1, "k2", "v"), join([pieces(2, "k3")])]);
    const second = stage(
      5,
      [
        fragment([pieces(0, "k"), nested], ["k"], bounds, {
          ...byPartition(4, 0),
          inputs: [...(byPartition(4, 0).inputs ?? []), { stageId: 1, read: "all" }, { stageId: 2, read: "all" }],
        }),
        other,
      ],
      { joinSwitch: { mainStageId: 4, buildStageId: 0, bytesMax: 1 } },
    );
    const [scanned, joined, last] = fuseStages(main, second);
    const shared = [0, 1, 2].map((stageId) => ({ stageId, read: "all" }));
    expect(scanned?.inputs).toEqual(shared);
    expect(scanned?.fragment.operators).toEqual([scan("k"), join([pieces(0, "k2", "v"), join([pieces(1, "k3")])])]);
    expect(scanned?.fragment.delivery?.pieces?.range?.boundsInput).toBe(2);
    expect(joined?.inputs).toEqual([{ stageId: 2, read: "partition" }, { stageId: 3, read: "partition" }, ...shared]);
    expect(joined?.fragment.operators.at(-1)).toEqual(join([pieces(2, "k2", "v"), join([pieces(3, "k3")])]));
    expect(joined?.fragment.delivery?.pieces?.range?.boundsInput).toBe(4);
    expect(joined?.layout).toEqual({ kind: "partitions", partitionCount: 3, coalesce: false, splittable: [] });
    expect(last).toEqual(other);
  });

  test("columns in another order than the join read them are put in its order", () => {
    const main = stage(1, [fragment([scan("a", "k")], ["a", "k"], hash)]);
    const read = [pieces(0, "k", "a"), join([pieces(1, "k2", "v")])];
    const second = stage(2, [fragment(read, ["k"], result, byPartition(1, 0))], { joinSwitch });
    const operators = fuseStages(main, second)[0]?.fragment.operators ?? [];
    expect(operators.map(({ operator }) => operator)).toEqual(["scan", "project", "join"]);
    expect(operators[1]?.project?.columns.map(({ name }) => name)).toEqual(["k", "a"]);
  });

  test("a stage that reads a third side by partition is no join that may switch", () => {
    const main = stage(1, [fragment([scan("k")], ["k"], hash)]);
    const read = [pieces(0, "k"), join([pieces(1, "k2", "v")])];
    const second = stage(2, [fragment(read, ["k"], result, byPartition(1, 0, 0))], { joinSwitch });
    expect(() => fuseStages(main, second)).toThrow("by partition");
    expect(() => fuseStages(stage(0, []), second)).toThrow("may switch");
  });
});
