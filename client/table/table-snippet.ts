/**
 * What reads exactly the files of one commit with another tool: SQL for DuckDB, Python for the others. Values of partition columns
 * come from the log, with the types that the table recorded; so no tool has to guess them from the names of folders.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { parseLocation } from "../../storage/location.js";
import { formatCount } from "../../common/units.js";
import { quoteIdentifier, quoteText } from "../../common/sql-text.js";
import { partitionPairs } from "../../storage/table/hive-partitions.js";
import { rowsOf, type RecordedColumn } from "../../storage/table/commit-record.js";
import type { TableSnapshot } from "../../storage/table/table-log.js";
import { arrowTypeText, polarsTypeText, pythonValue, sparkTypeText } from "./tool-types.js";

/** Tools that `goldpan table --for` knows. */
export const snippetTools = ["duckdb", "polars", "pandas", "spark"] as const;
export type SnippetTool = (typeof snippetTools)[number];

/** A table at a commit, as a tool is told of it. */
interface Told {
  /** `gold/flights at commit 3: 2,500 rows in 2 files` */
  readonly title: string;
  readonly table: string;
  readonly columns: readonly RecordedColumn[];
  readonly partitionColumns: readonly RecordedColumn[];
  readonly files: readonly { readonly uri: string; readonly values: readonly (string | null)[] }[];
  /** Of the store, where it is not AWS's; undefined for files as well. */
  readonly endpoint: string | undefined;
}

/**
 * @param endpoint  goldpan.hadoop.fs.s3a.endpoint
 * @returns a text that needs nothing but the tool, and the store's keys where that tool looks for them
 * @throws TYPE_NOT_SUPPORTED for a column that the tool has no type for, USAGE for a table of text
 */
export function tableSnippet(tool: SnippetTool, snapshot: TableSnapshot, endpoint: string | undefined): string {
  assertParquet(snapshot);
  const told = tell(snapshot, endpoint);
  switch (tool) {
    case "duckdb":
      return duckdbSnippet(told);
    case "polars":
      return polarsSnippet(told);
    case "pandas":
      return pandasSnippet(told);
    case "spark":
      return sparkSnippet(told);
  }
}

function assertParquet({ table, record: { dataFormat } }: TableSnapshot): void {
  if (dataFormat === undefined) return;
  const options = Object.entries(dataFormat.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  throw new GoldpanError(
    "USAGE",
    `${table} is a table of ${dataFormat.format} files: there are snippets for Parquet alone`,
    {
      hint: `--files names its files${options.length === 0 ? "" : `; they are read with ${options.join(", ")}`}`,
    },
  );
}

function tell({ table, record, files }: TableSnapshot, endpoint: string | undefined): Told {
  const names = record.partitionBy ?? [];
  const many = `${formatCount(files.length)} file${files.length === 1 ? "" : "s"}`;
  return {
    title: `${table} at commit ${record.commit}: ${formatCount(rowsOf(files))} rows in ${many}`,
    table,
    columns: record.schema,
    partitionColumns: names.flatMap((name) => record.schema.filter((column) => column.name === name)),
    files: files.map(({ path }) => {
      const values = new Map(partitionPairs(path));
      return { uri: table + path, values: names.map((name) => values.get(name) ?? null) };
    }),
    endpoint: parseLocation(table).scheme === "file" ? undefined : endpoint,
  };
}

function duckdbSnippet({ title, table, columns, partitionColumns, files, endpoint }: Told): string {
  const parted = new Set(partitionColumns.map(({ name }) => name));
  const list = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    if (files.length === 0) return `CAST(NULL AS ${type}) AS ${column}`;
    return parted.has(name) ? `CAST(${column} AS ${type}) AS ${column}` : column;
  });
  const select = `SELECT\n${list.map((text) => `  ${text}`).join(",\n")}\n`;
  const comments = [`-- ${oneLine(title)}`, ...(isFile(table) ? [] : [`-- ${duckdbSecret(endpoint)}`])];
  if (files.length === 0) return `${comments.join("\n")}\n${select}WHERE false;\n`;
  const types = partitionColumns.map(({ name }) => `${quoteText(name)}: VARCHAR`).join(", ");
  const hive = parted.size === 0 ? "hive_partitioning = false" : `hive_partitioning = true, hive_types = {${types}}`;
  const uris = files.map(({ uri }) => `    ${quoteText(pathFor("duckdb", uri))}`).join(",\n");
  const from = `FROM read_parquet(\n  [\n${uris}\n  ],\n  union_by_name = true, ${hive}\n);\n`;
  return `${comments.join("\n")}\n${select}${from}`;
}

function duckdbSecret(endpoint: string | undefined): string {
  const at = endpoint === undefined ? undefined : new URL(endpoint);
  const where =
    at === undefined
      ? "REGION '…'"
      : `ENDPOINT '${at.host}', URL_STYLE 'path', USE_SSL ${String(at.protocol === "https:")}`;
  return `first: CREATE SECRET (TYPE s3, KEY_ID '…', SECRET '…', ${where});`;
}

