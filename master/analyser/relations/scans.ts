/** One schema for all files of a scan: by name, widened where that loses nothing, else refused naming two files. */
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { quoteText } from "../../../common/sql-text.js";
import type { BoundColumn, ScanInput, SchemaSample } from "../../planner/analysed-plan.js";
import type { Engine } from "../engine.js";

interface Origin extends BoundColumn {
  /** A file whose schema has this type. */
  readonly file: string;
}

const wholeNumbers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT"];
const floats = ["FLOAT", "DOUBLE"];

/**
 * @param folder  where the empty files are put for DuckDB to read
 * @param scanIndex  tells the files of one scan from those of others
 * @throws SCHEMA_CONFLICT naming two files, or one file whose columns differ in case only
 */
export async function scanSchema(
  engine: Engine,
  folder: string,
  scanIndex: number,
  scan: ScanInput,
): Promise<readonly BoundColumn[]> {
  const merged = new Map<string, Origin>();
  for (const [index, sample] of scan.samples.entries()) {
    const path = join(folder, `scan-${scanIndex}-${index}.parquet`);
    for (const column of await sampleSchema(engine, path, sample)) {
      const known = merged.get(column.name);
      const here: Origin = { ...column, file: sample.uri };
      merged.set(column.name, known === undefined ? here : widen(known, here));
    }
  }
  for (const partition of scan.partitionColumns) {
    // Spark and DuckDB both take the folder's word over the file's; the column keeps its place.
    const [hidden] = [...merged.keys()].filter((name) => name.toLowerCase() === partition.name.toLowerCase());
    merged.set(hidden ?? partition.name, { ...partition, file: "" });
  }
  const columns = [...merged.values()];
  assertDistinct(columns);
  return columns.map(({ name, type }) => ({ name, type }));
}

async function sampleSchema(engine: Engine, path: string, sample: SchemaSample): Promise<readonly BoundColumn[]> {
  if ("columns" in sample) return sample.columns;
  await writeFile(path, sample.emptyFile);
  return fileSchema(engine, path, sample.uri);
}

async function fileSchema(engine: Engine, path: string, uri: string): Promise<BoundColumn[]> {
  const literal = quoteText(path);
  const elements = await engine.rows(`SELECT name, type, coalesce(num_children, 0) FROM parquet_schema(${literal})`);
  const written = topLevel(elements);
  // Before DuckDB sees them: it would call the second of two such columns by another name.
  assertDistinct(written.map(({ name }) => ({ name, type: "", file: uri })));
  const instants = new Set(written.filter(({ physicalType }) => physicalType === "INT96").map(({ name }) => name));
  const columns = await engine.describe(`SELECT * FROM read_parquet(${literal}, hive_partitioning = false)`);
  // INT96 is an instant, which DuckDB reads without its time zone.
  return columns.map(({ name, type }) =>
    instants.has(name) && type === "TIMESTAMP" ? { name, type: "TIMESTAMP WITH TIME ZONE" } : { name, type },
  );
}

/** The columns among a schema's elements, which come parents first, the root before all. */
function topLevel(elements: readonly (readonly (string | null)[])[]): { name: string; physicalType: string }[] {
  const columns: { name: string; physicalType: string }[] = [];
  let belowOpen = 0;
  for (const [name, physicalType, children] of elements.slice(1)) {
    if (belowOpen === 0) columns.push({ name: name ?? "", physicalType: physicalType ?? "" });
    belowOpen = Math.max(0, belowOpen - 1) + Number(children);
  }
  return columns;
}

function widen(a: Origin, b: Origin): Origin {
  if (a.type === b.type) return a;
  for (const ladder of [wholeNumbers, floats]) {
    const [rankA, rankB] = [ladder.indexOf(a.type), ladder.indexOf(b.type)];
    if (rankA >= 0 && rankB >= 0) return rankA > rankB ? a : b;
  }
  throw new GoldpanError("SCHEMA_CONFLICT", `column '${a.name}' is ${a.type} in ${a.file} and ${b.type} in ${b.file}`, {
    details: {
      column: a.name,
      files: [
        { file: a.file, problem: `${a.name} is ${a.type}` },
        { file: b.file, problem: `${b.name} is ${b.type}` },
      ],
    },
    hint: "read the files apart, cast the column, and use unionByName",
  });
}

/** DuckDB would silently take the first of two columns that differ in case only. */
function assertDistinct(columns: readonly Origin[]): void {
  const seen = new Map<string, Origin>();
  for (const column of columns) {
    const other = seen.get(column.name.toLowerCase());
    if (other !== undefined) {
      const files = [...new Set([other.file, column.file])];
      throw new GoldpanError(
        "SCHEMA_CONFLICT",
        `columns '${other.name}' and '${column.name}' differ in case only: ${files.join(" and ")}`,
        {
          details: {
            column: column.name,
            files: files.map((file) => ({ file, problem: "columns differ in case only" })),
          },
          hint: "column names are compared without regard to case; rename one of them where the files are written",
        },
      );
    }
    seen.set(column.name.toLowerCase(), column);
  }
}
