/**
 * Finds the columns of files whose script did not say them: by a job over all records, before the plan that reads them is sent. So every
 * task has the same types, and they fit every record.
 */
import type { CallSite, Column, RelationInput, ScanInput } from "../../../common/wire/types.js";
import type { JobResult } from "../../master-connection.js";
import { inferredCsv, csvQuestions } from "./infer-csv.js";
import { inferredJson, jsonStructureSql } from "./infer-json.js";
import { planRefused } from "../call-site.js";
import { strptimeFormatOf } from "../../../common/strftime-format.js";
import { relationsOf } from "../../../common/wire/relation-inputs.js";
import { toRows } from "../results/result-table.js";

export interface SchemaInference {
  /** Names and types of a relation. */
  readonly analyze: (relation: RelationInput) => Promise<readonly Column[]>;
  /** Runs a job for its rows. */
  readonly collect: (relation: RelationInput) => Promise<JobResult>;
  readonly notice: (text: string) => void;
}

/** What records of JSON are where nobody says what they have. */
const wholeRecordColumn = "__goldpan_record";

const inferOption = "inferschema";

/** Gives each scan of the plan that has none its schema. @throws what the jobs throw, SCHEMA_CONFLICT for dates that read two ways */
export async function inferSchemas(root: RelationInput, inference: SchemaInference): Promise<void> {
  for (const relation of relationsOf(root)) {
    const { scan } = relation;
    if (!scan) continue;
    const callSite = (relation.callSite ?? null) as CallSite | null;
    if (asksForTypes(scan)) {
      const given = scan.schema?.columns;
      withoutOption(scan, inferOption);
      if (given === undefined) scan.schema = { columns: await csvColumns(scan, callSite, inference) };
    } else if (scan.format === "json" && !scan.schema && scan.options?.["wholeRecords"] === undefined) {
      if (await isKnown(scan, callSite, inference)) continue;
      scan.schema = { columns: await jsonColumns(scan, callSite, inference) };
    }
  }
}

/** The log of a table of ours has its columns: the master reads by them. Of other files it knows whole records alone. */
async function isKnown(scan: ScanInput, callSite: CallSite | null, { analyze }: SchemaInference): Promise<boolean> {
  const [first] = await analyze({ callSite, scan: withoutSchemaOptions(scan) });
  return first !== undefined && first.name !== wholeRecordColumn;
}

/** Options that only an inference takes. */
function withoutSchemaOptions(scan: ScanInput): ScanInput {
  const options = Object.entries(scan.options ?? {}).filter(([name]) => name.toLowerCase() !== "primitivesasstring");
  return { ...scan, options: Object.fromEntries(options) };
}

function asksForTypes({ format, options = {} }: ScanInput): boolean {
  const asked = Object.entries(options).find(([name]) => name.toLowerCase() === inferOption)?.[1];
  return format === "csv" && asked !== undefined && asked.trim().toLowerCase() !== "false";
}

function withoutOption(scan: ScanInput, option: string): void {
  scan.options = Object.fromEntries(
    Object.entries(scan.options ?? {}).filter(([name]) => name.toLowerCase() !== option),
  );
}

async function csvColumns(scan: ScanInput, callSite: CallSite | null, inference: SchemaInference): Promise<Column[]> {
  const text = { callSite, scan: { ...scan } };
  const folders = await folderColumns(scan, callSite, inference);
  const columns = (await inference.analyze(text)).filter(({ name }) => !folders.some((folder) => folder.name === name));
  const timestamp = formatOf(scan, "timestampFormat");
  const timestampNtz = formatOf(scan, "timestampNTZFormat") || timestamp;
  const formats = { date: formatOf(scan, "dateFormat"), timestamp, timestampNtz };
  const aggregates = csvQuestions(columns, formats, callSite);
  const questions = { callSite, aggregate: { input: text, grouping: [], aggregates } };
  const [answers = {}] = await toRows(await inference.collect(questions));
  const found = inferredCsv(columns, answers);
  if (found.dateFormat !== undefined && formats.date === "") {
    scan.options = { ...scan.options, dateFormat: found.dateFormat };
  }
  tell(inference, scan, [...found.columns, ...folders], found.dateFormat);
  return found.columns;
}

/** Columns of folders: their types come from all folders, and are not asked for here. */
async function folderColumns(
  scan: ScanInput,
  callSite: CallSite | null,
  { analyze }: SchemaInference,
): Promise<readonly Column[]> {
  const alone = { columns: [{ name: wholeRecordColumn, type: "VARCHAR" }] };
  const columns = await analyze({ callSite, scan: { ...scan, schema: alone } });
  return columns.filter(({ name }) => name !== wholeRecordColumn);
}

async function jsonColumns(scan: ScanInput, callSite: CallSite | null, inference: SchemaInference): Promise<Column[]> {
  const whole = { callSite, scan: { ...scan, options: { ...scan.options, wholeRecords: "true" } } };
  withoutOption(whole.scan, "primitivesasstring");
  const columns = [{ name: "structure", expression: { sql: jsonStructureSql, callSite } }];
  const structures = {
    callSite,
    deduplicate: { input: { callSite, project: { input: whole, columns } }, keys: [], keep: [] },
  };
  const rows = await toRows(await inference.collect(structures));
  const asText = optionOf(scan, "primitivesAsString")?.toLowerCase() === "true";
  withoutOption(scan, "primitivesasstring");
  const drops = optionOf(scan, "mode")?.toUpperCase() === "DROPMALFORMED";
  const corrupt = drops ? undefined : (optionOf(scan, "columnNameOfCorruptRecord") ?? "_corrupt_record");
  const found = inferredJson(
    rows.map(({ structure }) => (typeof structure === "string" ? structure : undefined)),
    { asText, corrupt },
  );
  if (found.every(({ name }) => name === corrupt)) {
    const isLines = optionOf(scan, "multiLine")?.toLowerCase() !== "true";
    const wrapped = isLines && rows.some(({ structure }) => typeof structure !== "string");
    throw planRefused(
      wrapped ? "no line of these files is an object of JSON with a field" : "no record of these files has a field",
      callSite,
      wrapped
        ? 'objects over several lines, and lists of objects, take option("multiLine", true)'
        : 'give the columns: read.schema("id INT").json(path)',
    );
  }
  tell(inference, scan, found, undefined);
  return found;
}

/** What has no counterpart is refused where the job is planned. */
function formatOf(scan: ScanInput, option: string): string {
  const found = strptimeFormatOf(optionOf(scan, option) ?? "");
  return "format" in found ? found.format : "";
}

function optionOf({ options = {} }: ScanInput, wanted: string): string | undefined {
  return Object.entries(options).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}

function tell(
  { notice }: SchemaInference,
  { paths = [] }: ScanInput,
  columns: readonly Column[],
  dateFormat: string | undefined,
): void {
  const ddl = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  const dates = dateFormat === undefined ? "" : `, dateFormat ${dateFormat}`;
  notice(`inferred the schema of ${paths.join(", ")}: ${ddl}${dates}`);
}
