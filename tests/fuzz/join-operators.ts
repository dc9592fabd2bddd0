/** Joins of every kind: by names, by conditions, null-safe, with more than equality, with hints. */
import { column, comparison } from "./expressions.js";
import { columnSql, nameArgument, text, type Field, type Frame } from "./frame.js";
import type { Random } from "./random.js";
import { keep, plain, renamed, shorter, usesOf, type FreshName } from "./row-operators.js";
import { kindOf } from "./types.js";

const kinds = ["inner", "left", "right", "full", "left_semi", "left_anti"] as const;
type Kind = (typeof kinds)[number];

interface KeyPair {
  readonly left: Field;
  readonly right: Field;
  readonly nullSafe: boolean;
}

interface JoinParts {
  readonly kind: Kind;
  readonly keys: readonly KeyPair[];
  readonly extra: { readonly script: string; readonly sql: string } | undefined;
  readonly broadcast: "left" | "right" | undefined;
  /** How the script tells the sides apart. */
  readonly style: "names" | "frames" | "aliases";
}

/** More pairs than this are not tried. */
export const pairsMax = 60_000;

/** @returns undefined where the two have no type in common, or too many rows */
export function join(random: Random, left: Frame, right: Frame, fresh: FreshName): Frame | undefined {
  const other = random.chance(0.2) ? renamed(left, fresh) : renamed(right, fresh);
  const pairs = left.fields.flatMap((a) =>
    other.fields.filter((b) => agrees(a.type, b.type)).map((b) => ({ left: a, right: b })),
  );
  if (pairs.length === 0) return undefined;
  const keys = random
    .sample(pairs, random.pick([1, 1, 1, 2]))
    .map((pair) => ({ ...pair, nullSafe: random.chance(0.25) }));
  const isSmall = left.rowsMax * other.rowsMax <= pairsMax;
  const isSelective = keys.some(({ left: a, right: b, nullSafe }) => !nullSafe && (a.isSelective || b.isSelective));
  if (!isSmall && !isSelective) return undefined;
  const extra = random.chance(0.25) ? condition(random, left, other) : undefined;
  const kind = random.pick(kinds);
  const byNames =
    extra === undefined && keys.every(({ left: a, right: b, nullSafe }) => !nullSafe && a.type === b.type);
  if (byNames && random.chance(0.35)) return joinByNames(left, other, kind, keys);
  const broadcast = random.chance(0.2) ? random.pick(["left", "right"] as const) : undefined;
  return joined(left, other, { kind, keys, extra, broadcast, style: random.pick(["names", "frames", "aliases"]) });
}

/** Types whose values may be compared with each other. */
function agrees(left: string, right: string): boolean {
  if (left === right) return true;
  return isNumber(left) && isNumber(right) && !left.endsWith("INT[]");
}

/** Those that DuckDB compares by a type that holds both exactly. */
function isNumber(type: string): boolean {
  return /^(SMALLINT|INTEGER|BIGINT)$/.test(type) || type === "DECIMAL(9,2)" || type === "DOUBLE";
}

function condition(random: Random, left: Frame, right: Frame): { script: string; sql: string } | undefined {
  const pairs = left.fields.flatMap((a) => right.fields.filter((b) => a.type === b.type).map((b) => [a, b] as const));
  if (pairs.length === 0) return undefined;
  const [a, b] = random.pick(pairs);
  return comparison(random, column(a), column(b));
}

const leftAlone = (kind: Kind) => kind === "left_semi" || kind === "left_anti";

const joinSql: Readonly<Record<Kind, string>> = {
  inner: "INNER JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  full: "FULL JOIN",
  left_semi: "SEMI JOIN",
  left_anti: "ANTI JOIN",
};

const keyUses = (kind: Kind, keys: readonly KeyPair[]) => [
  ...usesOf(
    `join ${kind}`,
    keys.map(({ left }) => left),
  ),
  ...usesOf(
    "join null-safe",
    keys.filter(({ nullSafe }) => nullSafe).map(({ left }) => left),
  ),
];

const rowsOf = (left: Frame, right: Frame, kind: Kind) =>
  leftAlone(kind)
    ? left.rowsMax
    : Math.min(left.rowsMax * right.rowsMax, 4 * Math.max(left.rowsMax, right.rowsMax, 50));

function joined(left: Frame, right: Frame, parts: JoinParts): Frame {
  const { kind, keys, extra, broadcast, style } = parts;
  const scripts = (l: string, r: string) => {
    const side = (frame: string, alias: string, { name }: Field) =>
      style === "frames"
        ? `${frame}.col(${nameArgument(name)})`
        : style === "aliases"
          ? `col(${aliased(alias, name)})`
          : column({ name, type: "", isSelective: false }).script;
    const equal = keys.map(
      (key) => `${side(l, "l", key.left)}.${key.nullSafe ? "eqNullSafe" : "eq"}(${side(r, "r", key.right)})`,
    );
    return [...equal, ...(extra === undefined ? [] : [extra.script])].reduce((all, one) => `${all}.and(${one})`);
  };
  const conditionSql = [
    ...keys.map(
      ({ left: a, right: b, nullSafe }) =>
        `${columnSql(a.name)} ${nullSafe ? "IS NOT DISTINCT FROM" : "="} ${columnSql(b.name)}`,
    ),
    ...(extra === undefined ? [] : [extra.sql]),
  ].join(" AND ");
  const named = (frame: string, alias: string, hint: boolean) => {
    const given = style === "aliases" ? `${frame}.alias("${alias}")` : frame;
    return hint ? `broadcast(${given})` : given;
  };
  return {
    ...plain,
    inputs: [left, right],
    fields: leftAlone(kind) ? left.fields : [...left.fields, ...right.fields],
    uses: keyUses(kind, keys),
    rowsMax: rowsOf(left, right, kind),
    script: ([l = "", r = ""]) =>
      `${named(l, "l", broadcast === "left")}.join(${named(r, "r", broadcast === "right")}, ${scripts(l, r)}, ${text(kind)})`,
    sql: ([l, r]) => `SELECT * FROM ${l ?? ""} ${joinSql[kind]} ${r ?? ""} ON ${conditionSql}`,
    over: ([l = left, r = right]) => joined(l, r, parts),
    simpler: () => [
      ...(extra === undefined ? [] : [joined(left, right, { ...parts, extra: undefined })]),
      ...(broadcast === undefined ? [] : [joined(left, right, { ...parts, broadcast: undefined })]),
      ...(style === "names" ? [] : [joined(left, right, { ...parts, style: "names" })]),
      ...shorter(keys, 1).map((fewer) => joined(left, right, { ...parts, keys: fewer })),
    ],
  };
}

