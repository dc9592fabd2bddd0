/** Runs of expectations: counts what violates them, removes it or fails, and remembers what is to be quarantined. */
import type { ExpectationTally, Operator } from "../../../common/wire/types.js";
import { expectationFailed } from "../expectation-failed.js";
import {
  countSql,
  countsOf,
  kept,
  quarantined,
  removesRows,
  violatingSql,
  type Expectation,
} from "../expectation-sql.js";
import type { FragmentContext } from "../fragment-context.js";
import type { Relation } from "../relation.js";

export interface ExpectationResult {
  readonly tallies: readonly ExpectationTally[];
  readonly rowsDropped: number;
  readonly rowsQuarantined: number;
  /** One per run of expectations that may quarantine; empty when no row was. */
  readonly quarantine: readonly Relation[];
}

export class ExpectationRun {
  private readonly tallies: ExpectationTally[] = [];
  private readonly quarantine: Relation[] = [];
  private rowsDropped = 0;
  private rowsQuarantined = 0;

  constructor(private readonly context: FragmentContext) {}

  result(): ExpectationResult {
    const { tallies, rowsDropped, rowsQuarantined } = this;
    return { tallies, rowsDropped, rowsQuarantined, quarantine: rowsQuarantined > 0 ? this.quarantine : [] };
  }

  /** @param operators  consecutive expectations. @throws EXPECTATION_FAILED, EngineError */
  async apply(relation: Relation, operators: readonly Operator[]): Promise<Relation> {
    const stable = relation.volatile ? await this.context.save(relation) : relation;
    const expectations = await this.expectations(stable, operators);
    const counts = await this.context.engine.object(countSql(stable, expectations));
    let removed = 0;
    for (const [index, { operator }] of expectations.entries()) {
      const { rows, violations, nullViolations } = countsOf(counts, index);
      const violating = violations + nullViolations;
      this.tallies.push({ expectation: operator.expectation, rows, violations, nullViolations });
      if (operator.action === "DROP") this.rowsDropped += violating;
      if (operator.action === "QUARANTINE") this.rowsQuarantined += violating;
      if (operator.action === "DROP" || operator.action === "QUARANTINE") removed += violating;
      if (operator.action === "FAIL" && violating > 0) {
        const [row] = await this.context.engine.objects(violatingSql(stable, expectations, index));
        throw expectationFailed(operator, { rows, violations: violating }, stable, row);
      }
    }
    if (expectations.some(({ operator }) => operator.action === "QUARANTINE")) {
      this.quarantine.push(quarantined(stable, expectations, this.context.task.key?.applicationId ?? ""));
    }
    return removed > 0 && expectations.some(removesRows) ? kept(stable, expectations) : stable;
  }

  private async expectations(relation: Relation, operators: readonly Operator[]): Promise<Expectation[]> {
    const expects = operators.flatMap(({ expect }) => (expect ? [expect] : []));
    const predicates = await this.context.expressions(
      relation,
      expects.map((operator) => ({ name: operator.name, tree: operator.predicate })),
    );
    return expects.map((operator, index) => ({ operator, predicate: predicates[index]?.sql ?? "true" }));
  }
}
