/** What SQL text of Spark's looks like to DuckDB's parser and binder, and how it is written here. */

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
  {
    written: /\b(distribute|cluster|sort)\s+by\b/i,
    hint: "call repartition(…) or sortWithinPartitions(…) on the DataFrame",
  },
  { written: /\bminus\b/i, hint: "write EXCEPT" },
  { written: /(^|[\s=<>(,]):[a-z_]\w*/i, hint: "values of the script go in by filter(sql`id = ${id}`)" },
];

/** For a text that DuckDB's parser refuses; undefined when it looks like none of Spark's. */
export function sparkSpelling(sql: string): string | undefined {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
  return spellings.find(({ written }) => written.test(bare))?.hint;
}

/** For a name that no column has: text between double quotes is a name in SQL. */
export function quotedTextHint(sql: string, name: string): string | undefined {
  return sql.includes(`"${name}"`)
    ? `text goes between single quotes: '${name}'; double quotes make it a name`
    : undefined;
}
