/** FROM of a random query: tables that meet in some way, and what may be named of them. */
import { quoteIdentifier } from "../../common/sql-text.js";
import type { Random } from "./random.js";
import { Expressions, kindOfType, type SqlColumn } from "./sql-expressions.js";

export interface Described {
  readonly name: string;
  readonly type: string;
}

export interface FromTable {
  /** With its alias. */
  readonly sql: string;
  readonly alias: string;
  readonly columns: readonly Described[];
}

/** `alias."name"`, of the types of which there are expressions. */
export function columnsOf({ alias, columns }: Pick<FromTable, "alias" | "columns">): SqlColumn[] {
  return columns.flatMap(({ name, type }) => {
    const kind = kindOfType(type);
    return kind === undefined ? [] : [{ sql: `${alias}.${quoteIdentifier(name)}`, kind }];
  });
}

export class RandomFrom {
  sql: string;
  private readonly tables: FromTable[];
  /** How many columns a name alone may mean. */
  private readonly meanings = new Map<string, number>();
  private endsInComma = false;

  constructor(
    private readonly random: Random,
    first: FromTable,
  ) {
    this.sql = first.sql;
    this.tables = [first];
    this.count(first.columns);
  }

  get aliases(): string[] {
    return this.tables.map(({ alias }) => alias);
  }

  /** What may stand in an expression: columns of a table, and names alone that are no other column's. */
  scope(): SqlColumn[] {
    const alone = new Map(this.tables.flatMap(({ columns }) => columns.map((column) => [column.name, column])));
    const unqualified = [...alone.values()].filter(
      ({ name }) => this.meanings.get(name) === 1 && this.random.chance(0.4),
    );
    const bare = columnsOf({ alias: "", columns: unqualified }).map(({ sql, kind }) => ({ sql: sql.slice(1), kind }));
    return [...this.tables.flatMap(columnsOf), ...bare];
  }

  /** Leaves out what has no column to meet by. */
  join(right: FromTable): void {
    const { random } = this;
    // A join after a comma does not see what is before it.
    if (this.endsInComma || this.aliases.includes(right.alias)) return;
    const kind = random.pick(["JOIN", "INNER JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN"]);
    const using = random.chance(0.3) ? this.common(right) : [];
    const isOnly = this.tables.length === 1;
    if (using.length > 0) {
      const names = random.sample(using, random.integer(1, 2));
      this.sql += ` ${kind} ${right.sql} USING (${names.map(quoteIdentifier).join(", ")})`;
      this.add(right, kind, names);
    } else if (isOnly && random.chance(0.1)) {
      this.endsInComma = random.chance(0.5);
      this.sql += `${this.endsInComma ? "," : " CROSS JOIN"} ${right.sql}`;
      this.add(right, "CROSS JOIN", []);
    } else {
      const condition = this.condition(right, isOnly);
      if (condition === undefined) return;
      this.sql += ` ${kind} ${right.sql} ON ${condition}`;
      this.add(right, kind, []);
    }
  }

  /** Names of columns that only one of the tables has, and the other one by the same kind of type. */
  private common(right: FromTable): string[] {
    return right.columns.flatMap(({ name, type }) => {
      const own = this.tables.flatMap(({ columns }) => columns.filter((column) => column.name === name));
      const isSame = own.every((column) => kindOfType(column.type) === kindOfType(type));
      return this.meanings.get(name) === 1 && isSame ? [name] : [];
    });
  }

  private condition(right: FromTable, isOnly: boolean): string | undefined {
    const { random } = this;
    const [left, theirs] = [this.tables.flatMap(columnsOf), columnsOf(right)];
    const pairs = left.flatMap((one) =>
      theirs.filter(({ kind }) => kind === one.kind).map((other) => [one.sql, other.sql] as const),
    );
    if (pairs.length === 0) return undefined;
    const comparison = random.pick(["=", "=", "=", "=", "IS NOT DISTINCT FROM", isOnly ? "<" : "="]);
    const parts = [random.pick(pairs).join(` ${comparison} `)];
    if (random.chance(0.3)) parts.push(random.pick(pairs).join(" = "));
    if (random.chance(0.35)) parts.push(new Expressions(random, [...left, ...theirs]).condition());
    return random.shuffle(parts).join(" AND ");
  }

  private add(right: FromTable, kind: string, using: readonly string[]): void {
    if (/SEMI|ANTI/.test(kind)) return;
    this.tables.push(right);
    this.count(right.columns.filter(({ name }) => !using.includes(name)));
  }

  private count(columns: readonly Described[]): void {
    for (const { name } of columns) this.meanings.set(name, (this.meanings.get(name) ?? 0) + 1);
  }
}
