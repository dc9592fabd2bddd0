/** Texts as dates and times, as Spark reads them: what DuckDB would take besides (`1/2/24`, `epoch`, `2024-02-29x`) is none. */
import { apart } from "../../../common/sql-text.js";

/** As dates and times are mostly written: DuckDB reads these as Spark does, and one simple pattern is all that they cost. */
const plainDay = "\\d{4}-\\d\\d-\\d\\d";
const plainTime = `${plainDay}[ T](?:[01]\\d|2[0-3]):\\d\\d:\\d\\d(?:\\.\\d{1,6})?`;

/** The day of a text is read whatever stands behind it, as Spark does; a year or a month alone is its first day. */
const day = "^\\s*\\+?(\\d{4,7}-\\d{1,2}-\\d{1,2})(?:[ T][\\s\\S]*|\\s*)$";
const month = "^\\s*\\+?(\\d{4,7}-\\d{1,2})\\s*$";
const year = "^\\s*\\+?(\\d{4,7})\\s*$";

const clock = "(?:[01]?\\d|2[0-3])(?::\\d{1,2}(?::\\d{1,2}(?:\\.\\d*)?)?)?";
/** A day and the time of it, then an offset or the name of a zone. */
const time = `^\\s*\\+?(\\d{4,7}-\\d{1,2}-\\d{1,2}[ T]${clock}) *(Z|[A-Za-z][\\w/]+|[+-]\\d{1,2}(?::?\\d{2})?)?\\s*$`;
const midnight = "^\\s*\\+?(\\d{4,7}-\\d{1,2}-\\d{1,2})[ T]?\\s*$";

/** SQL of a text as a DATE. @param text  SQL of a VARCHAR */
export function dateOfTextSql(text: string, how: "CAST" | "TRY_CAST"): string {
  return convertedSql(text, plainDay, (other) => [partSql(other, day)], "DATE", how);
}

/** SQL of a text as a TIMESTAMP, which drops an offset, or as a TIMESTAMPTZ. @param text  SQL of a VARCHAR */
export function timeOfTextSql(text: string, type: string, how: "CAST" | "TRY_CAST"): string {
  const partsOf = (other: string): readonly string[] => {
    // DuckDB wants minutes behind an hour.
    const clockTime = `regexp_replace(${partSql(other, time)}, '[ T]\\d+$', '\\0:00')`;
    const zone = partSql(other, time, 2);
    // The name of a zone stands behind a space.
    const zoned = `${clockTime} || CASE WHEN regexp_matches(${zone}, '^\\w\\w') THEN ' ' ELSE '' END || coalesce(${zone}, '')`;
    return [type.toUpperCase() === "TIMESTAMP" ? clockTime : zoned, partSql(other, midnight)];
  };
  return convertedSql(text, plainTime, partsOf, type, how);
}

function partSql(text: string, pattern: string, group = 1): string {
  return `nullif(regexp_extract(${text}, '${pattern}', ${group}), '')`;
}

function convertedSql(
  text: string,
  plain: string,
  partsOf: (text: string) => readonly string[],
  type: string,
  how: "CAST" | "TRY_CAST",
): string {
  const read = apart(text, (other) => {
    const parts = [...partsOf(other), `${partSql(other, month)} || '-01'`, `${partSql(other, year)} || '-01-01'`];
    return `coalesce(${parts.join(", ")}, 'no date or time: ' || ${other})`;
  });
  return `${how}(CASE WHEN regexp_full_match(${text}, '${plain}') THEN ${text} ELSE ${read} END AS ${type})`;
}
