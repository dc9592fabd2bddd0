/** Expectations beyond a row, and the replay of what was quarantined, through the command line. Oracles are DuckDB's or by hand. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { difference, execute, queryRows } from "../support/duckdb.js";
import { startGoldpan } from "../support/goldpan-process.js";
import { script, submit, type SubmitOutcome } from "../support/submit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const path = (name: string): string => `file://${folder}/${name}/`;
const bookings = path("bookings");

/** 30,000 bookings in three files; every 100th number is there twice, every 1,000th is missing; airports X0 to X9, X7 is unknown. */
const bookingRows = `
  SELECT CASE WHEN i % 1000 = 999 THEN NULL WHEN i % 100 = 99 THEN i - 1 ELSE i END AS booking,
    'X' || (i % 10) AS origin, TIMESTAMP '2001-01-01' + INTERVAL (i) MINUTE AS date, i AS line
  FROM range(30000) t(i)`;

beforeAll(async () => {
  for (const name of ["bookings", "airports", "empty"]) mkdirSync(join(folder, name), { recursive: true });
  for (const part of [0, 1, 2]) {
    await execute(
      `COPY (FROM (${bookingRows}) WHERE line // 10000 = ${part}) TO '${folder}/bookings/${part}.parquet' (ROW_GROUP_SIZE 4096)`,
    );
  }
  await execute(
    `COPY (SELECT 'X' || i AS iata FROM range(10) t(i) WHERE i <> 7 UNION ALL SELECT NULL) TO '${folder}/airports/a.parquet'`,
  );
  await execute(`COPY (FROM (${bookingRows}) WHERE false) TO '${folder}/empty/none.parquet'`);
});

interface Counted {
  readonly name: string;
  readonly rows: number;
  readonly violations: number;
  readonly nullViolations: number;
  readonly finding: string;
}

/** Runs the lines of a script; counts are those of its first job. */
async function run(
  lines: string,
  options: readonly string[] = [],
): Promise<SubmitOutcome & { counts: Counted[]; executed: string }> {
  const conf = ["--conf", "goldpan.sql.files.maxPartitionBytes=64k", "--conf", "goldpan.sql.shuffle.partitions=4"];
  const source = script(`  const bookings = goldpan.read.parquet("${bookings}");\n${lines}`, "isGoldpanError, latest");
  const outcome = await submit({ script: source, master: "local[2]", options: ["--json", ...conf, ...options] });
  const summary = JSON.parse(outcome.stdout.trim().split("\n").at(-1) ?? "{}") as {
    error?: { code: string; message: string } | null;
    jobs?: { expectations?: Counted[]; executed?: string }[];
  };
  const { expectations: counts = [], executed = "" } = summary.jobs?.[0] ?? {};
  return { ...outcome, counts, executed };
}

function errorLine({ stderr }: SubmitOutcome): string {
  return stderr.split("\n").find((line) => line.includes("goldpan: error")) ?? "";
}

function written(name: string): string[] {
  try {
    return readdirSync(join(folder, name), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith(".parquet"));
  } catch {
    return [];
  }
}

