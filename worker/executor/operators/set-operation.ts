/** Rows of two sides as sets, or as multisets: compared as GROUP BY compares. */
import type { SetOperator } from "../../../common/wire/types.js";
import { names, type Relation } from "../relation.js";

/** @returns the left side's columns; where rows came from is not kept */
export function combined(left: Relation, right: Relation, { kind, all }: SetOperator): Relation {
  const words = `${kind}${all ? " ALL" : ""}`;
  const sides = [left, right].map(({ sql, columns }) => `SELECT ${names(columns)} FROM (${sql})`);
  return {
    sql: `SELECT * FROM (${sides.map((side) => `(${side})`).join(` ${words} `)})`,
    columns: left.columns,
    provenance: undefined,
    volatile: left.volatile || right.volatile,
  };
}
