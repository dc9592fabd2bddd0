/**
 * After an expression failed on some value: which row, column and value? The engine names none, so the expressions are evaluated
 * again, one by one in the order of the plan, and the rows of the first that fails are halved until one is left. Rows of objects are
 * told by their places in them; others, of earlier stages, of joins or of text, by the values that the expression read.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { Engine } from "../engine/engine.js";
import { EngineError } from "../engine/engine-error.js";
import type { EvaluatedStep } from "./fragment-context.js";
import type { Redaction } from "./redaction.js";
import { allColumns, hiddenProvenance, names, type Relation } from "./relation.js";
import type { LocalSlice } from "./local-slice.js";

/** Evaluations at most: each is a scan of a part of the split. */
const probesMax = 120;

const probedTable = "goldpan_probed";

type Expression = EvaluatedStep["expressions"][number];

/** Rows [first, end) of one file. */
interface Place {
  readonly file: string;
  readonly rowGroup: number;
  readonly first: number;
  readonly end: number;
}

export async function findBadRow(
  engine: Engine,
  steps: readonly EvaluatedStep[],
  slices: readonly LocalSlice[],
  cause: EngineError,
  redaction: Redaction,
  isCancelled: () => boolean,
): Promise<GoldpanError> {
  const search = new Search(engine, isCancelled);
  const found = await search.failingExpression(steps);
  if (found === undefined) {
    // Nobody knows whose value the engine speaks of.
    if (steps.some(({ expressions }) => hidesOne(expressions, redaction))) return withoutRow(hiddenMessage, undefined);
    return withoutRow(inUserWords(cause.message), cause);
  }
  const { input, expression } = found;
  const isHidden = hidesOne([expression], redaction);
  const message = isHidden ? hiddenMessage : inUserWords(found.message);
  const failed = { input, expression, message, redaction, cause: isHidden ? undefined : cause };
  const place = input.provenance === hiddenProvenance ? await search.place(input, expression, slices) : undefined;
  if (place === undefined) return await errorByValues(search, failed);
  const { file, rowGroup, first: row } = place;
  const values = await search.values(input, expression, place);
  const shown = Object.entries(values).map(([name, value]) => redaction.shown(name, value));
  const at = place.end - place.first === 1 ? `, row ${String(row)}` : "";
  const details = {
    files: [{ file, problem: message }],
    rowGroup,
    row: at === "" ? -1 : row,
    column: onlyColumn(expression) ?? expression.name,
    value: shown.join(", "),
  };
  const text = `${message} (column '${expression.name}' in ${file}, row group ${String(rowGroup)}${at}${shown.length > 0 ? `: ${shown.join(", ")}` : ""})`;
  return dataError(text, details, failed.cause);
}

/** The engine's own words would tell the value. */
const hiddenMessage = "an expression fails on a value that goldpan.redaction.columns hides";

function hidesOne(expressions: readonly Expression[], redaction: Redaction): boolean {
  return expressions.some(({ name, columns }) => [name, ...columns].some((column) => redaction.hides(column)));
}

function withoutRow(message: string, cause: EngineError | undefined): GoldpanError {
  return dataError(message, { rowGroup: -1, row: -1 }, cause);
}

interface FailedExpression {
  readonly input: Relation;
  readonly expression: Expression;
  readonly message: string;
  readonly redaction: Redaction;
  /** Undefined where it would tell what is hidden. */
  readonly cause: EngineError | undefined;
}

/** The error where the row has no place that the user would know. */
async function errorByValues(
  search: Search,
  { input, expression, message, redaction, cause }: FailedExpression,
): Promise<GoldpanError> {
  const { file, values } = (await search.anyRow(input, expression)) ?? { file: undefined, values: {} };
  const shown = Object.entries(values).map(([name, value]) => redaction.shown(name, value));
  const where = file === undefined ? "" : ` in ${file}`;
  const details = {
    ...(file === undefined ? {} : { files: [{ file, problem: message }] }),
    rowGroup: -1,
    row: -1,
    column: onlyColumn(expression) ?? expression.name,
    ...(shown.length === 0 ? {} : { value: shown.join(", ") }),
  };
  const text = `${message} (column '${expression.name}'${where}${shown.length > 0 ? `: ${shown.join(", ")}` : ""})`;
  return dataError(text, details, cause);
}

