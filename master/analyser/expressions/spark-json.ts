/**
 * `to_json` of the builders, which writes values as Spark does: the text follows from the argument's type, which only the binder knows.
 * So the client calls a function that nobody has, and here stands what it means.
 */
import { decimalTextSql } from "../../../common/decimal-text-sql.js";
import { quoteText } from "../../../common/sql-text.js";
import { columnNames, hasNode, inPlaceOf, rewrite, trees, type Tree } from "../../planner/trees/tree.js";
import { parseType, type Type } from "../../planner/types.js";
import type { Engine } from "../engine.js";
import { parseSelect } from "./parse.js";
import { functionName } from "./plain-trees.js";
import { scriptError, type Place } from "./refusals.js";

const sparkJson = "goldpan_to_json";
/** Stands for the argument, and in the lambda for its value. */
const [argument, value] = ["__goldpan_json_argument", "goldpan_json"];

export function callsSparkJson(tree: Tree): boolean {
  return hasNode(tree, isCall);
}

function isCall(node: Tree): boolean {
  return node["class"] === "FUNCTION" && functionName(node) === sparkJson;
}

/**
 * @param typeOf  of a tree over the expression's input
 * @throws EXPRESSION_REFUSED inside of a lambda
 */
export async function withSparkJson(
  tree: Tree,
  { engine, place, typeOf }: { engine: Engine; place: Place; typeOf: (tree: Tree) => Promise<string> },
): Promise<Tree> {
  if (hasNode(tree, (node) => node["class"] === "LAMBDA" && callsSparkJson(node))) {
    throw scriptError(
      "EXPRESSION_REFUSED",
      place,
      "to_json stands in a lambda, where the type of its value is not known",
      {
        hint: 'write to_json of the whole list: to_json(transform("list", …))',
      },
    );
  }
  const found: Tree[] = [];
  // The innermost ones: what is around them needs their type.
  rewrite(tree, (node) => {
    if (isCall(node) && !trees(node, "children").some(callsSparkJson)) found.push(node);
    return undefined;
  });
  const texts = new Map<Tree, Tree>();
  for (const node of found) {
    const [operand] = trees(node, "children");
    if (operand === undefined) throw scriptError("EXPRESSION_REFUSED", place, "to_json takes a value");
    const written = await parseSelect(engine, sparkJsonSql(parseType(await typeOf(operand))));
    if (written.kind !== "expression") throw scriptError("EXPRESSION_REFUSED", place, "to_json cannot take this type");
    const text = rewrite(written.tree, (part) => (columnNames(part)?.[0] === argument ? operand : undefined));
    texts.set(node, inPlaceOf(node, text));
  }
  const result = rewrite(tree, (node) => texts.get(node));
  return callsSparkJson(result) ? await withSparkJson(result, { engine, place, typeOf }) : result;
}

/** The argument's value is bound once, whatever it is made of. */
function sparkJsonSql(type: Type): string {
  return `list_extract(list_transform([${argument}], lambda ${value}: ${jsonText(value, type, 0)}), 1)`;
}

/** An expression for a value's JSON, NULL for NULL. @param depth  of lists around it: names of lambdas differ */
function jsonText(sql: string, type: Type, depth: number): string {
  const element = `goldpan_element_${depth}`;
  const inner = (part: string, of: Type): string => jsonText(part, of, depth + 1);
  switch (type.kind) {
    case "list":
    case "array": {
      const texts = `list_transform(${sql}, lambda ${element}: coalesce(${inner(element, type.item)}, 'null'))`;
      return `'[' || array_to_string(${texts}, ',') || ']'`;
    }
    case "map": {
      const key = `CAST(to_json(${plainText(`struct_extract(${element}, 'key')`, type.key)}) AS VARCHAR)`;
      const item = `coalesce(${inner(`struct_extract(${element}, 'value')`, type.value)}, 'null')`;
      return `'{' || array_to_string(list_transform(map_entries(${sql}), lambda ${element}: ${key} || ':' || ${item}), ',') || '}'`;
    }
    case "struct": {
      // Fields that are NULL are left out.
      const fields = type.fields.map(({ name, type: field }) => {
        const text = inner(`struct_extract(${sql}, ${quoteText(name)})`, field);
        return `${quoteText(`${JSON.stringify(name)}:`)} || ${text}`;
      });
      return `CASE WHEN ${sql} IS NOT NULL THEN '{' || concat_ws(',', ${fields.join(", ")}) || '}' END`;
    }
    default:
      return leafText(sql, type);
  }
}

const numbers = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BOOLEAN)$/;

function leafText(sql: string, type: Type): string {
  const text = plainText(sql, type);
  if (type.kind === "decimal") return text;
  const name = type.kind === "plain" ? type.name : "";
  if (numbers.test(name)) return text;
  if (name === "DOUBLE" || name === "FLOAT") {
    // JSON has no numbers for these.
    const special = `WHEN isnan(${sql}) THEN '"NaN"' WHEN ${sql} > 0 THEN '"Infinity"' WHEN ${sql} < 0 THEN '"-Infinity"'`;
    return `CASE WHEN isfinite(${sql}) THEN ${text} ${special} END`;
  }
  return `CAST(to_json(${text}) AS VARCHAR)`;
}

function plainText(sql: string, type: Type): string {
  if (type.kind === "decimal") return decimalTextSql(sql);
  const name = type.kind === "plain" ? type.name : "";
  const milliseconds = `'%Y-%m-%dT%H:%M:%S.%g'`;
  if (name.startsWith("TIMESTAMP WITH")) {
    const offset = `regexp_replace(strftime(${sql}, '%z'), '^([+-][0-9]{2})$', '\\1:00')`;
    return `strftime(${sql}, ${milliseconds}) || CASE WHEN ${offset} = '+00:00' THEN 'Z' ELSE ${offset} END`;
  }
  if (name.startsWith("TIMESTAMP")) return `strftime(${sql}, ${milliseconds})`;
  return name === "BLOB" ? `base64(${sql})` : `CAST(${sql} AS VARCHAR)`;
}
