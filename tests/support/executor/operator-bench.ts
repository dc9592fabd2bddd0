/** Runs chains of operators over tables of the reference, and compares what leaves them with one query over the same tables. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { AttemptReport, Column, Operator, PieceDelivery, SortKey, Tree } from "../../../common/wire/types.js";
import type { LocalPiece } from "../../../worker/executor-protocol.js";
import { readEntries } from "../../../worker/piece-file.js";
import { makeBench, type Bench } from "./executor-bench.js";
import { at, taskOf } from "./fragments.js";
import { Reference } from "./reference.js";

/** Types that pieces do not carry as they are. */
const textTypes = /^(DOUBLE|FLOAT)$|HUGEINT|INTERVAL|TIME WITH TIME ZONE|TIME_NS|\bBIT\b|ENUM|BIGNUM|^NULL$|"NULL"/;

export interface OperatorRun {
  readonly delivery?: Partial<PieceDelivery>;
  readonly seed?: number;
  readonly token?: string;
}

export class OperatorBench {
  private inputs: LocalPiece[][] = [];
  private cuts = 0;

  private constructor(
    readonly bench: Bench,
    readonly reference: Reference,
  ) {}

  static async open(options: Parameters<typeof makeBench>[0] = {}): Promise<OperatorBench> {
    return new OperatorBench(await makeBench(options), await Reference.open());
  }

  /** Makes a table of the reference from a query, and of it an input in several pieces. @returns the input's source */
  async table(name: string, query: string, pieces = 2): Promise<Operator> {
    await this.reference.run(`CREATE OR REPLACE TABLE ${name} AS ${query}`);
    const columns = await this.reference.columns(`SELECT * FROM ${name}`);
    const [{ n } = { n: 0 }] = await this.reference.rows(`SELECT count(*) AS n FROM ${name}`);
    const size = Math.ceil(Number(n) / pieces);
    const list = columns.map((column) =>
      textTypes.test(column.type) ? `${carried(column)} AS "${column.name}"` : `"${column.name}"`,
    );
    const files: LocalPiece[] = [];
    for (let piece = 0; piece * size < Number(n); piece++) {
      const path = join(this.bench.folder, `${name}-${String(this.inputs.length)}-${String(piece)}.parquet`);
      const rows = Math.min(size, Number(n) - piece * size);
      await this.reference.run(
        `COPY (SELECT ${list.join(", ")} FROM ${name} WHERE rowid >= ${String(piece * size)} AND rowid < ${String((piece + 1) * size)} ORDER BY rowid) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`,
      );
      files.push({ path, rows });
    }
    this.inputs.push(files);
    return at.pieces(columns, this.inputs.length - 1);
  }

  /** Files of the reference as an input of their own. */
  input(files: readonly LocalPiece[]): number {
    this.inputs.push([...files]);
    return this.inputs.length - 1;
  }

  /** Forgets the inputs. */
  reset(): void {
    this.inputs = [];
  }

  async tree(expression: string): Promise<Tree> {
    return await this.reference.tree(expression);
  }

  async trees(expressions: Record<string, string>): Promise<Record<string, Tree>> {
    const entries = Object.entries(expressions).map(
      async ([name, expression]) => [name, await this.reference.tree(expression)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  /** `a DESC NULLS LAST` as a key; ascending with NULLs first unless said. */
  async sortKey(order: string): Promise<SortKey> {
    const match = /^(.*?)(?: (ASC|DESC))?(?: NULLS (FIRST|LAST))?$/.exec(order);
    return {
      tree: await this.reference.tree(match?.[1] ?? order),
      descending: match?.[2] === "DESC",
      nullsFirst: match?.[3] !== "LAST",
    };
  }

  async run(operators: Operator[], output: Column[], run: OperatorRun = {}): Promise<AttemptReport> {
    const { inputs } = this;
    this.bench.daemon.pieces = inputs;
    const { delivery, seed, token } = run;
    const task = taskOf({
      operators,
      output,
      inputs: inputs.length,
      ...(delivery === undefined ? {} : { delivery }),
      ...(seed === undefined ? {} : { seed }),
    });
    return await this.bench.run(task, token);
  }

  /** What an attempt left, as a query with the columns of its output. */
  left(output: readonly Column[], report: AttemptReport, token?: string): string {
    if (report.rowsOut > 0) return this.rowsOf(output, this.bench.piecePath(token));
    return `SELECT ${output.map(({ name, type }) => `CAST(NULL AS ${type}) AS "${name}"`).join(", ")} WHERE false`;
  }

  /** A piece's rows as a query. */
  rowsOf(output: readonly Column[], path: string): string {
    const list = output.map(({ name, type }) => {
      const halves = `("${name}".high::HUGEINT + 1) * 18446744073709551616 - (18446744073709551616 - "${name}".low)`;
      return `${type === "HUGEINT" ? halves : `CAST("${name}" AS ${type})`} AS "${name}"`;
    });
    return `SELECT ${list.join(", ")} FROM read_parquet('${path}')`;
  }

  /** The pieces that an attempt left, by partition, each as a file of its own; undefined where there are no rows. */
  parts(partitions: number, token = "attempt-1"): (LocalPiece | undefined)[] {
    const path = this.bench.piecePath(token);
    const entries = readEntries(path, 0, partitions);
    return Array.from({ length: partitions }, (_, partition) => {
      const entry = entries.find((one) => one.partition === partition);
      if (entry === undefined) return undefined;
      // The reference may remember what a file of that name had in it.
      const cut = join(this.bench.folder, `part-${String(this.cuts++)}.parquet`);
      writeFileSync(cut, readFileSync(entry.path).subarray(entry.offset, entry.offset + entry.bytes));
      return { path: cut, rows: 0 };
    });
  }

  /** Runs operators and expects the rows of a query: as multisets, or in order. */
  async expectRows(operators: Operator[], query: string, options: { ordered?: boolean } = {}): Promise<void> {
    const output = await this.reference.columns(query);
    const report = await this.run(operators, output);
    const mine = this.left(output, report);
    await this.expectSame(mine, query);
    if (options.ordered === true) {
      // As texts: 0.0 and −0.0 are equal.
      const [left, right] = [await this.reference.rows(mine), await this.reference.rows(query)];
      expect(left.map((row) => JSON.stringify(row))).toEqual(right.map((row) => JSON.stringify(row)));
    }
  }

  async expectSame(mine: string, query: string): Promise<void> {
    const [counts] = await this.reference.rows(
      `SELECT (SELECT count(*) FROM (${mine})) AS mine, (SELECT count(*) FROM (${query})) AS theirs`,
    );
    const more = await this.reference.rows(`FROM ((${mine}) EXCEPT ALL (${query})) LIMIT 3`);
    const less = await this.reference.rows(`FROM ((${query}) EXCEPT ALL (${mine})) LIMIT 3`);
    expect({ rows: counts?.["mine"], more, less }).toEqual({ rows: counts?.["theirs"], more: [], less: [] });
  }
}

function carried({ name, type }: Column): string {
  // A number of 128 bits: its halves.
  if (type === "HUGEINT") {
    return `{'high': CAST("${name}" >> 64 AS BIGINT), 'low': CAST("${name}" & 18446744073709551615 AS UBIGINT)}`;
  }
  const text = type.replace(
    /U?HUGEINT|INTERVAL|TIME WITH TIME ZONE|TIME_NS|\bBIT\b|ENUM\([^)]*\)|BIGNUM|"NULL"/g,
    "VARCHAR",
  );
  return `CAST("${name}" AS ${text})`;
}
