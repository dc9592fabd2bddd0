/** Bytes of texts: hashes, base64, hexadecimal, URLs. A string is a column's name; a text stands for its UTF-8. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { call, type Name } from "./calls.js";
import { asBigint, asText, bytesOf } from "./sql-parts.js";

/** MD5 in hexadecimal. */
export function md5(column: Name): Column {
  return call({ shown: "md5", columns: [column], sql: (value) => `md5(${bytesOf(value)})` }, captureCallSite("md5"));
}

/** SHA-1 in hexadecimal. */
export function sha1(column: Name): Column {
  return call({ shown: "sha1", columns: [column], sql: sha1Sql }, captureCallSite("sha1"));
}

/** The same as `sha1`. */
export function sha(column: Name): Column {
  return call({ shown: "sha", columns: [column], sql: sha1Sql }, captureCallSite("sha"));
}

function sha1Sql(value: string): string {
  return `sha1(${bytesOf(value)})`;
}

/** SHA-2 in hexadecimal. @param bits  256, or 0, which means the same */
export function sha2(column: Name, bits: number): Column {
  const at = captureCallSite("sha2");
  if (bits !== 256 && bits !== 0) throw planRefused(`sha2 of ${bits} bits is not there`, at, "write sha2(column, 256)");
  return call({ shown: "sha2", columns: [column], sql: (value) => `sha256(${bytesOf(value)})` }, at);
}

/** In base64. */
export function base64(column: Name): Column {
  const at = captureCallSite("base64");
  return call({ shown: "base64", columns: [column], sql: (value) => `base64(${bytesOf(value)})` }, at);
}

/** The bytes that a text in base64 stands for, as a BLOB. */
export function unbase64(column: Name): Column {
  // As in Spark, what is no letter of base64 is left out, and signs at the end may be missing.
  const sql = (text: string) => {
    const letters = `regexp_replace(${asText(text)}, '[^A-Za-z0-9+/]', '', 'g')`;
    return `from_base64(${letters} || repeat('=', (4 - length(${letters}) % 4) % 4))`;
  };
  return call({ shown: "unbase64", columns: [column], sql }, captureCallSite("unbase64"));
}

/** A number, or the bytes of a text or BLOB, in hexadecimal. */
export function hex(column: Name): Column {
  // A fraction is cut off; DuckDB would show the bits of the number.
  const whole = (value: string): string => asBigint(`trunc(TRY_CAST(${asText(value)} AS DOUBLE))`);
  const sql = (value: string) =>
    `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN hex(${whole(value)}) ELSE hex(${value}) END`;
  return call({ shown: "hex", columns: [column], sql }, captureCallSite("hex"));
}

/** The bytes that a text in hexadecimal stands for, as a BLOB; NULL of another text. */
export function unhex(column: Name): Column {
  const even = (text: string): string => `CASE WHEN length(${text}) % 2 = 1 THEN '0' || ${text} ELSE ${text} END`;
  const sql = (text: string) => `CASE WHEN regexp_full_match(${text}, '[0-9A-Fa-f]*') THEN unhex(${even(text)}) END`;
  return call({ shown: "unhex", columns: [column], sql }, captureCallSite("unhex"));
}

/** A whole number in binary digits; a negative one has 64. */
export function bin(column: Name): Column {
  return call({ shown: "bin", columns: [column], sql: (value) => `bin(${asBigint(value)})` }, captureCallSite("bin"));
}

/** The bytes of a text, as a BLOB. @param charset  UTF-8: there are no others here */
export function encode(column: Name, charset: string): Column {
  const at = captureCallSite("encode");
  assertUtf8("encode", charset, at);
  return call({ shown: "encode", columns: [column] }, at);
}

/** The text of bytes. @param charset  UTF-8: there are no others here */
export function decode(column: Name, charset: string): Column {
  const at = captureCallSite("decode");
  assertUtf8("decode", charset, at);
  return call({ shown: "decode", columns: [column] }, at);
}

function assertUtf8(name: string, charset: string, at: CallSite | null): void {
  if (/^utf-?8$/i.test(charset)) return;
  throw planRefused(`${name}: there is no charset '${charset}' here`, at, `write ${name}(column, "UTF-8")`);
}

/** A text as it stands in the query of a URL: a space as +. */
export function url_encode(column: Name): Column {
  const sql = (text: string) => `replace(replace(replace(url_encode(${text}), '%20', '+'), '%2A', '*'), '~', '%7E')`;
  return call({ shown: "url_encode", columns: [column], sql }, captureCallSite("url_encode"));
}

/** The text of a URL's query: + is a space. */
export function url_decode(column: Name): Column {
  const sql = (text: string) => {
    const rest = `regexp_replace(${text}, '%[0-9A-Fa-f]{2}', '', 'g')`;
    const refused = `error('url_decode: no two hexadecimal digits after a % in ' || ${text})`;
    return `CASE WHEN contains(${rest}, '%') THEN ${refused} ELSE url_decode(replace(${text}, '+', ' ')) END`;
  };
  return call({ shown: "url_decode", columns: [column], sql }, captureCallSite("url_decode"));
}
