/** Functions of the script over rows: a column more, or other rows altogether. */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { MapFunctionOperator, MapPartitionsOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, names, type Relation } from "../relation.js";
import type { CallOutput } from "../row-function-calls.js";

/** Appends one column per call. */
export async function functionsMapped(
  context: FragmentContext,
  relation: Relation,
  { calls }: MapFunctionOperator,
): Promise<Relation> {
  const saved = await context.save(relation);
  const outputs = await context.tools.functionCalls.call(calls, saved);
  const list = [...allColumns(saved).map(quoteIdentifier), ...resultValues(outputs)].join(", ");
  return {
    ...saved,
    sql: `SELECT ${list} FROM ${[quoteIdentifier(saved.table), ...resultTables(outputs)].join(" POSITIONAL JOIN ")}`,
    columns: [...saved.columns, ...outputs.map((output) => output.name)],
  };
}

/** The rows that a function gives for all rows of the task. Where rows came from is not kept. */
export async function partitionsMapped(
  context: FragmentContext,
  relation: Relation,
  { function: declared, output }: MapPartitionsOperator,
): Promise<Relation> {
  if (declared === null) throw new InvariantError("a call of no function");
  const columns = output?.columns ?? [];
  const { functionCalls } = context.tools;
  const saved = await context.save(relation);
  const described = await context.engine.describe(
    `SELECT ${names(saved.columns)} FROM ${quoteIdentifier(saved.table)}`,
  );
  const types = saved.columns.map((_, index) => described[index]?.type.toString() ?? "");
  const inputs = await functionCalls.arguments(declared.name, types, saved.columns);
  const forms = await functionCalls.returns(
    declared.name,
    columns.map(({ type }) => type),
  );
  const returns = forms.map((form, index) => ({
    form,
    name: columns[index]?.name ?? "",
    type: columns[index]?.type ?? "",
  }));
  const { outputs } = await functionCalls.inSession(
    {
      declared,
      start: {
        function: "partitions",
        name: declared.name,
        bigint: declared.bigint,
        inputs: inputs.map(({ kind, shape }, index) => ({ kind, shape, name: saved.columns[index] ?? "" })),
        outputs: returns.map(({ form, name, type }) => ({ kind: form.kind, name, type })),
      },
      arguments: inputs,
      starts: undefined,
      returns,
    },
    saved,
  );
  return {
    sql: `SELECT ${resultValues(outputs).join(", ")} FROM ${resultTables(outputs).join(" POSITIONAL JOIN ")}`,
    columns: outputs.map(({ name }) => name),
    provenance: undefined,
    volatile: false,
  };
}

/** Results in their declared types, over the tables joined by position. */
export function resultValues(outputs: readonly CallOutput[]): string[] {
  return outputs.map(({ name, sql }, index) => `${sql(resultName(index))} AS ${quoteIdentifier(name)}`);
}

export function resultTables(outputs: readonly CallOutput[]): string[] {
  return outputs.map(
    ({ table }, index) => `(SELECT value AS ${resultName(index)} FROM ${quoteIdentifier(table)}) AS r${String(index)}`,
  );
}

function resultName(index: number): string {
  return quoteIdentifier(`__executor_result_${String(index)}`);
}
