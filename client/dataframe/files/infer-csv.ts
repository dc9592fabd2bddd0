/** Types of CSV's columns from what holds for all of their values. */
import { GoldpanError } from "../../../common/errors/goldpan-error.js";
import { castSql, hasZone, type FieldFormats } from "../../../common/csv/field-sql.js";
import { quoteText } from "../../../common/sql-text.js";
import type { CallSite, Column, NamedExpressionInput } from "../../../common/wire/types.js";
import { quoteIdentifier } from "../sql/literal.js";

const date = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
const slashed = "[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}";

const instantType = "TIMESTAMP WITH TIME ZONE";

const decimalDigitsMax = 38;

/** By what an answer is called; SQL over the text of a value, and over that with slashes between its parts. */
function questionsOf(column: string, formats: FieldFormats): Readonly<Record<string, string>> {
  // As in Spark, an empty text tells nothing, though it is none of a number.
  const text = `nullif(${column}, '')`;
  // NULLs tell nothing: without this a cast of one would be a value that does not fit.
  const all = (condition: string): string => `bool_and(${text} IS NULL OR (${condition}))`;
  const matches = (pattern: string): string => `regexp_full_match(${text}, ${quoteText(pattern)})`;
  // Of a type is what the scan will read as one.
  const fits = (type: string): string => {
    const { cast = "", value } = castSql(type, text, formats);
    return `(${value(text, cast)}) IS NOT NULL`;
  };
  const parses = (format: string, value = text): string => `try_strptime(${value}, ${quoteText(format)}) IS NOT NULL`;
  const parted = `regexp_replace(${text}, '[.-]', '/', 'g')`;
  const whole = matches("[+-]?[0-9]+");
  // What costs most is asked of those alone that a look at their beginning leaves.
  const where = (condition: string, then: string): string => `CASE WHEN ${condition} THEN ${then} ELSE false END`;
  const isTime = (format: string): string =>
    format === "" ? `NOT ${whole} AND regexp_matches(${text}, '^\\s*[+-]?[0-9]{4}')` : `NOT ${whole}`;
  return {
    values: `count(${text})`,
    integer: all(fits("INTEGER")),
    bigint: all(fits("BIGINT")),
    whole: all(whole),
    digits: `max(CASE WHEN ${fits("INTEGER")} THEN 10 WHEN ${fits("BIGINT")} THEN 20 ELSE length(ltrim(${text}, '+-0')) END)`,
    double: all(fits("DOUBLE")),
    boolean: all(fits("BOOLEAN")),
    date: all(formats.date === "" ? where(matches(date), fits("DATE")) : fits("DATE")),
    // A year alone may be any number.
    timestamp: all(
      where(isTime(formats.timestampNtz), `${fits("TIMESTAMP")} AND NOT ${hasZone(text, formats.timestampNtz)}`),
    ),
    instant: all(where(isTime(formats.timestamp), fits(instantType))),
    slashed: all(matches(slashed)),
    dayFirst: all(where(matches(slashed), parses("%d/%m/%Y", parted))),
    monthFirst: all(where(matches(slashed), parses("%m/%d/%Y", parted))),
    // All of these are taken by each task of its own rows: counts of distinct ones would take all rows to one.
    separator: `min(regexp_extract(${text}, '[/.-]'))`,
    lastSeparator: `max(regexp_extract(${text}, '[/.-]'))`,
    example: `min(${text})`,
  };
}

/** Aggregates that `inferredCsv` takes the answers of. */
export function csvQuestions(
  columns: readonly Column[],
  formats: FieldFormats,
  callSite: CallSite | null,
): NamedExpressionInput[] {
  return columns.flatMap(({ name, type }, index) =>
    type !== "VARCHAR"
      ? []
      : Object.entries(questionsOf(quoteIdentifier(name), formats)).map(([question, sql]) => ({
          name: `${question}_${index}`,
          expression: { sql, callSite },
        })),
  );
}

