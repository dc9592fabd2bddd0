/** One row per group, or one in all. */
import { statSync } from "node:fs";
import type { AggregateOperator, NamedTree } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import { selectList } from "../../engine/sql-text.js";
import { functionsOf } from "../../engine/tree-sql.js";
import type { EvaluatedExpression, FragmentContext } from "../fragment-context.js";
import { names, type Relation, type SavedRelation } from "../relation.js";

export async function aggregated(
  context: FragmentContext,
  relation: Relation,
  operator: AggregateOperator,
): Promise<Relation> {
  const { keys, aggregates } = operator;
  const groups = await context.expressions(relation, keys);
  const values = await context.expressions(relation, aggregates);
  const trees = [...keys, ...aggregates].map(({ tree }) => tree);
  const volatile = context.isVolatile(relation, trees);
  const whole = { ...relation, volatile };
  if (groups.length === 0 || volatile || !aggregates.some(holdsValues) || inputIsSmall(context)) {
    return groupedBy(whole, groups, values);
  }
  const saved = await context.save(relation);
  const passes = await passesFor(context, saved);
  return passes === 1
    ? groupedBy(saved, groups, values)
    : await inPasses(context, saved, passes, (part) => groupedBy(part, groups, values), groups);
}

function groupedBy(
  relation: Relation,
  groups: readonly EvaluatedExpression[],
  values: readonly EvaluatedExpression[],
): Relation {
  const list = [...groups, ...values].map(({ name, sql }) => `${sql} AS ${quoteIdentifier(name)}`);
  // By position: an expression that is a constant would itself be taken for one.
  const grouping = groups.length === 0 ? "" : ` GROUP BY ${groups.map((_, index) => String(index + 1)).join(", ")}`;
  return {
    sql: `SELECT ${selectList(list)} FROM (${relation.sql})${grouping}`,
    columns: [...groups, ...values].map(({ name }) => name),
    provenance: undefined,
    volatile: relation.volatile,
  };
}

/** Aggregates that keep values of all rows, or many, or of any type. */
const manyValues = new Set(
  (
    "arg_min arg_max arg_min_null arg_max_null min_by max_by list array_agg string_agg group_concat listagg histogram " +
    "histogram_exact mode median mad quantile quantile_cont quantile_disc entropy approx_quantile approx_top_k " +
    "reservoir_quantile bitstring_agg"
  ).split(" "),
);
/** Those that keep one value of the type they give. */
const oneValue = new Set(["min", "max", "first", "last", "any_value", "arbitrary"]);
const variableTypes = /VARCHAR|BLOB|BIT|BIGNUM|\[|STRUCT|MAP|UNION|JSON|^$/i;

/** Whether its states hold values beside their groups, which DuckDB neither spills nor counts. */
function holdsValues({ tree, type }: NamedTree): boolean {
  const called = functionsOf(tree?.json ?? "");
  return called.some((name) => manyValues.has(name) || (oneValue.has(name) && variableTypes.test(type)));
}

/** What a byte of compressed input may become in memory. */
const expansion = 4;
/** Of the engine's memory, for values that states hold. */
const heldShare = 1 / 3;

function inputIsSmall({ input, engine }: FragmentContext): boolean {
  const files = [
    ...input.pieces.flat().map(({ path }) => path),
    ...input.slices.map(({ path }) => path),
    ...input.values.values(),
  ];
  const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);
  return bytes * expansion < engine.memoryBytes * heldShare;
}

const sampledRows = 10_000;
const passesMax = 256;

/** In how many parts the groups have to be made so that the values of one part fit in memory. */
async function passesFor({ engine }: FragmentContext, { table, rows, columns }: SavedRelation): Promise<number> {
  if (rows === 0 || columns.length === 0) return 1;
  const lengths = columns.map((name) => `coalesce(strlen(CAST(${quoteIdentifier(name)} AS VARCHAR)), 0)`);
  // Not the first rows alone: those may be alike.
  const step = Math.max(1, Math.floor(rows / sampledRows));
  const { bytes } = await engine.object(
    `SELECT avg(${lengths.join(" + ")}) AS bytes FROM ${quoteIdentifier(table)} WHERE rowid % ${String(step)} = 0`,
  );
  return Math.min(passesMax, Math.ceil((Number(bytes) * rows) / (engine.memoryBytes * heldShare)));
}

/** The groups of each part of the keys' hashes after those of the part before. */
async function inPasses(
  context: FragmentContext,
  saved: SavedRelation,
  passes: number,
  grouped: (part: Relation) => Relation,
  groups: readonly EvaluatedExpression[],
): Promise<Relation> {
  const { engine } = context;
  const table = quoteIdentifier(context.newTable());
  // Bits by which neither exchanges nor the engine's own tables place rows.
  const part = `(hash(${groups.map(({ sql }) => `(${sql})`).join(", ")}) >> 20) % ${String(passes)}`;
  let columns: readonly string[] = [];
  for (let pass = 0; pass < passes; pass++) {
    const rows = `SELECT ${names(saved.columns)} FROM ${quoteIdentifier(saved.table)} WHERE ${part} = ${String(pass)}`;
    const result = grouped({ ...saved, sql: rows });
    await engine.run(pass === 0 ? `CREATE TEMP TABLE ${table} AS ${result.sql}` : `INSERT INTO ${table} ${result.sql}`);
    columns = result.columns;
  }
  return { sql: `SELECT ${names(columns)} FROM ${table}`, columns, provenance: undefined, volatile: false };
}
