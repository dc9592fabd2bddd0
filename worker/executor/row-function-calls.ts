/**
 * Calls row functions over a saved relation, page by page: the engine reads the next page while the function's thread works on
 * this one, and what comes back fills a table of its own, row by row in the same order.
 */
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import type { RowFunction, RowFunctionCall } from "../../common/wire/types.js";
import { quoteIdentifier } from "../../common/sql-text.js";
import { ColumnTable, pageRows, readPage, type Page, type PagedColumn } from "../engine/columns.js";
import type { Engine } from "../engine/engine.js";
import { argumentForm, returnForm, type ReturnForm } from "../engine/function-forms.js";
import { parseTypes } from "../engine/types.js";
import type { NestedShape } from "./function-protocol.js";
import { originOf } from "./expectation-failed.js";
import type { FunctionWorker, PageAnswer } from "./function-worker.js";
import { names, provenanceColumns, type SavedRelation } from "./relation.js";

/** The results of one call: a table with one column `value`, and how to make the declared type of it. */
export interface CallOutput {
  readonly name: string;
  readonly table: string;
  readonly sql: (column: string) => string;
}

/** Rows per page: large enough to hide the exchange, small enough to cost a few megabytes. */
const pageRowsMax = 20_000;
/** Pages on their way to the thread. */
const pagesAhead = 2;

export class RowFunctionCalls {
  private tables = 0;

  /** @param worker  undefined without a bundle */
  constructor(
    private readonly engine: Engine,
    private readonly worker: FunctionWorker | undefined,
    private readonly isCancelled: () => boolean,
  ) {}

  /** @throws ROW_FUNCTION_FAILED naming function, file and row; it is never retried */
  async call(calls: readonly RowFunctionCall[], saved: SavedRelation): Promise<CallOutput[]> {
    const outputs: CallOutput[] = [];
    for (const call of calls) outputs.push(await this.callOne(call, saved));
    return outputs;
  }

  private async callOne(call: RowFunctionCall, saved: SavedRelation): Promise<CallOutput> {
    const { function: declared } = call;
    if (declared === null || this.worker === undefined) {
      throw new InvariantError(`row function '${declared?.name ?? ""}' came without its bundle`);
    }
    const { columns, returns } = await this.forms(declared, call.arguments);
    const table = await ColumnTable.create(this.engine, `goldpan_result_${String(this.tables++)}`, returns.storedType);
    await this.fill(table, saved, { declared, columns, returns, worker: this.worker });
    await this.assertAccepted(table, saved, declared, returns);
    return { name: call.output, table: table.name, sql: returns.sql };
  }

  private async forms(
    declared: RowFunction,
    columns: readonly string[],
  ): Promise<{ columns: ArgumentColumn[]; returns: ReturnForm }> {
    const types = await parseTypes(this.engine, [...declared.argumentTypes, declared.returnType]);
    const returnType = types.pop();
    if (returnType === undefined || types.length !== columns.length) {
      throw new InvariantError(`row function '${declared.name}' was called with ${String(columns.length)} columns`);
    }
    return {
      columns: types.map((type, index) => {
        const form = argumentForm(declared.name, type);
        const declaredType = declared.argumentTypes[index] ?? "VARCHAR";
        return {
          kind: form.kind,
          shape: form.shape,
          sql: form.sql(`CAST(${quoteIdentifier(columns[index] ?? "")} AS ${declaredType})`),
        };
      }),
      returns: returnForm(declared.name, returnType, declared.returnType),
    };
  }

