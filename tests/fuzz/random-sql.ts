/**
 * Random queries as text. Which columns a subquery has is DuckDB's answer, so that names are what its rules make of them. Whatever has a
 * choice (LIMIT, DISTINCT ON, row_number) is over an order of all columns.
 */
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Random } from "./random.js";
import { columnsOf, RandomFrom, type Described, type FromTable } from "./random-from.js";
import { allKinds, Expressions } from "./sql-expressions.js";

/** Columns of a query by DuckDB. @throws when it has no answer */
export type Describe = (sql: string) => Promise<readonly Described[]>;

interface Table {
  readonly name: string;
  readonly columns: readonly Described[];
}

/** What a part of a query may name beside the views. */
interface Known {
  readonly ctes: readonly Table[];
  /** The WITH clause that makes them. */
  readonly prefix: string;
}

export interface RandomQuery {
  readonly sql: string;
  /** Positions of the columns by which its rows are sorted. */
  readonly order: readonly number[];
}

export class RandomSql {
  private aliases = 0;

  constructor(
    private readonly random: Random,
    private readonly views: readonly Table[],
    private readonly describe: Describe,
  ) {}

  /** @throws what DuckDB has against the query that came out */
  async query(): Promise<RandomQuery> {
    const { random } = this;
    this.aliases = 0;
    const ctes: Table[] = [];
    const texts: string[] = [];
    const count = random.pick([0, 0, 1, 1, 2]);
    for (let index = 0; index < count; index++) {
      const body = await this.body({ ctes, prefix: with_(texts) }, 1);
      const columns = await this.describe(`${with_(texts)} ${body}`);
      const name = random.chance(0.1) ? random.pick(this.views).name : `w${index}`;
      const renamed = random.chance(0.3);
      const names = columns.map((column, position) => (renamed ? `x${position}` : column.name));
      texts.push(`${name}${renamed ? `(${names.join(", ")})` : ""} AS (${body})`);
      ctes.push({ name, columns: columns.map(({ type }, position) => ({ name: names[position] ?? "", type })) });
    }
    const prefix = with_(texts);
    const body = `${prefix} ${await this.body({ ctes, prefix }, 2)}`.trim();
    return this.ordered(body, await this.describe(body));
  }

  /** In an order of all columns, by their places or names, so that a LIMIT leaves no choice. */
  private ordered(body: string, columns: readonly Described[]): RandomQuery {
    const { random } = this;
    if (/ORDER BY [^()]*$|LIMIT \d+$/.test(body) || random.chance(0.4)) return { sql: body, order: [] };
    const e = new Expressions(random, []);
    const positions = random.shuffle(columns.map((_, index) => index));
    const place = (position: number): string => String(position + 1);
    const name = (position: number): string => quoteIdentifier(columns[position]?.name ?? "");
    const keys = (of: (position: number) => string): string =>
      positions.map((position) => `${of(position)} ${e.direction()}`.trim()).join(", ");
    const text = positions.find((position) => columns[position]?.type === "VARCHAR");
    const choice = random.pick([
      { by: `ALL ${e.direction()}`.trim(), order: columns.map((_, index) => index) },
      { by: keys(place), order: positions },
      { by: keys(name), order: positions },
      text === undefined
        ? { by: keys(place), order: positions }
        : { by: `${name(text)} COLLATE NOCASE, ${keys(place)}`, order: [] },
    ]);
    const offset = random.chance(0.4) ? ` OFFSET ${random.integer(0, 10)}` : "";
    const limit = random.chance(0.5) ? ` LIMIT ${random.pick([0, 1, 5, 20, 100])}${offset}` : "";
    return { sql: `${body} ORDER BY ${choice.by}${limit}`, order: choice.order };
  }

  private async body(known: Known, depth: number): Promise<string> {
    if (this.random.chance(0.2)) return this.setOperation(known, depth);
    return this.select(known, depth);
  }

  private async setOperation(known: Known, depth: number): Promise<string> {
    const { random } = this;
    const kinds = Array.from({ length: random.integer(1, 3) }, () => random.pick(allKinds));
    const branch = async (): Promise<string> => {
      const from = await this.from(known, depth - 1);
      const e = new Expressions(random, from.scope());
      const items = kinds.map((kind, index) => `${e.of(kind)} AS c${index}`);
      const where = random.chance(0.4) ? ` WHERE ${e.condition()}` : "";
      const text = `SELECT ${random.pick(["", "", "DISTINCT "])}${items.join(", ")} FROM ${from.sql}${where}`;
      return random.chance(0.25) ? `(${text} ORDER BY ALL ${e.direction()} LIMIT ${random.integer(1, 20)})` : text;
    };
    const operator = () =>
      random.pick([
        "UNION",
        "UNION ALL",
        "INTERSECT",
        "EXCEPT",
        "INTERSECT ALL",
        "EXCEPT ALL",
        "UNION BY NAME",
        "UNION ALL BY NAME",
      ]);
    const two = `${await branch()} ${operator()} ${await branch()}`;
    if (random.chance(0.5)) return two;
    return random.pick([
      `(${two}) ${operator()} ${await branch()}`,
      `${await branch()} ${operator()} (${two})`,
      `${two} ${operator()} ${await branch()}`,
    ]);
  }

