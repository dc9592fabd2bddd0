/** Our functions, by DuckDB, beside what real PySpark answered to the same lines over the same rows: tests/spark. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDuckdb } from "../../../tests/support/duckdb-expressions.js";
import { rowsOfDuckDB, type ExactValue } from "../../../tests/support/exact-rows.js";
import {
  columnOf,
  comparableType,
  isSameAnswer,
  sparkCases,
  tableSql,
  type Answered,
} from "../../../tests/spark/spark-answers.js";

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});
afterAll(() => duckdb.closeSync());

async function answersTo(section: string, sql: string, rows: number): Promise<{ values: Answered[]; type: string }> {
  const isAggregate = section.includes("aggregates");
  const table = tableSql(section);
  const select = async (condition: string): Promise<{ values: ExactValue[]; type: string }> => {
    const order = isAggregate ? "" : " ORDER BY row_";
    const reader = await duckdb.runAndReadAll(`SELECT ${sql} FROM ${table}${condition}${order}`);
    return { values: rowsOfDuckDB(reader).map(([value]) => value ?? null), type: String(reader.columnTypes()[0]) };
  };
  try {
    return await select("");
  } catch {
    if (isAggregate) return { values: [{ error: "" }], type: "" };
  }
  // Some row fails: one by one.
  const values: Answered[] = [];
  let type = "";
  for (let row = 0; row < rows; row++) {
    const answer = await select(` WHERE row_ = ${row}`).catch((error: unknown) => ({
      values: [{ error: String(error) }],
      type: "",
    }));
    values.push(answer.values[0] as Answered);
    type ||= answer.type;
  }
  return { values, type };
}

/** The master writes it out: tests/integration/spark-functions.test.ts has the lines with it. */
const isWrittenOut = (text: string): boolean => text.includes("to_json");

describe("functions answer as PySpark does", () => {
  const cases = sparkCases().filter(({ text }) => !isWrittenOut(text));
  test.each(cases.map((each) => [each.section, each.text, each.answer] as const))(
    "%s: %s",
    async (section, text, answer) => {
      const { parts } = columnOf(text);
      const { values, type } = await answersTo(section, parts.sql, answer.values.length);
      const different = answer.values.flatMap((expected, row) =>
        isSameAnswer(values[row], expected)
          ? []
          : [`row ${row}: ${JSON.stringify(values[row])}, Spark says ${JSON.stringify(expected)}`],
      );
      expect(different.join("\n")).toBe("");
      if (type === "") return;
      // The planner makes BIGINTs of integer sums; row numbers are BIGINTs: docs/FROM-SPARK.md, "row-numbers".
      const actual = parts.hugeintAsBigint === true ? type.replace("HUGEINT", "BIGINT") : type;
      const isRowNumber = /^(row_number|rank|dense_rank|ntile)\(/.test(text);
      expect(comparableType(actual)).toBe(isRowNumber ? "BIGINT" : comparableType(answer.type));
    },
  );
});