/** Columns of the planner's have such names: they mean nothing to the user. */
const helperPrefix = "__goldpan_";

const outOfRange =
  "a value is NaN, infinite or too large; in SQL text add FILTER (WHERE isfinite(x)), or use the function of F, which gives NaN";

/** The engine's words without what the user did not write. */
function inUserWords(message: string): string {
  return (
    message
      .replace(/ when casting from source column "?__goldpan_\w+"?/g, "")
      // So a client's cast has the engine refuse a text that Spark would refuse.
      .replace(/Could not convert string 'not a whole number: (.*)' to U?INT\d+/gs, "'$1' is not a whole number")
      .replace(/^(\w+)[\w ]* is out of range!$/, `$1 is out of range: ${outOfRange}`)
  );
}

/** The one column that an expression reads, if it is the user's. */
function onlyColumn({ columns }: Expression): string | undefined {
  const [column] = columns;
  return columns.length === 1 && column?.startsWith(helperPrefix) === false ? column : undefined;
}

function dataError(
  message: string,
  details: NonNullable<GoldpanError<"DATA_ERROR">["details"]>,
  cause: EngineError | undefined,
): GoldpanError {
  return new GoldpanError("DATA_ERROR", message, { details, hint: hintFor(message), cause });
}

/** Where no value of a type has a counterpart in another, cleaning values is no way out. */
function hintFor(message: string): string {
  if (/^Type INT128 .* destination type INT64\b/.test(message))
    return 'no BIGINT holds it: expr("sum(x)") is a HUGEINT, where sum(x) of F and CAST(… AS BIGINT) want a BIGINT';
  const [, from = "", to = ""] = /Unimplemented type for cast \((.+?) -> ([^)]+)/.exec(message) ?? [];
  if (from === "")
    return 'clean the value first, use TRY_CAST, or put the row aside with expect(…, "quarantine") before this step';
  if (/^(DATE|TIME)/.test(from))
    return "no such value is a number: unix_timestamp(x) and unix_date(x) give seconds and days, epoch(x) in SQL text";
  if (/^(DATE|TIME)/.test(to))
    return "no such value is a time: timestamp_seconds(x) and date_from_unix_date(x) take seconds and days, to_timestamp(x) in SQL text";
  return `no value of type ${from} is a ${to}: take a function or a part of it`;
}

class Search {
  private probes = 0;

  constructor(
    private readonly engine: Engine,
    private readonly isCancelled: () => boolean,
  ) {}

  async failingExpression(
    steps: readonly EvaluatedStep[],
  ): Promise<{ input: Relation; expression: Expression; message: string } | undefined> {
    for (const { input, expressions } of steps) {
      if ((await this.failure(input.sql, expressions)) === undefined) continue;
      for (const expression of expressions) {
        const message = await this.failure(input.sql, [expression]);
        if (message !== undefined) return { input, expression, message };
      }
    }
    return undefined;
  }

  /** The smallest place found within the bounds of effort. */
  async place(input: Relation, expression: Expression, slices: readonly LocalSlice[]): Promise<Place | undefined> {
    const groups = slices.flatMap(({ slice }) =>
      slice.rowGroups.map((group): Place => {
        return { file: slice.uri, rowGroup: group.index, first: group.firstRow, end: group.firstRow + group.rows };
      }),
    );
    for (const group of groups) {
      if (await this.failsAt(input, expression, group)) return await this.halve(input, expression, group);
    }
    return undefined;
  }

