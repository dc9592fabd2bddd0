/** Spark's `describe` and `summary`: one aggregation, whose values become a row per statistic. */
import type { Relation, Summarize } from "../../../common/wire/types.js";
import { quoteIdentifier, quoteText } from "../../../common/sql-text.js";
import { scriptError } from "../expressions/refusals.js";
import { columnsNamed, expressionOf, namedOf, type KnownInput } from "./known-input.js";
import { kindOf, type TypedColumn } from "./column-kinds.js";
import { placeAt } from "./parts.js";

const statisticColumn = "summary";
const rowColumn = "__goldpan_statistic";

/** Columns of other types than numbers and texts are left out, as in Spark. */
export function summarized({ columns: names, statistics }: Summarize, known: KnownInput): Relation {
  const { make, input, callSite } = known;
  const columns = columnsNamed(names, known).filter(({ type }) => ["NUMBERS", "TEXTS"].includes(kindOf(type)));
  const cells = statistics.map((statistic) =>
    columns.map((column) => namedOf("", `CAST(${statisticSql(statistic, column, known)} AS VARCHAR)`, callSite)),
  );
  cells.flat().forEach((cell, index) => (cell.name = `__goldpan_cell_${index}`));
  const counted = namedOf("__goldpan_rows", "count(*)", callSite);
  const aggregated = make.aggregate(input, [], [counted, ...cells.flat()], undefined);
  const rows = statistics.map((statistic, row) => {
    const fields = (cells[row] ?? []).map(({ name }, index) => {
      const isText = columns[index]?.type === "VARCHAR" && (statistic === "min" || statistic === "max");
      return `'c${index}': ${isText ? quoteIdentifier(name) : numberText(quoteIdentifier(name))}`;
    });
    return `{${[`'statistic': ${quoteText(statistic)}`, ...fields].join(", ")}}`;
  });
  const unnested = make.unnest(aggregated, expressionOf(`[${rows.join(", ")}]`, callSite), rowColumn);
  return make.project(unnested, [
    namedOf(statisticColumn, `"${rowColumn}"."statistic"`, callSite),
    ...columns.map(({ name }, index) => namedOf(name, `"${rowColumn}"."c${index}"`, callSite)),
  ]);
}

/** As Spark writes what is no finite number. */
function numberText(text: string): string {
  return `CASE ${text} WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' ELSE ${text} END`;
}

/** Means of texts are those of the numbers among them. */
function statisticSql(statistic: string, { name, type }: TypedColumn, { callSite }: KnownInput): string {
  const column = quoteIdentifier(name);
  const isText = kindOf(type) === "TEXTS";
  const number = isText ? `TRY_CAST(${column} AS DOUBLE)` : `CAST(${column} AS DOUBLE)`;
  switch (statistic) {
    case "count":
      return `count(${column})`;
    case "mean":
      return `avg(${number})`;
    case "stddev":
      // DuckDB's fails for what is not finite.
      return `CASE WHEN count(*) FILTER (WHERE NOT isfinite(${number})) > 0 THEN CASE WHEN count(${number}) > 1 THEN CAST('NaN' AS DOUBLE) END ELSE stddev_samp(${number}) FILTER (WHERE isfinite(${number})) END`;
    case "min":
    case "max":
      return `${statistic}(${column})`;
    case "count_distinct":
      return `count(DISTINCT ${column})`;
    case "approx_count_distinct":
      return `approx_count_distinct(${column})`;
    default: {
      const percent = Number(/^(\d+(?:\.\d+)?)%$/.exec(statistic)?.[1] ?? Number.NaN);
      if (percent >= 0 && percent <= 100) {
        return `quantile_disc(${isText ? number : column}, ${percent / 100})`;
      }
      throw scriptError("PLAN_REFUSED", placeAt(callSite), `there is no statistic '${statistic}'`, {
        hint: "count, mean, stddev, min, max, count_distinct, approx_count_distinct, or a percentile such as 25%",
      });
    }
  }
}
