/**
 * Values made of each other, each once, as SQL. The engine computes a part of an expression as often as it stands there, and each call of
 * a function that reads JSON keeps megabytes.
 */

export interface Cell {
  /** How those computed of it call it. */
  readonly sql: string;
  readonly level: number;
}

interface Computed extends Cell {
  readonly name: string;
  readonly made: string;
  /** The last level that reads it. */
  lastLevel: number;
}

export class Cells {
  private readonly all: Computed[] = [];

  /** @param row  a lambda's parameter, of which they are fields; without one they are columns */
  constructor(private readonly row?: string) {}

  /** @param sql  over those that it is made of; without any, over what is there already */
  add(sql: string, ...of: readonly Cell[]): Cell {
    const level = 1 + Math.max(-1, ...of.map((cell) => cell.level));
    for (const cell of this.all) if (of.includes(cell)) cell.lastLevel = Math.max(cell.lastLevel, level);
    const name = `c${this.all.length}`;
    const cell = {
      sql: this.row === undefined ? name : `${this.row}.${name}`,
      level,
      name,
      made: sql,
      lastLevel: level,
    };
    this.all.push(cell);
    return cell;
  }

  /** A SELECT of them beside the columns that another one has. */
  select(from: string): string {
    return this.levels().reduce((sql, cells) => {
      return `SELECT *, ${cells.map(({ name, made }) => `${made} AS ${name}`).join(", ")} FROM (${sql})`;
    }, from);
  }

  /** A list of structs of the wanted ones. @param items  SQL of the list of what the first ones are made of */
  list(items: string, wanted: readonly Cell[]): string {
    return this.levels().reduce((sql, _, level) => {
      const kept = this.all.filter((cell) => cell.level <= level && (cell.lastLevel > level || wanted.includes(cell)));
      const fields = kept.map((cell) => `${cell.name} := ${cell.level === level ? cell.made : cell.sql}`);
      return `list_transform(${sql}, lambda ${this.row ?? ""}: struct_pack(${fields.join(", ")}))`;
    }, items);
  }

  private levels(): Computed[][] {
    const levels: Computed[][] = [];
    for (const cell of this.all) (levels[cell.level] ??= []).push(cell);
    return levels;
  }
}
