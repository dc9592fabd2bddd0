/**
 * Calls functions of the script over a saved relation, page by page: the engine reads the next page while the function's thread works
 * on this one, and what comes back fills tables, row by row in the same order.
 */
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import type { RowFunction, RowFunctionCall } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import { ColumnTable } from "../engine/column-table.js";
import { pageRows, readPage, type PagedColumn } from "../engine/columns.js";
import type { Engine } from "../engine/engine.js";
import { argumentForm, returnForm, type ReturnForm } from "../engine/function-forms.js";
import { parseTypes } from "../engine/types.js";
import { functionFailed } from "./function-failure.js";
import {
  jsonMark,
  type CallResult,
  type NestedShape,
  type PackedArgument,
  type SessionStart,
} from "./function-protocol.js";
import type { FunctionWorker, PageAnswer } from "./function-worker.js";
import type { Redaction } from "./redaction.js";
import type { SavedRelation } from "./relation.js";

/** One result of a function: a table with one column `value`, and how to make the declared type of it. */
export interface CallOutput {
  readonly name: string;
  readonly table: string;
  readonly sql: (column: string) => string;
}

/** Rows per page, half a row group of the engine's: large enough to hide the exchange, small enough to cost a few megabytes. */
const pageRowsMax = 61_440;
/** Pages on their way to the thread. */
const pagesAhead = 2;

/** An argument, in the type that the function declares. */
export interface ArgumentColumn extends PagedColumn {
  readonly shape: NestedShape | undefined;
}

export interface NamedReturn {
  readonly name: string;
  readonly form: ReturnForm;
  /** The declared type, for messages. */
  readonly type: string;
}

/** A function that keeps something from page to page. */
export interface SessionCall {
  readonly declared: RowFunction;
  readonly start: SessionStart;
  readonly arguments: readonly ArgumentColumn[];
  /** A BOOLEAN that tells where groups start; undefined for functions without groups. */
  readonly starts: string | undefined;
  readonly returns: readonly NamedReturn[];
}

export class RowFunctionCalls {
  private tables = 0;

  /** @param worker  undefined without a bundle */
  constructor(
    readonly engine: Engine,
    readonly redaction: Redaction,
    private readonly worker: FunctionWorker | undefined,
    private readonly isCancelled: () => boolean,
  ) {}

  /** One value per row and call. @throws ROW_FUNCTION_FAILED naming function, file and row; it is never retried */
  async call(calls: readonly RowFunctionCall[], saved: SavedRelation): Promise<CallOutput[]> {
    const outputs: CallOutput[] = [];
    for (const call of calls) outputs.push(await this.callOne(call, saved));
    return outputs;
  }

  /** As many rows as the function gives. @throws ROW_FUNCTION_FAILED */
  async inSession(call: SessionCall, saved: SavedRelation): Promise<{ outputs: CallOutput[]; rows: number }> {
    const tables: ColumnTable[] = [];
    for (const { form } of call.returns) tables.push(await this.newTable(form));
    const rows = await this.fillInSession(tables, saved, call);
    for (const [index, { form, type }] of call.returns.entries()) {
      const table = tables[index];
      if (table !== undefined) await this.assertAccepted(table, rows, saved, { declared: call.declared, form, type });
    }
    const outputs = call.returns.map(({ name, form }, index) => ({
      name,
      table: tables[index]?.name ?? "",
      sql: form.sql,
    }));
    return { outputs, rows };
  }

  /** Arguments of declared types, over the relation's columns. @throws TYPE_NOT_SUPPORTED */
  async arguments(name: string, types: readonly string[], columns: readonly string[]): Promise<ArgumentColumn[]> {
    if (types.length !== columns.length) {
      throw new InvariantError(`row function '${name}' was called with ${String(columns.length)} columns`);
    }
    return (await parseTypes(this.engine, types)).map((type, index) => {
      const { kind, shape, sql } = argumentForm(name, type);
      return { kind, shape, sql: sql(`CAST(${quoteIdentifier(columns[index] ?? "")} AS ${types[index] ?? ""})`) };
    });
  }

  /** @throws TYPE_NOT_SUPPORTED */
  async returns(name: string, types: readonly string[]): Promise<ReturnForm[]> {
    return (await parseTypes(this.engine, types)).map((type, index) => returnForm(name, type, types[index] ?? ""));
  }

  private async callOne(
    { function: declared, output, ...call }: RowFunctionCall,
    saved: SavedRelation,
  ): Promise<CallOutput> {
    if (declared === null) throw new InvariantError("a call of no function");
    const columns = await this.arguments(declared.name, declared.argumentTypes, call.arguments);
    const [form] = await this.returns(declared.name, [declared.returnType]);
    if (form === undefined) throw new InvariantError(`row function '${declared.name}' has no result`);
    const table = await this.newTable(form);
    await this.fill(table, saved, { declared, columns, returns: form });
    await this.assertAccepted(table, saved.rows, saved, { declared, form, type: declared.returnType });
    return { name: output, table: table.name, sql: form.sql };
  }

  private async newTable(form: ReturnForm): Promise<ColumnTable> {
    return await ColumnTable.create(this.engine, `goldpan_result_${String(this.tables++)}`, form.storedType);
  }

  private workerFor(declared: RowFunction): FunctionWorker {
    if (this.worker === undefined) throw new InvariantError(`row function '${declared.name}' came without its bundle`);
    return this.worker;
  }

