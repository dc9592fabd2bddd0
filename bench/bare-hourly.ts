/**
 * What `hourly` costs without Goldpan: two processes that fetch byte ranges from the store, the next file's while DuckDB with one thread
 * aggregates this one's, and a last aggregation of what they made. Footers are read, leaves to read granted and engines made before the
 * clock starts; nothing is planned, watched, retried, uploaded or committed. Arguments: trips, a local file for the answer.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Config, environmentLayer } from "../common/config/config.js";
import type { ObjectInfo } from "../storage/object-store.js";
import { openObjectStore, storeConfigOf } from "../storage/open-object-store.js";
import { FooterReader } from "../storage/parquet/footer.js";
import { fetchSlice, planSlice } from "../storage/parquet/slice.js";
import { cleanTrips } from "./clean-sql.js";

const processes = 2;
const grantedForMs = 600_000;
const columns = ["picked_up_at", "dropped_off_at", "passengers", "distance_km", "payment", "fare", "tip"];
const averaged = ["distance_km", "duration_min", "speed_kmh"];

async function engine(threads: number) {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  const connection = await instance.connect();
  await connection.run("SET preserve_insertion_order = false; SET enable_external_file_cache = false");
  return connection;
}

const partial = (file: string) => `
  SELECT picked_up_hour, payment, count(*) AS trips, sum(passengers) AS passengers, sum(fare) AS fares, sum(tip) AS tips,
    ${averaged.map((name) => `sum(${name}) AS ${name}, count(${name}) AS ${name}_count`).join(", ")}
  FROM (${cleanTrips(file, [])}) GROUP BY ALL`;

async function aggregateShare(trips: string, share: number, folder: string): Promise<void> {
  const store = openObjectStore(storeConfigOf(Config.resolve([environmentLayer(process.env)])));
  const listed: ObjectInfo[] = [];
  for await (const object of store.list(trips)) listed.push(object);
  const footers = new FooterReader();
  const files = await Promise.all(
    listed
      .filter((_, index) => index % processes === share)
      .map(async (object) => {
        const { footer } = await footers.read(store, object);
        const rowGroups = footer.rowGroups.map((_, index) => index);
        const grant = await store.grantRead(object.uri, object.etag, grantedForMs);
        return { grant, plan: planSlice(footer, { columns, rowGroups }) };
      }),
  );
  const connection = await engine(1);
  const local = (index: number) => join(folder, `trips-${share}-${index}.parquet`);
  const fetch = async (index: number): Promise<void> => {
    const file = files[index];
    if (file !== undefined) await fetchSlice(file.grant, file.plan, local(index));
  };
  process.send?.("ready");
  await once(process, "message");
  let fetching = fetch(0);
  for (const index of files.keys()) {
    await fetching;
    fetching = fetch(index + 1);
    const made = join(folder, `partial-${share}-${index}.parquet`);
    await connection.run(`COPY (${partial(local(index))}) TO '${made}' (FORMAT parquet)`);
    rmSync(local(index));
  }
  process.send?.("done");
}

async function lead(trips: string, answer: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "goldpan-bench-bare-"));
  const [, program = ""] = process.argv;
  const children = Array.from({ length: processes }, (_, share) =>
    fork(program, [trips, String(share), folder], { execArgv: process.execArgv }),
  );
  const heard = async (child: ChildProcess) => once(child, "message");
  try {
    await Promise.all(children.map(heard));
    const connection = await engine(processes);
    const calledAtMs = Date.now();
    const done = Promise.all(children.map(heard));
    for (const child of children) child.send("go");
    await done;
    const means = averaged.map((name) => `sum(${name}) / sum(${name}_count) AS mean_${name}`);
    await connection.run(
      `COPY (SELECT picked_up_hour, payment, sum(trips), sum(passengers), sum(fares), sum(tips), ${means.join(", ")}
       FROM '${join(folder, "partial-*.parquet")}' GROUP BY ALL) TO '${answer}' (FORMAT parquet)`,
    );
    process.stdout.write(`${JSON.stringify({ calledAtMs, returnedAtMs: Date.now() })}\n`);
  } finally {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [trips = "", second = "", folder] = process.argv.slice(2);
if (folder === undefined) await lead(trips, second);
else await aggregateShare(trips, Number(second), folder);
