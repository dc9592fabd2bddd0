import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bindInProcess } from "../../tests/support/plan-in-process.js";
import { execute } from "../../tests/support/duckdb.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import * as p from "../../tests/support/plan-messages.js";
import type { Relation } from "../../common/wire/types.js";
import { planResult } from "./plan-job.js";

const folder = temporaryFolder();
const limits = { maxBytes: 1, openCostBytes: 0, slots: 4 };

beforeAll(async () => {
  for (const name of ["facts", "airports"]) mkdirSync(join(folder, name));
  await execute(
    `COPY (SELECT i AS id, i % 50 AS airport, i * 1.5 AS v FROM range(9000) t(i)) TO '${folder}/facts/a.parquet' (ROW_GROUP_SIZE 2048)`,
    `COPY (SELECT i AS code, 'city ' || i AS city FROM range(50) t(i)) TO '${folder}/airports/a.parquet'`,
  );
});

const facts = p.scan(`file://${folder}/facts/`);
const airports = p.scan(`file://${folder}/airports/`);

async function explained(root: Relation, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const inputs = await bindInProcess(p.plan(root), limits, "UTC", settings);
  return planResult(inputs, { formatted: true }).explain;
}

const hashed = { "goldpan.sql.autoBroadcastJoinThreshold": "100", "goldpan.sql.shuffle.partitions": "7" };

describe("explain formatted", () => {
  test("tells how a small side is joined, and by which sizes", async () => {
    const text = await explained(p.join(facts, airports, "airport = code"));
    expect(text).toContain("join inner on airport = code");
    expect(text).toMatch(
      /broadcast; the right side \(about 50 rows, .*\) is looked up by the left one \(about 9,000 rows/,
    );
    expect(text).toMatch(/stage 1 reads 0: stage 0 whole/);
  });

  test("tells exchanges, partitions and what may still change", async () => {
    const text = await explained(p.join(facts, airports, "airport = code"), hashed);
    expect(text).toContain('exchange by hash of ["airport"] into 7');
    expect(text).toContain("(7 partitions, reads stage 1, 0)");
    expect(text).toContain("stage 1: begins after stage 0");
    expect(text).toMatch(/stage 2: runs in the tasks of stage 1, without the exchange, if stage 0 makes at most 100 B/);
    expect(text).toContain("stage 1: row groups that hold no key of stage 0 are left out");
    expect(text).toMatch(/partitions of stage 1 and 0 beyond 5 × the median and .* are split among tasks/);
  });

  test("says so when nothing changes", async () => {
    const text = await explained(p.join(facts, airports, "airport = code"), {
      ...hashed,
      "goldpan.sql.adaptive.enabled": "false",
    });
    expect(text).toContain("goldpan.sql.adaptive.enabled is false");
    expect(text).not.toContain("runs in the tasks of");
  });

  test("names every kind of relation and operator", async () => {
    const joined = p.join(facts, p.broadcast(p.select(airports, "code", "city")), "airport = code AND id > 3", "LEFT");
    const grouped = p.groupBy(joined, [["c", "city"]], ["n", "count(*)"], ["m", "median(v)"]);
    const text = await explained(p.limit(p.sort(grouped, p.order("n", true)), 5, 2));
    for (const line of [
      "limit 5 offset 2",
      "sort by n DESC NULLS LAST",
      "aggregate by city",
      "join left on airport = code",
      "broadcast the right side",
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain("undefined");
  });
});
