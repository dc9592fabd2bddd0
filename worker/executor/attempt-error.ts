/** What a failed attempt tells: the engine's failures become errors that say where, and what to do. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { formatBytes } from "../../common/units.js";
import { diskError, workDiskFull } from "../disk-full.js";
import type { Engine } from "../engine/engine.js";
import { EngineError } from "../engine/engine-error.js";
import type { EvaluatedStep } from "./fragment-context.js";
import { findBadRow } from "./find-bad-row.js";
import type { Redaction } from "./redaction.js";
import { findUnreadable } from "./find-unreadable.js";
import type { LocalSlice } from "./local-slice.js";

/** What is known of an attempt when it fails. */
export interface FailureScene {
  readonly engine: Engine | undefined;
  readonly slices: readonly LocalSlice[];
  readonly steps: readonly EvaluatedStep[];
  readonly memoryBytes: number;
  /** Whether what an exchange parted is all that it reads. */
  readonly readsPieces: boolean;
  readonly spillBytesMax: number;
  readonly folder: string;
  /** Which values errors must not show. */
  readonly redaction: Redaction;
  readonly isCancelled: () => boolean;
}

export async function attemptError(error: unknown, scene: FailureScene): Promise<GoldpanError> {
  if (scene.isCancelled()) return new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
  if (!(error instanceof EngineError)) return diskError(error, scene.folder);
  try {
    return await engineFailure(error, scene);
  } catch (failure) {
    // The search for the cause met a failure of its own: the first one is what happened.
    return plainFailure(error, failure);
  }
}

async function engineFailure(error: EngineError, scene: FailureScene): Promise<GoldpanError> {
  const { engine } = scene;
  if (error.kind === "memory") return memoryError(error, scene);
  if (error.kind === "spill") return spillFull(error, scene);
  if (error.kind === "disk") return workDiskFull(error, scene.folder);
  if (engine === undefined || error.kind === "interrupted") return plainFailure(error, undefined);
  const unreadable = await findUnreadable(engine, scene.slices, error);
  if (unreadable !== undefined) return unreadable.error;
  if (error.kind !== "data") return plainFailure(error, undefined);
  return await findBadRow(engine, scene.steps, scene.slices, error, scene.redaction, scene.isCancelled);
}

function plainFailure(error: EngineError, other: unknown): GoldpanError {
  if (error.kind === "data") {
    return new GoldpanError("DATA_ERROR", error.message, { details: { rowGroup: -1, row: -1 }, cause: other ?? error });
  }
  return new GoldpanError("INTERNAL", `the engine failed: ${error.message}`, { cause: other ?? error });
}

function memoryError(error: EngineError, scene: FailureScene): GoldpanError {
  const setting = "goldpan.executor.memory";
  const smaller = scene.readsPieces ? "; with a higher goldpan.sql.shuffle.partitions a task has less" : "";
  return new GoldpanError("EXECUTOR_OUT_OF_MEMORY", `a task needs more than the memory of ${setting}`, {
    details: { setting, limit: scene.memoryBytes, actual: scene.memoryBytes },
    hint: `set a higher ${setting}; it is ${formatBytes(scene.memoryBytes)} now${smaller}`,
    cause: error,
  });
}

function spillFull(error: EngineError, scene: FailureScene): GoldpanError {
  return new GoldpanError(
    "DISK_FULL",
    `a task's spilled rows do not fit: they may take ${formatBytes(scene.spillBytesMax)} below ${scene.folder}`,
    {
      details: { setting: "goldpan.local.dir", limit: scene.spillBytesMax, actual: scene.spillBytesMax },
      hint: "give the worker a larger disk: set goldpan.local.dir to a folder on it",
      cause: error,
    },
  );
}