  private async table(known: Known, depth: number): Promise<FromTable> {
    const { random } = this;
    const alias = `${random.pick(["a", "b", "q"])}${this.aliases++}`;
    if (depth > 0 && random.chance(0.25)) {
      const body = await this.body(known, depth - 1);
      const columns = await this.describe(`${known.prefix} ${body}`);
      return { sql: `(${body}) ${random.pick(["", "AS "])}${alias}`, alias, columns };
    }
    if (random.chance(0.05)) {
      const e = new Expressions(random, []);
      const rows = Array.from({ length: random.integer(1, 3) }, () => `(${e.of("integer", 0)}, ${e.of("text", 0)})`);
      const sql = `(VALUES ${rows.join(", ")}) ${alias}(i, s)`;
      return { sql, alias, columns: await this.describe(`SELECT * FROM ${sql}`) };
    }
    const { name, columns } = this.tableOf(known);
    if (random.chance(0.2)) return { sql: name, alias: name, columns };
    return { sql: `${name} ${random.pick(["", "AS "])}${alias}`, alias, columns };
  }

  private async from(known: Known, depth: number): Promise<RandomFrom> {
    const from = new RandomFrom(this.random, await this.table(known, depth));
    const joins = this.random.pick([0, 0, 0, 1, 1, 2]);
    for (let index = 0; index < joins; index++) from.join(await this.table(known, depth));
    return from;
  }

