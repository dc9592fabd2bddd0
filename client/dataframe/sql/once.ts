/** Values that SQL uses at many places. */
import { apart } from "../../../common/sql-text.js";

/** Characters of a value that is written again at each place: what is longer would grow with every function around it. */
const repeatedMax = 100;

/** SQL in which `value` stands at many places: a long one is written, and computed, once. */
export function once(value: string, use: (value: string) => string): string {
  return value.length <= repeatedMax ? use(value) : apart(value, use);
}
