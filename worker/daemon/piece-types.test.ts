/** Every type of DuckDB through all that an exchange does: written by partition, served, pulled, put together, read again. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Server } from "@grpc/grpc-js";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServer, listen, serverStream } from "../../common/grpc/server.js";
import { contract } from "../../common/wire/load.js";
import type { AttemptKey, FetchPiecesRequest } from "../../common/wire/types.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { Engine } from "../engine/engine.js";
import { publishPieces, writePieces } from "../executor/deliver-pieces.js";
import { pieceRelation } from "../executor/source-sql.js";
import { readPieces } from "../grpc/piece-server.js";
import { pieceName } from "../piece-name.js";
import { fetchPieces } from "./fetch-pieces.js";
import { PieceStore } from "./piece-store.js";

const folder = temporaryFolder();
const served = join(folder, "served");
let server: Server;
let address: string;

beforeAll(async () => {
  mkdirSync(served);
  server = createServer(undefined);
  server.addService(contract.PieceService.service, {
    Fetch: serverStream((request: FetchPiecesRequest) => readPieces(served, request.ranges)),
  });
  address = `127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
});
afterAll(() => server.forceShutdown());

/** A type as DuckDB spells it, and expressions of its values that are not NULL. */
interface Sample {
  readonly type: string;
  readonly values: readonly string[];
}

const quoted = (texts: readonly string[], type: string) => texts.map((text) => `'${text}'::${type}`);
const integers = (type: string, bits: number, signed: boolean): Sample => {
  const max = 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
  const min = signed ? -max - 1n : 0n;
  return { type, values: quoted([min, min + 1n, 0n, 1n, 7n, max - 1n, max].map(String), type) };
};
const decimal = (width: number, scale: number): Sample => {
  const digits = "9".repeat(width);
  const text = scale === 0 ? digits : `${digits.slice(0, width - scale) || "0"}.${digits.slice(width - scale)}`;
  const type = `DECIMAL(${width},${scale})`;
  return { type, values: quoted([text, `-${text}`, "0", "0.1", "-0.1"], type) };
};
const moments = [
  "1970-01-01 00:00:00",
  "2001-02-03 04:05:06.789",
  "1969-12-31 23:59:59.999",
  "1677-09-22 00:00:00",
  "2262-04-11 00:00:00",
  "infinity",
  "-infinity",
];
const farMoments = [
  "0001-01-01 00:00:00",
  "290000-12-31 23:59:59",
  "290000-01-01 (BC) 00:00:00",
  "1582-10-10 12:00:00",
];

