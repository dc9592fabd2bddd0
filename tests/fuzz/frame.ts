/**
 * Nodes of random plans. Each has two texts that say the same: the script of a user who calls DataFrame's methods, and SQL for one
 * DuckDB process. They are written apart from each other; what they share is the list of columns.
 */

export interface Field {
  readonly name: string;
  /** DuckDB's spelling. */
  readonly type: string;
  readonly isSelective: boolean;
}

/** An operator met a type, as a key, an argument, or as what it carries along. */
export interface Use {
  readonly operator: string;
  readonly type: string;
}

export interface SortKey {
  readonly name: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Frame {
  readonly inputs: readonly Frame[];
  readonly fields: readonly Field[];
  readonly uses: readonly Use[];
  /** More rows than this it cannot have, roughly. */
  readonly rowsMax: number;
  /** Of the rows, when they leave in order. */
  readonly order: readonly SortKey[];
  /** JavaScript of a DataFrame. @param inputs  names of the variables that hold those of its inputs */
  readonly script: (inputs: readonly string[]) => string;
  /** A SELECT. @param inputs  names of the relations of its inputs */
  readonly sql: (inputs: readonly string[]) => string;
  /** The same over other inputs that have the same columns. */
  readonly over: (inputs: readonly Frame[]) => Frame;
  /** Simpler ones over the same inputs: fewer keys, fewer aggregates. */
  readonly simpler: () => readonly Frame[];
}

export interface RenderedPlan {
  /** Statements that end with `return …;`, for a function of (goldpan, tables, and all that the package exports). */
  readonly script: string;
  readonly sql: string;
}

/** The texts of a whole plan: a frame that is used twice is written once. */
export function render(root: Frame): RenderedPlan {
  const names = new Map<Frame, string>();
  const statements: string[] = [];
  const relations: string[] = [];
  const visit = (frame: Frame): string => {
    const known = names.get(frame);
    if (known !== undefined) return known;
    const inputs = frame.inputs.map(visit);
    const name = `d${names.size + 1}`;
    names.set(frame, name);
    statements.push(`const ${name} = ${frame.script(inputs)};`);
    relations.push(`${name} AS (${frame.sql(inputs)})`);
    return name;
  };
  const last = visit(root);
  const order = root.order.map(({ name, descending, nullsFirst }) => {
    return `"${name.replaceAll('"', '""')}" ${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
  });
  const sorted = order.length === 0 ? "" : ` ORDER BY ${order.join(", ")}`;
  return {
    script: [...statements, `return ${last};`].join("\n"),
    sql: `WITH ${relations.join(",\n")}\nSELECT * FROM ${last}${sorted}`,
  };
}

/** Every frame of a plan once, inputs first. */
export function framesOf(root: Frame): Frame[] {
  const seen = new Set<Frame>();
  const visit = (frame: Frame): void => {
    if (seen.has(frame)) return;
    frame.inputs.forEach(visit);
    seen.add(frame);
  };
  visit(root);
  return [...seen];
}

/** JavaScript of a string. */
export const text = (value: string): string => JSON.stringify(value);

/** A name where the API reads names: between backquotes when it is not a plain word. */
export function nameArgument(name: string): string {
  return text(/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``);
}

/** `col("a")` */
export function columnScript(name: string): string {
  return `col(${nameArgument(name)})`;
}

/** `"a"` */
export function columnSql(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
