import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Column, FileSlice } from "../../common/wire/types.js";
import { fileEtag } from "../../storage/file/file-object-store.js";
import { makeBench, type Bench } from "../../tests/support/executor/executor-bench.js";
import { at, taskOf } from "../../tests/support/executor/fragments.js";
import { Reference } from "../../tests/support/executor/reference.js";

let bench: Bench;
let reference: Reference;
const value: Column[] = [{ name: "value", type: "VARCHAR" }];

beforeAll(async () => {
  bench = await makeBench({ memoryBytes: 256 * 2 ** 20 });
  reference = await Reference.open();
});

function textFile(content: string | Buffer, name = "text.txt"): string {
  const path = join(bench.folder, name);
  writeFileSync(path, content);
  return path;
}

function range(path: string, from: number, to: number): FileSlice {
  return {
    uri: pathToFileURL(path).href,
    etag: fileEtag(statSync(path, { bigint: true })),
    bytes: statSync(path).size,
    footerBytes: 0,
    rowGroups: [],
    range: { from, to },
    partitionValues: {},
    nullPartitions: [],
    problem: "",
  };
}

async function linesOf(files: FileSlice[]): Promise<string[]> {
  const report = await bench.run(taskOf({ operators: [at.lines(value)], output: value, files }));
  if (report.rowsOut === 0) return [];
  const rows = await reference.rows(`SELECT value FROM read_parquet('${bench.piecePath()}')`);
  expect(report).toMatchObject({ rowsRead: rows.length, rowsOut: rows.length });
  return rows.map((row) => String(row["value"]));
}

