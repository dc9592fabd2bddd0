/** What a script says of values to fill in, to drop and to replace, as the plan carries it. */
import type {
  CallSite,
  ColumnKind,
  DropNullsInput,
  NullFillInput,
  ReplaceValuesInput,
} from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { literalSql, type Literal } from "../sql/literal.js";
import { existingName, methodOf, nameText, recordArgument } from "./name-arguments.js";
import type { Column } from "../column.js";
import { shownValue } from "./shown-value.js";

/** Names of columns: one, or several. */
export type Subset = string | Column | readonly (string | Column)[];

/** What Spark fills in and replaces: it goes to columns of its own kind. */
export type PlainValue = string | number | bigint | boolean;

/** One value for all columns of its kind, or values by column name. */
export type FillValue = PlainValue | Readonly<Record<string, PlainValue | Date>>;

/** @returns nothing without a subset: all columns */
export function subsetNames(subset: Subset | undefined, at: CallSite | null): string[] {
  if (subset === undefined) return [];
  const list = Array.isArray(subset) ? (subset as readonly (string | Column)[]) : [subset as string | Column];
  if (list.length > 0) return list.map((name) => existingName(name, at));
  throw planRefused(`${methodOf(at)} with a subset of no columns`, at, "leave the subset out for all columns");
}

/** @throws PLAN_REFUSED for values that Spark does not fill in */
export function nullFills(value: FillValue, subset: Subset | undefined, at: CallSite | null): NullFillInput[] {
  if (isPlain(value)) return [{ columns: subsetNames(subset, at), kind: kindOf(value), value: literal(value, at) }];
  const values = recordArgument(value, at);
  if (values.length === 0) throw planRefused(`${methodOf(at)} without values`, at, "write fillna({ delay: 0 })");
  if (subset !== undefined) {
    throw planRefused(`${methodOf(at)} by column takes no subset`, at, "name in the object the columns that are meant");
  }
  return values.map(([name, item]) => {
    if (!isPlain(item) && !(item instanceof Date)) {
      throw planRefused(`${methodOf(at)}: ${shownValue(item)} for '${name}' fills nothing in`, at, "pass a value");
    }
    const kind = isPlain(item) ? kindOf(item) : "ANY_KIND";
    return { columns: [nameText(name, at)], kind, value: literal(item, at), castsToAny: true };
  });
}

export interface DropnaOptions {
  /** `any`: a row goes when one of the columns is NULL or NaN, `all`: when all of them are. @default "any" */
  readonly how?: "any" | "all";
  /** So many values a row must have to stay; `how` says nothing then. */
  readonly thresh?: number;
  /** @default all columns */
  readonly subset?: Subset;
}

/** @throws PLAN_REFUSED for what has no meaning */
export function nullDrops({ how = "any", thresh, subset }: DropnaOptions, at: CallSite | null): DropNullsInput {
  const columns = subsetNames(subset, at);
  if (thresh !== undefined) {
    if (Number.isSafeInteger(thresh) && thresh >= 0) return { columns, valuesMin: thresh };
    throw planRefused(`${methodOf(at)}: thresh is ${shownValue(thresh)}`, at, "pass a whole number of values");
  }
  const valuesMin = new Map<unknown, number | undefined>([
    ["any", undefined],
    ["all", 1],
  ]);
  if (!valuesMin.has(how)) throw planRefused(`${methodOf(at)}: how is ${shownValue(how)}`, at, 'write "any" or "all"');
  const least = valuesMin.get(how);
  return least === undefined ? { columns } : { columns, valuesMin: least };
}

/** What is replaced: one value, several, or values by what is put in their place. */
export type Replaced =
  PlainValue | readonly PlainValue[] | Readonly<Record<string, PlainValue | null>> | Map<PlainValue, PlainValue | null>;

/** What is put there. */
export type Replacing = PlainValue | null | readonly (PlainValue | null)[];

