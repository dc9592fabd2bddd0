/**
 * What all DataFrames are made of: a plan and the session that runs it. The methods of `DataFrame` lie in classes by subject, each
 * over the one before: columns and rows (`ShapedFrame`), order and place of rows (`ArrangedFrame`), several rows or frames together
 * (`CombinedFrame`), actions (`DataFrame`).
 */
import type { CallSite, RelationInput } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import type { Execution } from "../execution.js";
import { methodOf } from "../arguments/name-arguments.js";
import { assertPlanSize } from "../plan.js";
import { shownValue } from "../arguments/shown-value.js";

export abstract class BaseFrame {
  /** @internal */
  relation: RelationInput;
  /** @internal */
  protected readonly execution: Execution;

  /** @internal */
  constructor(execution: Execution, relation: RelationInput) {
    this.execution = execution;
    this.relation = relation;
  }

  /** @internal  A frame of the same class over `relation`. @throws PLAN_REFUSED when the plan becomes too large */
  protected derive(callSite: CallSite | null, relation: RelationInput): this {
    const derived = { callSite, ...relation };
    assertPlanSize(derived);
    const Frame = this.constructor as new (execution: Execution, relation: RelationInput) => this;
    return new Frame(this.execution, derived);
  }
}

/** Scripts need not be type-checked. @throws PLAN_REFUSED for anything but a DataFrame */
export function assertFrame(other: unknown, at: CallSite | null): void {
  if (other instanceof BaseFrame) return;
  const what = `${methodOf(at)} takes a DataFrame, not ${shownValue(other)}`;
  throw planRefused(what, at, "goldpan.createDataFrame makes one of rows");
}

/** @throws PLAN_REFUSED for anything but a whole number from 0 */
export function rowCount(count: number, method: string, at: CallSite | null): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  const shown = typeof count === "object" ? shownValue(count) : String(count);
  const hint = method === "show" ? "pass a whole number from 0: show(5), show(5, false)" : "pass a whole number from 0";
  throw planRefused(`${method}(${shown}) is not a number of rows`, at, hint);
}
