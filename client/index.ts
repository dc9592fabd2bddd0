/** What `import … from "goldpan"` offers. Importing it loads neither gRPC, nor DuckDB, nor Arrow. */
export { GoldpanSession, type RuntimeConfig } from "./session/goldpan-session.js";
export { GoldpanFiles } from "./session/goldpan-files.js";
export type { SessionBuilder, SettingValue } from "./session/builder.js";
export { DataFrame, type ExplainMode, type ShowLayout } from "./dataframe/data-frame.js";
export type { ExpectOptions, OnViolation } from "./dataframe/arguments/expectations.js";
export type {
  ExpectInOptions,
  ExpectUniqueOptions,
  NamedExpectation,
  OnViolationTogether,
} from "./dataframe/frame/checked-frame.js";
export type { KeptRow, KeyColumns } from "./dataframe/frame/checked-rows.js";
export type { GroupedData } from "./dataframe/grouped-data.js";
export type { JoinHow, JoinOn } from "./dataframe/arguments/join-arguments.js";
export type { DropDuplicatesOptions } from "./dataframe/kept-row.js";
export type { DataFrameReader } from "./dataframe/data-frame-reader.js";
export type { DataFrameWriter, SaveMode, WriteFormat } from "./dataframe/data-frame-writer.js";
export type { Options, OptionValue } from "./dataframe/files/option-values.js";
export { Column, type ColumnOrLiteral } from "./dataframe/column.js";
export type { Literal } from "./dataframe/sql/literal.js";
export type { Cell } from "./dataframe/results/arrow-values.js";
export type { Row } from "./dataframe/results/result-table.js";
export type { SchemaLike } from "./dataframe/sql/type-text.js";
export * from "./dataframe/functions.js";
/** The same functions under one name, as PySpark scripts have them: `import { F } from "goldpan"`. */
export { F, F as functions } from "./dataframe/function-names.js";
export { Window, type FrameBound, type WindowSpec } from "./dataframe/window.js";
export { udf, type RowFunctionOptions } from "./row-functions/udf.js";
export { udaf, type AggregateFunctionOptions } from "./row-functions/udaf.js";
export {
  mapPartitions,
  type PartitionFunction,
  type PartitionFunctionOptions,
  type BatchMapper,
  type PartitionMapper,
} from "./row-functions/map-partitions.js";
export type { RowFunctionCaller } from "./row-functions/function-caller.js";
export { GoldpanError, isGoldpanError } from "../common/errors/goldpan-error.js";
export type { JobSummary, Schema } from "../common/wire/types.js";

/** @internal  For executors and drivers; not for scripts, and not stable. */
export { enterExecutor } from "./session/inside-executor.js";
/** @internal */
export { registeredRowFunctions, type PartitionRow, type RegisteredRowFunction } from "./row-functions/registry.js";
/** @internal */
export { createSession } from "./session/goldpan-session.js";
/** @internal */
export type { SessionOptions } from "./session/session-options.js";
/** @internal */
export { setCallSiteMapper, type CallSiteMapper, type CodePosition } from "./dataframe/call-site.js";
/** @internal */
export type { ActionRecord } from "./session/action-log.js";
export type { FileSchema } from "./dataframe/files/file-schema.js";