/** @throws PLAN_REFUSED for values of several kinds, as in Spark */
export function replacements(
  replaced: Replaced,
  value: Replacing | undefined,
  subset: Subset | undefined,
  at: CallSite | null,
): ReplaceValuesInput {
  const pairs = pairsOf(replaced, value, at);
  const [first] = pairs;
  if (first === undefined) throw planRefused(`${methodOf(at)} of no values`, at, 'write replace("N/A", null)');
  const kind = isPlain(first[0]) ? kindOf(first[0]) : "ANY_KIND";
  for (const [from, to] of pairs) {
    if (!isPlain(from)) throw notPlain(from, at);
    if (kindOf(from) === kind && (to === null || (isPlain(to) && kindOf(to) === kind))) continue;
    const what = `${methodOf(at)} puts ${shownValue(to)} in place of ${shownValue(from)}`;
    throw planRefused(what, at, "all values are numbers, all are texts, or all are booleans; null may be put anywhere");
  }
  return {
    columns: subsetNames(subset, at),
    kind,
    replacements: pairs.map(([from, to]) => ({ from: literal(from, at), to: literal(to, at) })),
  };
}

function pairsOf(
  replaced: Replaced,
  value: Replacing | undefined,
  at: CallSite | null,
): (readonly [PlainValue, PlainValue | null])[] {
  if (isPlain(replaced) || Array.isArray(replaced)) {
    if (value === undefined)
      throw planRefused(`${methodOf(at)} without a value to put there`, at, 'write replace("N/A", null)');
    const from = isPlain(replaced) ? [replaced] : (replaced as readonly PlainValue[]);
    if (!Array.isArray(value)) return from.map((item) => [item, value as PlainValue | null]);
    const to = value as readonly (PlainValue | null)[];
    if (to.length === from.length) return from.map((item, index) => [item, to[index] ?? null]);
    throw planRefused(
      `${methodOf(at)}: ${to.length} values in place of ${from.length}`,
      at,
      "give as many, or a single one",
    );
  }
  if (replaced instanceof Map) return [...replaced];
  const entries = recordArgument(replaced as Readonly<Record<string, PlainValue | null>>, at);
  return entries.map(([key, to]) => [
    keyValue(
      key,
      entries.map(([, item]) => item),
      at,
    ),
    to,
  ]);
}

/** Keys of an object are texts: they mean what the values are. */
function keyValue(key: string, values: readonly (PlainValue | null)[], at: CallSite | null): PlainValue {
  const sample = values.find((value) => value !== null);
  const isNumber = key.trim() !== "" && !Number.isNaN(Number(key));
  if (sample === undefined && !isNumber && key !== "true" && key !== "false") return key;
  switch (typeof sample) {
    case "string":
      return key;
    case "number":
    case "bigint":
      if (isNumber || key === "NaN") return Number(key);
      break;
    case "boolean":
      if (key === "true" || key === "false") return key === "true";
      break;
    default:
      break;
  }
  const what = `${methodOf(at)}: what '${key}' is cannot be told from an object`;
  throw planRefused(what, at, `write a Map: new Map([["${key}", …]]), or replace(${JSON.stringify(key)}, …)`);
}

function notPlain(value: unknown, at: CallSite | null): Error {
  const hint = "values are texts, numbers and booleans; NULL is replaced by fillna";
  return planRefused(`${methodOf(at)} replaces no ${shownValue(value)}`, at, hint);
}

function isPlain(value: unknown): value is PlainValue {
  return ["string", "number", "bigint", "boolean"].includes(typeof value);
}

function kindOf(value: PlainValue): ColumnKind {
  if (typeof value === "string") return "TEXTS";
  return typeof value === "boolean" ? "BOOLEANS" : "NUMBERS";
}

function literal(value: Literal, at: CallSite | null): { sql: string; callSite: CallSite | null } {
  return { sql: literalSql(value), callSite: at };
}
