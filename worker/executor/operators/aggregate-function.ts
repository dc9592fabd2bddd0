/**
 * Aggregates of the script. Rows are sorted by their group, which spills, and pass through the function page by page, so that it holds
 * one state at a time; within a group they come as consumed.
 */
import { InvariantError } from "../../../common/errors/goldpan-error.js";
import type { AggregateFunctionOperator, RowFunctionCall } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, names, numbered, positionColumn, type Relation, type SavedRelation } from "../relation.js";
import type { CallOutput } from "../row-function-calls.js";
import { resultTables, resultValues } from "./map-function.js";

const startsColumn = "__executor_starts";
const starts = quoteIdentifier(startsColumn);

export async function functionsAggregated(
  context: FragmentContext,
  relation: Relation,
  { keys, calls, step }: AggregateFunctionOperator,
): Promise<Relation> {
  const saved = keys.length === 0 ? await context.save(relation) : await context.save(grouped(relation, keys));
  const groups = `SELECT ${names(keys)} FROM ${quoteIdentifier(saved.table)} WHERE ${starts}`;
  const groupCount =
    keys.length === 0 ? 1 : Number((await context.engine.object(`SELECT count(*) AS n FROM (${groups})`))["n"]);
  const outputs: CallOutput[] = [];
  for (const call of groupCount === 0 ? [] : calls) {
    const output = await aggregatedBy(context, saved, call, { step, isGrouped: keys.length > 0 });
    if (output.rows !== groupCount) {
      throw new InvariantError(`'${call.output}' has ${String(output.rows)} of ${String(groupCount)} groups`);
    }
    outputs.push(...output.outputs);
  }
  const columns = [...keys, ...calls.map(({ output }) => output)];
  const tables = [...(keys.length === 0 ? [] : [`(${groups}) AS g`]), ...resultTables(outputs)];
  const list = [...keys.map(quoteIdentifier), ...resultValues(outputs)];
  const sql =
    groupCount === 0
      ? emptySql(groups, calls, step)
      : `SELECT ${list.join(", ")} FROM ${tables.join(" POSITIONAL JOIN ")}`;
  return { sql, columns, provenance: undefined, volatile: false };
}

/** The rows, those of a group beside each other, and whether a row is the first of its group. */
function grouped(relation: Relation, keys: readonly string[]): Relation {
  const columns = names(allColumns(relation));
  const order = [...keys, positionColumn].map(quoteIdentifier).join(", ");
  const sorted = `SELECT ${columns} FROM (${numbered(relation)}) ORDER BY ${order}`;
  const differs = keys.map((key) => `${quoteIdentifier(key)} IS DISTINCT FROM lag(${quoteIdentifier(key)}) OVER ()`);
  const isFirst = ["row_number() OVER () = 1", ...differs].join(" OR ");
  const sql = `SELECT ${columns}, ${isFirst} AS ${starts} FROM (${sorted})`;
  return { ...relation, sql, columns: [...relation.columns, startsColumn] };
}

interface AggregateStep {
  readonly step: AggregateFunctionOperator["step"];
  readonly isGrouped: boolean;
}

async function aggregatedBy(
  context: FragmentContext,
  saved: SavedRelation,
  call: RowFunctionCall,
  { step, isGrouped }: AggregateStep,
): Promise<{ outputs: CallOutput[]; rows: number }> {
  const { function: declared } = call;
  if (declared === null) throw new InvariantError("a call of no function");
  const { functionCalls } = context.tools;
  const { name, stateType, argumentTypes } = declared;
  const inputs = await functionCalls.arguments(name, step === "FINAL" ? [stateType] : argumentTypes, call.arguments);
  const type = resultType(call, step);
  const [form] = await functionCalls.returns(name, [type]);
  if (form === undefined) throw new InvariantError(`'${name}' has no result`);
  return await functionCalls.inSession(
    {
      declared,
      start: {
        function: "aggregate",
        name,
        callOnNull: declared.callOnNull,
        bigint: declared.bigint,
        merges: step === "FINAL",
        finishes: step !== "PARTIAL",
        argumentReads: inputs.map(({ kind, shape }) => ({ kind, shape })),
        returns: { kind: form.kind, type },
      },
      arguments: inputs,
      starts: isGrouped ? starts : undefined,
      returns: [{ name: call.output, form, type }],
    },
    saved,
  );
}

function resultType({ function: declared }: RowFunctionCall, step: AggregateFunctionOperator["step"]): string {
  return (step === "PARTIAL" ? declared?.stateType : declared?.returnType) ?? "";
}

function emptySql(groups: string, calls: readonly RowFunctionCall[], step: AggregateFunctionOperator["step"]): string {
  const list = calls.map((call) => `CAST(NULL AS ${resultType(call, step)}) AS ${quoteIdentifier(call.output)}`);
  return `SELECT ${["*", ...list].join(", ")} FROM (${groups})`;
}
