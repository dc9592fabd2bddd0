/** The fuzzer itself: its plans are valid, their SQL has the columns that the plan says, and each shrinks. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withDuckDB } from "../support/duckdb.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { render } from "./frame.js";
import { buildFrame } from "./fuzz-case.js";
import { Random } from "./random.js";
import { randomPlan } from "./random-plan.js";
import { layTable, randomTable } from "./tables.js";
import { offlineSession } from "./offline-session.js";

const folder = temporaryFolder();

test("the same seed makes the same case", () => {
  const text = (seed: number) => {
    const random = new Random(seed);
    return render(randomPlan(random, [randomTable(random, "t0"), randomTable(random, "t1")])).sql;
  };
  expect(text(7)).toBe(text(7));
  expect(text(7)).not.toBe(text(8));
});

test("plans are valid SQL with the columns that they say, and their scripts build", async () => {
  const random = new Random(1);
  await withDuckDB(async (connection) => {
    let invalid = 0;
    for (let block = 0; block < 5; block++) {
      const tables = Array.from({ length: 6 }, (_, index) => randomTable(random, `t${index}`));
      for (const table of tables) await layTable(connection, folder, table);
      for (let number = 0; number < 60; number++) {
        const plan = randomPlan(random, tables);
        const { script, sql } = render(plan);
        buildFrame(script, tables, { goldpan: offlineSession(), folder: join(tmpdir(), "none") });
        const described = await connection
          .runAndReadAll(`DESCRIBE ${sql}`)
          .then((reader) => (reader.getRowsJson() as string[][]).map(([name, type]) => `${name} ${type}`))
          .catch((error: unknown) => {
            throw new Error(`${sql}\n${String(error)}`);
          });
        expect(described, sql).toEqual(plan.fields.map(({ name, type }) => `${name} ${type}`));
        await connection.runAndReadAll(sql).catch(() => (invalid += 1));
      }
    }
    expect(invalid).toBeLessThan(15);
  });
});
