/**
 * Rows four times as large as the memory of all executors, incompressible, on the compose cluster whose containers are limited: each
 * operator ends, with default settings and with two partitions, and gives what a closed form over the same rows gives.
 *
 * GOLDPAN_SPILL_MEMORY  goldpan.executor.memory; the disk needs about twenty times as much  (512m)
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DuckDBConnection } from "@duckdb/node-api";
import { formatBytes, formatCount, parseBytes } from "../../common/units.js";
import { withDuckDB } from "../support/duckdb.js";
import { getObject, listKeys, minioClient, putFile, type MinioAccess } from "../support/minio.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { ComposeProject, composeIsThere } from "./compose.js";

const memory = process.env["GOLDPAN_SPILL_MEMORY"] ?? "512m";
const workers = 2;
const memoryBytes = parseBytes(memory);
/** The same room for the daemon and for what the kernel caches as in docker-compose.yml. */
const containerBytes = memoryBytes + 512 * 2 ** 20;
/** A row's key and hashes of its id, which nothing compresses; its id comes on top. */
const rowBytes = 8 * (1 + 16);
const files = 32;
const rowsPerFile = Math.ceil((4 * workers * memoryBytes) / rowBytes / files / 2) * 2;
const rowCount = files * rowsPerFile;
const half = rowCount / 2;
const timeoutMs = 3_600_000;

const there = composeIsThere();
if (!there) process.stderr.write("\nSKIPPED: rows beyond memory, for want of docker compose and a running engine.\n");

const project = new ComposeProject(`goldpan-spill-${process.pid}`, {
  GOLDPAN_WORK: join(import.meta.dirname, "../.."),
  WORKER_MEMORY: memory,
  WORKER_MEMORY_LIMIT: String(containerBytes),
});
const folder = temporaryFolder();
let minio: MinioAccess;

interface Sums {
  readonly row_count: string;
  readonly ids: string;
  readonly hashes: string;
}
const expected = new Map<string, Sums>();
const told: string[] = [];

const numbered = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index));
const x = (id: string) => numbered(16, (index) => `hash(${id}, ${index})`);
const y = (j: string) => numbered(8, (index) => `hash(${j}, ${100 + index})`);
const named = (values: readonly string[], name: string) => values.map((value, index) => `${value} AS ${name}${index}`);
/** Each key belongs to two rows, half of the table apart, so that no two of them are in one file. */
const k = (j: string) => `hash(${j}, 'key')`;

