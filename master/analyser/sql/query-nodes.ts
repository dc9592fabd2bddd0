/** Reading DuckDB's JSON of a query: the members that are lists, texts and nodes, absent ones as empty. */
import {
  isArray,
  isObject,
  JsonNumber,
  parseJson,
  type Json,
  type JsonObject,
} from "../../planner/trees/lossless-json.js";
import { isTree, text, type Tree } from "../../planner/trees/tree.js";

export type QueryNode = JsonObject;

export type ParsedQuery =
  | { readonly kind: "query"; readonly node: QueryNode }
  | { readonly kind: "syntax"; readonly message: string; readonly position: number | undefined }
  | { readonly kind: "refused"; readonly message: string };

/** @param json  what json_serialize_sql answers */
export function parseQuery(json: string): ParsedQuery {
  const answer = parseJson(json);
  if (!isObject(answer)) return { kind: "refused", message: "cannot be parsed" };
  if (answer["error"] === true) {
    const message = text(answer, "error_message");
    if (text(answer, "error_type") !== "parser") return { kind: "refused", message: "it is no SELECT" };
    const position = Number(text(answer, "position"));
    return { kind: "syntax", message, position: Number.isFinite(position) ? position : undefined };
  }
  const statements = objectsIn(answer, "statements");
  const node = statements[0]?.["node"];
  if (statements.length !== 1 || !isObject(node)) return { kind: "refused", message: "one SELECT is wanted" };
  return { kind: "query", node };
}

export function objectsIn(node: QueryNode, member: string): QueryNode[] {
  const list = node[member];
  return isArray(list) ? list.filter(isObject) : [];
}

/** Whether a list has something in it. */
export function isFilled(list: Json | undefined): boolean {
  return isArray(list) && list.length > 0;
}

export function treesIn(node: QueryNode, member: string): Tree[] {
  const list = node[member];
  return isArray(list) ? list.filter(isTree) : [];
}

export function treeIn(node: QueryNode, member: string): Tree | undefined {
  const value = node[member];
  return isTree(value) ? value : undefined;
}

export function nodeIn(node: QueryNode, member: string): QueryNode | undefined {
  const value = node[member];
  return isObject(value) ? value : undefined;
}

export function textIn(node: QueryNode, member: string): string {
  const value = node[member];
  return typeof value === "string" ? value : "";
}

export function textsIn(node: QueryNode, member: string): string[] {
  const list = node[member];
  return isArray(list) ? list.filter((value) => typeof value === "string") : [];
}

/** The SELECT or set operation inside a subquery's wrapper. */
export function innerQuery(wrapper: QueryNode | undefined): QueryNode {
  return (wrapper === undefined ? undefined : nodeIn(wrapper, "node")) ?? {};
}

/** A constant that is a whole number, such as a position in ORDER BY or a LIMIT. */
export function integerOf(tree: Tree | undefined): number | undefined {
  const value = tree?.["class"] === "CONSTANT" ? nodeIn(tree, "value") : undefined;
  if (value === undefined || value["is_null"] === true) return undefined;
  const content = value["value"];
  if (!(content instanceof JsonNumber)) return undefined;
  const type = textIn(nodeIn(value, "type") ?? {}, "id");
  const number = Number(content.text);
  return /INT(EGER)?$/.test(type) && Number.isSafeInteger(number) ? number : undefined;
}

/** Of a VARCHAR constant. */
export function textConstantOf(tree: Tree | undefined): string | undefined {
  const value = tree?.["class"] === "CONSTANT" ? nodeIn(tree, "value") : undefined;
  return value === undefined || value["is_null"] === true || typeof value["value"] !== "string"
    ? undefined
    : value["value"];
}

/** Tables that a query names, those inside its subqueries too: views, CTEs and paths alike. */
export function tablesNamedIn(query: Json): string[] {
  const names = new Set<string>();
  const visit = (value: Json): void => {
    if (isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    if (value["type"] === "BASE_TABLE") names.add(textIn(value, "table_name"));
    if (value["type"] === "TABLE_FUNCTION") for (const path of pathsOfFunction(value) ?? []) names.add(path);
    Object.values(value).forEach(visit);
  };
  visit(query);
  return [...names];
}

const readers = new Set(["read_parquet", "parquet_scan"]);

/** What `read_parquet('…')` or `read_parquet(['…', …])` reads; undefined for other functions and other arguments. */
export function pathsOfFunction(table: QueryNode): string[] | undefined {
  const call = treeIn(table, "function");
  if (call === undefined || !readers.has(text(call, "function_name").toLowerCase())) return undefined;
  const [argument, ...others] = treesIn(call, "children");
  if (argument === undefined || others.length > 0) return undefined;
  const elements = text(argument, "function_name") === "list_value" ? treesIn(argument, "children") : [argument];
  const paths = elements.map(textConstantOf);
  return paths.every((path) => path !== undefined) ? paths : undefined;
}

/** What stands for a file, not for a view. */
export function isPath(name: string): boolean {
  return name.includes("/") || /\.parquet$/i.test(name);
}
