/**
 * Globs over object keys: `*`, `?`, `[a-z]`, `[!a]`, `{a,b}` within one name, `**` over any number of folders, `\` before a
 * character that means itself. A glob may match files or folders; below a folder everything counts that is not hidden.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";

/** A name that Spark's rules don't hide, as isHiddenName has it, without its end. */
const visibleName = "(?!\\.)(?!_[^/=]*(?:/|$))(?![^/]*\\._COPYING_(?:/|$))";

export interface Glob {
  /** The part before the first wildcard, up to its last `/`. */
  readonly folder: string;
  /** Tells whether the rest of a URI, after `folder`, is a file that the glob means. */
  readonly matches: (path: string) => boolean;
}

export function hasWildcard(uri: string): boolean {
  return /[*?[{\\]/.test(uri);
}

/** @throws PATH_REFUSED for brackets or braces that don't close, and for a wildcard in the bucket's name */
export function parseGlob(uri: string): Glob {
  const first = uri.search(/[*?[{\\]/);
  if (first === -1) throw refused(uri, "it has no wildcard");
  const folder = uri.slice(0, uri.lastIndexOf("/", first) + 1);
  if (/^[a-z0-9+.-]+:\/*$/i.test(folder) && !folder.startsWith("file:")) {
    throw refused(uri, "wildcards in a bucket's name are not possible");
  }
  const segments = uri.slice(folder.length).replace(/\/+$/, "").split("/");
  const pattern = segments
    .map((segment, index) => segmentPattern(segment, index === segments.length - 1, uri))
    .join("");
  const expression = new RegExp(`^${pattern}(?:/${visibleName}[^/]+)*$`, "su");
  return { folder, matches: (path) => expression.test(path) };
}

function segmentPattern(segment: string, isLast: boolean, uri: string): string {
  if (segment === "**") return isLast ? `${visibleName}[^/]+` : `(?:${visibleName}[^/]+/)*`;
  // A wildcard at the start of a name does not stand for a hidden one.
  const guard = /^[*?[]/.test(segment) ? visibleName : "";
  return guard + namePattern(segment, uri) + (isLast ? "" : "/");
}

function namePattern(segment: string, uri: string): string {
  let pattern = "";
  let depth = 0;
  for (let index = 0; index < segment.length; index++) {
    const character = segment.charAt(index);
    if (character === "\\" && index + 1 < segment.length) {
      pattern += literal(segment.charAt(++index));
    } else if (character === "*") {
      pattern += "[^/]*";
    } else if (character === "?") {
      pattern += "[^/]";
    } else if (character === "[") {
      const end = segment.indexOf("]", index + 2);
      if (end === -1) throw refused(uri, "a [ is not closed");
      pattern += characterClass(segment.slice(index + 1, end));
      index = end;
    } else if (character === "{") {
      pattern += "(?:";
      depth += 1;
    } else if (character === "}" && depth > 0) {
      pattern += ")";
      depth -= 1;
    } else if (character === "," && depth > 0) {
      pattern += "|";
    } else {
      pattern += literal(character);
    }
  }
  if (depth > 0) throw refused(uri, "a { is not closed");
  return pattern;
}

function characterClass(body: string): string {
  const negated = body.startsWith("!") || body.startsWith("^");
  const members = (negated ? body.slice(1) : body).replace(/[\\\]^[&|~]/g, "\\$&");
  return negated ? `[^/${members}]` : `(?!/)[${members}]`;
}

function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function refused(uri: string, problem: string): GoldpanError {
  return new GoldpanError("PATH_REFUSED", `'${uri}' is no glob: ${problem}`, {
    details: { key: uri },
    hint: "put \\ before a character that means itself",
  });
}
