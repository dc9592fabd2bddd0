/** Values that SQL uses at many places. */

/** Characters of a value that is written again at each place: what is longer would grow with every function around it. */
const repeatedMax = 100;

/** SQL in which `value` stands at many places: a long one is written, and computed, once. */
export function once(value: string, use: (value: string) => string): string {
  return value.length <= repeatedMax ? use(value) : apart(value, use);
}

/** The same, whatever the length: in a branch that few rows take, the others then don't pay for setting it up. */
export function apart(value: string, use: (value: string) => string): string {
  return `list_transform([${value}], lambda goldpan_value: ${use("goldpan_value")})[1]`;
}
