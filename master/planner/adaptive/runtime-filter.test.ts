import { describe, expect, test } from "vitest";
import type { FileSlice } from "../../../common/wire/types.js";
import type { PlannedFragment, RowGroupBounds, RuntimeFilter } from "../planned-job.js";
import { boundOf, boundText, reportedValue } from "./bound-text.js";
import { narrowTask, type BuildStatistics } from "./runtime-filter.js";

function file(uri: string, ...rowGroups: number[]): FileSlice {
  const refs = rowGroups.map((index) => ({ index, rows: 10, firstRow: index * 10 }));
  return {
    uri,
    etag: "e",
    bytes: 1,
    footerBytes: 1,
    rowGroups: refs,
    range: null,
    partitionValues: {},
    nullPartitions: [],
    problem: "",
  };
}

function fragment(bounds: readonly (RowGroupBounds | null)[], filter: Partial<RuntimeFilter> = {}): PlannedFragment {
  return {
    fragment: {
      operators: [
        {
          callSite: null,
          operator: "scan",
          scan: { columns: { columns: [] }, provenance: false, format: "parquet", records: null, wholeText: false },
        },
        { callSite: null, operator: "limit", limit: { count: 1, offset: 0 } },
      ],
      output: null,
      delivery: null,
    },
    inputs: [],
    layout: { kind: "splits", taskCount: 2 },
    splits: [{ files: [] }, { files: [file("a", 0, 2), file("b", 1)] }],
    runtimeFilters: [
      { buildStageId: 3, buildColumn: "bk", buildType: "BIGINT", column: "k", bounds: byPlace(bounds), ...filter },
    ],
  };
}

/** Of row groups 0 and 2 of file a, and 1 of file b. */
function byPlace(bounds: readonly (RowGroupBounds | null)[]): RuntimeFilter["bounds"] {
  const [first, second, third] = bounds.map((known) => known ?? undefined);
  return {
    a: { ...(first === undefined ? {} : { 0: first }), ...(second === undefined ? {} : { 2: second }) },
    ...(third === undefined ? {} : { b: { 1: third } }),
  };
}

const integers = (...pairs: [number, number][]): RowGroupBounds[] => pairs.map(([a, b]) => [`i${a}`, `i${b}`]);

function build(...ranges: ([string, string] | undefined)[]): BuildStatistics[] {
  const tasks = ranges.map((range) =>
    range === undefined ? [{ column: "bk", nulls: 0 }] : [{ column: "bk", min: range[0], max: range[1], nulls: 0 }],
  );
  return [{ stageId: 3, tasks }];
}

/** Files and row groups that are left, and the operators. */
function left(planned: PlannedFragment, statistics: readonly BuildStatistics[]): unknown {
  const { split, fragment: narrowed } = narrowTask(planned, 1, statistics);
  return {
    files: split.files.map(({ uri, rowGroups }) => [uri, ...rowGroups.map(({ index }) => index)]),
    operators: narrowed.operators.map(({ operator }) => operator),
  };
}

const filtered = ["scan", "filter", "limit"];
const bounds = integers([0, 9], [10, 19], [20, 29]);
const all = [
  ["a", 0, 2],
  ["b", 1],
];