/** @throws SCHEMA_CONFLICT for dates that read two ways, and for several forms of dates */
export function inferredCsv(
  columns: readonly Column[],
  answers: Readonly<Record<string, unknown>>,
): { readonly columns: Column[]; readonly dateFormat: string | undefined } {
  const forms = new Map<string, string>();
  let isoDates: string | undefined;
  const inferred = columns.flatMap(({ name, type }, index): Column[] => {
    // A folder's, or a table's that knows its types.
    if (type !== "VARCHAR") return [{ name, type }];
    const answer = (question: string): unknown => answers[`${question}_${index}`];
    const found = typeOf(answer);
    if (found !== undefined) {
      if (found === "DATE") isoDates ??= name;
      return [{ name, type: found }];
    }
    const form = Number(answer("values")) > 0 && answer("slashed") === true ? slashedForm(name, answer) : undefined;
    if (form === undefined) return [{ name, type: "VARCHAR" }];
    forms.set(form, name);
    return [{ name, type: "DATE" }];
  });
  const [[dateFormat] = [undefined], other] = [...forms];
  const clash = dateFormat === undefined ? undefined : (other?.[1] ?? isoDates);
  if (dateFormat !== undefined && clash !== undefined) throw severalForms(forms.get(dateFormat) ?? "", clash);
  return { columns: inferred, dateFormat };
}

function typeOf(answer: (question: string) => unknown): string | undefined {
  if (Number(answer("values")) === 0) return "VARCHAR";
  const holds = (question: string): boolean => answer(question) === true;
  const whole = ["integer", "bigint"].find(holds);
  // Identifiers of 20 digits keep them, as in Spark.
  if (whole === undefined && holds("whole") && Number(answer("digits")) <= decimalDigitsMax)
    return `DECIMAL(${Number(answer("digits"))},0)`;
  const found = whole ?? ["double", "date", "timestamp", "instant", "boolean"].find(holds);
  return found === "instant" ? instantType : found?.toUpperCase();
}

/** Spark's pattern of dates with the day or the month first. */
function slashedForm(name: string, answer: (question: string) => unknown): string | undefined {
  const [dayFirst, monthFirst] = [answer("dayFirst") === true, answer("monthFirst") === true];
  const separator = String(answer("separator"));
  if (separator !== answer("lastSeparator") || (!dayFirst && !monthFirst)) return undefined;
  if (dayFirst && monthFirst) throw ambiguous(name, String(answer("example")), separator);
  return dayFirst ? `d${separator}M${separator}yyyy` : `M${separator}d${separator}yyyy`;
}

const monthNames = [...Array(12).keys()].map((month) =>
  new Date(Date.UTC(2000, month, 1)).toLocaleString("en", { month: "long", timeZone: "UTC" }),
);

function ambiguous(column: string, example: string, separator: string): GoldpanError {
  const [first = 1, second = 1, year = 0] = example.split(separator).map(Number);
  const read = (day: number, month: number): string => `${day} ${monthNames[month - 1] ?? ""} ${year}`;
  const readings = `${read(first, second)} (day first) or ${read(second, first)} (month first)`;
  const s = separator;
  return new GoldpanError(
    "SCHEMA_CONFLICT",
    `the dates of column '${column}' read two ways: '${example}' is ${readings}`,
    {
      details: { column, files: [] },
      hint: `say which: option("dateFormat", "d${s}M${s}yyyy") or option("dateFormat", "M${s}d${s}yyyy"), or read it as STRING with schema(…)`,
    },
  );
}

function severalForms(one: string, other: string): GoldpanError {
  return new GoldpanError(
    "SCHEMA_CONFLICT",
    `the dates of columns '${one}' and '${other}' are written in different ways`,
    {
      details: { column: one, files: [] },
      hint: "give the columns with schema(…): one as DATE with its dateFormat, the other as STRING for to_date",
    },
  );
}
