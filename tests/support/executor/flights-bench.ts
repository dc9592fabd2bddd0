/** An executor's bench with a file of 30,000 flights in row groups of 4,096, and a DuckDB that answers what is right. */
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import type { Column, FileSlice } from "../../../common/wire/types.js";
import { makeBench, type Bench } from "./executor-bench.js";
import { Reference } from "./reference.js";

export interface Flights {
  readonly bench: Bench;
  readonly reference: Reference;
  /** Of the file. */
  readonly path: string;
  readonly columns: Column[];
  readonly slice: FileSlice;
}

/** One per file of tests; open from before its first test until after its last. */
export class FlightsBench {
  private flights: Flights | undefined;

  constructor() {
    beforeAll(async () => {
      this.flights = await open();
    });
  }

  get opened(): Flights {
    if (this.flights === undefined) throw new Error("no test runs yet");
    return this.flights;
  }

  /** Rows of a piece equal those of a query, as multisets. */
  readonly expectSameRows = async (path: string, query: string): Promise<void> => {
    const { reference } = this.opened;
    const mine = `SELECT * FROM read_parquet('${path}')`;
    const [counts] = await reference.rows(
      `SELECT (SELECT count(*) FROM (${mine})) AS mine, (SELECT count(*) FROM (${query})) AS theirs`,
    );
    expect(counts?.["mine"]).toBe(counts?.["theirs"]);
    expect(await reference.rows(`(${mine}) EXCEPT ALL (${query}) LIMIT 3`)).toEqual([]);
    expect(await reference.rows(`(${query}) EXCEPT ALL (${mine}) LIMIT 3`)).toEqual([]);
  };
}

async function open(): Promise<Flights> {
  const bench = await makeBench();
  const reference = await Reference.open();
  const path = join(bench.folder, "flights é.parquet");
  await reference.run(
    `COPY (SELECT i AS id, CASE WHEN i % 97 = 0 THEN NULL ELSE (i * 7919 % 4000)::INTEGER - 1500 END AS delay,
       'A' || (i % 50) AS origin, TIMESTAMP '2001-01-01' + INTERVAL (i) MINUTE AS "date"
     FROM range(30000) t(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`,
  );
  const columns = await reference.columns(`SELECT * FROM '${path}'`);
  return { bench, reference, path, columns, slice: await reference.slice(path) };
}