const leaves: readonly Sample[] = [
  { type: "BOOLEAN", values: ["true", "false"] },
  ...[8, 16, 32, 64, 128].flatMap((bits, index) => {
    const name = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"][index]!;
    return [integers(name, bits, true), integers(`U${name}`, bits, false)];
  }),
  ...["FLOAT", "DOUBLE"].map((type) => ({
    type,
    values: quoted(["0", "-0.0", "nan", "inf", "-inf", "0.1", "1e-45", "3.4028235e38", "16777217"], type),
  })),
  { type: "DOUBLE", values: quoted(["5e-324", "1.7976931348623157e308", "0.30000000000000004"], "DOUBLE") },
  ...[decimal(4, 1), decimal(9, 9), decimal(18, 3), decimal(38, 0), decimal(38, 10), decimal(38, 38)],
  {
    type: "VARCHAR",
    values: [
      "''",
      "'a'",
      "'NULL'",
      "'\"quoted\" ''it'''",
      "chr(0)",
      "'a' || chr(0) || 'b'",
      "'🦆é\u0301'",
      "repeat('x', 5000)",
    ],
  },
  { type: "BLOB", values: ["''::BLOB", "'\\x00'::BLOB", "'\\x00\\xFF''a'::BLOB", "repeat('\\xFE', 300)::BLOB"] },
  { type: "BIT", values: quoted(["0", "1", "00000000", "101010101", "0000000001"], "BIT") },
  {
    type: "DATE",
    values: quoted(
      [...moments, "5877642-06-25 (BC)", "5881580-07-10"].map((text) => text.slice(0, text.includes("BC") ? 40 : 12)),
      "DATE",
    ).map((sql) => sql.replace(/ 0.*'/, "'")),
  },
  { type: "TIME", values: quoted(["00:00:00", "23:59:59.999999", "24:00:00", "12:34:56.000001"], "TIME") },
  {
    type: "TIMETZ",
    values: quoted(["00:00:00+00", "24:00:00-15:59:59", "12:00:00.000001+15:59", "00:00:00+15:59:59"], "TIMETZ"),
  },
  { type: "TIME_NS", values: quoted(["00:00:00.000000001", "23:59:59.999999999", "12:34:56"], "TIME_NS") },
  { type: "TIMESTAMP", values: quoted([...moments, ...farMoments, "2001-02-03 04:05:06.789012"], "TIMESTAMP") },
  {
    type: "TIMESTAMPTZ",
    values: quoted([...moments, ...farMoments, "2001-02-03 04:05:06.789012+13:45"], "TIMESTAMPTZ"),
  },
  { type: "TIMESTAMP_S", values: quoted([...moments, ...farMoments], "TIMESTAMP_S") },
  { type: "TIMESTAMP_MS", values: quoted([...moments, ...farMoments], "TIMESTAMP_MS") },
  { type: "TIMESTAMP_NS", values: quoted([...moments, "2001-02-03 04:05:06.789012345"], "TIMESTAMP_NS") },
  {
    type: "INTERVAL",
    values: [
      ...quoted(
        ["1 microsecond", "-1 microsecond", "1 month -1 day 1 hour", "13 months 40 days 25:00:00.000001"],
        "INTERVAL",
      ),
      "to_months(2147483647) + to_days(-2147483647)",
    ],
  },
  {
    type: "UUID",
    values: quoted(
      [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "7f000000-0000-4000-8000-000000000001",
      ],
      "UUID",
    ),
  },
  { type: "ENUM('a', 'it''s', '')", values: quoted(["a", "it''s", ""], "ENUM('a', 'it''s', '')") },
  {
    type: "BIGNUM",
    values: quoted(["0", "-1", "123456789012345678901234567890123456789012345678901234567890"], "BIGNUM"),
  },
  { type: "JSON", values: quoted(['{"a": [1, null]}', "null", '"x"'], "JSON") },
];

interface Typed {
  readonly type: string;
  /** Of a value, NULL among them. */
  readonly value: fc.Arbitrary<string>;
}

const orNull = (type: string, value: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(`NULL::${type}`) });

function leaf({ type, values }: Sample): Typed {
  return { type, value: orNull(type, fc.constantFrom(...values)) };
}

const fieldNames = ["a", "B c", 'd"e', "key"];

function nested(inner: readonly Typed[], kind: string): Typed {
  const [first, second] = [inner[0]!, inner[1]!];
  switch (kind) {
    case "list": {
      const type = `${first.type}[]`;
      return {
        type,
        value: orNull(
          type,
          fc.array(first.value, { maxLength: 4 }).map((values) => `[${values.join(", ")}]::${type}`),
        ),
      };
    }
    case "array": {
      const type = `${first.type}[3]`;
      const values = fc.array(first.value, { minLength: 3, maxLength: 3 });
      return {
        type,
        value: orNull(
          type,
          values.map((texts) => `[${texts.join(", ")}]::${type}`),
        ),
      };
    }
    case "map": {
      const type = `MAP(VARCHAR, ${first.type})`;
      const entries = fc.array(first.value, { maxLength: 3 });
      return {
        type,
        value: orNull(
          type,
          entries.map(
            (values) =>
              `map([${values.map((_, index) => `'k${index}'`).join(", ")}]::VARCHAR[], [${values.join(", ")}]::${first.type}[])::${type}`,
          ),
        ),
      };
    }
    default: {
      const fields = [first, second].map(
        ({ type }, index) => `"${fieldNames[index + (kind === "struct" ? 0 : 2)]!.replaceAll('"', '""')}" ${type}`,
      );
      const type = `STRUCT(${fields.join(", ")})`;
      const value = fc.tuple(first.value, second.value).map((values) => `ROW(${values.join(", ")})::${type}`);
      return { type, value: orNull(type, value) };
    }
  }
}

/** The text of nested ones is not read back: that fails, and is no wrong answer. */
const farIntervals: Sample = {
  type: "INTERVAL",
  values: ["to_microseconds(9223372036854775807)", "to_microseconds(-9223372036854775807)"],
};

const leafType = fc.constantFrom(...leaves).map(leaf);
const { type: anyType } = fc.letrec<{ type: Typed; deeper: Typed }>((tie) => ({
  type: fc.oneof({ depthSize: "small", withCrossShrink: true }, leafType, tie("deeper")),
  deeper: fc
    .tuple(fc.tuple(tie("type"), tie("type")), fc.constantFrom("list", "array", "map", "struct", "other struct"))
    .map(([inner, kind]) => nested(inner, kind)),
}));

const columnsOf = fc.array(anyType, { minLength: 1, maxLength: 4 });
const table = columnsOf.chain((types) =>
  fc
    .array(fc.tuple(...types.map(({ value }) => value)), { minLength: 1, maxLength: 12 })
    .map((rows) => ({ columns: types.map(({ type }, index) => ({ name: `c${index}`, type })), rows })),
);

let runs = 0;

async function engineIn(files: readonly string[]): Promise<{ engine: Engine; own: string }> {
  const own = mkdtempSync(join(folder, "engine-"));
  const engine = await Engine.open({
    folder: own,
    files,
    memoryBytes: 2 ** 28,
    spillBytesMax: 2 ** 30,
    threads: 1,
    timeZone: "America/New_York",
    seed: 1,
    nowMs: 0,
    keepOrder: true,
  });
  return { engine, own };
}

/** Rows as texts, which tell -0.0 from 0.0 and one NaN from none. */
const asTexts = (columns: readonly { name: string }[]) =>
  columns.map(({ name }) => `CAST("${name}" AS VARCHAR), typeof("${name}")`).join(", ");

async function sent(columns: readonly { name: string; type: string }[], rows: readonly (readonly string[])[]) {
  const key: AttemptKey = {
    applicationId: "app-1",
    jobId: 0,
    stageId: 0,
    stageAttempt: 1,
    partition: runs++,
    attempt: 1,
  };
  const values = rows.map(
    (row, index) =>
      `SELECT ${index} AS place, ${row.map((value, at) => `CAST(${value} AS ${columns[at]!.type}) AS c${at}`).join(", ")}`,
  );
  const place = { name: "place", type: "INTEGER" };
  const { engine, own } = await engineIn([]);
  let expected: unknown[];
  try {
    await engine.run(`CREATE TABLE t AS ${values.join(" UNION ALL ")}`);
    expected = await engine.objects(`SELECT place, ${asTexts(columns)} FROM t ORDER BY place % 3, place`);
    const names = ["place", ...columns.map(({ name }) => name)];
    const relation = { sql: "SELECT * FROM t ORDER BY place", columns: names, provenance: undefined, volatile: false };
    const partitioning = { sql: "place % 3", partitions: 4 };
    await writePieces(engine, relation, [place, ...columns], partitioning, join(own, "output"), "lz4");
    await publishPieces(join(own, "output"), served, pieceName(key));
  } finally {
    engine.close();
  }
  const piece = { key, workerId: "elsewhere", address, bytes: 1, rows: 0, partitionFrom: 0, partitionTo: 4 };
  const options = {
    workerId: "here",
    token: undefined,
    pieces: new PieceStore(join(own, "pieces")),
    hostFolders: undefined,
    bytesInFlightMax: 2 ** 20,
  };
  const signal = new AbortController().signal;
  const [files = []] = await fetchPieces([{ pieces: [piece] }], join(own, "fetched"), {
    ...options,
    signal,
    reserve: () => undefined,
  });
  const reader = await engineIn(files.map(({ path }) => path));
  try {
    const relation = pieceRelation(files, [place, ...columns]);
    return {
      expected,
      actual: await reader.engine.objects(`SELECT place, ${asTexts(columns)} FROM (${relation.sql})`),
    };
  } finally {
    reader.engine.close();
    rmSync(own, { recursive: true });
    rmSync(reader.own, { recursive: true });
  }
}

test.each([...leaves, farIntervals].map((sample) => [sample.type, sample] as const))(
  "all values of %s come back as they were",
  async (type, { values }) => {
    const { expected, actual } = await sent([{ name: "c0", type }], [...values.map((value) => [value]), ["NULL"]]);
    expect(actual).toEqual(expected);
  },
);

test("every type, nested in any other, comes back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, rows }) => {
      const { expected, actual } = await sent(columns, rows);
      expect(actual).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test("an interval beyond 2^31 hours inside of a list fails, by name", async () => {
  const rows = [[`[${farIntervals.values[0]!}]`]];
  await expect(sent([{ name: "c0", type: "INTERVAL[]" }], rows)).rejects.toThrow("Could not convert string");
});

test.each(["UNION(a INTEGER, b VARCHAR)", "VARIANT"])("%s is refused before the exchange, nested too", async (type) => {
  for (const column of [type, `${type}[]`, `STRUCT(a ${type})`]) {
    await expect(sent([{ name: "c0", type: column }], [["NULL"]])).rejects.toMatchObject({
      code: "TYPE_NOT_SUPPORTED",
    });
  }
});