describe("narrowTask", () => {
  test.each<[string, [string, string][], unknown[]]>([
    ["a range in the middle", [["12", "15"]], [["a", 2]]],
    [
      "a range over two row groups",
      [["19", "20"]],
      [
        ["a", 2],
        ["b", 1],
      ],
    ],
    [
      "ranges of several tasks together",
      [
        ["1", "2"],
        ["25", "26"],
      ],
      all,
    ],
    ["a range beyond all", [["30", "99"]], []],
    ["a range below all", [["-5", "-1"]], []],
  ])("%s", (_, ranges, files) => {
    expect(left(fragment(bounds), build(...ranges))).toEqual({ files, operators: filtered });
  });

  test("a build side without rows leaves nothing", () => {
    expect(left(fragment(bounds), build())).toEqual({ files: [], operators: ["scan", "limit"] });
  });

  test("what was not reported rules out nothing", () => {
    const whole = { files: all, operators: ["scan", "limit"] };
    expect(left(fragment(bounds), [])).toEqual(whole);
    expect(left(fragment(bounds), build(["1", "2"], undefined))).toEqual(whole);
    expect(left(fragment(bounds), [{ stageId: 3, tasks: [[]] }])).toEqual(whole);
    expect(left(fragment(bounds), build(["1", "inf"]))).toEqual(whole);
    expect(narrowTask({ ...fragment(bounds), runtimeFilters: [] }, 1, build()).rowGroupsLeftOut).toBe(0);
  });

  test("row groups of unknown bounds stay, those of NULLs alone do not", () => {
    expect(left(fragment([null, [], ["i1", "i2"]]), build(["5", "6"]))).toEqual({
      files: [["a", 0]],
      operators: filtered,
    });
  });

  test("texts, dates, timestamps and decimals compare as DuckDB compares them", () => {
    const text = fragment(
      [
        ["sa", "sc"],
        ["sd", "sé"],
        ["sé", "s🦆"],
      ],
      { buildType: "VARCHAR" },
    );
    expect(left(text, build(["f", "zz"]))).toEqual({ files: [["a", 2]], operators: filtered });
    const dates = fragment([["d0", "d10"], ["d11", "d20"], null], { buildType: "DATE" });
    expect(left(dates, build(["1970-01-12", "1970-01-13"]))).toEqual({
      files: [
        ["a", 2],
        ["b", 1],
      ],
      operators: filtered,
    });
    const times = fragment([["t0", "t999"], ["t1000000000", "t2000000000"], []], { buildType: "TIMESTAMP" });
    expect(left(times, build(["1970-01-01 00:00:01.5", "1970-01-02 00:00:00"]))).toEqual({
      files: [["a", 2]],
      operators: filtered,
    });
    const decimals = fragment(
      [
        ["m150/2", "m250/2"],
        ["m251/2", "m300/2"],
        ["i3", "i9"],
      ],
      { buildType: "DECIMAL(9,1)" },
    );
    expect(left(decimals, build(["2.6", "2.9"]))).toEqual({ files: [["a", 2]], operators: filtered });
  });

  test("where all keys are told, row groups between them go as well", () => {
    const told = (...values: string[]): BuildStatistics["tasks"][number] => [
      { column: "bk", min: values[0] ?? "", max: values.at(-1) ?? "", nulls: 0, valuesJson: JSON.stringify(values) },
    ];
    const ends = [{ stageId: 3, tasks: [told("3", "5"), told("25")] }];
    expect(left(fragment(bounds), ends)).toEqual({
      files: [
        ["a", 0],
        ["b", 1],
      ],
      operators: filtered,
    });
    const { fragment: narrowed } = narrowTask(fragment(bounds), 1, ends);
    expect(narrowed.operators[1]?.filter?.json).toContain("COMPARE_IN");
    const [stage] = build(["25", "26"]);
    const oneSilent = [{ stageId: 3, tasks: [told("3", "5"), ...(stage?.tasks ?? [])] }];
    expect(left(fragment(bounds), oneSilent)).toEqual({ files: all, operators: filtered });
    const many = told(...Array.from({ length: 150 }, (_, index) => String(1000 + index)));
    expect(left(fragment(bounds), [{ stageId: 3, tasks: [told("3", "5", "28"), many] }])).toEqual({
      files: [
        ["a", 0],
        ["b", 1],
      ],
      operators: filtered,
    });
    const tooMany = told(...Array.from({ length: 250 }, (_, index) => String(1000 + index)));
    expect(left(fragment(bounds), [{ stageId: 3, tasks: [told("3", "5", "28"), tooMany] }])).toEqual({
      files: all,
      operators: filtered,
    });
  });

  test("several keys leave what all of them leave", () => {
    const planned = fragment(integers([0, 9], [0, 9], [20, 29]));
    const [first] = planned.runtimeFilters ?? [];
    const second = {
      ...(first as RuntimeFilter),
      buildColumn: "other",
      bounds: byPlace(integers([5, 5], [6, 6], [7, 7])),
    };
    const [stage] = build(["1", "2"]);
    const tasks = [[...(stage?.tasks[0] ?? []), { column: "other", min: "6", max: "7", nulls: 0 }]];
    const both = { ...planned, runtimeFilters: [first as RuntimeFilter, second] };
    expect(left(both, [{ stageId: 3, tasks }])).toEqual({
      files: [["a", 2]],
      operators: ["scan", "filter", "filter", "limit"],
    });
  });
});

test("bounds are read as they were written", () => {
  const values = [
    { kind: "integer", value: -5n },
    { kind: "decimal", unscaled: -150n, scale: 2 },
    { kind: "double", value: 0.1 },
    { kind: "text", value: "a'é" },
    { kind: "date", daysSinceEpoch: 11n },
    { kind: "timestamp", nanosSinceEpoch: 5n, utc: true },
    { kind: "timestamp", nanosSinceEpoch: 5n, utc: false },
  ] as const;
  for (const value of values) expect(boundOf(boundText(value) ?? "")).toEqual(value);
  expect(boundText({ kind: "text", value: "x".repeat(100) })).toBeUndefined();
  expect(reportedValue("-1.50", "DECIMAL(9,2)")).toEqual({ kind: "decimal", unscaled: -150n, scale: 2 });
  expect(reportedValue("nan", "DOUBLE")).toBeUndefined();
});
