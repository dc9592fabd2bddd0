/** What SQL text of Spark's looks like to DuckDB's parser and binder, and how it is written here. */

import { quoteIdentifier } from "../../../common/sql-text.js";
import { duckdbSpelling } from "./spark-functions.js";

/** Where the parser stops, or gives up later because of it. */
const spellings: readonly { readonly written: RegExp; readonly hint: string }[] = [
  {
    written: /`/,
    hint: 'SQL text is DuckDB\'s: names with spaces, dots or other signs go between double quotes there, "a b", not between backquotes',
  },
  {
    written: /\blateral\s+view\b/i,
    hint: "write SELECT …, unnest(list) AS element FROM …, or select(…, explode(…)) on the DataFrame",
  },
  { written: /\b(rlike|regexp)\b/i, hint: "write regexp_matches(text, 'pattern')" },
  { written: /<=>/, hint: "write a IS NOT DISTINCT FROM b" },
  { written: /\bdiv\b/i, hint: "write a // b for whole quotients" },
  {
    written: /\b(array|map|struct)\s*</i,
    hint: "types are written INTEGER[], MAP(VARCHAR, INTEGER), STRUCT(a INTEGER)",
  },
  { written: /\barray\s*\(/i, hint: "lists are written [1, 2]" },
  {
    written: /\b((tiny|small|big)?int|integer|float|double|decimal|string|boolean|date|timestamp)\s*\(\s*[a-z_"]/i,
    hint: "write CAST(x AS BIGINT)",
  },
  { written: /\{\w+\}/, hint: 'name the DataFrame first: df.createOrReplaceTempView("orders"), then FROM orders' },
  {
    written: /\b(distribute|cluster|sort)\s+by\b/i,
    hint: "call repartition(…) or sortWithinPartitions(…) on the DataFrame",
  },
  { written: /\bminus\b/i, hint: "write EXCEPT" },
  { written: /\bleft\s+(semi|anti)\s+join\b/i, hint: "write SEMI JOIN or ANTI JOIN" },
  { written: /\bwith\s+(rollup|cube)\b/i, hint: "write GROUP BY ROLLUP (a, b) or GROUP BY CUBE (a, b)" },
  { written: /\bgroup\s+by\s+[^()]+\bgrouping\s+sets\b/i, hint: "write GROUP BY GROUPING SETS ((a), (b))" },
  { written: /\*\s*except\s*\(/i, hint: "write * EXCLUDE (a, b)" },
  {
    written: /\)\s*(ignore|respect)\s+nulls\b|\b(first|last)_value\s*\([^()]*,\s*true\s*\)/i,
    hint: "write last_value(x IGNORE NULLS) OVER (…); without a window any_value(x) is the first that is not NULL",
  },
  { written: /\b(some|any)\s*\(/i, hint: "write bool_or(x)" },
  { written: /\bwithin\s+group\b/i, hint: "write string_agg(s, ',' ORDER BY s)" },
  { written: /\bwindow\s*\(/i, hint: "write time_bucket(INTERVAL '10 minutes', t)" },
  { written: /\bposition\s*\([^()]*,/i, hint: "write instr(s, part)" },
  { written: /(^|[\s=<>(,]):[a-z_]\w*/i, hint: "values of the script go in by filter(sql`id = ${id}`)" },
];

/** For a text that DuckDB's parser refuses; undefined when it looks like none of Spark's. */
export function sparkSpelling(sql: string): string | undefined {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
  return spellings.find(({ written }) => written.test(bare))?.hint;
}

/** `transform(list, x -> x + 1)`: DuckDB takes the arrow for a look into JSON. @param name  a parameter's, where one is known */
export function arrowHint(sql: string, name = String.raw`\w+`): string | undefined {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
  if (!new RegExp(String.raw`[(,]\s*${name}(\s*,[\w\s,]*\)|\s*\))?\s*->\s*(?!')`, "i").test(bare)) return undefined;
  const called = [...bare.matchAll(/(\w+)"?\s*\(/g)].map(([, word = ""]) => duckdbSpelling(word));
  const spelling = called.find((written) => written?.includes("lambda")) ?? "list_transform(list, lambda x: x + 1)";
  return `lambdas are written with a word: ${spelling}`;
}

/** Names that DuckDB takes for a column only between double quotes: by its own list of keywords, tried one by one. */
const keywords: ReadonlySet<string> = new Set(
  (
    "all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate collation " +
    "column concurrently constraint create cross default deferrable desc describe distinct do else end except fetch for foreign freeze " +
    "from full glob group having ilike in initially inner intersect into is isnull join lambda lateral leading left like limit natural " +
    "not notnull offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references " +
    "returning right select semi show similar some summarize symmetric table tablesample then to trailing union unique unpack unpivot " +
    "using variadic verbose when where window with"
  ).split(" "),
);

/** For a column that is called like a word of SQL, in a text that the parser refuses. Of a query the columns are not known yet. */
export function keywordHint(sql: string, columns: readonly string[]): string | undefined {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, " ");
  const named = columns.length === 0 ? ["at"] : columns.filter((name) => keywords.has(name.toLowerCase()));
  const written = named.find((name) => new RegExp(`(?<![.\\w])${name}\\b(?!\\s*\\(|\\s+time\\s+zone)`, "i").test(bare));
  return written === undefined
    ? undefined
    : `${written} is a word of SQL: as a column it is written ${quoteIdentifier(written)}`;
}

/** For a name that no column has: text between double quotes is a name in SQL. */
export function quotedTextHint(sql: string, name: string): string | undefined {
  return sql.includes(`"${name}"`)
    ? `text goes between single quotes: '${name}'; double quotes make it a name`
    : undefined;
}
