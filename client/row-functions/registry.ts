/**
 * Functions of the script that run inside executors, over rows. They are declared while a module loads, in the driver as in every
 * executor, so declarations belong at module level; what only `main` sets is not there. Executors find them here by name.
 */
import type { CallSite, Column as SchemaColumn } from "../../common/wire/types.js";
import { planRefused, scriptError } from "../dataframe/call-site.js";

/** What every declared function has. */
interface Declared {
  readonly name: string;
  /** DuckDB types. None for `partitions`, which get all columns. */
  readonly argumentTypes: readonly string[];
  /** DuckDB type; for `partitions` the columns, as `a BIGINT, b VARCHAR`. */
  readonly returnType: string;
  /** Called for NULL arguments, too. */
  readonly callOnNull: boolean;
  readonly bigint: boolean;
  readonly callSite: CallSite | null;
}

/** One value per row: `udf`. */
export interface RegisteredScalar extends Declared {
  readonly kind: "scalar";
  /** Synchronous; takes one value per argument type. */
  readonly call: (...values: never[]) => unknown;
}

/** One value per group: `udaf`. All synchronous; a state is a value of `stateType`, made anew from it after it crossed an exchange. */
export interface RegisteredAggregate extends Declared {
  readonly kind: "aggregate";
  readonly stateType: string;
  /** The state of no rows. */
  readonly init: () => unknown;
  /** One row more; returns the state, which may be the same object. */
  readonly add: (state: never, ...values: never[]) => unknown;
  /** Two states of different rows as one; may change and return the first. */
  readonly merge: (state: never, other: never) => unknown;
  readonly finish: (state: never) => unknown;
}

/** A row as `mapPartitions` gets and gives it, by column name. */
export type PartitionRow = Readonly<Record<string, unknown>>;

/** Rows out of rows, a partition at a time: `mapPartitions`. */
export interface RegisteredPartitions extends Declared {
  readonly kind: "partitions";
  /**
   * Called once per partition. Batches come and go in order; a partition without rows has no batch. What it returns may be longer or
   * shorter than what it got, in batches of any size.
   */
  readonly call: (batches: AsyncIterable<PartitionRow[]>) => AsyncIterable<readonly PartitionRow[]>;
  /** Of the rows that it gives. A column that a row lacks is NULL. */
  readonly columns: readonly SchemaColumn[];
}

/** A declared function, as executors find it. */
export type RegisteredRowFunction = RegisteredScalar | RegisteredAggregate | RegisteredPartitions;

const registry = new Map<string, RegisteredRowFunction>();
/** Names of what was declared while `main` ran: no executor finds it. */
const declaredLate = new Set<string>();
let isMainRunning = false;

/** Told by the driver: the script's modules are loaded, as executors load them, and `main` is called. */
export function mainBegins(): void {
  isMainRunning = true;
}

export function isDeclaredLate({ name }: RegisteredRowFunction): boolean {
  return declaredLate.has(name);
}

/**
 * All functions declared so far, by name.
 * @internal  For executors, after they loaded a script's bundle, and for the driver.
 */
export function registeredRowFunctions(): ReadonlyMap<string, RegisteredRowFunction> {
  return registry;
}

/**
 * Scripts need not be type-checked, and in other systems the function comes first.
 * @param option  that the options must have
 * @param example  what is written instead
 * @throws PLAN_REFUSED where there is no name, or no options with that one
 */
export function assertSpelled(
  { name, options, option }: { readonly name: unknown; readonly options: unknown; readonly option: string },
  example: string,
  callSite: CallSite | null,
): void {
  const hint = `write ${example}`;
  if (typeof name !== "string") throw planRefused("a row function has its name first", callSite, hint);
  if (typeof options !== "object" || options === null || !(option in options)) {
    throw planRefused(`row function ${name} has no ${option}`, callSite, hint);
  }
}

/**
 * @param callbacks  what the script passed, by the word for it
 * @throws PLAN_REFUSED when the name is no identifier or declared already, a type is missing, or a callback is no function
 */
export function register(declared: RegisteredRowFunction, callbacks: Readonly<Record<string, unknown>>): void {
  assertDeclarable(declared, callbacks);
  const clash = [...registry.values()].find(({ name }) => name.toLowerCase() === declared.name.toLowerCase());
  // A module that is loaded a second time declares its functions a second time, at the same places.
  if (clash !== undefined && !samePlace(clash.callSite, declared.callSite)) {
    const where = clash.callSite === null ? "" : ` at ${clash.callSite.file}:${clash.callSite.line}`;
    throw planRefused(
      `row function ${declared.name} is declared already${where}`,
      declared.callSite,
      "give each row function a name of its own (case does not count)",
    );
  }
  if (clash !== undefined) registry.delete(clash.name);
  registry.set(declared.name, declared);
  if (isMainRunning) declaredLate.add(declared.name);
}

function assertDeclarable(
  { name, argumentTypes, returnType, callSite, ...declared }: RegisteredRowFunction,
  callbacks: Readonly<Record<string, unknown>>,
): void {
  if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || reservedWords.has(name.toLowerCase())) {
    throw planRefused(
      `'${name}' cannot name a row function`,
      callSite,
      "use letters, digits and underscores, and no reserved word of SQL",
    );
  }
  for (const [word, callback] of Object.entries(callbacks)) {
    const what = word === "" ? `row function ${name}` : `${word} of ${name}`;
    if (typeof callback !== "function") throw planRefused(`${what} is not a function`, callSite, "pass a function");
    if (callback.constructor.name === "AsyncFunction") {
      throw scriptError("TYPE_NOT_SUPPORTED", `${what} is async`, callSite, asyncHint(declared.kind));
    }
  }
  const types = [...argumentTypes, returnType, ...(declared.kind === "aggregate" ? [declared.stateType] : [])];
  if (types.some((type) => typeof type !== "string" || type.trim() === "")) {
    throw planRefused(
      `row function ${name} has an empty type`,
      callSite,
      'name DuckDB types, e.g. { args: ["VARCHAR"], returns: "BIGINT" }',
    );
  }
}

function asyncHint(kind: RegisteredRowFunction["kind"]): string {
  return kind === "partitions"
    ? 'return rows from a plain function, or write async function* and { per: "partition" }'
    : "row functions are synchronous: they are called once per row";
}

function samePlace(a: CallSite | null, b: CallSite | null): boolean {
  return a !== null && b !== null && a.file === b.file && a.line === b.line && a.column === b.column;
}

/** DuckDB's reserved words (`duckdb_keywords()`): they cannot be called without quotes. */
const reservedWords = new Set(
  (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default " +
    "deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect " +
    "into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary " +
    "qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot " +
    "using variadic when where window with"
  ).split(" "),
);
