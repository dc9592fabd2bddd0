/** Casts as Spark means them, where DuckDB means something else. */

const wholeTypes = new Set(["TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "LONG", "SHORT", "BYTE"]);

const fractions = /^(DOUBLE|FLOAT|REAL|(DECIMAL|NUMERIC|DEC)\b.*)$/s;

/**
 * SQL of a cast. To a whole number Spark cuts a fraction off, where DuckDB rounds it, and takes no text with a fraction or an exponent. The
 * type of the value is known when the query is bound: only one branch is left when rows come.
 * @param value  SQL that needs no parentheses
 */
export function castSql(value: string, type: string, how: "CAST" | "TRY_CAST"): string {
  const plain = `${how}(${value} AS ${type})`;
  const name = type.toUpperCase();
  // Texts and bytes are UTF-8 of each other, as they are.
  if (name === "VARCHAR")
    return `CASE WHEN typeof(${value}) = 'BLOB' THEN decode(TRY_CAST(${value} AS BLOB)) ELSE ${plain} END`;
  if (name === "BLOB") {
    return `CASE WHEN typeof(${value}) = 'VARCHAR' THEN encode(CAST(${value} AS VARCHAR)) ELSE ${plain} END`;
  }
  const text = `CAST(${value} AS VARCHAR)`;
  if (fractions.test(name)) {
    // DuckDB reads 1_000 as a number, and makes a DECIMAL of a FLOAT with the FLOAT's few digits.
    const number = `${how}(CASE WHEN contains(${text}, '_') THEN 'not a number: ' || ${text} ELSE ${text} END AS ${type})`;
    const binary =
      name.startsWith("DEC") || name.startsWith("NUMERIC")
        ? `WHEN typeof(${value}) = 'FLOAT' THEN ${how}(TRY_CAST(${value} AS DOUBLE) AS ${type}) `
        : "";
    return `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${number} ${binary}ELSE ${plain} END`;
  }
  if (!wholeTypes.has(name)) return plain;
  const cut = `trunc(TRY_CAST(${value} AS DOUBLE))`;
  const whole = `CASE WHEN regexp_full_match(${text}, '\\s*[+-]?\\d+\\s*') THEN ${text} ELSE 'not a whole number: ' || ${text} END`;
  return (
    `CASE WHEN typeof(${value}) IN ('DOUBLE', 'FLOAT') THEN ${how}(${cut} AS ${type}) ` +
    `WHEN typeof(${value}) LIKE 'DECIMAL(%' THEN ${how}(split_part(${text}, '.', 1) AS ${type}) ` +
    `WHEN typeof(${value}) = 'VARCHAR' THEN ${how}(${whole} AS ${type}) ELSE ${plain} END`
  );
}