describe("expectUnique", () => {
  const firsts = `FROM (${bookingRows}) WHERE booking IS NOT NULL QUALIFY row_number() OVER (PARTITION BY booking ORDER BY line) = 1`;

  test("quarantines all rows of a key but the first, and those without a key, with their places", async () => {
    const { code, stderr, counts } = await run(
      `  await bookings.expectUnique("booking", "quarantine").write.parquet("${path("unique")}");`,
    );
    expect(code, stderr).toBe(0);
    expect(counts).toEqual([
      expect.objectContaining({ name: "booking is unique", rows: 30_000, violations: 270, nullViolations: 30 }),
    ]);
    expect(await difference(`SELECT * FROM '${folder}/unique/*.parquet'`, firsts)).toMatchObject({
      missing: 0,
      extra: 0,
    });
    const quarantined = `'${folder}/_quarantine/unique/*.parquet'`;
    expect(await queryRows(`SELECT column_name FROM (DESCRIBE FROM ${quarantined})`)).toEqual(
      [
        "booking",
        "origin",
        "date",
        "line",
        "_violations",
        "_source_file",
        "_source_row_group",
        "_source_row",
        "_application",
      ].map((name) => [name]),
    );
    // Each file has lines in order from a multiple of 10,000; its row groups are as its footer says.
    const groups = `
      SELECT file_name, row_group_id, sum(num_rows) OVER (PARTITION BY file_name ORDER BY row_group_id) AS next_row, next_row - num_rows AS first_row
      FROM (SELECT DISTINCT file_name, row_group_id, row_group_num_rows AS num_rows FROM parquet_metadata('${folder}/bookings/*.parquet'))`;
    expect(
      await queryRows(
        `SELECT count(*), count(DISTINCT row_group_id) FROM ${quarantined} JOIN (${groups})
           ON _source_file = 'file://' || file_name AND _source_row_group = row_group_id
         WHERE _source_row = line % 10000 AND _source_row BETWEEN first_row AND next_row - 1`,
      ),
    ).toEqual([["300", "3"]]);
  });

  test("keeps the latest, or none, and lets NULL pass where it is told to", async () => {
    const latest = await run(
      `  await bookings.expectUnique(["booking"], "drop", { keep: latest("line"), nulls: "pass" }).write.parquet("${path("latest")}");`,
      [],
    );
    expect(latest.code, latest.stderr).toBe(0);
    expect(latest.counts).toMatchObject([{ violations: 270, nullViolations: 0 }]);
    const oracle = `FROM (${bookingRows}) QUALIFY booking IS NULL OR row_number() OVER (PARTITION BY booking ORDER BY line DESC) = 1`;
    expect(await difference(`SELECT * FROM '${folder}/latest/*.parquet'`, oracle)).toMatchObject({
      missing: 0,
      extra: 0,
    });
    const none = await run(
      `  await bookings.expectUnique("booking", "drop", { keep: "none", name: "no doubles" }).write.parquet("${path("none")}");`,
    );
    expect(none.counts).toMatchObject([{ name: "no doubles", violations: 540, nullViolations: 30 }]);
  });

  test("fails with exit code 4 and writes nothing, by default and above a limit", async () => {
    const failed = await run(`  await bookings.expectUnique("booking").write.parquet("${path("failed")}");`);
    expect(failed.code, failed.stderr).toBe(4);
    expect(errorLine(failed)).toMatch(
      /EXPECTATION_FAILED: expectation 'booking is unique' failed: .*bookings\/\d\.parquet/,
    );
    expect(errorLine(failed)).not.toContain("__goldpan");
    expect(written("failed")).toEqual([]);
    const above = await run(
      `  await bookings.expectUnique("booking", "warn", { failAbove: 0.009 }).write.parquet("${path("above")}");`,
    );
    expect(above.code).toBe(4);
    expect(errorLine(above)).toContain("'booking is unique' was violated by 300 of 30000 rows");
    expect(written("above")).toEqual([]);
  });

  test("of rows that SQL made, after an exchange, counted as drop leaves them", async () => {
    const { code, stderr, stdout } = await run(`
  bookings.createOrReplaceTempView("b");
  const days = goldpan.sql("SELECT CAST(date AS DATE) AS day, origin, count(*) AS n FROM b GROUP BY ALL");
  console.log(await days.expectUnique("origin", "drop").count());`);
    expect(code, stderr).toBe(0);
    expect(stdout.split("\n")[0]).toBe("10");
  });
});

