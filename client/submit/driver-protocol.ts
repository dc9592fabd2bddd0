/**
 * What the supervisor and its driver say to each other, over Node's IPC channel with advanced serialization, so that bytes pass.
 * The driver asks, the supervisor answers by request number; jobs live in the supervisor, so that a script which blocks its thread
 * holds up nothing but itself.
 */
import type {
  ActionInput,
  CallSite,
  JobProgress,
  Notice,
  PlanInput,
  Schema,
  WireErrorInput,
} from "../../common/wire/types.js";
import type { JobResult } from "../master-connection.js";

/** The application is registered: the script is loaded and its `main` runs. The first message, sent once. */
export interface BeginApplication {
  readonly kind: "begin";
  readonly bundlePath: string;
  readonly sourceMapPath: string;
  /** Absolute. */
  readonly scriptPath: string;
  readonly args: readonly string[];
  readonly applicationId: string;
  readonly applicationName: string;
  /** `goldpan.*` settings of the user, none secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of the bundle that executors load; empty without row functions. */
  readonly bundleSha256: string;
  /** Bare paths are taken from here, and files below it are named relative to it. */
  readonly baseFolder: string;
  /** Paths of the files that travel with the application, by name; undefined where they lie in this process's folder. */
  readonly files: Readonly<Record<string, string>> | undefined;
}

export type ToDriver =
  | BeginApplication
  | { readonly kind: "progress"; readonly request: number; readonly progress: JobProgress }
  | { readonly kind: "notice"; readonly request: number; readonly notice: Notice }
  | { readonly kind: "analyzed"; readonly request: number; readonly schema: Schema; readonly explain: string }
  | { readonly kind: "released"; readonly request: number }
  | { readonly kind: "ran"; readonly request: number; readonly result: JobResult }
  /** `jobId`: of the job that failed; undefined for an analysis. */
  | {
      readonly kind: "refused";
      readonly request: number;
      readonly error: WireErrorInput;
      readonly jobId: number | undefined;
    };

/** An error of the script, with its stack in terms of the user's files: for --verbose alone. */
export interface ScriptError {
  readonly error: WireErrorInput;
  readonly stack: string;
  /** Of the job whose failure it is. */
  readonly jobId: number | undefined;
}

export type FromDriver =
  | {
      readonly kind: "analyze";
      readonly request: number;
      readonly plan: PlanInput;
      readonly explain: boolean;
      readonly formatted: boolean;
    }
  /** `observed`: progress and notices are wanted, too. */
  | {
      readonly kind: "run";
      readonly request: number;
      readonly action: ActionInput;
      readonly observed: boolean;
      /** See RunOptions. */
      readonly sniffs: boolean;
    }
  | { readonly kind: "release"; readonly request: number; readonly cacheId: number }
  /** Failures of jobs that nothing in the script looked at. Sent once, when it ends or exits. */
  | { readonly kind: "unseen"; readonly errors: readonly ScriptError[] }
  /** Actions that the script never awaited: they were waited for. Sent once, when it ends. */
  | { readonly kind: "forgotten"; readonly callSites: readonly (CallSite | null)[] }
  /** What the columns of files are, whose script did not say. */
  | { readonly kind: "inferred"; readonly notice: Notice }
  /** The value of an action is not known, since its job was not run. */
  | { readonly kind: "unanswered"; readonly action: string; readonly callSite: CallSite | null }
  /** The script is over; `error` is what it threw. Sent once, last. */
  | { readonly kind: "ended"; readonly error: ScriptError | undefined };
