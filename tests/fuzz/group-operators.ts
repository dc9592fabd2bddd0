/** Groups of rows. */
import { aggregate, type Aggregate } from "./aggregates.js";
import { column } from "./expressions.js";
import { columnSql, nameArgument, text, type Field, type Frame } from "./frame.js";
import type { Random } from "./random.js";
import { plain, shorter, usesOf, type FreshName } from "./row-operators.js";
import { columnType } from "./types.js";

interface NamedAggregate extends Aggregate {
  readonly name: string;
}

type Grouping = "groupBy" | "rollup" | "cube";

const aggregates = (random: Random, input: Frame, fresh: FreshName): NamedAggregate[] =>
  Array.from({ length: random.integer(2, 8) }, () => ({ ...aggregate(random, input.fields), name: fresh() }));

const asScript = ({ script, name }: NamedAggregate) => `${script}.as(${text(name)})`;
const asSql = ({ sql, name }: NamedAggregate) => `${sql} AS ${columnSql(name)}`;
const asField = ({ name, type }: NamedAggregate): Field => ({ name, type, isSelective: false });

export function groupBy(random: Random, input: Frame, fresh: FreshName): Frame {
  const kind = random.chance(0.6) ? "groupBy" : random.pick(["rollup", "cube"] as const);
  const keys = random.sample(input.fields, random.integer(1, kind === "groupBy" ? 3 : 2));
  return grouped(input, kind, keys, aggregates(random, input, fresh));
}

function grouped(input: Frame, kind: Grouping, keys: readonly Field[], computed: readonly NamedAggregate[]): Frame {
  const names = keys.map(({ name }) => columnSql(name)).join(", ");
  const by = kind === "groupBy" ? names : `${kind.toUpperCase()} (${names})`;
  return {
    ...plain,
    inputs: [input],
    fields: [...keys, ...computed.map(asField)],
    uses: [...usesOf(kind, keys), ...computed.flatMap(({ uses }) => uses)],
    rowsMax: input.rowsMax * (kind === "groupBy" ? 1 : 4),
    script: ([d]) =>
      `${d ?? ""}.${kind}(${keys.map(({ name }) => nameArgument(name)).join(", ")}).agg(${computed.map(asScript).join(", ")})`,
    sql: ([d]) => `SELECT ${names}, ${computed.map(asSql).join(", ")} FROM ${d ?? ""} GROUP BY ${by}`,
    over: ([other = input]) => grouped(other, kind, keys, computed),
    simpler: () => [
      ...shorter(computed, 1).map((fewer) => grouped(input, kind, keys, fewer)),
      ...shorter(keys, 1).map((fewer) => grouped(input, kind, fewer, computed)),
      ...(kind === "groupBy" ? [] : [grouped(input, "groupBy", keys, computed)]),
    ],
  };
}

/** All rows in one group. */
export function keyless(random: Random, input: Frame, fresh: FreshName): Frame {
  return aggregated(input, aggregates(random, input, fresh));
}

function aggregated(input: Frame, computed: readonly NamedAggregate[]): Frame {
  return {
    ...plain,
    inputs: [input],
    fields: computed.map(asField),
    uses: computed.flatMap(({ uses }) => uses.map((use) => ({ ...use, operator: `keyless ${use.operator}` }))),
    rowsMax: 1,
    script: ([d]) => `${d ?? ""}.agg(${computed.map(asScript).join(", ")})`,
    sql: ([d]) => `SELECT ${computed.map(asSql).join(", ")} FROM ${d ?? ""}`,
    over: ([other = input]) => aggregated(other, computed),
    simpler: () => shorter(computed, 1).map((fewer) => aggregated(input, fewer)),
  };
}

/** One count and one greatest value per value of a column. @returns undefined where no column has literals for the API */
export function pivot(random: Random, input: Frame, fresh: FreshName): Frame | undefined {
  const pivots = input.fields.filter(({ type }) => type === "VARCHAR" || type === "INTEGER" || type === "SMALLINT");
  if (pivots.length === 0) return undefined;
  const field = random.pick(pivots);
  const key = random.pick(input.fields);
  const isText = field.type === "VARCHAR";
  const values = isText ? random.sample(["a", "b", "ab", "ß"], 2) : random.sample([0, 1, 2, 3, 7], 3);
  const argument = random.pick(input.fields.filter(({ type }) => columnType(type) !== undefined).concat(key));
  return pivoted(input, { key, field, values: values.map((value) => ({ value, name: fresh() })), argument });
}

interface PivotParts {
  readonly key: Field;
  readonly field: Field;
  readonly values: readonly { readonly value: string | number; readonly name: string }[];
  readonly argument: Field;
}

function pivoted(input: Frame, parts: PivotParts): Frame {
  const { key, field, values, argument } = parts;
  const value = column(argument);
  const literal = (item: string | number) => (typeof item === "number" ? String(item) : `'${item}'`);
  const columns = values.map(
    ({ value: item, name }) =>
      `max(${value.sql}) FILTER (WHERE ${columnSql(field.name)} = ${literal(item)}) AS ${columnSql(name)}`,
  );
  return {
    ...plain,
    inputs: [input],
    fields: [key, ...values.map(({ name }) => ({ name, type: argument.type, isSelective: false }))],
    uses: [...usesOf("pivot", [field]), ...usesOf("pivot key", [key])],
    rowsMax: input.rowsMax,
    // The API names the columns after the values; under fresh names they fit into any further step.
    script: ([d]) =>
      [
        `${d ?? ""}.groupBy(${nameArgument(key.name)}).pivot(${nameArgument(field.name)}, ${JSON.stringify(values.map(({ value: item }) => item))})`,
        `.agg(max(${value.script}))`,
        ...values.map(({ value: item, name }) => `.withColumnRenamed(${text(String(item))}, ${text(name)})`),
      ].join(""),
    sql: ([d]) =>
      `SELECT ${columnSql(key.name)}, ${columns.join(", ")} FROM ${d ?? ""} GROUP BY ${columnSql(key.name)}`,
    over: ([other = input]) => pivoted(other, parts),
  };
}
