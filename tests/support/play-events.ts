/** Plays events to the scheduler, for tests that read as a list of events and the actions of the last one. */
import type { Action } from "../../master/core/actions.js";
import type { SchedulerEvent } from "../../master/core/events.js";
import { checkInvariants } from "../../master/core/invariants.js";
import { Scheduler } from "../../master/core/scheduler.js";

/** Steps through all events; the actions of the last one. */
export function play(events: readonly SchedulerEvent[], scheduler = new Scheduler()): readonly Action[] {
  let actions: readonly Action[] = [];
  for (const event of events) {
    actions = scheduler.step(event);
    checkInvariants(scheduler.state);
  }
  return actions;
}

/** `stage/partition#attempt@worker` of each launch. */
export function placed(actions: readonly Action[]): string[] {
  return actions.flatMap((action) =>
    action.kind === "LaunchTask"
      ? [`${action.key.stageId}/${action.key.partition}#${action.key.attempt}@${action.workerId}`]
      : [],
  );
}

export function kinds(actions: readonly Action[]): string[] {
  return actions.map(({ kind }) => kind);
}