describe("expectIn", () => {
  const known = `FROM (${bookingRows}) WHERE origin <> 'X7'`;

  test.each([
    ["small, sent whole", []],
    ["by hash", ["--conf", "goldpan.sql.autoBroadcastJoinThreshold=0"]],
    ["small by chance", ["--conf", "goldpan.sql.adaptive.enabled=true"]],
  ])("quarantines rows without a partner, with their places: %s", async (name, options) => {
    const table = `in-${name.replaceAll(/\W/g, "-")}`;
    const other =
      name === "small by chance"
        ? `goldpan.read.parquet("${path("airports")}").repartition(3, "iata")`
        : `"${path("airports")}"`;
    const { code, stderr, counts, executed } = await run(
      `  await bookings.expectIn("origin", ${other}, "quarantine", { columns: "iata", name: "origin is in airports" })
        .write.parquet("${path(table)}");`,
      options,
    );
    expect(code, stderr).toBe(0);
    expect(executed.includes("skipped: stage"), executed).toBe(name === "small by chance");
    expect(counts).toMatchObject([
      { name: "origin is in airports", rows: 30_000, violations: 3_000, nullViolations: 0 },
    ]);
    expect(await difference(`SELECT * FROM '${folder}/${table}/*.parquet'`, known)).toMatchObject({
      missing: 0,
      extra: 0,
    });
    expect(
      await queryRows(
        `SELECT count(*), count(DISTINCT line), count(*) FILTER (WHERE _source_row = line % 10000) FROM '${folder}/_quarantine/${table}/*.parquet'`,
      ),
    ).toEqual([["3000", "3000", "3000"]]);
  });

  test("several columns together; NULL violates unless it may pass", async () => {
    const { code, stderr, counts } = await run(`
  const pairs = goldpan.sql("SELECT booking, origin FROM '${bookings}' WHERE booking < 15000");
  await bookings
    .expectIn(["booking", "origin"], pairs, "warn", { name: "pairs" })
    .expectIn("booking", bookings.select("booking"), "warn", { nulls: "pass" })
    .write.parquet("${path("pairs")}");`);
    expect(code, stderr).toBe(0);
    const [[violations = ""] = []] = await queryRows(
      `SELECT count(*) FROM (${bookingRows}) b WHERE booking IS NOT NULL AND NOT EXISTS (
         FROM (${bookingRows}) p WHERE p.booking < 15000 AND p.booking = b.booking AND p.origin = b.origin)`,
    );
    expect(counts).toMatchObject([
      { name: "pairs", violations: Number(violations), nullViolations: 30 },
      { name: "booking is in booking", violations: 0, nullViolations: 0 },
    ]);
    expect(await queryRows(`SELECT count(*) FROM '${folder}/pairs/*.parquet'`)).toEqual([["30000"]]);
  });
});

describe("expectRows", () => {
  test("counts what earlier expectations and filters let pass, before a limit", async () => {
    const { code, stderr, counts } = await run(`
  await bookings.expect("booked", "booking IS NOT NULL", "drop").filter("origin = 'X7'")
    .expectRows({ min: 3000, max: 3000 }).limit(5).write.parquet("${path("rows")}");`);
    expect(code, stderr).toBe(0);
    expect(counts[1]).toEqual(
      expect.objectContaining({ name: "3000 rows", rows: 3000, violations: 0, finding: "3,000 rows" }),
    );
    expect(await queryRows(`SELECT count(*) FROM '${folder}/rows/*.parquet'`)).toEqual([["5"]]);
  });

  test.each([
    [
      "too few",
      `bookings.filter("line < 10").expectRows({ min: 11 })`,
      "expectation 'at least 11 rows' failed: 10 rows",
    ],
    ["too many", `bookings.expectRows({ max: 29999 })`, "expectation 'at most 29999 rows' failed: 30,000 rows"],
    [
      "none at all",
      `goldpan.read.parquet("${path("empty")}").expectRows({ min: 1 })`,
      "expectation 'at least 1 row' failed: 0 rows",
    ],
    [
      "no partition",
      `bookings.filter("line < 0").groupBy("origin").count().expectRows({ min: 1 })`,
      "expectation 'at least 1 row' failed: 0 rows",
    ],
  ])("fails with %s, and writes nothing", async (_, rows, message) => {
    const failed = await run(`  await ${rows}.write.parquet("${path("few")}");`);
    expect(failed.code, failed.stderr).toBe(4);
    expect(errorLine(failed)).toContain(message);
    expect(written("few")).toEqual([]);
  });

  test("warns, and the commit says so", async () => {
    const warned = await run(
      `  await bookings.expectRows({ max: 5 }, "warn", { name: "few" }).write.parquet("${path("warned")}");`,
    );
    expect(warned.code, warned.stderr).toBe(0);
    expect(warned.counts).toMatchObject([{ name: "few", violations: 1, finding: "30,000 rows" }]);
    const { ended } = startGoldpan(["table", join(folder, "warned")]);
    expect((await ended).stdout).toContain("  few (warn): violated, 30,000 rows\n");
    expect(
      await queryRows(`SELECT unnest(expectations).finding FROM '${folder}/warned/_goldpan/commits/1.json'`),
    ).toEqual([["30,000 rows"]]);
  });
});

