/**
 * A random part of the rows, the same for every attempt: whether and how often a row is taken depends on the seeds and on where it comes
 * from, or on its place among the rows as consumed.
 */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import type { SampleOperator } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../../../common/sql-text.js";
import type { FragmentContext } from "../fragment-context.js";
import { allColumns, names, numbered, positionColumn, type Relation } from "../relation.js";

const copies = quoteIdentifier("__executor_copies");

export function sampled(context: FragmentContext, relation: Relation, operator: SampleOperator): Relation {
  const { fraction, withReplacement } = operator;
  const list = names(allColumns(relation));
  const { rows, place, taskSeed } = placed(context, relation, operator);
  const seed = mixed(mixed(BigInt(operator.seed)) ^ taskSeed);
  const uniform = (draw: number): string => uniformSql(place, mixed(seed + BigInt(draw)));
  if (!withReplacement) {
    return { ...relation, sql: `SELECT ${list} FROM (${rows}) WHERE ${uniform(0)} < ${String(fraction)}` };
  }
  const counted = `SELECT *, ${poissonSql(fraction, uniform)} AS ${copies} FROM (${rows})`;
  // The list's elements are not needed: each makes a copy of its row.
  const repeated = `SELECT ${list}, unnest(range(${copies})) AS ${copies} FROM (${counted})`;
  return { ...relation, sql: `SELECT ${list} FROM (${repeated})` };
}

/**
 * What tells a row from the others: its file and its row there, or its place in this task. Lines and records are not counted within
 * their file: of them it is the place in a part of the input, which begins at the same byte as long as the workers are the same.
 */
function placed(context: FragmentContext, relation: Relation, { byOrigin }: SampleOperator) {
  const { provenance } = relation;
  const position = quoteIdentifier(positionColumn);
  if (!byOrigin) return { rows: numbered(relation), place: position, taskSeed: BigInt(context.task.seed) };
  if (provenance === undefined) throw new GoldpanError("INTERNAL", "a sample by origin of rows without one");
  const file = quoteIdentifier(provenance.file);
  const [source] = context.task.fragment?.operators ?? [];
  if (source?.scan?.format === "parquet") {
    return { rows: relation.sql, place: `${file}, ${quoteIdentifier(provenance.row)}`, taskSeed: 0n };
  }
  const begin = BigInt(context.input.slices[0]?.slice.range?.from ?? 0);
  return { rows: numbered(relation), place: `${file}, ${position}`, taskSeed: begin };
}

/** A number in [0, 1) of 53 bits that depends on a row's place. Hashed twice: one hash of both would differ by a constant alone. */
function uniformSql(place: string, seed: bigint): string {
  return `(CAST(hash(xor(hash(${place}), ${String(seed)}::UBIGINT)) >> 11 AS DOUBLE) / 9007199254740992)`;
}

/** 64 bits of which each depends on all of the argument's. @see Steele et al., Fast splittable pseudorandom number generators, 2014 */
function mixed(value: bigint): bigint {
  const golden = BigInt.asUintN(64, value + 0x9e3779b97f4a7c15n);
  const once = BigInt.asUintN(64, (golden ^ (golden >> 30n)) * 0xbf58476d1ce4e5b9n);
  const twice = BigInt.asUintN(64, (once ^ (once >> 27n)) * 0x94d049bb133111ebn);
  return twice ^ (twice >> 31n);
}

/** Beyond it the distribution is drawn as a sum of several, since e^−mean runs out of digits. */
const meanMax = 30;

/** A draw from the Poisson distribution: how often a row is taken when as many rows are drawn as `mean` times there are. */
function poissonSql(mean: number, uniform: (draw: number) => string): string {
  const draws = Math.max(1, Math.ceil(mean / meanMax));
  const each = Array.from({ length: draws }, (_, draw) => inverseSql(mean / draws, uniform(draw)));
  return `(${each.join(" + ")})`;
}

/** How often, by the first cumulative probability above a uniform number. */
function inverseSql(mean: number, uniform: string): string {
  const cumulative: number[] = [];
  let probability = Math.exp(-mean);
  for (let count = 0, sum = 0; sum < 1 && (count <= mean || probability > Number.EPSILON / 4); count++) {
    sum += probability;
    cumulative.push(sum);
    probability *= mean / (count + 1);
  }
  const bounds = cumulative.slice(0, -1).map(String);
  if (bounds.length === 0) return "0";
  return `len(list_filter([${bounds.join(", ")}]::DOUBLE[], lambda bound: bound <= ${uniform}))`;
}
