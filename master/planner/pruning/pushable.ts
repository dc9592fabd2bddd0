/**
 * Which conditions may be evaluated earlier, and once more, than where they were written: those that surely give the same answer
 * each time. A list of what may, since what is not known may not.
 */
import type { RowFunction } from "../../../common/wire/types.js";
import { childrenOf, text, type Tree } from "../trees/tree.js";

const classes = new Set("COLUMN_REF CONSTANT CAST COMPARISON CONJUNCTION BETWEEN OPERATOR CASE FUNCTION".split(" "));

const functions = new Set(
  (
    "+ - * / // % ** & | ~ << >> || ~~ !~~ ~~* !~~* ^@ abs ceil floor round trunc sign mod greatest least lower upper length strlen trim ltrim " +
    "rtrim substring substr left right concat contains prefix suffix starts_with ends_with regexp_matches regexp_full_match replace reverse " +
    "strpos instr like_escape not_like_escape ilike_escape not_ilike_escape list_contains array_contains list_has year month day hour minute second quarter week dayofweek " +
    "isodow dayofyear date_part datepart date_trunc datetrunc extract epoch epoch_ms isnan isinf isfinite struct_extract array_extract " +
    "list_extract struct_pack list_value to_days to_months to_years to_hours to_minutes to_seconds ifnull nullif make_date"
  ).split(" "),
);

/** @param rowFunctions  of the script, whose names hide functions of the same name */
export function isPushable(tree: Tree, rowFunctions: readonly RowFunction[]): boolean {
  const hidden = new Set(rowFunctions.map(({ name }) => name.toLowerCase()));
  const check = (node: Tree): boolean => {
    if (!classes.has(text(node, "class"))) return false;
    if (node["class"] === "FUNCTION") {
      const name = text(node, "function_name").toLowerCase();
      if (!functions.has(name) || hidden.has(name)) return false;
    }
    return childrenOf(node).every(check);
  };
  return check(tree);
}

/** Whether a row function of the script is called somewhere in the tree. */
export function callsRowFunction(tree: Tree, rowFunctions: readonly RowFunction[]): boolean {
  if (rowFunctions.length === 0) return false;
  const name = tree["class"] === "FUNCTION" ? text(tree, "function_name").toLowerCase() : undefined;
  if (name !== undefined && rowFunctions.some((known) => known.name.toLowerCase() === name)) return true;
  return childrenOf(tree).some((child) => callsRowFunction(child, rowFunctions));
}
