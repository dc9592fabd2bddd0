/**
 * Runs the operators of a fragment over local input, up to the rows that are to be delivered. Operators fuse into one SQL
 * statement; it is cut, and what it selects so far saved, where a row function must see the rows, where rows that a volatile
 * function made are asked for twice, or where it would become more than DuckDB can hold.
 */
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import type {
  ExpectationTally,
  MapFunctionOperator,
  NamedTree,
  Operator,
  Task,
  Tree,
} from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Engine } from "../engine/engine.js";
import { columnsOf, functionsOf, type TreeTranslator } from "../engine/tree-sql.js";
import {
  countSql,
  countsOf,
  kept,
  quarantined,
  removesRows,
  violatingSql,
  type Expectation,
} from "./expectation-sql.js";
import { expectationFailed } from "./expectation-failed.js";
import { allColumns, names, project, where, type NamedSql, type Relation, type SavedRelation } from "./relation.js";
import type { RowFunctionCalls } from "./row-function-calls.js";
import { pieceRelation, sliceRelation, valuesRelation, type LocalSlice } from "./source-sql.js";

export interface FragmentInput {
  readonly slices: readonly LocalSlice[];
  readonly piecePaths: readonly string[];
  /** File of the script's own rows; undefined when the fragment has none. */
  readonly valuesPath: string | undefined;
}

export interface FragmentTools {
  readonly engine: Engine;
  readonly translator: TreeTranslator;
  /** Functions, in lower case, that may answer differently each time. */
  readonly volatileFunctions: ReadonlySet<string>;
  readonly functionCalls: RowFunctionCalls;
}

/** An expression as it was evaluated, for finding the row it failed on. */
export interface EvaluatedStep {
  readonly input: Relation;
  readonly expressions: readonly (NamedSql & { readonly columns: readonly string[] })[];
}

export interface FragmentResult {
  readonly relation: Relation;
  readonly tallies: readonly ExpectationTally[];
  readonly rowsDropped: number;
  readonly rowsQuarantined: number;
  /** One per run of expectations that may quarantine; empty when no row was. */
  readonly quarantine: readonly Relation[];
}

/** DuckDB refuses to parse beyond a depth of 1,000, of which a query takes some. */
const nestedQueriesMax = 200;
/** Each column of each query holds a vector of 2,048 values while the statement runs: 16 to 32 KB. */
const nestedColumnsMax = 8_000;

export class FragmentRun {
  /** All that was evaluated so far, in order. */
  readonly steps: EvaluatedStep[] = [];
  private readonly tallies: ExpectationTally[] = [];
  private readonly quarantine: Relation[] = [];
  private rowsDropped = 0;
  private rowsQuarantined = 0;
  private savedTables = 0;
  private nestedQueries = 0;
  private nestedColumns = 0;

  constructor(
    private readonly task: Task,
    private readonly input: FragmentInput,
    private readonly tools: FragmentTools,
  ) {}

  /** @throws EngineError, EXPECTATION_FAILED, ROW_FUNCTION_FAILED */
  async run(): Promise<FragmentResult> {
    const [first, ...rest] = this.task.fragment?.operators ?? [];
    if (first === undefined) throw new InvariantError("a fragment without operators");
    let relation = this.source(first);
    for (let index = 0; index < rest.length;) {
      const operator = rest[index];
      if (operator === undefined) break;
      const expects = operator.operator === "expect" ? expectsFrom(rest, index) : [];
      relation = expects.length > 0 ? await this.expect(relation, expects) : await this.apply(relation, operator);
      index += Math.max(1, expects.length);
      if (this.nests(relation) && index < rest.length) relation = await this.save(relation);
    }
    return {
      relation,
      tallies: this.tallies,
      rowsDropped: this.rowsDropped,
      rowsQuarantined: this.rowsQuarantined,
      quarantine: this.rowsQuarantined > 0 ? this.quarantine : [],
    };
  }

  /** Counts a query around those before it. @returns whether they are as many, or as wide, as one statement should hold */
  private nests({ columns }: Relation): boolean {
    this.nestedQueries++;
    this.nestedColumns += columns.length;
    return this.nestedQueries >= nestedQueriesMax || this.nestedColumns >= nestedColumnsMax;
  }

  private source(operator: Operator): Relation {
    if (operator.scan) return this.sourceStep(sliceRelation(this.input.slices, operator.scan.columns?.columns ?? []));
    if (operator.pieces) return pieceRelation(this.input.piecePaths, operator.pieces.columns?.columns ?? []);
    if (operator.values && this.input.valuesPath !== undefined) {
      return valuesRelation(this.input.valuesPath, operator.values.columns?.columns ?? []);
    }
    throw new InvariantError(`a fragment begins with ${operator.operator ?? "nothing"}`);
  }

  /** The casts of a scan are expressions too. */
  private sourceStep(relation: Relation): Relation {
    const expressions = relation.columns.map((name) => ({ name, sql: quoteIdentifier(name), columns: [name] }));
    this.steps.push({ input: relation, expressions });
    return relation;
  }

