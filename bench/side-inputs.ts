/** Further inputs of benchmarks, made by DuckDB from row numbers, the same on every machine. */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

export async function made(path: string, statement: (target: string) => string): Promise<string> {
  if (existsSync(path)) return path;
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "2GB" });
  const connection = await instance.connect();
  await connection.run(statement(`${path}.part`));
  connection.closeSync();
  instance.closeSync();
  renameSync(`${path}.part`, path);
  return path;
}

/** 265 zones. @returns their file */
export async function generateZones(folder: string): Promise<string> {
  const query =
    "SELECT (i + 1)::INTEGER AS zone, 'Zone ' || i AS zone_name, 'Borough ' || (i % 6) AS borough FROM range(265) t(i)";
  mkdirSync(join(folder, "zones"), { recursive: true });
  return made(join(folder, "zones", "zones.parquet"), (target) => `COPY (${query}) TO '${target}' (FORMAT parquet)`);
}

const paymentFiles = 8;

/** One payment of four columns per booking. @returns their files */
export async function generatePayments(folder: string, bookings: number): Promise<string[]> {
  const target = join(folder, `payments-${bookings}`);
  mkdirSync(target, { recursive: true });
  const perFile = Math.ceil(bookings / paymentFiles);
  const paths: string[] = [];
  for (let file = 0; file < paymentFiles; file++) {
    const [from, to] = [file * perFile, Math.min(bookings, (file + 1) * perFile)];
    const query = `SELECT i AS booking, (hash(i, 71) % 10000 / 100.0)::DOUBLE AS amount,
        ['card', 'cash', 'app'][1 + (hash(i, 72) % 3)::INTEGER] AS method, (hash(i, 73) % 4)::INTEGER AS status
      FROM range(${from}, ${to}) t(i)`;
    const path = join(target, `payments-${file}.parquet`);
    paths.push(await made(path, (part) => `COPY (${query}) TO '${part}' (FORMAT parquet, COMPRESSION snappy)`));
  }
  return paths;
}

const textFiles = 8;
const wordsPerLine = 12;
/** Of a line with its words of seven letters on average. */
const bytesPerLine = 84;

/** Lines of made-up words, some far more frequent than others. @returns their files */
export async function generateTexts(folder: string, megabytes: number): Promise<string[]> {
  const target = join(folder, `texts-${megabytes}`);
  mkdirSync(target, { recursive: true });
  const lines = Math.ceil((megabytes * 1e6) / textFiles / bytesPerLine);
  const word = (position: number) =>
    `'w' || lpad((power(hash(i, ${position}) % 1000000 / 1000000.0, 4) * 100000)::INTEGER::VARCHAR, 5, 'a')`;
  const line = Array.from({ length: wordsPerLine }, (_, position) => word(position)).join(" || ' ' || ");
  const paths: string[] = [];
  for (let file = 0; file < textFiles; file++) {
    const query = `SELECT ${line} AS line FROM range(${file * lines}, ${(file + 1) * lines}) t(i)`;
    const path = join(target, `text-${file}.txt`);
    paths.push(await made(path, (part) => `COPY (${query}) TO '${part}' (FORMAT csv, HEADER false, QUOTE '')`));
  }
  return paths;
}