async function land(duckdb: DuckDBConnection): Promise<void> {
  const copy = async (table: string, file: number, select: string) => {
    const path = join(folder, "raw.parquet");
    await duckdb.run(`COPY (${select}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    await putFile(minio, "rawzone", `beyond-memory/${table}/${file}.parquet`, path);
  };
  for (let file = 0; file < files; file++) {
    const from = file * rowsPerFile;
    const wide = ["id", `${k(`id % ${half}`)} AS k`, ...named(x("id"), "x")].join(", ");
    await copy("wide", file, `SELECT ${wide} FROM range(${from}, ${from + rowsPerFile}) AS r(id)`);
    if (file % 2 === 1) continue;
    // In another order than the other table's.
    const other = [`${k("j")} AS k`, ...named(y("j"), "y")].join(", ");
    const keys = `SELECT ${half - 1} - i AS j FROM range(${from / 2}, ${from / 2 + rowsPerFile}) AS r(i)`;
    await copy("other", file / 2, `SELECT ${other} FROM (${keys})`);
  }
}

/** What each operator gives, without grouping, joining or sorting anything. */
async function closedForms(duckdb: DuckDBConnection): Promise<void> {
  const [low, high] = [x("j"), x(`(j + ${half})`)];
  const hashOf = (values: readonly string[]) => `hash(${values.join(", ")}) >> 32`;
  const isLow = `${low[0] ?? ""} > ${high[0] ?? ""}`;
  const select = `SELECT
      sum(j) AS low_ids,
      sum(j) * 2 + count(*) * ${half} AS all_ids,
      sum(CASE WHEN ${isLow} THEN j ELSE j + ${half} END) AS latest_ids,
      sum(CASE WHEN ${isLow} THEN ${hashOf(low)} ELSE ${hashOf(high)} END) AS latest_hashes,
      sum(${hashOf(low.map((value, index) => `greatest(${value}, ${high[index] ?? ""})`))}) AS greatest_hashes,
      sum(${hashOf(low)}) + sum(${hashOf(high)}) AS all_hashes,
      sum(${hashOf([...low, ...y("j")])}) + sum(${hashOf([...high, ...y("j")])}) AS joined_hashes
    FROM range(${half}) AS r(j)`;
  const [sums] = (await duckdb.runAndReadAll(select)).getRowObjectsJson() as Record<string, string>[];
  const of = (rows: number, ids: string, hashes: string): Sums => ({
    row_count: String(rows),
    ids: sums?.[ids] ?? "",
    hashes: sums?.[hashes] ?? "",
  });
  expected.set("group", of(half, "low_ids", "greatest_hashes"));
  expected.set("dedupe", of(half, "latest_ids", "latest_hashes"));
  expected.set("join", of(rowCount, "all_ids", "joined_hashes"));
  expected.set("sort", of(rowCount, "all_ids", "all_hashes"));
}

interface Summary {
  readonly jobs: readonly { readonly durationMs: number; readonly executed: string; readonly attemptsFailed: number }[];
}

async function run(operator: string, ...conf: string[]): Promise<{ sums: Sums | undefined; spilled: boolean }> {
  const settings = [`goldpan.executor.memory=${memory}`, ...conf].flatMap((setting) => ["--conf", setting]);
  const outcome = await project.submit("--json", ...settings, "tests/e2e/scripts/beyond-memory.ts", operator);
  const lines = outcome.stdout.trim().split("\n");
  expect(outcome.code, outcome.stderr).toBe(0);
  const { jobs } = JSON.parse(lines.at(-1) ?? "") as Summary;
  const executed = jobs.map((job) => job.executed).join("\n");
  const spilled = [...executed.matchAll(/spilled ([^;)]*)/g)].map(([, bytes]) => bytes).join(" + ");
  const seconds = jobs.reduce((sum, { durationMs }) => sum + durationMs / 1000, 0);
  const failed = jobs.reduce((sum, { attemptsFailed }) => sum + attemptsFailed, 0);
  told.push(
    `${operator}${conf.length > 0 ? `, ${conf.join(", ")}` : ""}: ${seconds.toFixed(0)} s, spilled ${spilled === "" ? "nothing" : spilled}, ${failed} attempts failed`,
  );
  process.stderr.write(`${told.at(-1) ?? ""}\n${executed}\n`);
  const [sums] = lines.length > 1 ? (JSON.parse(lines.at(-2) ?? "[]") as Sums[]) : [];
  return { sums, spilled: spilled !== "" };
}

/** Of a table's files in the order of their names, which is that of their rows. */
async function sumsOfSorted(duckdb: DuckDBConnection): Promise<Sums & { readonly unordered: number }> {
  const path = join(folder, "sorted.parquet");
  const keys = (await listKeys(minio, "gold", "beyond-memory/")).filter((key) => key.endsWith(".parquet"));
  const totals = { rows: 0, ids: 0n, hashes: 0n, unordered: 0 };
  let last = 0n;
  for (const key of keys) {
    writeFileSync(path, await getObject(minio, "gold", key));
    const hashes = `hash(${numbered(16, (index) => `x${index}`).join(", ")}) >> 32`;
    const select = `SELECT count(*) AS n, sum(id) AS ids, sum(${hashes}) AS hashes, min(x0) AS first, max(x0) AS last,
        count(*) FILTER (WHERE x0 < before) AS unordered
      FROM (SELECT *, lag(x0) OVER (ORDER BY file_row_number) AS before FROM read_parquet('${path}', file_row_number = true))`;
    const [row] = (await duckdb.runAndReadAll(select)).getRowObjectsJson() as Record<string, string>[];
    totals.rows += Number(row?.["n"]);
    totals.ids += BigInt(row?.["ids"] ?? 0);
    totals.hashes += BigInt(row?.["hashes"] ?? 0);
    totals.unordered += Number(row?.["unordered"]) + (last > BigInt(row?.["first"] ?? 0) ? 1 : 0);
    last = BigInt(row?.["last"] ?? 0);
  }
  rmSync(path);
  const { rows, ids, hashes, unordered } = totals;
  return { row_count: String(rows), ids: String(ids), hashes: String(hashes), unordered };
}

describe.skipIf(!there)(`rows beyond the memory of two executors of ${memory}`, () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    await project.compose("up", "-d", "--build", "--wait");
    minio = {
      endpoint: `http://${await project.publishedAddress("minio", 9000)}`,
      accessKey: "goldpan",
      secretKey: "goldpan-secret",
    };
    await withDuckDB(async (duckdb) => {
      await land(duckdb);
      await closedForms(duckdb);
    });
  }, timeoutMs);

  afterAll(async () => {
    await project.down();
    process.stderr.write(`\n${formatCount(rowCount)} rows of ${rowBytes} incompressible bytes\n${told.join("\n")}\n`);
  }, timeoutMs);

  test("four times the memory of all executors lies in the store, compressed", async () => {
    let bytes = 0;
    for (const key of await listKeys(minio, "rawzone", "beyond-memory/wide/")) {
      bytes += (await minioClient(minio).statObject("rawzone", key)).size;
    }
    told.push(`wide: ${formatBytes(bytes)} in the store`);
    expect(bytes).toBeGreaterThan(4 * workers * memoryBytes);
  });

  describe.each([[[]], [["goldpan.sql.shuffle.partitions=2"]]])("%s", (conf: string[]) => {
    test.each(["group", "join", "dedupe"])(
      "%s",
      async (operator) => {
        const { sums, spilled } = await run(operator, ...conf);
        expect(sums).toEqual(expected.get(operator));
        if (conf.length > 0) expect(spilled).toBe(true);
      },
      timeoutMs,
    );

    test(
      "sort",
      async () => {
        const { spilled } = await run("sort", ...conf);
        if (conf.length > 0) expect(spilled).toBe(true);
        expect(await withDuckDB(sumsOfSorted)).toEqual({ ...expected.get("sort"), unordered: 0 });
      },
      timeoutMs,
    );
  });

  test("no container ran out of memory", async () => {
    for (const id of await project.containers("worker")) {
      const { stdout } = await project.docker("inspect", "-f", "{{.RestartCount}} {{.State.OOMKilled}}", id);
      expect(stdout.trim()).toBe("0 false");
    }
  });
});
