// Makes what docs/port/clean_stations.py and jobs/clean-stations.ts clean: readings of forty weather stations over six days, as dirty as
// sensors send them. The same rows at every run.  node scripts/make-port-data.mjs FOLDER
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node scripts/make-port-data.mjs FOLDER");

/** A number from 0 to `below` that depends on the row and on what it is for. */
const draw = (row, purpose, below) => `CAST(hash(${row}, '${purpose}') % ${below} AS INTEGER)`;

const readings = `
  SELECT i AS seq,
    CASE ${draw("i", "id", 12)} WHEN 0 THEN lower(code) WHEN 1 THEN ' ' || code || ' ' WHEN 2 THEN replace(code, '-', '') ELSE code END AS station,
    CASE ${draw("i", "time", 90)} WHEN 0 THEN 'n/a' WHEN 1 THEN strftime(moment, '%d/%m/%Y %H:%M') WHEN 2 THEN NULL WHEN 3 THEN 'yesterday'
      ELSE strftime(moment, '%Y-%m-%d %H:%M:%S') || CASE ${draw("i", "pad", 20)} WHEN 0 THEN ' ' ELSE '' END END AS taken,
    CASE ${draw("i", "t", 60)} WHEN 0 THEN '-999' WHEN 1 THEN 'n/a' WHEN 2 THEN NULL WHEN 3 THEN replace(t, '.', ',') WHEN 4 THEN t || ' C'
      WHEN 5 THEN '612' WHEN 6 THEN '' ELSE t END AS temp,
    CASE ${draw("i", "h", 40)} WHEN 0 THEN NULL WHEN 1 THEN '-' WHEN 2 THEN '140' ELSE ${draw("i", "humidity", 101)} || '%' END AS hum,
    CASE ${draw("i", "w", 3)} WHEN 0 THEN (${draw("i", "wind", 900)} / 10) || ' km/h' ELSE (${draw("i", "wind", 250)} / 10) || ' m/s' END AS wnd,
    ['high', 'low', NULL, 'high'][${draw("i", "b", 4)} + 1] AS battery,
    CASE ${draw("i", "n", 9)} WHEN 0 THEN NULL WHEN 1 THEN 'reset' ELSE 'fw=' || (1 + number % 3) || '.' || ${draw("i", "fw", 10)} || ';sn=' || i END AS note
  FROM (
    SELECT i, number, 'ST-' || lpad(CAST(number AS VARCHAR), 4, '0') AS code,
      TIMESTAMP '2024-03-01' + to_hours(CAST((i // 40) % 144 AS INTEGER)) AS moment,
      CAST(round(12 + 9 * sin((i // 40) % 24 / 3.8) + number % 11 - 5 + ${draw("i", "noise", 80)} / 10, 1) AS VARCHAR) AS t
    FROM (SELECT i, 1 + i % 40 AS number FROM range(40 * 200) t(i))
  )`;

const stations = `
  SELECT CASE WHEN number % 7 = 0 THEN 'st' || number ELSE 'ST-' || lpad(CAST(number AS VARCHAR), 4, '0') END AS id,
    CASE number % 3 WHEN 0 THEN ' harbour view' WHEN 1 THEN 'OLD MILL ' ELSE 'north ridge' END || ' ' || number AS name,
    ['de', 'PT', NULL, 'no'][number % 4 + 1] AS country, number * 13 - 60 AS elevation
  FROM range(1, 39) t(number)`;

const maintenance = `
  SELECT * FROM (VALUES ('ST-0003', '2024-03-02', '2024-03-03'), ('st-11', '2024-03-06', '2024-03-09'), ('ST-0099', '2024-03-01', '2024-03-31'))
    t(station, first, last)`;

const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
for (const [name, query, repeats] of [
  // What was sent again has the sequence number of its first time, or a later one with another value.
  ["readings", `FROM (${readings}) UNION ALL (SELECT * FROM (${readings}) WHERE seq % 50 = 7)`, 2],
  ["stations", stations, 1],
  ["maintenance", maintenance, 1],
]) {
  mkdirSync(join(folder, name), { recursive: true });
  for (let part = 0; part < repeats; part++) {
    const file = join(folder, name, `part-${part}.parquet`);
    const rows = `SELECT * FROM (${query}) ${repeats > 1 ? `WHERE seq % ${repeats} = ${part}` : ""}`;
    await connection.run(`COPY (${rows}) TO '${file}' (FORMAT parquet)`);
  }
}
connection.closeSync();
instance.closeSync();
