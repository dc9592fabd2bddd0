// Makes the sample data in a folder, the same bytes at every run:
//   flights/   3,000,000 real US flights of 2001, dirty by nature, as published by vega-datasets
//   airports/  its airports.csv as Parquet, written by parquetjs
//   sensors/   a year of hourly temperatures of 24 stations, a file a month, with what sensors do wrong: -999 for "no value", rows twice
//   texts/     a text to count the words of
// Usage: node scripts/make-sample-data.mjs FOLDER
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const published = join(root, "node_modules/vega-datasets/data");

/** @returns the files that were made, relative to `folder` */
export async function makeSampleData(folder) {
  for (const table of ["flights", "airports", "sensors", "texts"]) mkdirSync(join(folder, table), { recursive: true });
  copyFileSync(join(published, "flights-3m.parquet"), join(folder, "flights/flights-3m.parquet"));
  copyFileSync(join(root, "LICENSE"), join(folder, "texts/license.txt"));
  const sensors = await writeSensors(join(folder, "sensors"));
  await writeAirports(join(folder, "airports/airports.parquet"));
  return [
    "flights/flights-3m.parquet",
    "airports/airports.parquet",
    ...sensors.map((name) => `sensors/${name}`),
    "texts/license.txt",
  ];
}

async function writeAirports(path) {
  const [header, ...records] = csvRecords(readFileSync(join(published, "airports.csv"), "utf8"));
  const numbers = new Set(["latitude", "longitude"]);
  const fields = header.map((name) => [
    name,
    { type: numbers.has(name) ? "DOUBLE" : "UTF8", optional: true, compression: "SNAPPY" },
  ]);
  await writeParquet(path, Object.fromEntries(fields), function* () {
    for (const record of records) {
      const named = header.map((name, index) => [name, record[index] ?? ""]).filter(([, text]) => text !== "");
      yield Object.fromEntries(named.map(([name, text]) => [name, numbers.has(name) ? Number(text) : text]));
    }
  });
}

/** Records of a CSV text; fields in quotes may hold commas, and quotes doubled. */
function csvRecords(text) {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => {
      const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
      return Array.from(fields, ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare);
    });
}

const stations = 24;
const year = 2024;
const hourMs = 3_600_000;

async function writeSensors(folder) {
  const columns = {
    station: { type: "UTF8", compression: "SNAPPY" },
    time: { type: "TIMESTAMP_MICROS", compression: "SNAPPY" },
    temperature: { type: "DOUBLE", optional: true, compression: "SNAPPY" },
  };
  const random = randomNumbers(year);
  const names = [];
  for (let month = 0; month < 12; month++) {
    const name = `${year}-${String(month + 1).padStart(2, "0")}.parquet`;
    await writeParquet(join(folder, name), columns, () => monthOfSensors(month, random));
    names.push(name);
  }
  return names;
}

function* monthOfSensors(month, random) {
  for (let timeMs = Date.UTC(year, month); timeMs < Date.UTC(year, month + 1); timeMs += hourMs) {
    for (let station = 0; station < stations; station++) {
      const row = { station: `station-${String(station).padStart(2, "0")}`, time: timeMs * 1000 };
      const temperature = temperatureAt(timeMs, station) + (random() - 0.5);
      const luck = random();
      // No row, a value missing, a value that says so, the same row twice.
      if (luck < 0.002) continue;
      if (luck >= 0.004) row.temperature = luck < 0.01 ? -999 : Math.round(temperature * 10) / 10;
      yield row;
      if (luck > 0.995) yield row;
    }
  }
}

/** Warm afternoons and summers, colder from station to station. Made of whole numbers alone: every machine gives the same. */
function temperatureAt(timeMs, station) {
  const hour = Math.floor(timeMs / hourMs);
  const ofDay = 12 - Math.abs((hour % 24) - 14);
  const dayOfYear = Math.floor((timeMs - Date.UTC(year, 0)) / (24 * hourMs));
  const ofYear = 90 - Math.abs(dayOfYear - 196) / 2;
  return ofDay / 2 + ofYear / 4 - station / 2;
}

/** From 0 to 1, the same sequence for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function writeParquet(path, columns, rows) {
  // For development alone: an image carries what was made, not this library.
  const { ParquetSchema, ParquetWriter } = (await import("parquetjs")).default;
  const writer = await ParquetWriter.openFile(new ParquetSchema(columns), path);
  writer.setRowGroupSize(16_384);
  for (const row of rows()) await writer.appendRow(row);
  await writer.close();
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const [folder] = argv.slice(2);
  if (folder === undefined) throw new Error("usage: node scripts/make-sample-data.mjs FOLDER");
  const files = await makeSampleData(folder);
  process.stdout.write(`${files.length} files of sample data are in ${folder}\n`);
}
