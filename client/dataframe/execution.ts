/** What DataFrames, readers and writers need from the session that they belong to. */
import type { ActionInput, CallSite, RelationInput, Schema } from "../../common/wire/types.js";
import type { JobResult } from "../master-connection.js";

/** What a job is for, without its plan. */
export type ActionKind = Pick<ActionInput, "write" | "collect" | "discard">;

export interface ActionRequest<T> {
  /** The method, for people: `count`, `write.parquet`. */
  readonly name: string;
  readonly callSite: CallSite | null;
  /** Makes what to run; what it throws fails the action, not the caller. */
  readonly build: () => { readonly relation: RelationInput; readonly kind: ActionKind };
  /** Makes the value of a job that succeeded. */
  readonly finish: (result: JobResult) => T | Promise<T>;
  /** Its value where the job was planned and not run; an action without it has none then, and never ends. */
  readonly finishPlanned?: (result: JobResult) => T;
}

export interface Execution {
  analyze(
    relation: RelationInput,
    options: { readonly explain: boolean; readonly formatted?: boolean },
  ): Promise<{ schema: Schema; explain: string }>;
  /** Starts the job now. The session keeps account of it, awaited or not. */
  startAction<T>(request: ActionRequest<T>): Promise<T>;
  /** An absolute path for the plan. @throws PATH_REFUSED */
  resolvePath(path: string, at: CallSite | null): string;
  /** From now on `goldpan.table(name)` and `goldpan.sql` find the relation by this name; case does not count. */
  registerView(name: string, relation: RelationInput): void;
  /** Names what `cache()` keeps, within the application. */
  nextCacheId(): number;
  /** What the cache keeps on workers' disks is forgotten. */
  releaseCache(cacheId: number): Promise<void>;
  /** In which `show` prints instants. */
  readonly timeZone: string;
}