  private async fill(table: ColumnTable, saved: SavedRelation, call: PreparedCall): Promise<void> {
    const ahead: { page: Page; answer: Promise<PageAnswer> }[] = [];
    const take = async (): Promise<void> => {
      const next = ahead.shift();
      if (next === undefined) return;
      const answer = await next.answer;
      if ("failure" in answer)
        throw await this.failed(saved, call.declared, next.page.first + answer.failure.row, answer.failure);
      await table.append(answer.column);
    };
    try {
      const pageSize = await pageRows(this.engine, saved.table, call.columns, pageRowsMax);
      for (let first = 0; first < saved.rows; first += pageSize) {
        if (this.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
        const page = { table: saved.table, first, rows: Math.min(pageSize, saved.rows - first) };
        const answer = this.send(page, call);
        // Awaited below, in order; until then a rejection must not count as unhandled.
        answer.catch(() => undefined);
        ahead.push({ page, answer });
        if (ahead.length >= pagesAhead) await take();
      }
      while (ahead.length > 0) await take();
    } finally {
      await Promise.allSettled(ahead.map(({ answer }) => answer));
    }
  }

  private async send(page: Page, { declared, columns, returns, worker }: PreparedCall): Promise<PageAnswer> {
    const packed = columns.length === 0 ? [] : await readPage(this.engine, page, columns);
    return await worker.call({
      name: declared.name,
      rows: page.rows,
      callOnNull: declared.callOnNull,
      bigint: declared.bigint,
      argumentKinds: columns.map((column) => column.kind),
      argumentShapes: columns.map((column) => column.shape),
      columns: packed,
      returns: returns.kind,
      returnType: declared.returnType,
    });
  }

  /** Finds what only the engine can tell is no value of the declared type, e.g. a DECIMAL with too many digits. */
  private async assertAccepted(
    table: ColumnTable,
    saved: SavedRelation,
    declared: RowFunction,
    returns: ReturnForm,
  ): Promise<void> {
    const { rows } = await this.engine.object(`SELECT count(*) AS rows FROM ${quoteIdentifier(table.name)}`);
    if (Number(rows) !== saved.rows) {
      throw new InvariantError(`'${declared.name}' answered ${String(rows)} of ${String(saved.rows)} rows`);
    }
    if (returns.refusedSql === undefined) return;
    const [refused] = await this.engine.objects(
      `SELECT rowid AS row, value FROM ${quoteIdentifier(table.name)} WHERE ${returns.refusedSql("value")} LIMIT 1`,
    );
    if (refused === undefined) return;
    const value = String(refused["value"]);
    throw await this.failed(saved, declared, Number(refused["row"]), {
      message: `returned ${value}, which is no ${declared.returnType}`,
      hint: `return a value that DuckDB can cast to ${declared.returnType}, or null`,
      value,
    });
  }

  private async failed(
    saved: SavedRelation,
    declared: RowFunction,
    row: number,
    failure: { readonly message: string; readonly hint: string; readonly value: string },
  ): Promise<GoldpanError> {
    const { provenance } = saved;
    const columns = [...new Set([...saved.columns, ...provenanceColumns(provenance)])];
    const [origin = {}] = await this.engine.objects(
      `SELECT ${names(columns)} FROM ${quoteIdentifier(saved.table)} WHERE rowid = ${String(row)}`,
    );
    const where = provenance === undefined ? "" : ` (${originOf(saved, origin)})`;
    const site = declared.callSite;
    const declaredAt = site === null ? "" : ` declared at ${site.file}:${String(site.line)}`;
    return new GoldpanError(
      "ROW_FUNCTION_FAILED",
      `row function '${declared.name}'${declaredAt}: ${failure.message}${where}`,
      {
        hint: failure.hint,
        details: {
          files: provenance === undefined ? [] : [{ file: String(origin[provenance.file]), problem: failure.message }],
          rowGroup: provenance === undefined ? -1 : Number(origin[provenance.rowGroup]),
          row: provenance === undefined ? -1 : Number(origin[provenance.row]),
          value: failure.value,
          function: declared.name,
        },
      },
    );
  }
}

interface ArgumentColumn extends PagedColumn {
  readonly shape: NestedShape | undefined;
}

interface PreparedCall {
  readonly declared: RowFunction;
  /** The arguments, in the types that the function declares. */
  readonly columns: readonly ArgumentColumn[];
  readonly returns: ReturnForm;
  readonly worker: FunctionWorker;
}
