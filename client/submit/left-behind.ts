/**
 * What a script that travels to a worker leaves behind: files that it reads by a relative path, and modules that it imports by a name known
 * only when it runs. Told by what the text looks like, so that it is worth a note and no more.
 */
import { basename } from "node:path";

export interface LeftBehind {
  /** Name of the file, by which --files may bring it; empty for a module. */
  readonly file: string;
  /** One line, with the place. */
  readonly text: string;
}

const reads =
  /\b(?:readFile|readFileSync|createReadStream|open|openSync|readdir|readdirSync|existsSync|statSync)\s*\(\s*(["'`])([^"'`$]+)\1/g;
const urls = /\bnew\s+URL\s*\(\s*(["'`])([^"'`$]+)\1\s*,\s*import\.meta\.url/g;
const imports = /(?<![.\w])(?:import|require)\s*\(\s*(?!["'])(?!`[^$`]*`)([^\s)][^)\n]{0,60})/g;

/** @param file  as messages name it */
export function findLeftBehind(text: string, file: string): LeftBehind[] {
  const code = withoutComments(text);
  const placeOf = (index: number) => `${file}:${code.slice(0, index).split("\n").length}`;
  const found: LeftBehind[] = [];
  for (const { 2: path = "", index } of [...code.matchAll(reads), ...code.matchAll(urls)]) {
    if (/^(?:\/|~|[a-z][a-z0-9+.-]+:)/i.test(path)) continue;
    const name = basename(path);
    const way = `--files ${path} brings it, GoldpanFiles.get(${JSON.stringify(name)}) finds it`;
    found.push({ file: name, text: `'${path}' at ${placeOf(index)} does not travel with the script: ${way}` });
  }
  for (const { 1: what = "", index } of code.matchAll(imports)) {
    const why = "what is imported by a name known only when the script runs does not travel with it";
    found.push({
      file: "",
      text: `import of ${what.trim()} at ${placeOf(index)}: ${why}; write its path as a literal`,
    });
  }
  return found;
}

/** Lines stay where they are; what looks like a comment inside a string goes as well, which costs at most a note. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(
      /(^|[\s;{}(,])\/\/[^\n]*/g,
      (comment, before: string) => before + " ".repeat(comment.length - before.length),
    );
}