/** What Hadoop's readers take for lines. */
function linesIn(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

describe("lines", () => {
  test.each([
    ["with an end", "a\nb\n"],
    ["without an end", "a\nb"],
    ["none", ""],
    ["empty ones", "\n\na\n\n\nb\n\n"],
    ["of Windows", "a\r\n\r\nb\r\n"],
    ["of old Macs", "a\rb\r\rc"],
    ["of all kinds", "a\n\rb\r\r\nc\r\n\nd\r"],
    ["quotes, commas and comments", `"a,b\n#c\n'd\n"e""\n\\N\nNULL\n\\"\n a \t\n`],
    ["a control character in each", "a\u0001b\n\u0002\n\u0000\nc\u0000d\n\u001e\n"],
    ["beyond ASCII", "é\n💧\n\u2028\u0085x\n"],
  ])("%s", async (_, text) => {
    const path = textFile(text);
    expect(await linesOf([range(path, 0, Buffer.byteLength(text))])).toEqual(linesIn(text));
  });

  test("very long ones", async () => {
    const text = `${"x".repeat(7_000_000)}\n${"é".repeat(2_000_000)}\r\ny`;
    const path = textFile(text);
    expect(await linesOf([range(path, 0, Buffer.byteLength(text))])).toEqual(linesIn(text));
    // A range within a line has none.
    expect(await linesOf([range(path, 1_000_000, 2_000_000)])).toEqual([]);
  });

  test.each([262_142, 262_143, 300_001, 1_100_000, 2_500_000])(
    "of %d bytes beside each other, and short ones",
    async (bytes) => {
      const lengths = [...Array.from({ length: 3 }, () => bytes - 100_000), bytes, 10, 0, bytes, bytes, 10];
      const lines = lengths.map((length, i) => String(i).repeat(length));
      const text = lines.join("\n");
      expect(await linesOf([range(textFile(text), 0, text.length)])).toEqual(lines);
    },
  );

  test("a byte order mark is one at the beginning of a file alone", async () => {
    const text = "\ufeffa\n\ufeffb\nc\n";
    const path = textFile(text);
    await linesOf([range(path, 0, 5), range(path, 5, 11), range(path, 11, 99)]);
    // As bytes: the binding drops such a mark from each text that it gives.
    const bytes = await reference.rows(`SELECT hex(encode(value)) AS hex FROM read_parquet('${bench.piecePath()}')`);
    expect(bytes.map(({ hex }) => hex)).toEqual(["61", "EFBBBF62", "63"]);
  });

  test("many blocks, characters across their borders", async () => {
    const text = Array.from({ length: 60_000 }, (_, i) => "aé💧".repeat(i % 13) + String(i)).join("\n");
    const bytes = Buffer.byteLength(text);
    expect(bytes).toBeGreaterThan(2 * 2 ** 20);
    const path = textFile(text);
    const cuts = [0, 1, 777_777, 1_048_576, 1_048_577, bytes - 1, bytes];
    const found = [];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      found.push(...(await linesOf([range(path, from, cuts[index + 1] ?? 0)])));
    }
    expect(found).toEqual(linesIn(text));
  });

  test("each is read once, wherever ranges are cut", async () => {
    const piece = fc.constantFrom("a", "bc", "é", "\n", "\r", "\r\n", "💧", " ", "\u0001");
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        async (pieces, at) => {
          const text = pieces.join("");
          const bytes = Buffer.byteLength(text);
          const path = textFile(text);
          const cuts = [0, ...at.filter((cut) => cut < bytes).sort((a, b) => a - b), bytes];
          const found = [];
          for (const [index, from] of cuts.slice(0, -1).entries()) {
            found.push(...(await linesOf([range(path, from, cuts[index + 1] ?? 0)])));
          }
          expect(found).toEqual(linesIn(text));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("several files have their folders' values; counting takes no column", async () => {
    const one = { ...range(textFile("a\nb\n", "1.txt"), 0, 4), partitionValues: { day: "2001-02-03" } };
    const two = { ...range(textFile("c", "2.txt"), 0, 1), nullPartitions: ["day"] };
    const wanted = [...value, { name: "day", type: "DATE" }];
    const output = [...wanted, { name: "_source_file", type: "VARCHAR" }];
    await bench.run(taskOf({ operators: [at.lines(wanted)], output, files: [one, two] }));
    expect(await reference.rows(`SELECT * FROM read_parquet('${bench.piecePath()}')`)).toEqual([
      { value: "a", day: "2001-02-03", _source_file: one.uri },
      { value: "b", day: "2001-02-03", _source_file: one.uri },
      { value: "c", day: null, _source_file: two.uri },
    ]);
    const count = at.aggregate({ n: await reference.tree("count(*)") });
    await bench.run(
      taskOf({ operators: [at.lines([]), count], output: [{ name: "n", type: "BIGINT" }], files: [one, two] }),
    );
    expect(await reference.rows(`SELECT * FROM read_parquet('${bench.piecePath()}')`)).toEqual([{ n: "3" }]);
  });
});

describe("what is no text", () => {
  test.each([
    ["a byte of Latin-1", Buffer.from("ab\nc\xe9d\n", "latin1"), 4],
    ["half a character at the end", Buffer.concat([Buffer.from("ab\n"), Buffer.from("é").subarray(0, 1)]), 3],
    ["half a surrogate pair", Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x0a]), 1],
    ["far in", Buffer.concat([Buffer.from("aé💧\n".repeat(200_000)), Buffer.from([0xff, 0x0a])]), 1_600_000],
  ])("%s is told by file and byte", async (_, content, byte) => {
    const path = textFile(content, "bad.txt");
    const failure = linesOf([range(path, 0, content.length)]);
    await expect(failure).rejects.toMatchObject({ code: "INPUT_UNREADABLE", retry: "never" });
    await expect(failure).rejects.toThrow(new RegExp(`bad\\.txt is not text in UTF-8: .* at ${String(byte)}`));
  });

  test("a change since the plan is told as such", async () => {
    const path = textFile("a\n");
    await expect(linesOf([{ ...range(path, 0, 2), etag: "another" }])).rejects.toMatchObject({ code: "INPUT_CHANGED" });
  });

  test("a bad value names the file", async () => {
    const path = textFile("1\nx\n", "values.txt");
    const operators = [at.lines(value), at.project({ n: await reference.tree("CAST(value AS INTEGER)") })];
    const failure = bench.run(
      taskOf({ operators, output: [{ name: "n", type: "INTEGER" }], files: [range(path, 0, 4)] }),
    );
    await expect(failure).rejects.toMatchObject({ code: "DATA_ERROR" });
    await expect(failure).rejects.toThrow(/Could not convert string 'x' to INT32 .*values\.txt: value = "x"/);
  });
});
