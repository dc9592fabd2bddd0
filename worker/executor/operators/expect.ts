/** Runs of expectations: counts what violates them, removes it or fails, and remembers what is to be quarantined. */
import type { ExpectationTally, Operator, Tree } from "../../../common/wire/types.js";
import { examplesMax, expectationFailed } from "../expectation-failed.js";
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
import { Redaction } from "../redaction.js";
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
  private readonly examples = new Map<number, readonly string[]>();

  constructor(private readonly context: FragmentContext) {}

  /** What nobody has to look at: an expectation over rows that are known to hold it, or that were counted elsewhere. */
  tally(tally: Omit<ExpectationTally, "nullViolations">): void {
    this.tallies.push({ ...tally, nullViolations: 0 });
  }

  /** Shown with the violations of an expectation. */
  exemplify(expectation: number, examples: readonly string[]): void {
    this.examples.set(expectation, examples);
  }

  result(): ExpectationResult {
    const { rowsDropped, rowsQuarantined } = this;
    const tallies = this.tallies.map((tally) => {
      const examples = this.examples.get(tally.expectation);
      return examples === undefined ? tally : { ...tally, examples: [...examples] };
    });
    return { tallies, rowsDropped, rowsQuarantined, quarantine: rowsQuarantined > 0 ? this.quarantine : [] };
  }

  /** @param operators  consecutive expectations. @throws EXPECTATION_FAILED, EngineError */
  async apply(relation: Relation, operators: readonly Operator[]): Promise<Relation> {
    const stable = relation.volatile ? await this.context.save(relation) : relation;
    const expectations = await this.expectations(stable, operators);
    const counts = await this.context.engine.object(countSql(stable, expectations));
    let removed = 0;
    for (const [index, expectation] of expectations.entries()) {
      const { operator } = expectation;
      const { newestMs, ...count } = countsOf(counts, index);
      const { rows, violations, nullViolations } = count;
      const violating = violations + nullViolations;
      const newest = newestMs === undefined ? {} : { newestMs };
      this.tallies.push({ expectation: operator.expectation, ...count, ...newest, examples: [] });
      if (operator.action === "DROP") this.rowsDropped += violating;
      if (operator.action === "QUARANTINE") this.rowsQuarantined += violating;
      if (removesRows(expectation)) removed += violating;
      if (operator.action === "FAIL" && violating > 0) {
        const examples = await this.context.engine.objects(violatingSql(stable, expectations, index, examplesMax));
        const failed = { rows, violations: violating, examples };
        throw expectationFailed(operator, stable, failed, Redaction.of(this.context.task));
      }
    }
    if (expectations.some(({ operator }) => operator.action === "QUARANTINE")) {
      this.quarantine.push(quarantined(stable, expectations, this.context.task.key?.applicationId ?? ""));
    }
    return removed > 0 ? kept(stable, expectations) : stable;
  }

  private async expectations(relation: Relation, operators: readonly Operator[]): Promise<Expectation[]> {
    const expects = operators.flatMap(({ expect }) => (expect ? [expect] : []));
    const asked = expects.flatMap(({ name, predicate, newest }) => {
      const tree = predicate ?? newest;
      return tree === null ? [] : [{ name, tree }];
    });
    const expressions = await this.context.expressions(relation, asked);
    const sqlOf = (tree: Tree | null): string | undefined =>
      tree === null ? undefined : expressions[asked.findIndex((one) => one.tree === tree)]?.sql;
    return expects.map((operator) => ({
      operator,
      predicate: sqlOf(operator.predicate),
      newest: sqlOf(operator.newest),
    }));
  }
}
