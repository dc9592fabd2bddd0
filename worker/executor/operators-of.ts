import type { Operator } from "../../common/wire/types.js";

/** The operators of a chain and of the other sides in it. */
export function operatorsOf(operators: readonly Operator[]): Operator[] {
  return operators.flatMap((operator) => [
    operator,
    ...operatorsOf(operator.join?.right ?? operator.setOperation?.right ?? []),
  ]);
}
