/** Where the outputs of stages are. */
import type { PieceRefInput } from "../../common/wire/types.js";
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { SchedulerState, StageRecord } from "./state.js";
import { presentWorker } from "./step.js";
import { story } from "./tasks.js";

/**
 * @param stages  complete, in ascending order
 * @returns one per task, in ascending (stage, partition) order. Pieces that are lost and no longer wanted have no address.
 */
export function pieceRefs(state: SchedulerState, stages: readonly StageRecord[]): PieceRefInput[] {
  return stages.flatMap((stage) =>
    stage.tasks.map((task) => {
      if (task.state.kind !== "accepted") throw new InvariantError(`no pieces yet: ${story(stage, task)}`);
      const { key, holder, report } = task.state;
      const address = holder === undefined ? "" : (presentWorker(state.workers.get(holder))?.pieceAddress ?? "");
      return { key, workerId: holder ?? "", address, bytes: report.bytesOut, rows: report.rowsOut };
    }),
  );
}
