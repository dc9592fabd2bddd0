/** Plans as wire messages, as a client would send them: short to write in tests. */
import type {
  CallSite,
  Expect,
  Expression,
  JoinKind,
  NamedExpression,
  NullOrder,
  Plan,
  Relation,
  RowFunction,
  SortOrder,
} from "../../common/wire/types.js";

export const at = (line: number): CallSite => ({ file: "job.ts", line, column: 1, method: "" });

export const sql = (text: string, line = 1): Expression => ({ sql: text, callSite: at(line) });

const columns = (texts: readonly (string | readonly [string, string])[]): NamedExpression[] =>
  texts.map((text): NamedExpression =>
    typeof text === "string"
      ? { name: "", expression: sql(text), hugeintAsBigint: false }
      : { name: text[0], expression: sql(text[1]), hugeintAsBigint: false },
  );

type Part = Omit<Relation, "callSite" | "relation" | "planId">;

function relation(kind: NonNullable<Relation["relation"]>, part: Part): Relation {
  return { callSite: at(1), relation: kind, planId: 0, ...part };
}

export const scan = (...paths: string[]): Relation =>
  relation("scan", { scan: { format: "parquet", paths, options: {}, quarantine: false, schema: null } });

export function values(
  schema: Readonly<Record<string, string>>,
  ...rows: readonly Readonly<Record<string, unknown>>[]
): Relation {
  const types = Object.entries(schema).map(([name, type]) => ({ name, type }));
  const rowsJson = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return relation("values", { values: { schema: { columns: types }, rowsJson } });
}

export const select = (input: Relation, ...texts: readonly (string | readonly [string, string])[]): Relation =>
  relation("project", { project: { input, columns: columns(texts) } });

export const withColumns = (input: Relation, ...texts: readonly (readonly [string, string])[]): Relation =>
  relation("withColumns", { withColumns: { input, columns: columns(texts) } });

export const rename = (input: Relation, from: string, to: string): Relation =>
  relation("rename", { rename: { input, from, to } });

export const drop = (input: Relation, ...names: string[]): Relation =>
  relation("drop", { drop: { input, columns: names } });

export const filter = (input: Relation, text: string): Relation =>
  relation("filter", { filter: { input, condition: sql(text) } });

export const union = (...inputs: Relation[]): Relation =>
  relation("union", { union: { inputs, byName: false, allowMissingColumns: false } });

export const unionByName = (allowMissingColumns: boolean, ...inputs: Relation[]): Relation =>
  relation("union", { union: { inputs, byName: true, allowMissingColumns } });

export const limit = (input: Relation, count: number | undefined, offset = 0): Relation =>
  relation("limit", { limit: { input, offset, ...(count === undefined ? {} : { count }) } });

type Texts = readonly (string | readonly [string, string])[];

export const aggregate = (input: Relation, ...texts: Texts): Relation => groupBy(input, [], ...texts);

export const groupBy = (input: Relation, keys: Texts, ...texts: Texts): Relation =>
  relation("aggregate", {
    aggregate: {
      input,
      grouping: columns(keys),
      aggregates: columns(texts),
      kind: "GROUP_BY",
      sets: [],
      pivot: null,
    },
  });

export const joinUsing = (left: Relation, right: Relation, using: string[], kind: JoinKind = "INNER"): Relation =>
  relation("join", { join: { left, right, kind, using, condition: null } });

export const join = (left: Relation, right: Relation, condition: string, kind: JoinKind = "INNER"): Relation =>
  relation("join", { join: { left, right, kind, using: [], condition: sql(condition) } });

export const crossJoin = (left: Relation, right: Relation): Relation =>
  relation("join", { join: { left, right, kind: "CROSS", using: [], condition: null } });

export const broadcast = (input: Relation): Relation => relation("broadcast", { broadcast: { input } });

export const alias = (input: Relation, name: string): Relation => relation("alias", { alias: { input, name } });

export const order = (text: string, descending = false, nulls: NullOrder = "NULLS_DEFAULT"): SortOrder => ({
  expression: sql(text),
  descending,
  nulls,
});

export const sort = (input: Relation, ...orders: (string | SortOrder)[]): Relation =>
  relation("sort", { sort: { input, orders: ordersOf(orders), withinPartitions: false } });

export const sortWithinPartitions = (input: Relation, ...orders: (string | SortOrder)[]): Relation =>
  relation("sort", { sort: { input, orders: ordersOf(orders), withinPartitions: true } });

const ordersOf = (orders: readonly (string | SortOrder)[]): SortOrder[] =>
  orders.map((item) => (typeof item === "string" ? order(item) : item));

export const expectation = (input: Relation, text: string, more: Partial<Expect> = {}): Relation =>
  relation("expect", {
    expect: { input, name: text, predicate: sql(text), action: "DROP", nullsPass: false, helpers: [], ...more },
  });

export const rowFunction = (name: string, argumentTypes: string[], returnType: string): RowFunction => ({
  name,
  module: "job.ts",
  bundleSha256: "",
  argumentTypes,
  returnType,
  callOnNull: false,
  bigint: false,
  callSite: at(1),
  kind: "SCALAR",
  stateType: "",
});

export const plan = (root: Relation, ...functions: RowFunction[]): Plan => ({ root, shared: [], functions });
