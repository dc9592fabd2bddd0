/** Reads `--properties-file`: spark-defaults.conf or Java properties, `key value`, `key=value` or `key: value` a line. */
import { readFileSync } from "node:fs";
import { GoldpanError } from "../../common/errors/goldpan-error.js";

/** @throws CONFIG_INVALID when the file cannot be read or a line has no key */
export function readPropertiesFile(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new GoldpanError("CONFIG_INVALID", `--properties-file ${path} cannot be read`, {
      hint: "check the path; it is relative to the folder that you submit from",
      cause: error,
    });
  }
  return parseProperties(text, path);
}

/** @param path  for messages */
export function parseProperties(text: string, path: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r\n|\r|\n/);
  for (let index = 0; index < lines.length; index++) {
    const lineNumber = index + 1;
    let line = (lines[index] ?? "").trimStart();
    if (line === "" || line.startsWith("#") || line.startsWith("!")) continue;
    while (endsWithOddBackslashes(line) && index + 1 < lines.length) {
      index += 1;
      line = line.slice(0, -1) + (lines[index] ?? "").trimStart();
    }
    const match = /^((?:\\.|[^\s=:\\])+)(?:\s*[=:]\s*|\s+|$)(.*)$/s.exec(line);
    if (match?.[1] === undefined) {
      throw new GoldpanError("CONFIG_INVALID", `${path}:${lineNumber}: '${line}' has no key`, {
        hint: "write one `key value` a line",
      });
    }
    values[unescaped(match[1])] = unescaped(match[2] ?? "").trimEnd();
  }
  return values;
}

function endsWithOddBackslashes(line: string): boolean {
  return (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1;
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", f: "\f" };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gs,
    (_match, code: string | undefined, letter: string | undefined) =>
      code === undefined ? (escapes[letter ?? ""] ?? letter ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
