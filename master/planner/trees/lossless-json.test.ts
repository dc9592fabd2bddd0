import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJson, JsonNumber, parseJson } from "./lossless-json.js";

describe("lossless JSON", () => {
  test("keeps integers beyond 2^53 and what JSON has no word for", () => {
    const text = `{"query_location":18446744073709551615,"value":[-9223372036854775808,Infinity,-Infinity,NaN,1.50,1e400]}`;
    expect(formatJson(parseJson(text))).toBe(text);
    expect(parseJson("18446744073709551615")).toEqual(new JsonNumber("18446744073709551615"));
  });

  test("agrees with JSON.stringify on everything else", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        expect(formatJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test.each(["", "{", "[1,]", '{"a" 1}', "1 2", "nul", '{"a":}'])("refuses %j", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
