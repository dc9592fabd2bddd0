// Runs docs/port/clean_stations.py by PySpark and its port, jobs/clean-stations.ts, by Goldpan over the same rows, and compares what they
// wrote.  npm run port -- [--python /path/to/python] [--record]
// PySpark comes from PyPI (once, into .goldpan/) unless a Python that has it is named; Java has to be there. With --record, PySpark's rows
// are what tests/integration/port.test.ts expects from now on.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { tsImport } from "tsx/esm/api";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: { python: { type: "string" }, record: { type: "boolean", default: false } },
});
const folder = mkdtempSync(join(tmpdir(), "goldpan-port-"));
try {
  const python = options.python ?? (await pythonWithSpark());
  if (spawnSync(python, ["-c", "import pyspark"]).status !== 0) {
    throw new Error(`${python} has no PySpark: pip install pyspark, or pass --python /path/to/another`);
  }
  const raw = join(folder, "raw");
  const [spark, goldpan] = [join(folder, "spark"), join(folder, "goldpan")];
  const run = (program, args, environment = {}) =>
    execFileSync(program, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...environment } });
  run(process.execPath, [join(root, "scripts/make-port-data.mjs"), raw]);
  run(python, [join(root, "docs/port/clean_stations.py"), "--raw", raw, "--gold", spark], {
    PYSPARK_PYTHON: python,
    PYSPARK_SUBMIT_ARGS: "--conf spark.ui.enabled=false --conf spark.sql.session.timeZone=UTC pyspark-shell",
  });
  const job = ["submit", join(root, "jobs/clean-stations.ts"), "--raw", raw, "--gold", goldpan];
  run(process.execPath, [join(root, "bin/goldpan.js"), ...job]);
  process.exitCode = (await areEqual(spark, goldpan)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The one that the readers' tests have, too. */
async function pythonWithSpark() {
  const { pythonEnvironment } = await tsImport("../tests/support/python-environment.ts", import.meta.url);
  const requirements = join(root, "tests/readers/requirements.txt");
  const python = pythonEnvironment("readers", requirements, (why) => {
    throw new Error(`${why}: pass --python /path/to/one with PySpark`);
  });
  return python;
}

async function areEqual(spark, goldpan) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rowsOf = async (query) => (await connection.runAndReadAll(query)).getRowsJson();
  const table = (path) => `read_parquet('${path}/**/*.parquet', hive_partitioning = true)`;
  const described = await rowsOf(`SELECT column_name FROM (DESCRIBE FROM ${table(goldpan)})`);
  const columns = described.map(([name]) => `"${name}"`).join(", ");
  const select = (path) => `SELECT ${columns} FROM ${table(path)}`;
  if (options.record) {
    const file = join(root, "tests/spark/port-gold.csv");
    await connection.run(`COPY (SELECT * FROM (${select(spark)}) ORDER BY ALL) TO '${file}' (HEADER, NULLSTR '')`);
  }
  const [[count]] = await rowsOf(`SELECT count(*) FROM (${select(spark)})`);
  const onlySpark = await rowsOf(`(${select(spark)}) EXCEPT ALL (${select(goldpan)})`);
  const onlyGoldpan = await rowsOf(`(${select(goldpan)}) EXCEPT ALL (${select(spark)})`);
  process.stdout.write(
    `PySpark wrote ${count} rows; Goldpan lacks ${onlySpark.length} of them and has ${onlyGoldpan.length} others\n`,
  );
  for (const row of [...onlySpark, ...onlyGoldpan].slice(0, 10)) process.stdout.write(`${JSON.stringify(row)}\n`);
  connection.closeSync();
  instance.closeSync();
  return onlySpark.length + onlyGoldpan.length === 0;
}
