/** What the operators of one fragment share: its input and tools, and what was evaluated and saved so far. */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Task, Tree, ValuesSource } from "../../common/wire/types.js";
import type { Engine } from "../engine/engine.js";
import type { LocalPiece } from "../executor-protocol.js";
import { columnsOf, functionsOf, type TreeTranslator } from "../engine/tree-sql.js";
import { allColumns, names, type NamedSql, type Relation, type SavedRelation } from "./relation.js";
import type { RowFunctionCalls } from "./row-function-calls.js";
import type { LocalSlice } from "./local-slice.js";

export interface FragmentInput {
  readonly slices: readonly LocalSlice[];
  /** Files of each input of the task, in the order in which they are consumed. */
  readonly pieces: readonly (readonly LocalPiece[])[];
  /** Files of the script's own rows. */
  readonly values: ReadonlyMap<ValuesSource, string>;
}

export interface FragmentTools {
  readonly engine: Engine;
  readonly translator: TreeTranslator;
  /** Functions, in lower case, that may answer differently each time. */
  readonly volatileFunctions: ReadonlySet<string>;
  readonly functionCalls: RowFunctionCalls;
  readonly isCancelled: () => boolean;
  /** Whether records of text are read as if none were malformed: one that is fails the query. */
  readonly trustsRecords: boolean;
}

export interface EvaluatedExpression extends NamedSql {
  /** Columns that it reads. */
  readonly columns: readonly string[];
}

/** Expressions as they were evaluated, for finding the row that one failed on. */
export interface EvaluatedStep {
  readonly input: Relation;
  readonly expressions: readonly EvaluatedExpression[];
}

/** DuckDB refuses to parse beyond a depth of 1,000, of which a query takes some. */
const nestedQueriesMax = 200;
/** Each column of each query holds a vector of 2,048 values while the statement runs: 16 to 32 KB. */
const nestedColumnsMax = 8_000;

export class FragmentContext {
  /** All that was evaluated so far, in order. */
  readonly steps: EvaluatedStep[] = [];
  private savedTables = 0;
  private nestedQueries = 0;
  private nestedColumns = 0;

  constructor(
    readonly task: Task,
    readonly input: FragmentInput,
    readonly tools: FragmentTools,
  ) {}

  get engine(): Engine {
    return this.tools.engine;
  }

  get isCancelled(): () => boolean {
    return this.tools.isCancelled;
  }

  /** Trees as SQL over the relation's columns, noted as a step. @throws INTERNAL where a tree is missing */
  async expressions(
    relation: Relation,
    columns: readonly { readonly name: string; readonly tree: Tree | null }[],
  ): Promise<readonly EvaluatedExpression[]> {
    const translated = await this.translated(columns.map((column) => column.tree));
    const expressions = columns.map((column, index) => ({
      name: column.name,
      sql: translated[index] ?? "",
      columns: columnsOf(treeJson(column.tree)),
    }));
    this.steps.push({ input: relation, expressions });
    return expressions;
  }

  /** Trees as SQL, to be used in parentheses. @throws INTERNAL where a tree is missing */
  async translated(trees: readonly (Tree | null)[]): Promise<string[]> {
    return await this.tools.translator.translate(this.engine, trees.map(treeJson));
  }

  /** Whether a relation or an expression over it may answer differently when it is asked twice. */
  isVolatile(relation: Relation, trees: readonly (Tree | null)[]): boolean {
    const { volatileFunctions } = this.tools;
    return (
      relation.volatile || trees.some((tree) => functionsOf(treeJson(tree)).some((name) => volatileFunctions.has(name)))
    );
  }

  /** The rows so far as a table of the engine, which spills to disk where memory ends. */
  async save(relation: Relation): Promise<SavedRelation> {
    const table = this.newTable();
    await this.engine.run(`CREATE TEMP TABLE ${quoteIdentifier(table)} AS ${relation.sql}`);
    this.nestedQueries = 0;
    this.nestedColumns = 0;
    const { rows } = await this.engine.object(`SELECT count(*) AS rows FROM ${quoteIdentifier(table)}`);
    const stored = { sql: `SELECT ${names(allColumns(relation))} FROM ${quoteIdentifier(table)}`, rows: Number(rows) };
    return { ...relation, ...stored, stored, volatile: false, table };
  }

  /** A name that no table of the fragment has yet. */
  newTable(): string {
    return `goldpan_saved_${String(this.savedTables++)}`;
  }

  /** Counts a query around those before it. @returns whether they are as many, or as wide, as one statement should hold */
  nests({ columns }: Relation): boolean {
    this.nestedQueries++;
    this.nestedColumns += columns.length;
    return this.nestedQueries >= nestedQueriesMax || this.nestedColumns >= nestedColumnsMax;
  }
}

function treeJson(tree: Tree | null): string {
  if (tree === null || tree.json === "") throw new GoldpanError("INTERNAL", "an operator came without its expression");
  return tree.json;
}