describe("expectFresh", () => {
  test("the newest of all partitions counts", async () => {
    const rows = `bookings.withColumn("at", "current_timestamp - to_minutes(CAST(line + 60 AS BIGINT))")`;
    const fresh = await run(`  await ${rows}.expectFresh("at", "2 hours").write.parquet("${path("fresh")}");`);
    expect(fresh.code, fresh.stderr).toBe(0);
    expect(fresh.counts).toMatchObject([{ name: "at is at most 2 hours old", violations: 0 }]);
    const old = await run(`  await ${rows}.expectFresh("at", "30 min").write.parquet("${path("old")}");`);
    expect(old.code, old.stderr).toBe(4);
    expect(errorLine(old)).toMatch(
      /'at is at most 30 min old' failed: the newest is \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
    );
    expect(written("old")).toEqual([]);
  });

  test("a timestamp without zone is in the session's; a DATE is its midnight; NULL and nothing are none", async () => {
    const { code, stderr, counts } = await run(
      `
  const none = bookings.filter("line < 0");
  await bookings.expectFresh("date", "1h", "warn", { name: "there" })
    .withColumn("day", "CAST(date AS DATE)").expectFresh("day", "1h", "warn", { name: "day" })
    .withColumn("gone", "CAST(NULL AS DATE)").expectFresh("gone", "1h", "warn", { name: "gone" })
    .filter("line < 0").expectFresh("date", "1h", "warn", { name: "nothing" })
    .write.parquet("${path("zone")}");`,
      ["--conf", "goldpan.sql.session.timeZone=America/New_York"],
    );
    expect(code, stderr).toBe(0);
    // Minute 29,999 of 2001 is 2001-01-21 19:59 in New York.
    expect(counts.map(({ finding }) => finding)).toEqual([
      "the newest is 2001-01-22 00:59:00 UTC",
      "the newest is 2001-01-21 05:00:00 UTC",
      "no value in 30,000 rows",
      "no value in 0 rows",
    ]);
  });

  test("a text has no age", async () => {
    const refused = await run(`  await bookings.expectFresh("origin", "1h").count();`);
    expect(refused.code).toBe(1);
    expect(errorLine(refused)).toMatch(/TYPE_MISMATCH: .*"origin" is VARCHAR, which has no age/);
  });
});

