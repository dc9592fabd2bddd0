/**
 * What the planner hands to the scheduler: a DAG of stages, each with the fragment its tasks run and their inputs. Plain data,
 * journaled as it is.
 *
 * Invariants: stage ids count from 0 in topological order and the last stage delivers to the sink or the result; every stage has
 * at least one fragment. A task's seed is derived from (stage, fragment, split or first partition), so that all attempts share it.
 */
import type { Fragment, Schema, Split } from "../../common/wire/types.js";
import type {
  AdaptiveRules,
  ExpectationRule,
  JoinSwitch,
  StageGraph,
  StageInput,
  TaskLayout,
} from "../core/job-graph.js";
import type { PreparedWrite } from "../../storage/table/prepared-write.js";

/** What the tasks of one fragment run, and what they read. */
export interface PlannedFragment {
  readonly fragment: Fragment;
  readonly inputs: readonly StageInput[];
  readonly layout: TaskLayout;
  /** With a layout by splits one per task, empty for values; otherwise none. */
  readonly splits: readonly Split[];
  /** Of joins whose other side is complete before the stage begins. */
  readonly runtimeFilters?: readonly RuntimeFilter[];
}

/** A join that may rule out row groups of its main side's scan, and rows, by the keys of its build side: see adaptive/runtime-filter.ts. */
export interface RuntimeFilter {
  readonly buildStageId: number;
  /** One of the build stage's `statistics_columns`. */
  readonly buildColumn: string;
  readonly buildType: string;
  /** Of the fragment's scan; compares with the build column as the keys do. */
  readonly column: string;
  /** By file and row group: splits may be put together or divided. What is not there is unknown. */
  readonly bounds: Readonly<Record<string, Readonly<Record<number, RowGroupBounds>>>>;
}

/** Smallest and greatest value of a row group as adaptive/bound-text.ts spells them; empty: all are NULL. */
export type RowGroupBounds = readonly [string, string] | readonly [];

export interface PlannedStage {
  readonly stageId: number;
  /** `scan flights → clean → gold`: for progress and explain. */
  readonly name: string;
  /** A UNION's branches are fragments of one stage. */
  readonly fragments: readonly PlannedFragment[];
  readonly after: readonly number[];
  readonly joinSwitch: JoinSwitch | undefined;
  readonly cache: StageGraph["cache"];
}

export interface PlannedExpectation extends Omit<ExpectationRule, "together"> {
  /** Undefined where each row is judged by itself. */
  readonly together: PlannedTogether | undefined;
}

/** What is asked of all rows together: how many there are, or how old the newest value is when the application starts. */
export type PlannedTogether =
  | { readonly kind: "count"; readonly min: number | undefined; readonly max: number | undefined }
  | { readonly kind: "newest"; readonly ageMaxMs: number };

/**
 * What the commit needs to know; undefined for jobs whose result goes to the client. The inherited part is what prepareWrite of
 * storage/table answers when the job is planned.
 */
export interface PlannedSink extends PreparedWrite {
  readonly writeId: string;
  readonly replaceForeign: boolean;
  /** `quarantine?.table` of the prepared write. */
  readonly quarantineTable: string | undefined;
  /** Inputs with etags, for the commit record. */
  readonly inputs: readonly { readonly uri: string; readonly etag: string; readonly bytes: number }[];
}

/** Tells that mode `ignore` had nothing to do. */
export function tableKept(table: string): { readonly code: string; readonly text: string } {
  return { code: "TABLE_KEPT", text: `${table} is there already, and mode "ignore" leaves it as it is` };
}

export interface PlannedJob {
  readonly stages: readonly PlannedStage[];
  readonly output: Schema;
  readonly quarantineSchema: Schema | undefined;
  readonly expectations: readonly PlannedExpectation[];
  readonly sink: PlannedSink | undefined;
  readonly adaptive: AdaptiveRules;
  readonly notices: readonly { readonly code: string; readonly text: string }[];
  readonly explain: string;
}
