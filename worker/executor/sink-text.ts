/**
 * Data files of text. The lines are made once and saved, so that the rows of a file and its longest line are known before it is
 * written; each file is then read back as another program would read it, and its rows are counted.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError, InvariantError } from "../../common/errors/goldpan-error.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import type { SinkDelivery, TextSink } from "../../common/wire/types.js";
import type { Engine, NamedType } from "../engine/engine.js";
import { cutFileEnding, dataFileEnding } from "../sink-file-name.js";
import { rowsPerFile } from "./rows-per-file.js";
import type { SinkFile } from "./sink-file.js";
import { csvOf, headerLine, lineSql } from "./text-lines.js";

const linesTable = "goldpan_sink_lines";

/** What DuckDB reads without being told of longer lines. */
const lineBytesMin = 2_000_000;

/**
 * @param sql  rows of the files' columns, and a column that numbers their folder
 * @param stems  by number: the URI of the folder's files up to what tells them apart
 * @throws DATA_ERROR for a value that its format cannot hold
 */
export async function writeTextFiles(
  engine: Engine,
  sql: string,
  sink: SinkDelivery & { readonly text: TextSink },
  { folder, number, stems }: { readonly folder: string; readonly number: string; readonly stems: readonly string[] },
): Promise<SinkFile[]> {
  const { text } = sink;
  const columns = (await engine.describe(sql)).filter(({ name }) => name !== number);
  const partition = quoteIdentifier(number);
  // Windows with partitions mix the rows of each, unless they have an order.
  const lines = `SELECT ${partition} AS part, row_number() OVER () AS row, ${lineSql(columns, text)} AS line FROM (${sql})`;
  const inParts = `SELECT part, row_number() OVER (PARTITION BY part ORDER BY row) AS row, line FROM (${lines})`;
  await engine.run(`CREATE OR REPLACE TEMP TABLE ${linesTable} AS ${stems.length > 1 ? inParts : lines}`);
  await assertHeld(engine, columns, text);
  const parts = await engine.objects(
    `SELECT part, count(*) AS rows, max(strlen(line)) AS longest FROM ${linesTable} GROUP BY part ORDER BY part`,
  );
  const files: SinkFile[] = [];
  for (const { part, rows, longest } of parts.length > 0 ? parts : [{ part: 0, rows: 0, longest: 0 }]) {
    const stem = stems[Number(part)];
    if (stem === undefined) throw new InvariantError(`partition ${String(part)} of a sink is not known`);
    const file = { stem, part: Number(part), rows: Number(rows), lineBytesMax: Number(longest) };
    files.push(...(await writePart(engine, columns, sink, { ...file, path: join(folder, String(part)) })));
  }
  return files;
}

interface Part {
  readonly stem: string;
  readonly part: number;
  readonly rows: number;
  readonly lineBytesMax: number;
  /** Of local files, without ending. */
  readonly path: string;
}

/** One file; if it is too large, it is written again as several. */
async function writePart(
  engine: Engine,
  columns: readonly NamedType[],
  sink: SinkDelivery & { readonly text: TextSink },
  part: Part,
): Promise<SinkFile[]> {
  const write = (from: number, to: number, ending: string): Promise<SinkFile> =>
    writeLines(engine, columns, sink, { ...part, from, to, ending });
  const whole = sink.fileRowsMax > 0 && part.rows > sink.fileRowsMax ? undefined : await write(0, part.rows, "");
  const rows = rowsPerFile({ rows: part.rows, bytes: whole?.bytes ?? 0 }, sink);
  if (whole !== undefined && rows >= part.rows) return [whole];
  const files: SinkFile[] = [];
  for (let from = 0; from < part.rows; from += rows) {
    files.push(await write(from, Math.min(from + rows, part.rows), cutFileEnding(files.length)));
  }
  return files;
}

