/**
 * docs/READERS.md, tried: DuckDB, Polars, pandas and Spark read what Goldpan wrote, with every type and with partition columns, after a
 * commit and in the middle of one, from files and from MinIO. `npm run test:readers`.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { execute } from "../support/duckdb.js";
import { listKeys, makeBucket, putFile, startMinio, storeEnvironment } from "../support/minio.js";
import { startStoreProxy, type StoreProxy } from "../support/store-proxy.js";
import { bareEnvironment, script, startSubmit, submit } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { ReaderProcess, readersPython, type ReadTable } from "./reader-process.js";
import { partitionColumns, tools, typedColumns, type Tool } from "./tables.js";

const python = readersPython();
const minio = python === undefined ? undefined : await startMinio();
const folder = temporaryFolder();
const raw = join(folder, "raw");
afterAll(() => minio?.stop());

const partitionRows = partitionColumns[0]?.values.length ?? 0;

beforeAll(async () => {
  if (python === undefined) return;
  mkdirSync(raw);
  const typed = [0, 1, 2].map((row) => {
    const values = typedColumns.map(
      ({ name, type, values: both }) => `CAST(${both[row] ?? "NULL"} AS ${type}) AS "${name}"`,
    );
    return `SELECT ${row} AS id, ${values.join(", ")}`;
  });
  const parted = Array.from({ length: partitionRows }, (_, row) => {
    const values = partitionColumns.map(
      ({ name, type, values: all }) => `CAST(${all[row]?.[0] ?? ""} AS ${type}) AS "${name}"`,
    );
    return `SELECT ${row} AS id, ${values.join(", ")}`;
  });
  // What DuckDB's Parquet does not keep is text in the file and cast by the script.
  const narrow = `* REPLACE (CAST(huge AS VARCHAR) AS huge)`;
  await execute(
    `COPY (SELECT ${narrow} FROM (${typed.join(" UNION ALL ")})) TO '${raw}/typed.parquet'`,
    `COPY (${parted.join(" UNION ALL ")}) TO '${raw}/parted.parquet'`,
  );
});

const write = script(`
  const [store = ""] = args;
  const partitionBy = ${JSON.stringify(partitionColumns.map(({ name }) => name))};
  await goldpan.read.parquet(store + "raw/typed.parquet").withColumn("huge", "CAST(huge AS HUGEINT)")
    .write.mode("overwrite").parquet(store + "typed/");
  await goldpan.read.parquet(store + "raw/parted.parquet")
    .write.mode("overwrite").partitionBy(...partitionBy).parquet(store + "parted/");
  await goldpan.createDataFrame([{ id: 0, code: "001" }, { id: 1, code: "010" }, { id: 2, code: null }])
    .write.mode("overwrite").partitionBy("code").parquet(store + "codes/");
`);

/** What each tool makes of folders named `code=001`, `code=010` and of NULL's. */
const guessedCodes: Readonly<Record<Tool, readonly [type: string, ...values: unknown[]]>> = {
  duckdb: ["VARCHAR", "001", "010", null],
  polars: ["Int64", "1", "10", null],
  pandas: ["dictionary<values=int32, indices=int32, ordered=0>[pyarrow]", "1", "10", null],
  spark: ["int", "1", "10", null],
};

/** Three files of ten rows, all of which say which version they are of. */
const writeVersion = script(`
  const [store = "", version = ""] = args;
  await goldpan.createDataFrame(Array.from({ length: 30 }, (_, id) => ({ id })))
    .withColumn("version", version).repartition(3)
    .write.mode("overwrite").parquet(store + "changing/");
`);

