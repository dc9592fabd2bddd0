/** Names of columns as Spark reads them: dots go into structs, backquotes keep a part whole, `*` is all columns. */
import type { CallSite } from "../../../common/wire/types.js";
import { planRefused } from "../call-site.js";
import { quoteIdentifier } from "../sql/literal.js";

/** SQL of a name: ``nameSql("a.`b.c`")`` is `"a"."b.c"`. */
export function nameSql(name: string, at: CallSite | null): string {
  return nameParts(name, at)
    .map((part, index, all) => (part === "*" && index === all.length - 1 ? "*" : quoteIdentifier(part)))
    .join(".");
}

/** What a column of that name is called: its last part. Undefined for `*`. */
export function lastNamePart(name: string, at: CallSite | null): string | undefined {
  const last = nameParts(name, at).at(-1);
  return last === "*" ? undefined : last;
}

function nameParts(name: string, at: CallSite | null): string[] {
  const parts: string[] = [];
  // A part is either in backquotes, doubled where they belong to the name, or without backquotes and dots.
  const pattern = /(?:`((?:[^`]|``)+)`|([^`.]+))(\.|$)/gy;
  while (pattern.lastIndex < name.length) {
    const match = pattern.exec(name);
    if (match === null) break;
    parts.push(match[1]?.replaceAll("``", "`") ?? match[2] ?? "");
    if (match[3] === "") return parts;
  }
  throw planRefused(
    `'${name}' is not a column name`,
    at,
    "put a name with dots or backquotes in it between backquotes: `a.b`",
  );
}
