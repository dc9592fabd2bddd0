import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../tests/support/temporary-folder.js";
import { decompress } from "./decompress.js";

const folder = temporaryFolder();
/** Some 3 MB that compress by halves. */
const text = Buffer.from(
  Array.from({ length: 200_000 }, (_, index) => `${index},${((index + 1) * 7_919_777) % 1_000_003}\n`).join(""),
);
/** Recorded by `printf 'id,n\n1,2\n' | zstd --check | base64`; the last four bytes are the checksum. */
const small = Buffer.from("KLUv/QRYSQAAaWQsbgoxLDIKKKgXEg==", "base64");
/** Of a skippable frame with four bytes. */
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);

async function plain(name: string, content: Buffer): Promise<Buffer> {
  const [path, target] = [join(folder, name), join(folder, "plain")];
  writeFileSync(path, content);
  const uri = `s3a://rawzone/${name}`;
  await decompress(
    {
      uri,
      etag: "",
      bytes: content.length,
      footerBytes: 0,
      rowGroups: [],
      range: null,
      partitionValues: {},
      nullPartitions: [],
      problem: "",
    },
    path,
    target,
  );
  return readFileSync(target);
}

function damaged(content: Buffer, from: number, bytes: number): Buffer {
  const copy = Buffer.from(content);
  for (let at = from; at < from + bytes; at++) copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}

async function expectBad(name: string, content: Buffer): Promise<void> {
  await expect(plain(name, content), `${content.length} bytes`).rejects.toMatchObject({
    code: "INPUT_UNREADABLE",
    message: expect.stringContaining(`s3a://rawzone/${name} cannot be decompressed: `) as string,
    details: { files: [{ file: `s3a://rawzone/${name}`, bytes: content.length }] },
  });
}

/** By the command line tool, where it is. */
function zstd(content: Buffer, ...options: string[]): Buffer {
  return execFileSync("zstd", ["-q", "-c", ...options], { input: content, maxBuffer: 2 ** 26 });
}

const hasZstd = spawnSync("zstd", ["--version"]).status === 0;

describe("zstd", () => {
  test("of one frame, of several and with frames that are skipped is the text", async () => {
    expect(String(await plain("a.csv.zst", small))).toBe("id,n\n1,2\n");
    const several = Buffer.concat([skippable, skippable, small, skippable, small, skippable]);
    expect(String(await plain("a.csv.zst", several))).toBe("id,n\n1,2\nid,n\n1,2\n");
  });

  test("with another checksum, cut anywhere or with something after it is refused", async () => {
    await expectBad("a.csv.zst", damaged(small, 12, 1));
    await expectBad("a.csv.zst", damaged(small, small.length - 1, 1));
    for (let bytes = 0; bytes < small.length; bytes++) await expectBad("a.csv.zst", small.subarray(0, bytes));
    await expectBad("a.csv.zst", Buffer.concat([small, Buffer.from("x")]));
    await expectBad("a.csv.zst", Buffer.concat([small, Buffer.alloc(64)]));
    await expectBad("a.csv.zst", Buffer.concat([small, damaged(small, 0, 1)]));
  });

  test.skipIf(!hasZstd)("of any level, with and without sizes and checksums, is the text", async () => {
    for (const options of [["-1"], ["-12"], ["--no-check"], ["--no-content-size", "--no-check"], ["--fast=5"]]) {
      expect((await plain("a.csv.zst", zstd(text, ...options))).equals(text), options.join(" ")).toBe(true);
    }
  });

  test.skipIf(!hasZstd)("damaged in the middle is refused wherever it is", async () => {
    const whole = zstd(text, "--check");
    for (let at = 100; at < whole.length - 100; at += Math.floor(whole.length / 20)) {
      await expectBad("a.csv.zst", damaged(whole, at, 1));
      await expectBad("a.csv.zst", damaged(whole, at, 100));
      await expectBad("a.csv.zst", whole.subarray(0, at));
    }
  });
});

describe("gzip", () => {
  test("of one member and of several is the text", async () => {
    expect((await plain("a.csv.gz", gzipSync(text))).equals(text)).toBe(true);
    const several = Buffer.concat([gzipSync(text), gzipSync("more\n"), gzipSync(""), gzipSync("end\n")]);
    expect((await plain("a.csv.gz", several)).equals(Buffer.concat([text, Buffer.from("more\nend\n")]))).toBe(true);
  });

  test("damaged, cut, or with something after it is refused", async () => {
    const whole = gzipSync(text);
    for (let at = 0; at < whole.length; at += Math.floor(whole.length / 20)) {
      await expectBad("a.csv.gz", whole.subarray(0, at));
      if (at > 10) await expectBad("a.csv.gz", damaged(whole, at, 100));
    }
    await expectBad("a.csv.gz", damaged(whole, whole.length - 6, 1));
    await expectBad("a.csv.gz", whole.subarray(0, -1));
    await expectBad("a.csv.gz", Buffer.from("no gzip"));
    const second = gzipSync("more\n");
    await expectBad("a.csv.gz", Buffer.concat([whole, damaged(second, 0, 1)]));
    await expectBad("a.csv.gz", Buffer.concat([whole, Buffer.alloc(512), second]));
    await expectBad("a.csv.gz", Buffer.concat([gzipSync("few\n"), Buffer.alloc(512), second]));
  });
});