  private async apply(relation: Relation, operator: Operator): Promise<Relation> {
    switch (operator.operator) {
      case "project":
        return await this.project(relation, operator.project?.columns ?? []);
      case "filter": {
        const condition = await this.expressions(relation, [{ name: "filter", tree: operator.filter ?? null }]);
        return {
          ...where(relation, `(${condition[0]?.sql ?? "true"})`),
          volatile: this.isVolatile(relation, [operator.filter ?? null]),
        };
      }
      case "limit":
        return { ...relation, sql: `SELECT * FROM (${relation.sql}) LIMIT ${String(operator.limit ?? 0)}` };
      case "aggregate": {
        const aggregates = await this.expressions(relation, operator.aggregate?.aggregates ?? []);
        return project({ ...relation, provenance: undefined }, aggregates);
      }
      case "mapFunction":
        return await this.mapFunction(relation, operator.mapFunction ?? { calls: [] });
      default:
        throw new InvariantError(`operator ${operator.operator ?? "without a name"} in the middle of a fragment`);
    }
  }

  private async project(relation: Relation, columns: readonly NamedTree[]): Promise<Relation> {
    const expressions = await this.expressions(relation, columns);
    const volatile = this.isVolatile(
      relation,
      columns.map((column) => column.tree),
    );
    return { ...project(relation, expressions), volatile };
  }

  private async expressions(
    relation: Relation,
    columns: readonly { readonly name: string; readonly tree: Tree | null }[],
  ): Promise<EvaluatedStep["expressions"]> {
    const trees = columns.map((column) => treeJson(column.tree));
    const translated = await this.tools.translator.translate(this.tools.engine, trees);
    const expressions = columns.map((column, index) => ({
      name: column.name,
      sql: translated[index] ?? "",
      columns: columnsOf(trees[index] ?? ""),
    }));
    this.steps.push({ input: relation, expressions });
    return expressions;
  }

  private isVolatile(relation: Relation, trees: readonly (Tree | null)[]): boolean {
    const { volatileFunctions } = this.tools;
    return (
      relation.volatile || trees.some((tree) => functionsOf(treeJson(tree)).some((name) => volatileFunctions.has(name)))
    );
  }

  private async expect(relation: Relation, operators: readonly Operator[]): Promise<Relation> {
    const stable = relation.volatile ? await this.save(relation) : relation;
    const expectations = await this.expectations(stable, operators);
    const counts = await this.tools.engine.object(countSql(stable, expectations));
    let removed = 0;
    for (const [index, { operator }] of expectations.entries()) {
      const { rows, violations, nullViolations } = countsOf(counts, index);
      const violating = violations + nullViolations;
      this.tallies.push({ expectation: operator.expectation, rows, violations, nullViolations });
      if (operator.action === "DROP") this.rowsDropped += violating;
      if (operator.action === "QUARANTINE") this.rowsQuarantined += violating;
      if (operator.action === "DROP" || operator.action === "QUARANTINE") removed += violating;
      if (operator.action === "FAIL" && violating > 0) {
        const [row] = await this.tools.engine.objects(violatingSql(stable, expectations, index));
        throw expectationFailed(operator, { rows, violations: violating }, stable, row);
      }
    }
    if (expectations.some(({ operator }) => operator.action === "QUARANTINE")) {
      this.quarantine.push(quarantined(stable, expectations, this.task.key?.applicationId ?? ""));
    }
    return removed > 0 && expectations.some(removesRows) ? kept(stable, expectations) : stable;
  }

  private async expectations(relation: Relation, operators: readonly Operator[]): Promise<Expectation[]> {
    const expects = operators.flatMap(({ expect }) => (expect ? [expect] : []));
    const predicates = await this.expressions(
      relation,
      expects.map((operator) => ({ name: operator.name, tree: operator.predicate })),
    );
    return expects.map((operator, index) => ({ operator, predicate: predicates[index]?.sql ?? "true" }));
  }

  private async mapFunction(relation: Relation, operator: MapFunctionOperator): Promise<Relation> {
    const saved = await this.save(relation);
    const outputs = await this.tools.functionCalls.call(operator.calls, saved);
    const joined = outputs.map(
      ({ table }, index) =>
        ` POSITIONAL JOIN (SELECT value AS ${resultName(index)} FROM ${quoteIdentifier(table)}) AS r${String(index)}`,
    );
    const results = outputs.map(({ name, sql }, index) => `${sql(resultName(index))} AS ${quoteIdentifier(name)}`);
    const list = [...allColumns(saved).map(quoteIdentifier), ...results].join(", ");
    return {
      ...saved,
      sql: `SELECT ${list} FROM ${quoteIdentifier(saved.table)}${joined.join("")}`,
      columns: [...saved.columns, ...outputs.map((output) => output.name)],
    };
  }

  /** The rows so far as a table of the engine, which spills to disk where memory ends. */
  private async save(relation: Relation): Promise<SavedRelation> {
    const table = `goldpan_saved_${String(this.savedTables++)}`;
    await this.tools.engine.run(`CREATE TABLE ${quoteIdentifier(table)} AS ${relation.sql}`);
    this.nestedQueries = 0;
    this.nestedColumns = 0;
    const { rows } = await this.tools.engine.object(`SELECT count(*) AS rows FROM ${quoteIdentifier(table)}`);
    const sql = `SELECT ${names(allColumns(relation))} FROM ${quoteIdentifier(table)}`;
    return { ...relation, sql, volatile: false, table, rows: Number(rows) };
  }
}

function resultName(index: number): string {
  return quoteIdentifier(`__executor_result_${String(index)}`);
}

function expectsFrom(operators: readonly Operator[], first: number): Operator[] {
  const end = operators.findIndex(({ operator }, index) => index >= first && operator !== "expect");
  return operators.slice(first, end < 0 ? undefined : end);
}

function treeJson(tree: Tree | null): string {
  if (tree === null || tree.json === "") throw new GoldpanError("INTERNAL", "an operator came without its expression");
  return tree.json;
}