  /** Of rows without a place: the first that fails, from a copy of all of them. */
  async anyRow(
    input: Relation,
    expression: Expression,
  ): Promise<{ readonly file: string | undefined; readonly values: Record<string, unknown> } | undefined> {
    const columns = names(allColumns(input));
    try {
      await this.engine.run(`CREATE OR REPLACE TEMP TABLE ${probedTable} AS SELECT ${columns} FROM (${input.sql})`);
    } catch (error) {
      // What makes these rows fails, too: nothing more can be said of them.
      if (error instanceof EngineError && error.kind === "data") return undefined;
      throw error;
    }
    const { rows } = await this.engine.object(`SELECT count(*) AS rows FROM ${probedTable}`);
    const at = (first: number, end: number): string =>
      `SELECT ${columns} FROM ${probedTable} WHERE rowid >= ${String(first)} AND rowid < ${String(end)}`;
    let [first, end] = [0, Number(rows)];
    while (end - first > 1) {
      const middle = Math.floor((first + end) / 2);
      if ((await this.failure(at(first, middle), [expression])) === undefined) first = middle;
      else end = middle;
    }
    if ((await this.failure(at(first, end), [expression])) === undefined) return undefined;
    const { provenance } = input;
    const file = provenance === undefined ? "NULL" : quoteIdentifier(provenance.file);
    const row = await this.engine.object(`SELECT ${file} AS file FROM (${at(first, end)})`);
    return {
      file: typeof row["file"] === "string" ? row["file"] : undefined,
      values: await this.shown(input, expression, at(first, end)),
    };
  }

  private async halve(input: Relation, expression: Expression, place: Place): Promise<Place> {
    if (place.end - place.first <= 1 || this.probes >= probesMax) return place;
    const middle = Math.floor((place.first + place.end) / 2);
    const lower = { ...place, end: middle };
    const upper = { ...place, first: middle };
    return await this.halve(input, expression, (await this.failsAt(input, expression, lower)) ? lower : upper);
  }

  private async failsAt(input: Relation, expression: Expression, place: Place): Promise<boolean> {
    return (await this.failure(at(input, place), [expression])) !== undefined;
  }

  async values(input: Relation, expression: Expression, place: Place): Promise<Record<string, unknown>> {
    return place.end - place.first === 1 ? await this.shown(input, expression, at(input, place)) : {};
  }

  /** What the expression reads of the one row that a query has, as texts. */
  private async shown(input: Relation, expression: Expression, sql: string): Promise<Record<string, unknown>> {
    const used = new Set(expression.columns.map((name) => name.toLowerCase()));
    const known = input.columns.filter((name) => used.has(name.toLowerCase()) && !name.startsWith(helperPrefix));
    if (known.length === 0) return {};
    const list = known.map((name) => `CAST(${quoteIdentifier(name)} AS VARCHAR) AS ${quoteIdentifier(name)}`);
    try {
      return await this.engine.object(`SELECT ${list.join(", ")} FROM (${sql}) LIMIT 1`);
    } catch (error) {
      // The value itself can't be shown, as in a scan's own cast.
      if (error instanceof EngineError) return {};
      throw error;
    }
  }

  private async failure(sql: string, expressions: readonly Expression[]): Promise<string | undefined> {
    if (this.isCancelled()) throw new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
    this.probes += 1;
    const hashes = expressions.map((expression) => `hash(${expression.sql})`);
    try {
      await this.engine.run(`SELECT ${hashes.map((hash) => `bit_xor(${hash})`).join(", ")} FROM (${sql})`);
      return undefined;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.kind === "data") return error.message;
      // An aggregate can't be aggregated again, for instance: not an expression over rows.
      if (error.kind === "other") return undefined;
      throw error;
    }
  }
}

function at(input: Relation, place: Place): string {
  const { file, row } = hiddenProvenance;
  return `SELECT * FROM (${input.sql}) WHERE ${quoteIdentifier(file)} = ${quoteText(place.file)} AND ${quoteIdentifier(row)} BETWEEN ${String(place.first)} AND ${String(place.end - 1)}`;
}