function polarsSnippet({ title, table, columns, partitionColumns, files, endpoint }: Told): string {
  if (files.length === 0) {
    const schema = columns.map((column) => `    ${JSON.stringify(column.name)}: ${polarsTypeText(column)},\n`).join("");
    return python(title, ["import polars as pl"], `table = pl.LazyFrame(schema={\n${schema}})\n`, []);
  }
  const storage = isFile(table) || endpoint === undefined ? "" : ", storage_options=storage";
  const lines = [
    ...(storage === "" ? [] : [`storage = {"aws_endpoint_url": ${JSON.stringify(endpoint)}}  # ${environmentKeys}`]),
    `types = {${partitionColumns.map((column) => `${JSON.stringify(column.name)}: ${polarsTypeText(column)}`).join(", ")}}`,
    ...fileList("polars", partitionColumns, files),
    "",
    "",
    "def read(file, *values):",
    `    rows = pl.scan_parquet(file, glob=False, hive_partitioning=False${storage})`,
    "    return rows.with_columns(pl.lit(value, type).alias(name) for (name, type), value in zip(types.items(), values))",
    "",
    "",
    `table = pl.concat([read(*file) for file in files], how="diagonal").select(${namesText(columns)})`,
    "",
  ];
  return python(title, ["import polars as pl"], lines.join("\n"), partitionColumns);
}

function pandasSnippet({ title, table, columns, partitionColumns, files, endpoint }: Told): string {
  const imports = ["import pandas as pd", "import pyarrow as pa", "import pyarrow.parquet as pq"];
  const typed = (some: readonly RecordedColumn[]) =>
    some.map((column) => `(${JSON.stringify(column.name)}, ${arrowTypeText(column)})`).join(", ");
  const toPandas = "to_pandas(types_mapper=pd.ArrowDtype)";
  if (files.length === 0) {
    const body = `table = pa.schema([${typed(columns)}]).empty_table().${toPandas}\n`;
    return python(title, imports.slice(0, 2), body, []);
  }
  const store = isFile(table)
    ? []
    : [
        "from pyarrow.fs import S3FileSystem",
        "",
        `store = S3FileSystem(${arrowEndpoint(endpoint)})  # ${environmentKeys}`,
      ];
  const lines = [
    ...store,
    `types = [${typed(partitionColumns)}]`,
    ...fileList("pandas", partitionColumns, files),
    "",
    "",
    "def read(file, *values):",
    `    rows = pq.read_table(file, partitioning=None${isFile(table) ? "" : ", filesystem=store"})`,
    "    for (name, type), value in zip(types, values):",
    "        rows = rows.append_column(name, pa.repeat(pa.scalar(value, type), rows.num_rows))",
    "    return rows",
    "",
    "",
    'rows = pa.concat_tables([read(*file) for file in files], promote_options="default")',
    `table = rows.select(${namesText(columns)}).${toPandas}`,
    "",
  ];
  return python(title, imports, lines.join("\n"), partitionColumns);
}

function arrowEndpoint(endpoint: string | undefined): string {
  if (endpoint === undefined) return "";
  const { host, protocol } = new URL(endpoint);
  return `endpoint_override=${JSON.stringify(host)}, scheme=${JSON.stringify(protocol.slice(0, -1))}`;
}

/** `spark` is the session, as everywhere in PySpark. */
function sparkSnippet({ title, table, columns, partitionColumns, files }: Told): string {
  const parted = new Set(partitionColumns.map(({ name }) => name));
  const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;
  const ddl = (textOf: (column: RecordedColumn) => string) =>
    JSON.stringify(columns.map((column) => `${quoted(column.name)} ${textOf(column)}`).join(", "));
  if (files.length === 0) return python(title, [], `table = spark.createDataFrame([], ${ddl(sparkTypeText)})\n`, []);
  const list = columns.map((column) => {
    const name = quoted(column.name);
    return parted.has(column.name) ? `CAST(${name} AS ${sparkTypeText(column)}) AS ${name}` : name;
  });
  const lines = [
    `files = [\n${files.map(({ uri }) => `    ${JSON.stringify(pathFor("spark", uri))},\n`).join("")}]`,
    "table = (",
    `    spark.read.schema(${ddl((column) => (parted.has(column.name) ? "STRING" : sparkTypeText(column)))})`,
    `    .option("basePath", ${JSON.stringify(pathFor("spark", table))})`,
    "    .parquet(*files)",
    `    .selectExpr(${list.map((text) => JSON.stringify(text)).join(", ")})`,
    ")",
    "",
  ];
  return python(title, [], lines.join("\n"), []);
}

const environmentKeys = "keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY";

function python(title: string, imports: readonly string[], body: string, valued: readonly RecordedColumn[]): string {
  const types = valued.map(({ type }) => type);
  const standard = [
    ...(types.some((type) => /^(DATE|TIME)/.test(type)) ? ["import datetime"] : []),
    ...(types.some((type) => /^DECIMAL/.test(type)) ? ["import decimal"] : []),
  ];
  const head = [...standard, ...imports].join("\n");
  return `# ${oneLine(title)}\n${head === "" ? "" : `${head}\n\n`}${body}`;
}

/** `files = [("path", value, …), …]` */
function fileList(tool: SnippetTool, columns: readonly RecordedColumn[], files: Told["files"]): string[] {
  const rows = files.map(({ uri, values }) => {
    const literals = columns.map((column, index) => pythonValue(values[index] ?? null, column.type));
    return `    (${[JSON.stringify(pathFor(tool, uri)), ...literals].join(", ")}${literals.length === 0 ? "," : ""}),`;
  });
  return ["files = [", ...rows, "]"];
}

function namesText(columns: readonly RecordedColumn[]): string {
  return `[${columns.map(({ name }) => JSON.stringify(name)).join(", ")}]`;
}

function isFile(table: string): boolean {
  return parseLocation(table).scheme === "file";
}

/** The same file as each tool spells it. */
function pathFor(tool: SnippetTool, uri: string): string {
  const location = parseLocation(uri);
  if (tool === "spark") return location.scheme === "file" ? uri : `s3a://${location.bucket}/${location.key}`;
  if (location.scheme === "file") return location.path;
  return `${tool === "pandas" ? "" : "s3://"}${location.bucket}/${location.key}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