describe("read.quarantine", () => {
  test("rows mended and appended make the whole", async () => {
    const table = path("replayed");
    const outcome = await run(`
  await bookings.expect("booked", "booking IS NOT NULL", "quarantine").expectIn("origin", "${path("airports")}", "quarantine", { columns: "iata" })
    .write.parquet("${table}");
  const bad = goldpan.read.quarantine("${table}");
  const unknown = bad.filter("list_contains(_violations, 'origin is in airports')").withColumn("origin", "'X8'");
  const unbooked = bad.filter("list_contains(_violations, 'booked')").withColumn("booking", "line");
  await unknown.unionByName(unbooked).select("booking", "origin", "date", "line").write.mode("append").parquet("${table}");
  console.log(await goldpan.read.option("application", "nobody").quarantine("${table}").count());`);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout.split("\n")[0]).toBe("0");
    const whole = `SELECT coalesce(booking, line) AS booking, CASE origin WHEN 'X7' THEN 'X8' ELSE origin END AS origin, date, line FROM (${bookingRows})`;
    expect(await difference(`SELECT * FROM '${folder}/replayed/*.parquet'`, whole)).toMatchObject({
      missing: 0,
      extra: 0,
    });
  });

  test("a table that never quarantined, and none at all", async () => {
    const caught = await run(`
  await bookings.limit(3).write.parquet("${path("plain")}");
  try { await goldpan.read.quarantine("${path("plain")}").count(); }
  catch (error) { console.log(isGoldpanError(error, "QUARANTINE_NOT_FOUND")); }
  await goldpan.read.quarantine("${path("no-such-table")}").count();`);
    expect(caught.stdout.split("\n")[0], caught.stderr).toBe("true");
    expect(caught.code).toBe(1);
    expect(errorLine(caught)).toContain("INPUT_NOT_FOUND");
  });
});

describe("errors of rows", () => {
  test("three rows are shown, with places and values; what looks like a secret is masked", async () => {
    const failed = await run(`
  await bookings.filter("line < 10000").withColumn("pwd", "'hunter' || line").select("line", "pwd", "origin")
    .expect("known", "origin <> 'X7'", "fail").write.parquet("${path("secret")}");`);
    expect(failed.code, failed.stderr).toBe(4);
    const shown = [
      ...errorLine(failed).matchAll(
        /bookings\/0\.parquet, row group \d+, row (\d+): line = "(\d+)", pwd = (\S+), origin = "X7"/g,
      ),
    ];
    const [first = 0] = shown.map(([, row]) => Number(row));
    // Which task is first is not known; every tenth line is unknown.
    expect(first % 10).toBe(7);
    expect(shown.map(([, ...told]) => told)).toEqual(
      [first, first + 10, first + 20].map((line) => [String(line), String(line), "***"]),
    );
    expect(failed.stdout + failed.stderr).not.toContain("hunter");
  });

  test("the engine's own words do not tell it either; a setting says which columns are meant", async () => {
    const cast = (column: string): string =>
      `  await bookings.withColumn("${column}", "'hunter' || line").withColumn("n", "CAST(${column} AS INTEGER)").write.parquet("${path("cast")}");`;
    const masked = await run(cast("api_token"));
    expect(masked.code).toBe(1);
    expect(errorLine(masked)).toMatch(
      /DATA_ERROR: an expression fails on a value that .*column 'n' in .*row \d+: api_token = \*\*\*/,
    );
    expect(masked.stdout + masked.stderr).not.toContain("hunter");
    const other = await run(cast("iban"), ["--conf", "goldpan.redaction.columns=^iban$"]);
    expect(errorLine(other)).toMatch(/iban = \*\*\*/);
    const shown = await run(cast("api_token"), ["--conf", "goldpan.redaction.columns=^iban$"]);
    expect(errorLine(shown)).toMatch(/hunter\d+/);
  });
});

test("rows that a join has made tell no place of their own, whatever tells one below it", async () => {
  const source = `import { udf, type GoldpanSession } from "goldpan";
const shout = udf("shout", (text: string) => text.toUpperCase(), { args: ["VARCHAR"], returns: "VARCHAR" });
export default async function main(goldpan: GoldpanSession) {
  const airports = goldpan.read.parquet("${path("airports")}");
  await goldpan.read.parquet("${bookings}").withColumn("iata", shout("origin")).join(airports, "iata").repartition(3, "iata")
    .expect("even", "line % 2 = 0", "quarantine").write.parquet("${path("joined")}");
}`;
  const outcome = await submit({ script: source, master: "local[2]" });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(await queryRows(`SELECT count(*), count(_source_file) FROM '${folder}/_quarantine/joined/*.parquet'`)).toEqual(
    [["12000", "0"]],
  );
});
