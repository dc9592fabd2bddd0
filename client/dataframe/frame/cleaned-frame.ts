/** DataFrame's methods for dirty values. */
import { captureCallSite } from "../call-site.js";
import type { FillValue, Replaced, Replacing, Subset } from "../arguments/cleaning-arguments.js";
import { coerced, type CoerceOptions } from "../coerced.js";
import { filled, NaFunctions, replacing, withoutNulls, type DropnaHow } from "../na-functions.js";
import type { SchemaLike } from "../sql/type-text.js";
import { ShapedFrame } from "./shaped-frame.js";

export abstract class CleanedFrame extends ShapedFrame {
  /**
   * Casts columns in place, and treats a value that its type does not hold as a violation of the expectation `delay is INTEGER`: its row
   * is dropped, kept beside the table as it was, or fails the job; with `warn` it stays, with NULL in its place.
   * @param schema  types by column name, or `"delay INTEGER, at TIMESTAMP"`
   * @example flights.coerce({ delay: "INTEGER", date: "DATE" }, { action: "quarantine", failAbove: 0.05 })
   */
  coerce(schema: SchemaLike, options: CoerceOptions = {}): this {
    const at = captureCallSite("coerce");
    return this.derive(at, coerced(this.relation, schema, options, at));
  }

  /**
   * Values in place of NULL and NaN. One value goes to the columns of its kind alone: a number to numbers, a text to texts, a boolean
   * to booleans; values by name are cast to the column's type.
   * @example flights.fillna(0, ["delay", "distance"]); flights.fillna({ delay: 0, origin: "?" })
   */
  fillna(value: FillValue, subset?: Subset): this {
    const at = captureCallSite("fillna");
    return this.derive(at, filled(this.relation, value, subset, at));
  }

  /**
   * Without rows that lack values; NULL and NaN are none.
   * @param how  `any` (the default): of one of the columns, `all`: of all of them
   * @param thresh  so many values a row must have; `how` says nothing then
   * @example flights.dropna(); flights.dropna("all"); flights.dropna({ thresh: 3, subset: ["delay", "origin", "date"] })
   */
  dropna(how?: DropnaHow, thresh?: number, subset?: Subset): this {
    const at = captureCallSite("dropna");
    return this.derive(at, withoutNulls(this.relation, [how, thresh, subset], at));
  }

  /**
   * Values in place of others, in columns of their kind: numbers in numbers, texts in texts, booleans in booleans.
   * @example flights.replace(["N/A", ""], null); flights.replace({ JFX: "JFK" }, undefined, "origin")
   */
  replace(replaced: Replaced, value?: Replacing, subset?: Subset): this {
    const at = captureCallSite("replace");
    return this.derive(at, replacing(this.relation, replaced, value, subset, at));
  }

  /** `na.fill`, `na.drop` and `na.replace`, as in Spark. */
  get na(): NaFunctions<this> {
    return new NaFunctions(this.relation, (at, relation) => this.derive(at, relation));
  }
}