interface Place {
  /** `s3a://bucket/`, `file:///folder/` */
  readonly store: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function run(place: Place, text: string, ...args: string[]): Promise<void> {
  const outcome = await submit({
    script: text,
    master: "local[2]",
    args: [place.store, ...args],
    environment: place.environment,
  });
  expect(outcome.code, outcome.stderr).toBe(0);
}

/** What `goldpan table PATH --files --for TOOL` prints. */
function snippet(place: Place, table: string, tool: Tool): string {
  const command = ["table", place.store + table, "--files", "--for", tool];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(packageRoot, "bin/goldpan.js"), ...command], {
    encoding: "utf8",
    env: { ...bareEnvironment(), ...place.environment },
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

/** The line of docs/READERS.md that reads the whole folder. */
function glob(place: Place, table: string, tool: Tool): string {
  const path = place.store + table;
  const s3 = path.replace(/^s3a:/, "s3:").replace(/^file:\/\//, "");
  switch (tool) {
    case "duckdb":
      return `SELECT * FROM read_parquet('${s3}**/*.parquet')`;
    case "polars":
      return `import polars as pl\ntable = pl.scan_parquet("${s3}**/*.parquet", hive_partitioning=True)`;
    case "pandas":
      return `import pandas as pd\ntable = pd.read_parquet("${s3}", dtype_backend="pyarrow")`;
    case "spark":
      return `table = spark.read.parquet("${path}")`;
  }
}

const byId = (rows: ReadTable["rows"]) => [...rows].sort((a, b) => Number(a["id"]) - Number(b["id"]));

const typedRows = [0, 1, 2].map((row) => ({
  id: String(row),
  ...Object.fromEntries(typedColumns.map(({ name, shown }) => [name, shown[row] ?? null])),
}));
const partedRows = Array.from({ length: partitionRows }, (_, row) => ({
  id: String(row),
  ...Object.fromEntries(partitionColumns.map(({ name, values }) => [name, values[row]?.[1] ?? null])),
}));
const maps = typedColumns.filter(({ type }) => type.startsWith("MAP")).map(({ name }) => name);
const typesIn = (
  tool: Tool,
  columns: readonly { readonly name: string; readonly types: Readonly<Record<Tool, string>> }[],
) => Object.fromEntries(columns.map(({ name, types }) => [name, types[tool]]));
const versionRows = (version: number) =>
  Array.from({ length: 30 }, (_, id) => ({ id: String(id), version: String(version) }));

describe.skipIf(python === undefined).each(["files", "minio"] as const)("on %s", (kind) => {
  const isThere = kind === "files" || minio !== undefined;
  let place: Place;
  let reader: ReaderProcess;

  beforeAll(async () => {
    if (!isThere || python === undefined) return;
    if (kind === "files") {
      place = { store: `${pathToFileURL(folder).href}/`, environment: {} };
    } else {
      const bucket = await makeBucket(minio!, "readers");
      for (const name of ["typed", "parted"])
        await putFile(minio!, bucket, `raw/${name}.parquet`, join(raw, `${name}.parquet`));
      place = { store: `s3a://${bucket}/`, environment: storeEnvironment(minio!) };
    }
    reader = new ReaderProcess(python, kind === "files" ? undefined : minio);
    await run(place, write);
  }, 600_000);
  afterAll(() => reader.close());

  describe.skipIf(!isThere).each(tools)("%s", (tool) => {
    test("reads every type", async () => {
      const { types, rows } = await reader.read(tool, snippet(place, "typed/", tool), maps);
      expect(byId(rows)).toEqual(typedRows);
      expect(types).toMatchObject(typesIn(tool, typedColumns));
    });

    test("reads the same from the folder, where no partition column has to be guessed", async () => {
      const { types, rows } = await reader.read(tool, glob(place, "typed/", tool), maps);
      expect(byId(rows)).toEqual(typedRows);
      expect(types).toMatchObject(typesIn(tool, typedColumns));
    });

    test("reads partition columns as they were written", async () => {
      const { types, rows } = await reader.read(tool, snippet(place, "parted/", tool));
      expect(byId(rows)).toEqual(partedRows);
      expect(types).toMatchObject(typesIn(tool, partitionColumns));
    });

    test("guesses the type of a partition column from the folders, unless the log says it", async () => {
      const guessed = await reader.read(tool, glob(place, "codes/", tool));
      expect([guessed.types["code"], ...byId(guessed.rows).map(({ code }) => code)]).toEqual(guessedCodes[tool]);
      const known = await reader.read(tool, snippet(place, "codes/", tool));
      expect(byId(known.rows).map(({ code }) => code)).toEqual(["001", "010", null]);
    });
  });

  describe.skipIf(!isThere)("while an overwrite is applied", () => {
    const snippets = (): Map<Tool, string> => new Map(tools.map((tool) => [tool, snippet(place, "changing/", tool)]));
    const read = async (tool: Tool, code: string) => byId((await reader.read(tool, code)).rows);

    beforeAll(() => run(place, writeVersion, "1"));

    test("before its last file is visible: by the log old or new, from the folder both", async () => {
      const before = snippets();
      const commit = kind === "files" ? await crashBeforeVisible(place) : await holdCommit(place, isComplete(2));
      for (const tool of tools) {
        expect(await read(tool, before.get(tool) ?? "")).toEqual(versionRows(1));
        const seen = await read(tool, glob(place, "changing/", tool));
        expect(new Set(seen.map(({ version }) => version))).toEqual(new Set(["1", "2"]));
        expect(seen.length).toBeLessThan(60);
      }
      // Asking for what to read finishes the commit.
      for (const tool of tools) expect(await read(tool, snippet(place, "changing/", tool))).toEqual(versionRows(2));
      for (const tool of tools) expect(await read(tool, glob(place, "changing/", tool))).toEqual(versionRows(2));
      // What is gone is missed, never passed over.
      for (const tool of tools) await expect(reader.read(tool, before.get(tool) ?? "")).rejects.toThrow();
      await commit.finish();
      for (const tool of tools) expect(await read(tool, snippet(place, "changing/", tool))).toEqual(versionRows(2));
    });

    test("before the replaced files are gone: by the log the new ones, from the folder both", async () => {
      const commit = kind === "files" ? await crashBeforeDeleted(place) : await holdCommit(place, isDeletion());
      for (const tool of tools) expect(await read(tool, glob(place, "changing/", tool))).toHaveLength(60);
      for (const tool of tools) expect(await read(tool, snippet(place, "changing/", tool))).toEqual(versionRows(3));
      await commit.finish();
      for (const tool of tools) expect(await read(tool, glob(place, "changing/", tool))).toEqual(versionRows(3));
    });
  });
});

interface HalfCommit {
  /** Lets who is committing go on. */
  finish(): Promise<void>;
}

type Holds = Parameters<typeof startStoreProxy>[1];

/** The n-th request that makes a file visible, and those after it. */
function isComplete(nth: number): Holds {
  let count = 0;
  return ({ method = "", url = "" }) => method === "POST" && url.includes("uploadId=") && ++count >= nth;
}

/** The first deletion after the commit point: of what was replaced. */
function isDeletion(): Holds {
  let committed = false;
  return ({ method = "", url = "" }) => {
    committed ||= method === "PUT" && url.includes("/changing/_goldpan/commits/");
    return committed && method === "POST" && /[?&]delete/.test(url);
  };
}

/** Overwrites with the next version, by a writer that is alive and stands still. */
async function holdCommit(place: Place, holds: Holds): Promise<HalfCommit> {
  const bucket = new URL(place.store).host;
  const version = (await listKeys(minio!, bucket, "changing/_goldpan/commits/")).length + 1;
  const proxy: StoreProxy = await startStoreProxy(minio!, holds);
  const running = startSubmit({
    script: writeVersion,
    master: "local[2]",
    args: [place.store, String(version)],
    environment: { ...place.environment, GOLDPAN_HADOOP_FS_S3A_ENDPOINT: proxy.endpoint },
  });
  await Promise.race([proxy.held, running.outcome.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  return {
    finish: async () => {
      proxy.release();
      const outcome = await running.outcome;
      await proxy.close();
      expect(outcome.code, outcome.stderr).toBe(0);
    },
  };
}

/** Overwrites a table on files and puts back what was deleted: a writer that died before it deleted anything. */
async function crashBeforeDeleted(place: Place): Promise<HalfCommit> {
  const table = join(folder, "changing");
  const kept = join(folder, "kept");
  const commit = readdirSync(join(table, "_goldpan/commits")).length + 1;
  const old = readdirSync(table).filter((name) => name.endsWith(".parquet"));
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept);
  for (const name of old) copyFileSync(join(table, name), join(kept, name));
  await run(place, writeVersion, String(commit));
  for (const name of old) copyFileSync(join(kept, name), join(table, name));
  rmSync(join(table, `_goldpan/applied/${commit}.json`));
  return { finish: () => Promise.resolve() };
}

/** The same, and one file is an upload again. */
async function crashBeforeVisible(place: Place): Promise<HalfCommit> {
  const crash = await crashBeforeDeleted(place);
  const table = join(folder, "changing");
  const commit = readdirSync(join(table, "_goldpan/commits")).length;
  const record = JSON.parse(readFileSync(join(table, `_goldpan/commits/${commit}.json`), "utf8")) as {
    added: { path: string; uploadId: string }[];
  };
  const last = record.added.at(-1)!;
  renameSync(join(table, last.path), join(table, `.goldpan-upload-${last.uploadId}`));
  return crash;
}
