/** select: columns of each row, or, as in Spark, one row of all of them where its columns are aggregates. */
import type { Aggregate, CallSite, Project, Relation } from "../../../common/wire/types.js";
import { lackOf } from "../expressions/lacks.js";
import type { Scope } from "../expressions/scope.js";
import { isWrittenOut } from "../sql/wire-relations.js";
import { bindAggregate } from "./bind-aggregate.js";
import { bindProject } from "./bind-projections.js";
import type { Binding } from "./binding.js";
import { required } from "./parts.js";

/** @throws what is wrong with the columns: beside aggregates, columns that are none themselves */
export async function bindSelect(
  binding: Binding,
  relation: Relation,
  { input: below, columns }: Project,
  callSite: CallSite | null,
): Promise<Scope> {
  const input = binding.standFor(await binding.bind(required(below)));
  try {
    return await bindProject(binding, { input, columns }, callSite);
  } catch (error) {
    // SQL says itself what it aggregates.
    if (lackOf(error)?.kind !== "aggregate" || isWrittenOut(relation)) throw error;
    const whole: Aggregate = { input, grouping: [], aggregates: columns, kind: "GROUP_BY", sets: [], pivot: null };
    return await bindAggregate(binding, whole, callSite);
  }
}
