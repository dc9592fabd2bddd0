/** Texts of a JSON file's records: what a line has, or the whole file. A list of objects is a record for each of them, as in Spark. */
import { hasTrailingComma } from "../../../common/json-sql.js";
import type { LocalSlice } from "../local-slice.js";
import { textsSql } from "../source-sql.js";
import { exactNumbers, isMarked, numberAsWritten } from "./exact-numbers.js";

/** A SELECT of `value`: a record each, in the file's order. */
export function recordTexts(slice: LocalSlice): string {
  return `SELECT ${ofEach(recordsOf("value"))} AS value FROM (${textsSql(slice)})`;
}

/** A SELECT of `line`, from 0, and `records`, of those lines that have more than one record or none; blank ones do not count. */
export function unevenLinesSql(slice: LocalSlice): string {
  const records = `SELECT ${ofEach(`[len(${recordsOf("value")})]`)} AS records FROM (${textsSql(slice)})`;
  const counted = `SELECT row_number() OVER () - 1 AS line, records FROM (${records})`;
  return `SELECT line, records FROM (${counted}) WHERE records <> 1 ORDER BY line`;
}

const blanks = "(' ' || chr(9) || chr(10) || chr(13))";

/** @param list  of a text `value` that is not blank. No filter: the engine's gathers long lines, a few of which it is given, by the 2048. */
function ofEach(list: string): string {
  return `unnest(CASE WHEN trim(value, ${blanks}) = '' THEN [] ELSE ${list} END)`;
}

/** A list with anything but objects is one record, a malformed one. Numbers stay as they are written, which texts may show. */
function recordsOf(text: string): string {
  const items = `from_json(${exactNumbers(text)}, '["JSON"]')`;
  const isOther = "lambda item: coalesce(json_type(item), 'NULL') <> 'OBJECT'";
  const objects = `list_transform(${items}, lambda item: ${numberAsWritten("CAST(item AS VARCHAR)")})`;
  const isSound = `json_type(${text}) = 'ARRAY' AND NOT ${isMarked(text)} AND NOT ${hasTrailingComma(text)}`;
  const areObjects = `CASE WHEN json_valid(${text}) THEN CASE WHEN ${isSound} THEN len(list_filter(${items}, ${isOther})) = 0 END END`;
  return `CASE WHEN starts_with(ltrim(${text}, ${blanks}), '[') THEN CASE WHEN ${areObjects} THEN ${objects} ELSE [${text}] END ELSE [${text}] END`;
}
