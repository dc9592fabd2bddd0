/**
 * Runs the operators of a fragment over local input, up to the rows that are to be delivered. Operators fuse into one SQL
 * statement; it is cut, and what it selects so far saved, where a row function must see the rows, where rows that a volatile
 * function made are asked for twice, or where it would become more than DuckDB can hold.
 */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { ExpectationTally, Operator, Task } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import { FragmentContext, type EvaluatedStep, type FragmentInput, type FragmentTools } from "./fragment-context.js";
import { aggregated } from "./operators/aggregate.js";
import { functionsAggregated } from "./operators/aggregate-function.js";
import { ExpectationRun } from "./operators/expect.js";
import { joined } from "./operators/join.js";
import { deduplicated, sorted, windowed } from "./operators/order.js";
import { sampled } from "./operators/sample.js";
import { combined } from "./operators/set-operation.js";
import { unnested } from "./operators/unnest.js";
import { bounded, keysSampled } from "./operators/sort-keys.js";
import { filtered, limited, projected } from "./operators/project.js";
import { functionsMapped, partitionsMapped } from "./operators/map-function.js";
import { operatorsOf } from "./operators-of.js";
import { inOrder, type Relation } from "./relation.js";
import { recordsRelation } from "./records/records-source.js";
import { pieceRelation, sliceRelation, valuesRelation } from "./source-sql.js";

export interface FragmentResult {
  readonly relation: Relation;
  readonly tallies: readonly ExpectationTally[];
  readonly rowsDropped: number;
  readonly rowsQuarantined: number;
  /** One per run of expectations that may quarantine; empty when no row was. */
  readonly quarantine: readonly Relation[];
}

export class FragmentRun {
  readonly context: FragmentContext;
  private readonly expectations: ExpectationRun;
  /** Whether records were taken for well-formed. */
  trusts = false;

  constructor(
    private readonly task: Task,
    input: FragmentInput,
    tools: FragmentTools,
  ) {
    this.context = new FragmentContext(task, input, tools);
    this.expectations = new ExpectationRun(this.context);
  }

  /** Whether where rows came from is asked for; scans know it in any case. */
  private get tellsOrigins(): boolean {
    const [source] = this.task.fragment?.operators ?? [];
    return source?.scan?.provenance !== false;
  }

  /** All that was evaluated so far, in order. */
  get steps(): readonly EvaluatedStep[] {
    return this.context.steps;
  }

  /** @throws EngineError, EXPECTATION_FAILED, ROW_FUNCTION_FAILED */
  async run(): Promise<FragmentResult> {
    const relation = await this.chain(this.task.fragment?.operators ?? []);
    return { relation, ...this.expectations.result() };
  }

  /** A source and what follows it: the fragment itself, or the other side of a join or set operation. */
  private async chain([first, ...rest]: readonly Operator[]): Promise<Relation> {
    if (first === undefined) throw new InvariantError("a fragment without operators");
    const begun = await this.begin(first, rest);
    const { operators } = begun;
    let { relation } = begun;
    let mayComeInAnyOrder = false;
    for (let index = 0; index < operators.length;) {
      const operator = operators[index];
      if (operator === undefined) break;
      if (mayComeInAnyOrder && !takesRowsAsTheyCome.has(operator.operator)) {
        relation = inOrder(relation);
        mayComeInAnyOrder = false;
      }
      const expects = operator.operator === "expect" ? expectsFrom(operators, index) : [];
      relation =
        expects.length > 0 ? await this.expectations.apply(relation, expects) : await this.apply(relation, operator);
      mayComeInAnyOrder ||= putsTogether.has(operator.operator) && this.mixesParts;
      index += Math.max(1, expects.length);
      if (this.context.nests(relation) && index < operators.length) relation = await this.context.save(relation);
    }
    return mayComeInAnyOrder ? inOrder(relation) : relation;
  }

  /** What is put together from several slices, or by a set operation, goes through a join in an order that the engine does not keep. */
  private get mixesParts(): boolean {
    const operators = operatorsOf(this.task.fragment?.operators ?? []);
    return this.context.input.slices.length > 1 || operators.some(({ operator }) => operator === "setOperation");
  }

