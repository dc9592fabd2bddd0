/**
 * Spark's regular expressions, which are Java's, in the syntax of DuckDB's RE2, where the two write one thing in two ways. What RE2 would
 * read as something else is refused; what it cannot read it refuses itself.
 */
import type { CallSite } from "../../../common/wire/types.js";
import { quoteText } from "../../../common/sql-text.js";
import { planRefused } from "../call-site.js";
import { textOfLiteral } from "./literal.js";

/** What Java's dot leaves out. */
const lineEnds = "\\n\\r\\x{85}\\x{2028}\\x{2029}";
const horizontalSpaces = "\\t \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}";
const verticalSpaces = "\\n\\x0b\\f\\r\\x{85}\\x{2028}\\x{2029}";
const anyLineBreak = `(?:\\r\\n|[${verticalSpaces}])`;
const posixClasses = /^\\([pP])\{(Lower|Upper|ASCII|Alpha|Digit|Alnum|Punct|Graph|Print|Blank|Cntrl|XDigit|Space)\}$/;

/** Quoted parts, escapes with what belongs to them, and single characters. */
const parts =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP]\{\w+\}|\\u[0-9a-fA-F]{4}|\\0(?:[0-3]?[0-7])?[0-7]|\\[\s\S]?|&&|\(\?<(?![=!])|[\s\S]/g;

/** Quoted parts and escapes, the beginnings of groups that capture, with or without a name, and single characters. */
const groupParts = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]?|(?<group>\((?!\?)|\(\?P?<(?![=!]))|[\s\S]/g;

/** SQL of a pattern in RE2's syntax: of a literal; a computed one is left as it is. @throws PLAN_REFUSED for nested classes */
export function patternSql(sql: string, at: CallSite | null): string {
  const text = textOfLiteral(sql);
  return text === undefined ? sql : quoteText(re2Pattern(text, at));
}

/** @throws PLAN_REFUSED for classes within classes, which RE2 reads otherwise */
export function re2Pattern(pattern: string, at: CallSite | null): string {
  const dotIsAll = /\(\?[a-zA-Z]*s/.test(pattern);
  let isInClass = false;
  // A bracket that closes stands for itself where a class begins.
  let isClassStart = false;
  return [...pattern.matchAll(parts)]
    .map(([part]) => {
      const wasStart = isClassStart;
      isClassStart = isInClass && wasStart && part === "^";
      if (part.startsWith("\\")) return escapeOf(part, isInClass);
      if (!isInClass) {
        if (part === "(?<") return "(?P<";
        if (part === "." && !dotIsAll) return `[^${lineEnds}]`;
        isInClass = isClassStart = part === "[";
        return part;
      }
      if (part === "[" || part === "&&") {
        const hint =
          "write one class, e.g. [a-zÀ-ÿ], or \\\\p{Alpha} for a class with a name; \\\\[ is a bracket, \\\\& a sign";
        throw planRefused(`the pattern '${pattern}' has '${part}' within a class`, at, hint);
      }
      if (part === "]" && !wasStart) isInClass = false;
      return part;
    })
    .join("");
}

function escapeOf(part: string, isInClass: boolean): string {
  const [, negated, name] = posixClasses.exec(part) ?? [];
  if (name !== undefined) {
    const posix = `[:${negated === "P" ? "^" : ""}${name.toLowerCase()}:]`;
    return isInClass ? posix : `[${posix}]`;
  }
  if (part.startsWith("\\u") && part.length > 2) return `\\x{${part.slice(2)}}`;
  if (/^\\0\d/.test(part)) return `\\x{${parseInt(part.slice(2), 8).toString(16)}}`;
  if (part === "\\v") return isInClass ? verticalSpaces : `[${verticalSpaces}]`;
  if (part === "\\h") return isInClass ? horizontalSpaces : `[${horizontalSpaces}]`;
  return part === "\\R" && !isInClass ? anyLineBreak : part;
}

/** Whether a literal pattern matches the empty text, as far as JavaScript can tell. */
export function matchesNothing(sql: string): boolean {
  const text = textOfLiteral(sql);
  if (text === undefined || text === "") return false;
  try {
    // The beginning and the end are other escapes in JavaScript.
    return new RegExp(text.replace(/^\(\?[a-z]+\)/, "").replace(/^\\A|\\[zZ]$/, "")).test("");
  } catch {
    return false;
  }
}

/** How many groups a literal pattern has; undefined of a computed one. */
export function groupCount(sql: string): number | undefined {
  const text = textOfLiteral(sql);
  if (text === undefined) return undefined;
  let isInClass = false;
  return [...text.matchAll(groupParts)].filter(({ 0: part, groups }) => {
    if (part === "[") isInClass = true;
    if (part === "]") isInClass = false;
    return groups?.["group"] !== undefined && !isInClass;
  }).length;
}
