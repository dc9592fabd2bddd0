/** `npm run bench -- functions`: messy prices and durations through a parser per row, beside the same parser in Python in Polars and in PySpark. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { packageRoot } from "../common/package-root.js";
import { readersRequirements } from "../tests/readers/reader-process.js";
import { minioClient, type TestMinio } from "../tests/support/minio.js";
import { hasJava, pythonEnvironment } from "../tests/support/python-environment.js";
import { benchFolder, landFiles } from "./bench-lab.js";
import type { Peer, Pipeline } from "./pipeline.js";
import { generateAmounts } from "./amount-texts.js";

/** @throws Error where there is no Polars: nothing would be left to compare with */
export async function functionsPipeline(rows: number): Promise<Pipeline> {
  const skipped = (why: string) => process.stderr.write(`\nSKIPPED: ${why}\n`);
  const python = pythonEnvironment("readers", readersRequirements, skipped);
  if (python === undefined) throw new Error("there is no Polars to compare with");
  const withSpark = hasJava();
  if (!withSpark) skipped("PySpark beside it needs java");
  const texts = await generateAmounts(benchFolder, rows);
  const folder = dirname(texts[0] ?? "");
  const polarsOutput = join(benchFolder, "polars-amounts.parquet");
  const sparkOutput = join(benchFolder, "pyspark-amounts");
  const script = (name: string) => join(packageRoot, "bench/python", name);
  const polars: Peer = {
    name: "Polars, one process, local files",
    command: [python, "-B", script("polars_amounts.py"), folder, polarsOutput],
  };
  const spark = (name: string, ...args: readonly string[]): Peer => ({
    name: `PySpark, ${name}`,
    command: [python, "-B", script("pyspark_amounts.py"), ...args],
  });
  const sparks = [
    spark("local[2], local files", "local[2]", folder, sparkOutput),
    spark("two workers, MinIO", "local-cluster[2,1,1024]", "s3a://rawzone/amounts/", "s3a://gold/pyspark-amounts/"),
  ];
  return {
    title: `${rows} messy prices and durations through a parser per row`,
    land: (minio) => landFiles(minio, "rawzone", "amounts", texts),
    peers: [polars, ...(withSpark ? sparks : [])],
    runs: [
      {
        name: "Goldpan, to DOUBLE",
        script: "parse-amounts.ts",
        args: ["s3a://rawzone/amounts/", "s3a://gold/amounts/", "number"],
      },
      {
        name: "Goldpan, to STRUCT",
        script: "parse-amounts.ts",
        args: ["s3a://rawzone/amounts/", "s3a://gold/structs/", "struct"],
      },
    ],
    outputs: [polarsOutput, sparkOutput],
    verify: async (minio) => {
      const gold = mkdtempSync(join(tmpdir(), "goldpan-bench-"));
      try {
        const [ours, pyspark] = [join(gold, "ours"), join(gold, "pyspark")];
        await fetchTable(minio, "amounts/", ours);
        if (withSpark) await fetchTable(minio, "pyspark-amounts/", pyspark);
        for (const other of [polarsOutput, ...(withSpark ? [`${sparkOutput}/*.parquet`, `${pyspark}/*.parquet`] : [])])
          await assertEqual(`${ours}/*.parquet`, other);
      } finally {
        rmSync(gold, { recursive: true, force: true });
      }
    },
  };
}

async function fetchTable(minio: TestMinio, prefix: string, folder: string): Promise<void> {
  const client = minioClient(minio);
  let file = 0;
  for await (const item of client.listObjectsV2("gold", prefix, true)) {
    const { name } = item as { name?: string };
    if (name?.endsWith(".parquet") === true) await client.fGetObject("gold", name, join(folder, `${file++}.parquet`));
  }
}

async function assertEqual(ours: string, theirs: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "2GB" });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `SELECT count(*) AS rows, count(*) FILTER (a.id IS NULL OR b.id IS NULL OR a.amount IS DISTINCT FROM b.amount) AS different
     FROM '${ours}' a FULL JOIN '${theirs}' b USING (id)`,
  );
  const [row] = reader.getRowObjects();
  connection.closeSync();
  instance.closeSync();
  if (row === undefined || row["rows"] === 0n || row["different"] !== 0n) {
    throw new Error(`rows differ from those of ${theirs}: ${String(row?.["different"])} of ${String(row?.["rows"])}`);
  }
  process.stdout.write(`${String(row["rows"])} rows, equal to ${theirs}\n`);
}