  private async fill(table: ColumnTable, saved: SavedRelation, call: PreparedCall): Promise<void> {
    const ahead: { first: number; answer: Promise<PageAnswer> }[] = [];
    const take = async (): Promise<void> => {
      const next = ahead.shift();
      if (next === undefined) return;
      const answer = await next.answer;
      if (answer.kind === "failed") {
        throw await functionFailed(this, saved, call.declared, next.first + answer.row, answer);
      }
      for (const column of answer.columns) await table.append(column);
    };
    try {
      for await (const { first, rows } of this.pages(saved, call.columns)) {
        const answer = this.send(saved, first, rows, call);
        // Awaited below, in order; until then a rejection must not count as unhandled.
        answer.catch(() => undefined);
        ahead.push({ first, answer });
        if (ahead.length >= pagesAhead) await take();
      }
      while (ahead.length > 0) await take();
    } finally {
      await Promise.allSettled(ahead.map(({ answer }) => answer));
    }
  }

  private async *pages(
    saved: SavedRelation,
    columns: readonly PagedColumn[],
  ): AsyncGenerator<{ readonly first: number; readonly rows: number }> {
    const size = await pageRows(this.engine, saved.table, columns, pageRowsMax);
    for (let first = 0; first < saved.rows; first += size) {
      if (this.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
      yield { first, rows: Math.min(size, saved.rows - first) };
    }
  }

  private async read(
    saved: SavedRelation,
    first: number,
    rows: number,
    columns: readonly PagedColumn[],
  ): Promise<PackedArgument[]> {
    return columns.length === 0 ? [] : await readPage(this.engine, { table: saved.table, first, rows }, columns);
  }

  private async send(
    saved: SavedRelation,
    first: number,
    rows: number,
    { declared, columns, returns }: PreparedCall,
  ): Promise<PageAnswer> {
    const packed = await this.read(saved, first, rows, columns);
    return await this.workerFor(declared).call({
      name: declared.name,
      rows,
      callOnNull: declared.callOnNull,
      bigint: declared.bigint,
      argumentReads: columns.map(({ kind, shape }) => ({ kind, shape })),
      columns: packed,
      returns: { kind: returns.kind, type: declared.returnType },
    });
  }

  /** @returns rows that the tables got */
  private async fillInSession(
    tables: readonly ColumnTable[],
    saved: SavedRelation,
    call: SessionCall,
  ): Promise<number> {
    const { declared, starts } = call;
    const session = await this.workerFor(declared).open(call.start);
    const columns = [...call.arguments, ...(starts === undefined ? [] : [{ sql: starts, kind: "boolean" as const }])];
    let filled = 0;
    let before: { first: number; answer: Promise<PageAnswer> } | undefined;
    const take = async (): Promise<void> => {
      if (before === undefined) return;
      const answer = await before.answer;
      if (answer.kind === "failed") {
        const row = Math.min(before.first + answer.row, saved.rows - 1);
        throw await functionFailed(this, saved, declared, row, answer);
      }
      filled += answer.rows;
      await appendAll(tables, answer);
    };
    try {
      for await (const { first, rows } of this.pages(saved, columns)) {
        const read = await this.read(saved, first, rows, columns);
        await take();
        const marks = starts === undefined ? undefined : marksOf(read.pop());
        const answer = session.page({ rows, columns: read, starts: marks });
        answer.catch(() => undefined);
        before = { first, answer };
      }
      await take();
      before = { first: saved.rows, answer: session.end(false) };
      await take();
      return filled;
    } catch (error) {
      // It may be gone with its thread.
      session.end(true).catch(() => undefined);
      throw error;
    }
  }

  /** Finds what only the engine can tell is no value of the declared type, e.g. a DECIMAL with too many digits. */
  private async assertAccepted(
    table: ColumnTable,
    rowCount: number,
    saved: SavedRelation,
    { declared, form, type }: { readonly declared: RowFunction; readonly form: ReturnForm; readonly type: string },
  ): Promise<void> {
    const { rows } = await this.engine.object(`SELECT count(*) AS rows FROM ${quoteIdentifier(table.name)}`);
    if (Number(rows) !== rowCount) {
      throw new InvariantError(`'${declared.name}' gave ${String(rows)} of ${String(rowCount)} rows`);
    }
    if (form.refusedSql === undefined) return;
    const [refused] = await this.engine.objects(
      `SELECT rowid AS row, value FROM ${quoteIdentifier(table.name)} WHERE ${form.refusedSql("value")} LIMIT 1`,
    );
    if (refused === undefined) return;
    const stored = String(refused["value"]);
    const value = stored.startsWith(jsonMark) ? stored.slice(jsonMark.length) : stored;
    const failure = {
      message: `returned ${value}, which is no ${type}`,
      hint: `return a value that DuckDB can cast to ${type}, or null`,
      value,
    };
    throw await functionFailed(this, saved, declared, Number(refused["row"]), failure);
  }
}

async function appendAll(tables: readonly ColumnTable[], { rows, columns }: CallResult): Promise<void> {
  if (rows === 0) return;
  for (const [index, table] of tables.entries()) {
    const column = columns[index];
    if (column === undefined) throw new InvariantError("a function gave fewer columns than it declares");
    await table.append(column);
  }
}

function marksOf(column: PackedArgument | undefined): Uint8Array | undefined {
  return column?.form === "boolean" ? column.values : undefined;
}

interface PreparedCall {
  readonly declared: RowFunction;
  readonly columns: readonly ArgumentColumn[];
  readonly returns: ReturnForm;
}
