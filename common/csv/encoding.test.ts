import { expect, test } from "vitest";
import { isEncodingName, isUtf8Name, TextDecoding } from "./encoding.js";

const file = { uri: "file:///a.csv", bytes: 3 };

/** In parts of one byte, so that every character is cut. */
function decoded(encoding: string, bytes: readonly number[]): string {
  const decoding = new TextDecoding(encoding, file);
  return bytes.map((byte) => decoding.add(Buffer.from([byte]))).join("") + decoding.end();
}

test("names of Java's", () => {
  expect(["UTF-8", "utf8", "US-ASCII"].every(isUtf8Name)).toBe(true);
  const known = [
    "ISO-8859-1",
    "latin1",
    "windows-1252",
    "Cp1252",
    "ISO-8859-15",
    "UTF-16",
    "UTF-16BE",
    "Shift_JIS",
    "GBK",
  ];
  expect(known.filter((name) => !isEncodingName(name))).toEqual([]);
  expect(["base64", "hex", "latin-99", ""].filter(isEncodingName)).toEqual([]);
});

test.each<[string, number[], string]>([
  ["ISO-8859-1", [0xe9, 0x80, 0x0a], "é\u0080\n"],
  ["windows-1252", [0xe9, 0x80, 0x0a], "é€\n"],
  ["ISO-8859-15", [0xa4], "€"],
  ["UTF-16LE", [0xff, 0xfe, 0x3d, 0xd8, 0x00, 0xde, 0x61, 0x00], "😀a"],
  ["UTF-16", [0xff, 0xfe, 0xe9, 0x00], "é"],
  ["UTF-16BE", [0xd8, 0x3d, 0xde, 0x00, 0x00, 0x61], "😀a"],
  ["Shift_JIS", [0x93, 0xfa, 0x41], "日A"],
])("%s", (encoding, bytes, text) => {
  expect(decoded(encoding, bytes)).toBe(text);
});

test.each<[string, number[], number]>([
  ["windows-1252", [0x61, 0x81, 0x62], 1],
  ["Shift_JIS", [0x61, 0x62, 0x93], 2],
  ["UTF-16BE", [0x00, 0x61, 0xd8, 0x3d], 1],
])("bytes that are no text in %s are told by their place", (encoding, bytes, character) => {
  const problem = `is no text in ${encoding} at character ${character}`;
  expect(() => decoded(encoding, bytes)).toThrow(
    expect.objectContaining({
      code: "INPUT_UNREADABLE",
      message: `${file.uri} ${problem}`,
      details: { files: [{ file: file.uri, bytes: file.bytes, problem }] },
    }) as Error,
  );
});
