/**
 * Variances and covariances in two steps. Each task leaves count, means and central moments of its rows; merging those loses no
 * digits, where sums of squares would cancel.
 * @see Chan, Golub, LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979
 */
import type { Partial, SplitAggregate } from "./split-aggregate.js";
import {
  allOf,
  arithmetic,
  caseWhen,
  equal,
  greaterThan,
  integerConstant,
  isNotNull,
  lambda,
  structOf,
} from "./trees/make-tree.js";
import { call, cast, columnReference, nullConstant, textConstant, type Tree } from "./trees/tree.js";

const [left, right] = ["__goldpan_left", "__goldpan_right"];

/** What the merged state tells: `n`, and `c`, the sum of (x − mean x)(y − mean y). */
type Conclude = (state: (field: string) => Tree) => Tree;

const population: Conclude = (of) => arithmetic("/", of("c"), of("n"));
/** Of fewer than two rows there is none. */
const sample: Conclude = (of) =>
  caseWhen(
    greaterThan(of("n"), integerConstant(1)),
    arithmetic("/", of("c"), arithmetic("-", of("n"), integerConstant(1))),
    nullConstant(),
  );
const rootOf =
  (conclude: Conclude): Conclude =>
  (of) =>
    call("sqrt", [conclude(of)]);

const ofOne: Readonly<Record<string, Conclude>> = {
  var_pop: population,
  var_samp: sample,
  variance: sample,
  stddev_pop: rootOf(population),
  stddev: rootOf(sample),
  stddev_samp: rootOf(sample),
};
const ofTwo: Readonly<Record<string, Conclude>> = { covar_pop: population, covar_samp: sample };

/** @param name  in lower case */
export function splitMoments(name: string, operands: readonly Tree[], filter: Tree | null): SplitAggregate | undefined {
  const [x, y] = operands;
  const one = Object.hasOwn(ofOne, name) ? ofOne[name] : undefined;
  if (one !== undefined && x !== undefined && y === undefined) return merged(one, x, undefined, filter);
  const two = Object.hasOwn(ofTwo, name) ? ofTwo[name] : undefined;
  // DuckDB's order is (y, x); the covariance is the same both ways.
  if (two !== undefined && x !== undefined && y !== undefined) return merged(two, x, y, filter);
  return undefined;
}

function merged(conclude: Conclude, x: Tree, y: Tree | undefined, filter: Tree | null): SplitAggregate {
  const operands = y === undefined ? [x] : [x, y];
  const counted = y === undefined ? filter : allOf([...operands.map(isNotNull), ...(filter === null ? [] : [filter])]);
  const double = (tree: Tree): Tree => cast(tree, { id: "DOUBLE", type_info: null });
  const moment = y === undefined ? call("var_pop", [x], counted) : call("covar_pop", [x, y], counted);
  const partials: Partial[] = [
    // Of one operand NULLs are not counted; of two those rows alone where both are there.
    { type: "BIGINT", tree: call("count", [x], counted) },
    { type: "DOUBLE", tree: moment },
    ...operands.map((operand): Partial => ({ type: "DOUBLE", tree: meanOf(double(operand), counted) })),
  ];
  return {
    partials,
    finals: ([n = "", c = "", mx = "", my]) => {
      const count = double(columnReference(n));
      const fields = {
        n: count,
        c: arithmetic("*", columnReference(c), count),
        x: columnReference(mx),
        ...(my === undefined ? {} : { y: columnReference(my) }),
      };
      const names = Object.keys(fields).map((field) => `${field} DOUBLE`);
      const filled = greaterThan(columnReference(n), integerConstant(0));
      return [{ type: `STRUCT(${names.join(", ")})[]`, tree: call("list", [structOf(fields)], filled) }];
    },
    result: ([states = ""]) => {
      const state = call("list_reduce", [columnReference(states), lambda([left, right], step(y !== undefined))]);
      return conclude((field) => call("struct_extract", [state, textConstant(field)]));
    },
  };
}

/** Of values that are all the same it is that value to the last digit, so that they deviate by nothing however many tasks have some. */
function meanOf(operand: Tree, counted: Tree | null): Tree {
  const [least, greatest] = [call("min", [operand], counted), call("max", [operand], counted)];
  return caseWhen(equal(least, greatest), least, call("avg", [operand], counted));
}

/** Two states as one. */
function step(two: boolean): Tree {
  const a = (field: string): Tree => columnReference(left, field);
  const b = (field: string): Tree => columnReference(right, field);
  const n = arithmetic("+", a("n"), b("n"));
  const delta = (field: string): Tree => arithmetic("-", b(field), a(field));
  const mean = (field: string): Tree =>
    arithmetic("+", a(field), arithmetic("*", delta(field), arithmetic("/", b("n"), n)));
  const cross = arithmetic(
    "*",
    delta("x"),
    delta(two ? "y" : "x"),
    arithmetic("/", arithmetic("*", a("n"), b("n")), n),
  );
  return structOf({
    n,
    c: arithmetic("+", a("c"), b("c"), cross),
    x: mean("x"),
    ...(two ? { y: mean("y") } : {}),
  });
}
