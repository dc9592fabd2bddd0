/** The functions that make Columns, by subject in `functions/`. Names and meaning are Spark's. */
export { col, expr, lit, not, sql } from "./functions/expressions.js";
export { CaseColumn, when } from "./functions/case.js";
export { avg, count, countDistinct, max, min, sum } from "./functions/aggregates.js";
export { broadcast } from "./functions/broadcast.js";
export { earliest, latest } from "./kept-row.js";
