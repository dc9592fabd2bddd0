/**
 * What a journal that starts anew begins with. While no application is open, the workers are all there is to know: a replay of the
 * one event gives the state in which it was taken.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { KnownWorker, StateCarriedOver } from "./events.js";
import type { SchedulerState, WorkerRecord } from "./state.js";
import type { Step } from "./step.js";

/** In the order of their first registration. */
export function knownWorkers(state: SchedulerState): KnownWorker[] {
  return [...state.workers.values()].map((worker) => {
    if (worker.state.kind === "lost") return { ...worker, state: { ...worker.state } };
    const { attempts, ...known } = worker.state;
    if (attempts.size > 0) throw new InvariantError(`${worker.workerId} runs attempts of no application`);
    return { ...worker, state: known };
  });
}

export function carryOver(step: Step, event: StateCarriedOver): void {
  const { state } = step;
  if (state.applications.size > 0) throw new InvariantError("applications are open that would be forgotten");
  state.staleMessageCount = 0;
  state.workers.clear();
  for (const { workerId, epoch, state: known } of event.workers) {
    const worker: WorkerRecord = {
      workerId,
      epoch,
      state: known.kind === "lost" ? { ...known } : { ...known, attempts: new Map() },
    };
    state.workers.set(workerId, worker);
  }
}
