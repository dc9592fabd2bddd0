/**
 * JavaScript's operators between Columns: TypeScript lets `a && b` and `a > b` of two objects pass, and a script that has them takes the
 * second Column, or a truth that no row had a say in. What TypeScript does refuse, `a + 1`, it refuses without saying what to write.
 */
import type * as typescript from "typescript";
import type { BinaryExpression, Expression, Node, SourceFile, TypeChecker } from "typescript";

export interface ColumnOperator {
  /** Positions in the file's text, from 0; `end` is behind the last. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** By JavaScript's operator, the method that means it. */
const methods: Readonly<Record<string, string>> = {
  ...{ "&&": "and", "||": "or", "??": "or", "&": "bitwiseAND", "|": "bitwiseOR", "^": "bitwiseXOR" },
  ...{ "===": "eq", "==": "eq", "!==": "neq", "!=": "neq", "<": "lt", "<=": "leq", ">": "gt", ">=": "geq" },
  ...{ "+": "plus", "-": "minus", "*": "times", "/": "divide", "%": "mod" },
};
const equalities = new Set(["===", "==", "!==", "!="]);
const shownMax = 40;

/** @param isColumns  whether a declaration is that of goldpan's Column */
export function columnOperators(
  ts: typeof typescript,
  checker: TypeChecker,
  file: SourceFile,
  isColumns: (declaration: Node) => boolean,
): ColumnOperator[] {
  const found: ColumnOperator[] = [];
  const isColumn = (node: Expression): boolean =>
    checker.getTypeAtLocation(node).getSymbol()?.declarations?.some(isColumns) === true;
  const add = (node: Node, message: string): void =>
    void found.push({ start: node.getStart(file), end: node.getEnd(), message });
  const visit = (node: Node): void => {
    if (ts.isBinaryExpression(node)) {
      const message = binaryMessage(node, file, { isColumn, isText: (side) => isText(ts, checker, side) });
      // What is inside of it is said by it.
      if (message !== undefined) {
        add(node, message);
        return;
      }
    } else if (ts.isPrefixUnaryExpression(node) && isColumn(node.operand)) {
      const method = node.operator === ts.SyntaxKind.ExclamationToken ? "not" : "negate";
      add(node, instead(node.getText(file).charAt(0), `${shown(node.operand, file)}.${method}()`));
    } else if (ts.isConditionalExpression(node) && isColumn(node.condition)) {
      add(node.condition, instead("? :", `when(${shown(node.condition, file)}, …).otherwise(…)`));
    } else if (ts.isIfStatement(node) && isColumn(node.expression)) {
      add(node.expression, instead("if", `filter(${shown(node.expression, file)}), or when(…)`));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

interface Sides {
  readonly isColumn: (side: Expression) => boolean;
  /** SQL text that a script puts together has Columns in it. */
  readonly isText: (side: Expression) => boolean;
}

function binaryMessage(node: BinaryExpression, file: SourceFile, { isColumn, isText }: Sides): string | undefined {
  const { left, right } = node;
  const operator = node.operatorToken.getText(file);
  const method = methods[operator];
  if (method === undefined) return undefined;
  // `wanted && col("a")` chooses whether there is a Column, and says nothing of its rows.
  const decides = ["&&", "||", "??"].includes(operator) ? isColumn(left) : isColumn(left) || isColumn(right);
  if (!decides || (operator === "+" && (isText(left) || isText(right)))) return undefined;
  if (equalities.has(operator) && [left, right].some((side) => /^(?:null|undefined)$/.test(side.getText(file)))) {
    return undefined;
  }
  const first = isColumn(left) ? shown(left, file) : `lit(${shown(left, file)})`;
  return instead(operator, `${first}.${method}(${shown(right, file)})`);
}

function isText(ts: typeof typescript, checker: TypeChecker, side: Expression): boolean {
  return (checker.getTypeAtLocation(side).flags & ts.TypeFlags.StringLike) !== 0;
}

function instead(operator: string, written: string): string {
  return `JavaScript's ${operator} looks at the Column, not at its rows: write ${written}`;
}

function shown(node: Node, file: SourceFile): string {
  const text = node.getText(file).replace(/\s+/g, " ");
  return text.length <= shownMax ? text : `${text.slice(0, shownMax - 1)}…`;
}
