/** Functions over the bits of whole numbers. A string is a column's name. NULL gives NULL. */
import type { CallSite } from "../../../common/wire/types.js";
import { captureCallSite, planRefused } from "../call-site.js";
import type { Column } from "../column.js";
import { call, type Name } from "./calls.js";
import { asBigint, asInt } from "./sql-parts.js";

/** How many of its bits, of 64, are set. */
export function bit_count(column: Name): Column {
  const at = captureCallSite("bit_count");
  return call({ shown: "bit_count", columns: [column], sql: (value) => asInt(`bit_count(${asBigint(value)})`) }, at);
}

/** The bit at a position, from 0 on the right. */
export function bit_get(column: Name, position: Name): Column {
  return call({ shown: "bit_get", columns: [column, position], sql: bitSql }, captureCallSite("bit_get"));
}

/** The same as `bit_get`. */
export function getbit(column: Name, position: Name): Column {
  return call({ shown: "getbit", columns: [column, position], sql: bitSql }, captureCallSite("getbit"));
}

function bitSql(value: string, position: string): string {
  return `CAST((${asBigint(value)} >> ${asInt(position)}) & 1 AS TINYINT)`;
}

/** With all bits turned. */
export function bitwise_not(column: Name): Column {
  return call({ shown: "~", columns: [column], sql: (value) => `(~${value})` }, captureCallSite("bitwise_not"));
}

/** The same as `bitwise_not`. */
export function bitwiseNOT(column: Name): Column {
  return call({ shown: "~", columns: [column], sql: (value) => `(~${value})` }, captureCallSite("bitwiseNOT"));
}

/** Bits moved to the left in a BIGINT of 64, else in 32; what leaves them is lost. */
export function shiftleft(column: Name, count: number): Column {
  return shifted("shiftleft", column, count, leftSql, captureCallSite("shiftleft"));
}

/** The same as `shiftleft`. */
export function shiftLeft(column: Name, count: number): Column {
  return shifted("shiftleft", column, count, leftSql, captureCallSite("shiftLeft"));
}

/** Bits moved to the right, the sign kept. */
export function shiftright(column: Name, count: number): Column {
  return shifted("shiftright", column, count, rightSql, captureCallSite("shiftright"));
}

/** The same as `shiftright`. */
export function shiftRight(column: Name, count: number): Column {
  return shifted("shiftright", column, count, rightSql, captureCallSite("shiftRight"));
}

/** Bits moved to the right, zeros from the left. */
export function shiftrightunsigned(column: Name, count: number): Column {
  return shifted("shiftrightunsigned", column, count, unsignedSql, captureCallSite("shiftrightunsigned"));
}

/** The same as `shiftrightunsigned`. */
export function shiftRightUnsigned(column: Name, count: number): Column {
  return shifted("shiftrightunsigned", column, count, unsignedSql, captureCallSite("shiftRightUnsigned"));
}

type ShiftSql = (value: string, count: bigint, bits: bigint) => string;

/** Java takes the count modulo the number of bits. */
function shifted(shown: string, column: Name, count: number, shift: ShiftSql, at: CallSite | null): Column {
  if (!Number.isSafeInteger(count)) throw planRefused(`${shown} by ${String(count)}`, at, "pass a whole number");
  const by = (value: string, bits: bigint): string =>
    shift(value, BigInt.asUintN(bits === 64n ? 6 : 5, BigInt(count)), bits);
  const sql = (value: string) => {
    const result = `CASE WHEN typeof(${value}) = 'BIGINT' THEN ${by(value, 64n)} ELSE ${by(value, 32n)} END`;
    return `cast_to_type(${result}, ${value} | 0)`;
  };
  return call({ shown, columns: [column], values: [count], sql }, at);
}

function leftSql(value: string, count: bigint, bits: bigint): string {
  const product = `(CAST(${value} AS HUGEINT) * ${2n ** count})`;
  const [all, half] = [2n ** bits, 2n ** (bits - 1n)];
  // Into -2^(bits-1) … 2^(bits-1)-1; the remainder of a negative number is negative.
  return `(((${product} % ${all} + ${all + half}) % ${all}) - ${half})`;
}

function rightSql(value: string, count: bigint): string {
  return `(CAST(${value} AS HUGEINT) >> ${count})`;
}

function unsignedSql(value: string, count: bigint, bits: bigint): string {
  if (count === 0n) return `CAST(${value} AS HUGEINT)`;
  return `((CAST(${value} AS HUGEINT) + CASE WHEN ${value} < 0 THEN ${2n ** bits} ELSE 0 END) >> ${count})`;
}