/** Rows `from` to before `to` of a partition. */
async function writeLines(
  engine: Engine,
  columns: readonly NamedType[],
  sink: SinkDelivery & { readonly text: TextSink },
  {
    stem,
    part,
    path,
    lineBytesMax,
    from,
    to,
    ending,
  }: Part & { readonly from: number; readonly to: number; readonly ending: string },
): Promise<SinkFile> {
  const { text } = sink;
  const local = `${path}${ending}`;
  const header = headerLine(columns, text);
  // Nothing is quoted here: a line is written as it is, and the name of the only column is the header.
  const options = [
    "FORMAT csv",
    `HEADER ${String(header !== undefined)}`,
    "QUOTE ''",
    "ESCAPE ''",
    "DELIMITER ','",
    `COMPRESSION ${quoteText(text.compression)}`,
  ];
  const lines =
    `SELECT line AS ${quoteIdentifier(header ?? "line")} FROM ${linesTable} ` +
    `WHERE part = ${String(part)} AND row > ${String(from)} AND row <= ${String(to)} ORDER BY row`;
  await engine.run(`COPY (${lines}) TO ${quoteText(local)} (${options.join(", ")})`);
  const { size } = await stat(local);
  const { rows } = await engine.object(`SELECT count(*) AS rows FROM ${readBack(local, columns, text, lineBytesMax)}`);
  if (Number(rows) !== to - from) {
    throw new InvariantError(`${local} was written with ${String(to - from)} rows, but has ${String(rows)}`);
  }
  const uri = `${stem}${ending}${dataFileEnding(sink)}`;
  return { path: local, uri, quarantine: false, rows: to - from, bytes: size, footerBytes: 0, statistics: [] };
}

function readBack(path: string, columns: readonly NamedType[], text: TextSink, lineBytesMax: number): string {
  const csv = text.format === "csv" ? csvOf(text) : undefined;
  const names = csv === undefined ? ["'line': 'VARCHAR'"] : columns.map((_, index) => `'c${String(index)}': 'VARCHAR'`);
  const options = [
    `columns = {${names.join(", ")}}`,
    "auto_detect = false",
    `header = ${String(csv?.header ?? false)}`,
    `delim = ${quoteText(csv?.separator ?? "")}`,
    `quote = ${quoteText(csv?.quote ?? "")}`,
    `escape = ${quoteText(csv?.escape ?? "")}`,
    "new_line = '\\n'",
    `compression = ${quoteText(text.compression)}`,
    `max_line_size = ${String(Math.max(lineBytesMin, lineBytesMax + 2))}`,
  ];
  return `read_csv(${quoteText(path)}, ${options.join(", ")})`;
}

/** Values that a reader could not take apart again. */
async function assertHeld(engine: Engine, columns: readonly NamedType[], text: TextSink): Promise<void> {
  if (text.format === "json") return;
  const csv = text.format === "csv" ? csvOf(text) : undefined;
  if (csv === undefined) {
    await refuseLines(
      engine,
      "regexp_matches(line, '[\\n\\r]')",
      "holds a line break",
      "replace it first: regexp_replace(value, '[\\n\\r]+', ' ', 'g')",
    );
    await refuseLines(
      engine,
      "contains(line, chr(0))",
      "holds a NUL, by which the file is read back",
      "replace it first: replace(value, chr(0), '')",
    );
    return;
  }
  if (csv.quote === "") {
    const separators = `(strlen(line) - strlen(replace(line, ${quoteText(csv.separator)}, ''))) // ${String(Buffer.byteLength(csv.separator))}`;
    const broken = `regexp_matches(line, '[\\n\\r]') OR ${separators} <> ${String(columns.length - 1)}`;
    await refuseLines(
      engine,
      broken,
      "holds the separator or a line break, and no quote is set",
      'leave option("quote", "") out',
    );
  }
  if (columns.length === 1) {
    await refuseLines(
      engine,
      "line = ''",
      "is an empty line, which readers leave out",
      'set option("nullValue", "NULL")',
    );
  }
}

async function refuseLines(engine: Engine, predicate: string, what: string, hint: string): Promise<void> {
  const [row] = await engine.objects(`SELECT left(line, 80) AS line FROM ${linesTable} WHERE ${predicate} LIMIT 1`);
  if (row === undefined) return;
  const line = JSON.stringify(row["line"]);
  throw new GoldpanError("DATA_ERROR", `a row would be written as ${line}, which ${what}`, { hint, details: {} });
}