  /** A source, and what is left to do with its rows. */
  private async begin(
    first: Operator,
    operators: readonly Operator[],
  ): Promise<{ readonly relation: Relation; readonly operators: readonly Operator[] }> {
    const { scan } = first;
    const records = scan?.records;
    if (!scan || !records) return { relation: this.source(first), operators };
    const { slices } = this.context.input;
    const judging = operators[0]?.expect;
    if (!judging) throw new InvariantError("records whose malformed ones nobody counts");
    const trusted = this.trustsRecords(scan.format, operators.slice(1));
    const read = await recordsRelation(this.context, slices, { ...scan, records }, trusted);
    const relation = this.sourceStep(read.relation);
    if (!trusted) {
      this.expectations.exemplify(judging.expectation, read.examples);
      return { relation, operators };
    }
    this.trusts = true;
    this.expectations.tally({ expectation: judging.expectation, rows: read.records, violations: 0, examples: [] });
    return { relation, operators: operators.slice(1) };
  }

  /** Only where each record is read exactly once: what is asked for twice is better kept, and what is not looked at is not judged. */
  private trustsRecords(format: string, operators: readonly Operator[]): boolean {
    return (
      this.context.tools.trustsRecords &&
      format === "csv" &&
      operators.every(({ operator }) => readsAllOnce.has(operator))
    );
  }

  private source(operator: Operator): Relation {
    const { input } = this.context;
    if (operator.scan) return this.sourceStep(sliceRelation(input.slices, operator.scan.columns?.columns ?? []));
    if (operator.pieces) {
      return pieceRelation(input.pieces[operator.pieces.input] ?? [], operator.pieces.columns?.columns ?? []);
    }
    const values = operator.values ? input.values.get(operator.values) : undefined;
    if (operator.values && values !== undefined) {
      return valuesRelation(values, operator.values.columns?.columns ?? []);
    }
    throw new InvariantError(`a chain begins with ${operator.operator ?? "nothing"}`);
  }

  /** The casts of a scan are expressions too. */
  private sourceStep(relation: Relation): Relation {
    const expressions = relation.columns.map((name) => ({ name, sql: quoteIdentifier(name), columns: [name] }));
    this.context.steps.push({ input: relation, expressions });
    return relation;
  }

  private async apply(input: Relation, operator: Operator): Promise<Relation> {
    const { context } = this;
    // Operators that keep rows aside would keep what nobody asks for.
    const relation = movesRows(operator) && !this.tellsOrigins ? { ...input, provenance: undefined } : input;
    switch (operator.operator) {
      case "project":
        return await projected(context, relation, given(operator.project));
      case "filter":
        return await filtered(context, relation, given(operator.filter));
      case "limit":
        return limited(relation, given(operator.limit));
      case "aggregate":
        return await aggregated(context, relation, given(operator.aggregate));
      case "mapFunction":
        return await functionsMapped(context, relation, given(operator.mapFunction));
      case "mapPartitions":
        return await partitionsMapped(context, relation, given(operator.mapPartitions));
      case "aggregateFunction":
        return await functionsAggregated(context, relation, given(operator.aggregateFunction));
      case "join": {
        const join = given(operator.join);
        return await joined(context, relation, await this.chain(join.right), join);
      }
      case "setOperation": {
        const set = given(operator.setOperation);
        return combined(relation, await this.chain(set.right), set);
      }
      case "deduplicate":
        return await deduplicated(context, relation, given(operator.deduplicate));
      case "sort":
        return await sorted(context, relation, given(operator.sort));
      case "window":
        return await windowed(context, relation, given(operator.window));
      case "unnest":
        return await unnested(context, relation, given(operator.unnest));
      case "sample":
        return sampled(context, relation, given(operator.sample));
      case "sampleKeys":
        return await keysSampled(context, relation, given(operator.sampleKeys));
      case "bounds":
        return bounded(relation, given(operator.bounds));
      default:
        throw new InvariantError(`operator ${operator.operator ?? "without a name"} in the middle of a fragment`);
    }
  }
}

const takesRowsAsTheyCome: ReadonlySet<Operator["operator"]> = new Set([
  "project",
  "filter",
  "expect",
  "unnest",
  "join",
]);
const putsTogether: ReadonlySet<Operator["operator"]> = new Set(["join", "setOperation"]);

const readsAllOnce: ReadonlySet<Operator["operator"]> = new Set(["project", "aggregate", "unnest", "mapFunction"]);

function movesRows({ operator }: Operator): boolean {
  return (
    operator === "join" ||
    operator === "sort" ||
    operator === "window" ||
    operator === "deduplicate" ||
    operator === "sample"
  );
}

function given<T>(operator: T | null | undefined): T {
  if (operator === null || operator === undefined) throw new InvariantError("an operator without its message");
  return operator;
}

function expectsFrom(operators: readonly Operator[], first: number): Operator[] {
  const end = operators.findIndex(({ operator }, index) => index >= first && operator !== "expect");
  return operators.slice(first, end < 0 ? undefined : end);
}
