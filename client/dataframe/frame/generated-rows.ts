/**
 * `explode` and its kind inside `select` and `withColumn`: the plan first makes the rows, in columns with names of our own, and then
 * takes them by the names that the script gave.
 */
import type { CallSite, NamedExpressionInput, RelationInput } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { Column } from "../column.js";
import type { Generator } from "../column-parts.js";
import { toNamedExpression } from "../arguments/column-arguments.js";
import { quoteIdentifier } from "../sql/literal.js";

/** Never a name of a user's column. */
const ownPrefix = "__goldpan_generated_";

/** Rows of `input`, one per element of the generator's list, in columns of our own beside those of the input. */
interface GeneratedRows {
  readonly relation: RelationInput;
  /** Of the columns that were made, as the script names them. */
  readonly names: readonly string[];
  readonly own: readonly string[];
}

/**
 * Columns of a `select`, one of which may be a generator.
 * @throws PLAN_REFUSED for more than one
 */
export function projectGenerated(
  input: RelationInput,
  columns: readonly Column[],
  at: CallSite | null,
): RelationInput | undefined {
  const generator = onlyGenerator(columns, at);
  if (generator === undefined) return undefined;
  const { relation, names, own } = generate(input, generator, defaultNames(generator.parts.generator), at);
  const projected = columns.flatMap((column): NamedExpressionInput[] => {
    if (column === generator) return names.map((name, index) => ({ name, expression: ownExpression(own[index], at) }));
    if (column.parts.sql !== "*") return [toNamedExpression(column, at)];
    const excluded = own.map(quoteIdentifier).join(", ");
    return [{ name: "", expression: { sql: `* EXCLUDE (${excluded})`, callSite: column.parts.callSite ?? at } }];
  });
  return { project: { input: relation, columns: projected } };
}

/** As `projectGenerated`, for columns that `withColumns` adds or replaces. */
export function addGenerated(
  input: RelationInput,
  columns: readonly (readonly [string, Column])[],
  at: CallSite | null,
): RelationInput | undefined {
  const generator = onlyGenerator(
    columns.map(([, column]) => column),
    at,
  );
  if (generator === undefined) return undefined;
  const name = columns.find(([, column]) => column === generator)?.[0] ?? "";
  const { generator: made, aliases = [name] } = generator.parts;
  if (made?.withPosition === true || aliases.length > 1) {
    const what = `${made?.name ?? ""} makes several columns, withColumn adds one`;
    throw planRefused(
      what,
      generator.parts.callSite ?? at,
      'write select("*", posexplode("tags").as("position", "tag"))',
    );
  }
  const plain = new Column({ ...generator.parts, alias: name });
  const { relation, own } = generate(input, plain, [name], at);
  const added = columns.map(([target, column]) => {
    if (column !== generator) return toNamedExpression(column, at, target);
    return { name: target, expression: ownExpression(own[0], at) };
  });
  return { drop: { input: { callSite: at, withColumns: { input: relation, columns: added } }, columns: [...own] } };
}

function onlyGenerator(columns: readonly Column[], at: CallSite | null): Column | undefined {
  const [first, second] = columns.filter(({ parts }) => parts.generator !== undefined);
  if (second === undefined) return first;
  throw planRefused(
    `two generators in one ${at?.method ?? "select"}: ${first?.parts.sql ?? ""} and ${second.parts.sql}`,
    second.parts.callSite ?? at,
    "write one after the other: each multiplies the rows",
  );
}

function generate(
  input: RelationInput,
  { parts }: Column,
  defaults: readonly string[],
  at: CallSite | null,
): GeneratedRows {
  const withPosition = parts.generator?.withPosition === true;
  const names = parts.aliases ?? (parts.alias === undefined ? defaults : [...defaults.slice(0, -1), parts.alias]);
  const least = withPosition ? 2 : 1;
  if (names.length < least || names.length > least + 1) {
    const what = `${parts.generator?.name ?? ""} makes ${least} columns, or ${least + 1} of a map, not ${names.length}`;
    throw planRefused(what, parts.callSite ?? at, "give as many names as it makes columns");
  }
  const own = names.map((_, index) => `${ownPrefix}${index}`);
  const expression = { sql: parts.sql, callSite: parts.callSite ?? at };
  const outer = parts.generator?.outer === true;
  return { relation: { callSite: at, unnest: { input, expression, names: own, withPosition, outer } }, names, own };
}

/** As in Spark. */
function defaultNames(generator: Generator | undefined): readonly string[] {
  return generator?.withPosition === true ? ["pos", "col"] : ["col"];
}

function ownExpression(
  name: string | undefined,
  callSite: CallSite | null,
): { sql: string; callSite: CallSite | null } {
  return { sql: quoteIdentifier(name ?? ""), callSite };
}
