/**
 * Cuts calls of row functions out of expressions: each becomes a column that a MapFunction operator adds before the expression is
 * evaluated, innermost calls first. All rows are called for, also those that a CASE around the call would not have asked.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { CallSite, Operator, RowFunction } from "../../common/wire/types.js";
import type { BoundColumn } from "./analysed-plan.js";
import { mapFunctionOperator, namedTree, passedOn, projectOperator } from "./operators.js";
import { parseType, typeTree } from "./types.js";
import {
  cast,
  columnReference,
  fingerprint,
  inPlaceOf,
  mapChildren,
  plainColumn,
  text,
  trees,
  type Tree,
} from "./trees/tree.js";

/** Names of columns that the planner adds; a user's column never has one by accident. */
export const helperPrefix = "__goldpan_";

export interface LocatedTree {
  readonly tree: Tree;
  readonly callSite: CallSite | null;
}

export interface Cut {
  /** To be applied to the input, in order; empty when nothing calls a row function. */
  readonly operators: readonly Operator[];
  /** Columns after them: the input's and the results of calls. */
  readonly columns: readonly BoundColumn[];
  /** The expressions, in input order, over those columns. */
  readonly trees: readonly Tree[];
}

/**
 * @param columns  of the input, all of which are passed on
 * @throws EXPRESSION_REFUSED for a call inside a lambda, where there is no row
 */
export function cutRowFunctions(
  expressions: readonly LocatedTree[],
  columns: readonly BoundColumn[],
  functions: readonly RowFunction[],
): Cut {
  if (functions.length === 0) return { operators: [], columns, trees: expressions.map(({ tree }) => tree) };
  const cutter = new Cutter(columns, new Map(functions.map((known) => [known.name.toLowerCase(), known])));
  return cutter.cut(expressions);
}

class Cutter {
  private readonly operators: Operator[] = [];
  private columns: BoundColumn[];
  /** Output columns by the call's fingerprint: a call that is written twice runs once. */
  private readonly outputs = new Map<string, string>();
  private helperCount = 0;

  constructor(
    columns: readonly BoundColumn[],
    private readonly functions: ReadonlyMap<string, RowFunction>,
  ) {
    this.columns = [...columns];
  }

  cut(expressions: readonly LocatedTree[]): Cut {
    let current = [...expressions];
    for (;;) {
      const calls = current.flatMap(({ tree, callSite }) => this.innermost(tree, callSite, false));
      if (calls.length === 0) break;
      this.addLevel(calls);
      current = current.map(({ tree, callSite }) => ({ tree: this.replaceKnown(tree), callSite }));
    }
    return { operators: this.operators, columns: this.columns, trees: current.map(({ tree }) => tree) };
  }

  private functionOf(node: Tree): RowFunction | undefined {
    return node["class"] === "FUNCTION" ? this.functions.get(text(node, "function_name").toLowerCase()) : undefined;
  }

  /** Calls whose arguments call no row function themselves. */
  private innermost(node: Tree, callSite: CallSite | null, insideLambda: boolean): LocatedTree[] {
    const inside = insideLambda || node["class"] === "LAMBDA";
    const deeper: LocatedTree[] = [];
    mapChildren(node, (child) => {
      deeper.push(...this.innermost(child, callSite, inside));
      return child;
    });
    const rowFunction = this.functionOf(node);
    if (rowFunction === undefined || deeper.length > 0) return deeper;
    if (insideLambda) throw calledInLambda(rowFunction, callSite);
    return [{ tree: node, callSite }];
  }

  private replaceKnown(node: Tree): Tree {
    const output = this.functionOf(node) === undefined ? undefined : this.outputs.get(fingerprint(node));
    if (output === undefined) return mapChildren(node, (child) => this.replaceKnown(child));
    return inPlaceOf(node, columnReference(output));
  }

  /** One projection for the arguments that are no columns yet, one operator with all calls of this level. */
  private addLevel(calls: readonly LocatedTree[]): void {
    const level = new Map(calls.map((call) => [fingerprint(call.tree), call]));
    const added: (BoundColumn & LocatedTree)[] = [];
    const mapCalls = [...level].map(([print, { tree, callSite }]) => {
      const rowFunction = this.functionOf(tree) as RowFunction;
      const output = this.helperName("result");
      this.outputs.set(print, output);
      const callArguments = trees(tree, "children").map((argument, index) =>
        this.argumentColumn(argument, rowFunction.argumentTypes[index] ?? "", callSite, added),
      );
      return { function: rowFunction, arguments: callArguments, output };
    });
    const [first] = calls;
    const callSite = first?.callSite ?? null;
    if (added.length > 0) {
      const columns = added.map((column) => namedTree(column, column.tree, column.callSite));
      this.operators.push(projectOperator([...this.columns.map(passedOn), ...columns], callSite));
    }
    this.operators.push(mapFunctionOperator(mapCalls, callSite));
    this.columns = [
      ...this.columns,
      ...added.map(({ name, type }) => ({ name, type })),
      ...mapCalls.map(({ function: called, output }) => ({ name: output, type: called.returnType })),
    ];
  }

  /** A column that holds the argument in the declared type. */
  private argumentColumn(
    argument: Tree,
    type: string,
    callSite: CallSite | null,
    added: (BoundColumn & LocatedTree)[],
  ): string {
    const name = plainColumn(argument);
    if (name !== undefined && this.columns.some((column) => column.name === name && column.type === type)) return name;
    const tree = cast(argument, typeTree(parseType(type)));
    const same = added.find((column) => fingerprint(column.tree) === fingerprint(tree));
    if (same !== undefined) return same.name;
    const helper = this.helperName("argument");
    added.push({ name: helper, type, tree, callSite });
    return helper;
  }

  private helperName(kind: string): string {
    for (;;) {
      const name = `${helperPrefix}${kind}_${this.helperCount++}`;
      if (!this.columns.some((column) => column.name === name)) return name;
    }
  }
}

function calledInLambda(rowFunction: RowFunction, callSite: CallSite | null): GoldpanError {
  const where = callSite === null ? "" : `${callSite.file}:${callSite.line}: `;
  return new GoldpanError(
    "EXPRESSION_REFUSED",
    `${where}the row function '${rowFunction.name}' is called in a lambda, and is called for rows only`,
    {
      hint: "declare a row function that takes the whole list",
      details: { expression: rowFunction.name, ...(callSite === null ? {} : { callSite }) },
    },
  );
}