  private async select(known: Known, depth: number): Promise<string> {
    const { random } = this;
    const from = await this.from(known, depth);
    const e = new Expressions(random, from.scope());
    const conditions = random.chance(0.4) ? [e.condition(2)] : [];
    if (random.chance(0.2)) conditions.push(this.subquery(e, known));
    if (random.chance(0.08)) conditions.push(`(${e.condition()} OR ${this.membership(e, known)})`);
    const rows = `FROM ${from.sql}${conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`}`;
    if (random.chance(0.35)) return this.grouped(e, rows, known);
    return this.plain(e, rows, from.aliases, known);
  }

  /** A condition by a query that stands alone. */
  private subquery(e: Expressions, known: Known): string {
    const { random } = this;
    const table = this.tableOf(known);
    const inner = new Expressions(random, columnsOf({ alias: "s", columns: table.columns }));
    const kind = inner.kind();
    const where = random.chance(0.6) ? ` WHERE ${inner.condition()}` : "";
    const from = `FROM ${table.name} s${where}`;
    return random.pick([
      `${e.of(kind)} ${random.pick(["IN", "NOT IN"])} (SELECT ${inner.of(kind)} ${from})`,
      `(${e.of(kind, 0)}, ${e.of("integer", 0)}) IN (SELECT ${inner.of(kind)}, ${inner.of("integer")} ${from})`,
      `${random.pick(["", "NOT "])}EXISTS (SELECT 1 ${from})`,
      `${e.of(kind)} ${random.pick(["<", ">=", "=", "<>"])} (SELECT ${random.pick(["min", "max"])}(${inner.of(kind)}) ${from})`,
    ]);
  }

  /** True, false or NULL, by a query that stands alone. */
  private membership(e: Expressions, known: Known): string {
    const { random } = this;
    const table = this.tableOf(known);
    const inner = new Expressions(random, columnsOf({ alias: "s", columns: table.columns }));
    const kind = inner.kind();
    const where = random.chance(0.3) ? ` WHERE ${inner.condition()}` : "";
    return `(${e.of(kind)} ${random.pick(["IN", "NOT IN"])} (SELECT ${inner.of(kind)} FROM ${table.name} s${where}))`;
  }

  private tableOf(known: Known): Table {
    const table = this.random.pick([...known.ctes, ...known.ctes, ...this.views]);
    return known.ctes.find(({ name }) => name === table.name) ?? table;
  }

  private scalar(known: Known): string {
    const table = this.tableOf(known);
    const inner = new Expressions(this.random, columnsOf({ alias: "s", columns: table.columns }));
    return `(SELECT ${inner.aggregate()} FROM ${table.name} s)`;
  }

  private grouped(e: Expressions, from: string, known: Known): string {
    const { random } = this;
    const keys = keysOf(
      Array.from({ length: random.integer(0, 3) }, () => (random.chance(0.05) ? this.membership(e, known) : e.any())),
    );
    const hasSets = keys.length > 0 && random.chance(0.3);
    const calls = Array.from({ length: random.integer(1, 3) }, () => e.aggregate());
    const partition = keys.length > 0 && random.chance(0.7) ? `PARTITION BY ${random.pick(keys)} ` : "";
    const items = [
      ...keys.map((key, index) => `${key} AS k${index}`),
      ...calls.map((call, index) => `${call} AS n${index}`),
      ...this.maybe(0.15, () => `rank() OVER (${partition}ORDER BY ${random.pick(calls)} ${e.direction()}) AS r`),
      ...this.maybe(0.1, () => `sum(count(*)) OVER (${partition}) AS t`),
      ...this.maybe(0.08, () => `${this.scalar(known)} AS z`),
      ...this.maybe(hasSets ? 0.6 : 0, () => `grouping(${random.sample(keys, 2).join(", ")}) AS g`),
    ];
    const tests = [`count(*) > ${random.integer(0, 3)}`, `${e.aggregate()} IS NOT NULL`, "n0 IS NOT NULL"];
    const having = this.maybe(0.25, () => ` HAVING ${random.pick(tests)}`).join("");
    const by = keys.length === 0 ? "" : ` GROUP BY ${hasSets ? this.sets(keys) : this.keys(keys, items)}`;
    return `SELECT ${this.maybe(0.1, () => "DISTINCT ").join("")}${items.join(", ")} ${from}${by}${having}`;
  }

  private sets(keys: readonly string[]): string {
    const [first = "", ...others] = keys;
    const all = keys.join(", ");
    return this.random.pick([
      `ROLLUP (${all})`,
      `CUBE (${all})`,
      `GROUPING SETS ((${all}), (${first}), ())`,
      `GROUPING SETS ((${all}), (${all}))`,
      others.length === 0 ? `ROLLUP (${first})` : `${first}, ROLLUP (${others.join(", ")})`,
    ]);
  }

  private keys(keys: readonly string[], items: readonly string[]): string {
    const positions = keys.map((_, index) => String(index + 1)).join(", ");
    // ALL would take a subquery for a key.
    const all = items.some((item) => item.startsWith("(SELECT")) ? positions : "ALL";
    return this.random.pick([keys.join(", "), positions, keys.map((_, index) => `k${index}`).join(", "), all]);
  }

  private plain(e: Expressions, from: string, aliases: readonly string[], known: Known): string {
    const { random } = this;
    const hasColumns = e.columns.length > 0;
    const [named] = hasColumns ? this.maybe(0.2, () => `PARTITION BY ${e.any()}`) : [];
    const items = Array.from({ length: random.integer(1, 4) }, (_, index) => {
      const choice = random.integer(0, 24);
      const item =
        choice === 0
          ? this.scalar(known)
          : choice === 1
            ? this.membership(e, known)
            : choice < 7
              ? e.window(named && "w")
              : e.any(2);
      const isColumn = /^[a-z0-9]+\."[^"]*"$/.test(item);
      return isColumn && random.chance(0.15) ? item : `${item} AS c${index}`;
    });
    const stars = this.maybe(0.12, () => this.star(e, aliases));
    const unnested = this.maybe(0.06, () => `unnest(${e.of("list")}) AS u`);
    const list = [...stars, ...items, ...unnested].join(", ");
    const window = named === undefined ? "" : ` WINDOW w AS (${named})`;
    if (hasColumns && random.chance(0.06)) {
      const key = e.any();
      const order = random.pick([`${key} ${e.direction()}, ${e.totalOrder()}`, e.totalOrder()]);
      return `SELECT DISTINCT ON (${key}) ${list} ${from}${window} ORDER BY ${order}`;
    }
    const over = named === undefined ? `PARTITION BY ${e.any()}` : "w";
    const qualify = hasColumns
      ? this.maybe(0.1, () => ` QUALIFY row_number() OVER (${over} ORDER BY ${e.totalOrder()}) <= 2`)
      : [];
    return `SELECT ${this.maybe(0.1, () => "DISTINCT ").join("")}${list} ${from}${window}${qualify.join("")}`;
  }

  private star(e: Expressions, aliases: readonly string[]): string {
    const { random } = this;
    const qualified = e.columns.filter(({ sql }) => sql.includes("."));
    const simple = ["*", `${random.pick(aliases)}.*`, ...(aliases.length === 1 ? ["COLUMNS('^[a-m]')"] : [])];
    if (qualified.length === 0) return random.pick(simple);
    const { sql } = random.pick(qualified);
    const [alias, column] = [sql.slice(0, sql.indexOf(".")), sql.slice(sql.indexOf(".") + 1)];
    return random.pick([...simple, `${alias}.* EXCLUDE (${column})`, `${alias}.* REPLACE (${e.any()} AS ${column})`]);
  }

  private maybe(share: number, make: () => string): string[] {
    return this.random.chance(share) ? [make()] : [];
  }
}

/** Each once, by whatever name: what GROUPING says of a key that is there twice is DuckDB's choice. Constants are none. */
function keysOf(expressions: readonly string[]): string[] {
  const bare = expressions.map((expression) => expression.replaceAll(/\b\w+\."/g, '"'));
  return expressions.filter((_, index) => bare.indexOf(bare[index] ?? "") === index && bare[index]?.includes('"'));
}

function with_(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `WITH ${texts.join(", ")}`;
}