function aliased(alias: string, name: string): string {
  return text(/^\w+$/.test(name) ? `${alias}.${name}` : `${alias}.\`${name}\``);
}

/** `join(other, ["a", "b"])`: the keys once, first. */
function joinByNames(left: Frame, right: Frame, kind: Kind, pairs: readonly KeyPair[]): Frame {
  const keys = pairs.filter(
    (pair, index) => pairs.findIndex((other) => other.left === pair.left || other.right === pair.right) === index,
  );
  const rightRest = right.fields.filter((field) => !keys.some((key) => key.right === field));
  const leftRest = left.fields.filter((field) => !keys.some((key) => key.left === field));
  const rename = keys.map((key) => `.withColumnRenamed(${text(key.right.name)}, ${text(key.left.name)})`).join("");
  const names = (frame: string, fields: readonly Field[]) => fields.map(({ name }) => `${frame}.${columnSql(name)}`);
  const keyColumns = keys.map(({ left: a, right: b }) => {
    const [l, r] = [`l.${columnSql(a.name)}`, `r.${columnSql(b.name)}`];
    const value = kind === "full" ? `coalesce(${l}, ${r})` : kind === "right" ? r : l;
    return `${value} AS ${columnSql(a.name)}`;
  });
  const condition = keys
    .map(({ left: a, right: b }) => `l.${columnSql(a.name)} = r.${columnSql(b.name)}`)
    .join(" AND ");
  const columns = [...keyColumns, ...names("l", leftRest), ...(leftAlone(kind) ? [] : names("r", rightRest))];
  return {
    ...plain,
    inputs: [left, right],
    fields: [...keys.map((key) => key.left), ...leftRest, ...(leftAlone(kind) ? [] : rightRest)],
    uses: keyUses(kind, keys),
    rowsMax: rowsOf(left, right, kind),
    script: ([l = "", r = ""]) =>
      `${l}.join(${r}${rename}, ${JSON.stringify(keys.map((key) => key.left.name))}, ${text(kind)})`,
    sql: ([l, r]) =>
      `SELECT ${columns.join(", ")} FROM ${l ?? ""} AS l ${joinSql[kind]} ${r ?? ""} AS r ON ${condition}`,
    over: ([l = left, r = right]) => joinByNames(l, r, kind, keys),
    simpler: () => [
      joined(left, right, { kind, keys, extra: undefined, broadcast: undefined, style: "names" }),
      ...shorter(keys, 1).map((fewer) => joinByNames(left, right, kind, fewer)),
    ],
  };
}

/** Every row with every row; both narrowed to a few columns. */
export function crossJoin(random: Random, left: Frame, right: Frame, fresh: FreshName): Frame | undefined {
  if (left.rowsMax * right.rowsMax > 3_000) return undefined;
  const narrow = keep(
    right,
    random.sample(right.fields, 2).map(({ name }) => name),
  );
  return crossed(left, renamed(narrow, fresh));
}

function crossed(left: Frame, right: Frame): Frame {
  return {
    ...plain,
    inputs: [left, right],
    fields: [...left.fields, ...right.fields],
    uses: usesOf("join cross", [...left.fields, ...right.fields]),
    rowsMax: left.rowsMax * right.rowsMax,
    script: ([l, r]) => `${l ?? ""}.crossJoin(${r ?? ""})`,
    sql: ([l, r]) => `SELECT * FROM ${l ?? ""} CROSS JOIN ${r ?? ""}`,
    over: ([l = left, r = right]) => crossed(l, r),
  };
}

/** An inner join by a condition that is no equality. */
export function rangeJoin(random: Random, left: Frame, right: Frame, fresh: FreshName): Frame | undefined {
  if (left.rowsMax * right.rowsMax > 3_000) return undefined;
  const other = renamed(right, fresh);
  const pairs = left.fields.flatMap((a) =>
    other.fields.filter((b) => a.type === b.type && kindOf(a.type) !== "map").map((b) => ({ a, b })),
  );
  if (pairs.length === 0) return undefined;
  const { a, b } = random.pick(pairs);
  return byRange(left, other, a, b);
}

function byRange(left: Frame, right: Frame, a: Field, b: Field): Frame {
  return {
    ...plain,
    inputs: [left, right],
    fields: [...left.fields, ...right.fields],
    uses: usesOf("join range", [a]),
    rowsMax: left.rowsMax * right.rowsMax,
    script: ([l, r]) => `${l ?? ""}.join(${r ?? ""}, ${column(a).script}.lt(${column(b).script}))`,
    sql: ([l, r]) => `SELECT * FROM ${l ?? ""} JOIN ${r ?? ""} ON ${columnSql(a.name)} < ${columnSql(b.name)}`,
    over: ([l = left, r = right]) => byRange(l, r, a, b),
  };
}
