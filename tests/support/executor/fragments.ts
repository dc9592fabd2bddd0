/** Makes tasks by hand, as a planner would. */
import type {
  AggregateFunctionStep,
  Column,
  ExpectationAction,
  FileSlice,
  JoinKey,
  JoinKind,
  Operator,
  PieceDelivery,
  RowFunction,
  SetOperationKind,
  SinkDelivery,
  SortKey,
  Task,
  Tree,
} from "../../../common/wire/types.js";

export function column(name: string, type: string): Column {
  return { name, type };
}

export const at = {
  scan: (columns: Column[]): Operator =>
    operator({
      operator: "scan",
      scan: { columns: { columns }, provenance: true, format: "parquet", records: null, wholeText: false },
    }),
  lines: (columns: Column[]): Operator =>
    operator({
      operator: "scan",
      scan: { columns: { columns }, provenance: true, format: "text", records: null, wholeText: false },
    }),
  pieces: (columns: Column[], input = 0): Operator =>
    operator({ operator: "pieces", pieces: { columns: { columns }, input } }),
  values: (columns: Column[], lines: readonly object[]): Operator =>
    operator({
      operator: "values",
      values: { columns: { columns }, rowsJson: Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n")) },
    }),
  filter: (filter: Tree): Operator => operator({ operator: "filter", filter }),
  limit: (count: number | undefined, offset = 0): Operator =>
    operator({ operator: "limit", limit: { ...(count === undefined ? {} : { count }), offset } }),
  project: (columns: Record<string, Tree>): Operator =>
    operator({ operator: "project", project: { columns: named(columns) } }),
  aggregate: (columns: Record<string, Tree>, keys: Record<string, Tree> = {}): Operator =>
    operator({ operator: "aggregate", aggregate: { aggregates: named(columns), keys: named(keys) } }),
  join: (kind: JoinKind, right: Operator[], keys: JoinKey[], residual: Tree | null = null): Operator =>
    operator({ operator: "join", join: { kind, right, keys, residual, rightColumns: null } }),
  set: (kind: SetOperationKind, all: boolean, right: Operator[]): Operator =>
    operator({ operator: "setOperation", setOperation: { kind, all, right } }),
  deduplicate: (keys: string[], keep: SortKey[] = []): Operator =>
    operator({ operator: "deduplicate", deduplicate: { keys, keep, mark: "" } }),
  sort: (keys: SortKey[]): Operator => operator({ operator: "sort", sort: { keys } }),
  window: (columns: Record<string, Tree>): Operator =>
    operator({ operator: "window", window: { columns: named(columns) } }),
  mapPartitions: (name: string, output: Column[], more: Partial<RowFunction> = {}): Operator =>
    operator({
      operator: "mapPartitions",
      mapPartitions: { function: rowFunction(name, { kind: "PARTITIONS", ...more }), output: { columns: output } },
    }),
  aggregateFunction: (
    step: AggregateFunctionStep,
    keys: string[],
    calls: { function: Partial<RowFunction> & { name: string }; arguments: string[]; output: string }[],
  ): Operator =>
    operator({
      operator: "aggregateFunction",
      aggregateFunction: {
        step,
        keys,
        calls: calls.map(({ function: declared, ...call }) => ({
          ...call,
          function: rowFunction(declared.name, { kind: "AGGREGATE", ...declared }),
        })),
      },
    }),
  unnest: (tree: Tree, columns: Column[], more: { withPosition?: boolean; outer?: boolean } = {}): Operator =>
    operator({ operator: "unnest", unnest: { tree, columns, withPosition: false, outer: false, ...more } }),
  sample: (fraction: number, seed: number, withReplacement = false): Operator =>
    operator({ operator: "sample", sample: { fraction, seed, withReplacement, byOrigin: false } }),
  sampleKeys: (keys: SortKey[], rowsMax: number): Operator =>
    operator({ operator: "sampleKeys", sampleKeys: { keys, rowsMax } }),
  bounds: (partitions: number): Operator => operator({ operator: "bounds", bounds: { partitions } }),
  expect: (
    expectation: number,
    name: string,
    predicate: Tree,
    action: ExpectationAction,
    columns: string[],
    nullsPass = false,
  ): Operator =>
    operator({
      operator: "expect",
      expect: { expectation, name, predicate, newest: null, action, nullsPass, columns },
    }),
  map: (
    name: string,
    types: readonly string[],
    args: string[],
    output: string,
    more: Partial<RowFunction> = {},
  ): Operator =>
    operator({
      operator: "mapFunction",
      mapFunction: {
        calls: [
          {
            function: rowFunction(name, {
              argumentTypes: types.slice(0, -1),
              returnType: types.at(-1) ?? "",
              ...more,
            }),
            arguments: args,
            output,
          },
        ],
      },
    }),
};

function rowFunction(name: string, more: Partial<RowFunction>): RowFunction {
  return {
    name,
    module: "",
    bundleSha256: "",
    argumentTypes: [],
    returnType: "",
    callOnNull: false,
    bigint: false,
    callSite: null,
    kind: "SCALAR",
    stateType: "",
    ...more,
  };
}

function operator(fields: Partial<Operator>): Operator {
  return { callSite: null, ...fields };
}

function named(columns: Record<string, Tree>): { name: string; type: string; tree: Tree }[] {
  return Object.entries(columns).map(([name, tree]) => ({ name, type: "", tree }));
}

export interface TaskParts {
  readonly operators: Operator[];
  readonly output: Column[];
  readonly files?: FileSlice[];
  readonly sink?: Partial<SinkDelivery>;
  readonly result?: boolean;
  readonly partition?: number;
  readonly attempt?: number;
  readonly seed?: number;
  readonly settings?: Record<string, string>;
  /** How its pieces are parted. */
  readonly delivery?: Partial<PieceDelivery>;
  /** Inputs that the fragment reads. */
  readonly inputs?: number;
}

export function taskOf(parts: TaskParts): Task {
  const sink: SinkDelivery = {
    table: "",
    compression: "zstd",
    compressionLevel: 1,
    parquetVersion: "v1",
    rowGroupRows: 122_880,
    quarantineTable: "",
    writeId: "w1",
    quarantine: null,
    partitionBy: [],
    ...{ text: null, fileRowsMax: 0, fileBytesTarget: 0, hashRows: false },
    ...parts.sink,
  };
  return {
    key: {
      applicationId: "app-1",
      jobId: 0,
      stageId: 0,
      stageAttempt: 1,
      partition: parts.partition ?? 0,
      attempt: parts.attempt ?? 1,
    },
    fragment: {
      operators: parts.operators,
      output: { columns: parts.output },
      delivery:
        parts.sink !== undefined
          ? { sink, delivery: "sink" }
          : parts.result === true
            ? { result: {}, delivery: "result" }
            : { pieces: { statisticsColumns: [], quarantine: null, ...parts.delivery }, delivery: "pieces" },
    },
    split: { files: parts.files ?? [] },
    inputs: Array.from({ length: parts.inputs ?? 0 }, () => ({ pieces: [] })),
    seed: parts.seed ?? 7,
    settings: parts.settings ?? {},
    applicationStartedAtMs: Date.UTC(2001, 1, 3),
  };
}
