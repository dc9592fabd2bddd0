/** What a script may have meant by a method that is not there: JavaScript names the mistake and no more. */
import { nearest } from "../../common/nearest.js";
import { Column } from "../dataframe/column.js";
import { DataFrameReader } from "../dataframe/data-frame-reader.js";
import { DataFrameWriter } from "../dataframe/data-frame-writer.js";
import { DataFrame } from "../dataframe/data-frame.js";
import { F } from "../dataframe/function-names.js";
import { GroupedData } from "../dataframe/grouped-data.js";
import { GoldpanSession } from "../session/goldpan-session.js";

/** @returns a hint, for V8's "rows.fitler is not a function" and names near to one of ours; undefined otherwise */
export function meantInstead(thrown: unknown): string | undefined {
  if (!(thrown instanceof TypeError)) return undefined;
  const [, owner, name] = /(?:^|\b(\w+))\.([A-Za-z_]\w*) is not a function$/.exec(thrown.message) ?? [];
  if (name === undefined) return undefined;
  if (owner === "F") {
    const [own] = nearest(name, Object.keys(F), 1);
    return own === undefined
      ? "docs/FROM-SPARK.md lists the functions of F; expr(…) takes DuckDB's"
      : `did you mean F.${own}?`;
  }
  const [meant] = nearest(name, methodNames(), 1);
  if (meant === name) {
    return `what has no ${name} is no DataFrame: collect() gives a table of Arrow, toArray() the rows as objects`;
  }
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

function methodNames(): string[] {
  const classes = [DataFrame, Column, GroupedData, DataFrameReader, DataFrameWriter, GoldpanSession];
  return [...new Set(classes.flatMap(({ prototype }) => namesOf(prototype)))];
}

/** With what is inherited. A name of Spark's that is refused says itself what to write. */
function namesOf(prototype: object | null): string[] {
  if (prototype === null || prototype === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(prototype), ...namesOf(Object.getPrototypeOf(prototype) as object | null)];
}
