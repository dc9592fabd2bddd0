/**
 * What the planner hands to the scheduler: a DAG of stages, each with the fragment its tasks run and their inputs. Plain data,
 * journaled as it is.
 *
 * Invariants: stage ids count from 0 in topological order and the last stage delivers to the sink or the result; every stage has
 * at least one task; a task's `fragmentIndex` is within its stage's fragments.
 */
import type { ExpectationAction, Fragment, Schema, Split } from "../../common/wire/types.js";
import type { PreparedWrite } from "../../storage/table/prepared-write.js";

export interface PlannedTask {
  /** A UNION's branches run as tasks of one stage, each with the fragment of its branch. */
  readonly fragmentIndex: number;
  /** Empty for stages that read pieces or values. */
  readonly split: Split;
  readonly seed: number;
}

export interface PlannedStage {
  readonly stageId: number;
  /** `scan flights → clean → gold`: for progress and explain. */
  readonly name: string;
  readonly fragments: readonly Fragment[];
  readonly tasks: readonly PlannedTask[];
  /** Stages whose pieces all of this stage's tasks read, in ascending (stage, partition) order: a gather has one task. */
  readonly inputs: readonly number[];
}

export interface PlannedExpectation {
  readonly name: string;
  readonly action: ExpectationAction;
  /** Share of the rows seen (0 ≤ share ≤ 1) or a number of rows; undefined means no threshold. */
  readonly failAbove: { readonly share: number } | { readonly rows: number } | undefined;
}

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

export interface PlannedJob {
  readonly stages: readonly PlannedStage[];
  readonly output: Schema;
  readonly quarantineSchema: Schema | undefined;
  readonly expectations: readonly PlannedExpectation[];
  readonly sink: PlannedSink | undefined;
  readonly notices: readonly { readonly code: string; readonly text: string }[];
  readonly explain: string;
}
