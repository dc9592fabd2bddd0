/**
 * The samples in TypeScript of README.md and docs/ against the types that scripts see, so that none keeps a method's name of before.
 *
 * A sample that is a part of a script takes for given what it does not declare: the session `goldpan`; where it imports nothing, what
 * `goldpan` exports; and DataFrames by any other name. One that exports a `main` is a whole script, and takes nothing for given.
 */
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import * as exported from "../../client/index.js";
import { packageRoot } from "../../common/package-root.js";
import { pages } from "./pages.js";

interface Sample {
  readonly page: string;
  /** Of the fence before the code, from 1. */
  readonly line: number;
  readonly code: string;
}

/** By the path of a module that is not there: beside the page, so that imports are found as from there. */
const samples: ReadonlyMap<string, Sample> = new Map(
  pages.flatMap(({ path: page, text }) =>
    [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: code = "" }) => {
      const line = text.slice(0, index).split("\n").length;
      return [join(packageRoot, `${page}-${line}.ts`), { page, line, code }] as const;
    }),
  ),
);

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(packageRoot, "tsconfig.json"), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  packageRoot,
  { moduleDetection: ts.ModuleDetectionKind.Force },
);

/** What TypeScript says of modules, given by their paths. */
function problemsIn(modules: ReadonlyMap<string, string>, options: ts.CompilerOptions) {
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => modules.has(path) || ts.sys.fileExists(path);
  host.readFile = (path) => modules.get(path) ?? ts.sys.readFile(path);
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ code, start = 0, length = 0, messageText }) => ({
        path,
        code,
        text: file?.text.slice(start, start + length) ?? "",
        line: file?.getLineAndCharacterOfPosition(start).line ?? 0,
        message: ts.flattenDiagnosticMessageText(messageText, " "),
      }),
    );
  });
}

/** With what it takes for given, by the names that it does not know when nothing else is looked at. */
function completed(): ReadonlyMap<string, string> {
  const cannotFindName = 2304;
  const modules = new Map([...samples].map(([path, { code }]) => [path, code]));
  const unknown = problemsIn(modules, { ...options, noResolve: true }).filter(({ code }) => code === cannotFindName);
  for (const [path, code] of modules) {
    if (/^export default /m.test(code)) continue;
    const names = new Set(unknown.filter((problem) => problem.path === path).map(({ text }) => text));
    modules.set(path, [code, ...[...names].map((name) => given(name, code))].join("\n"));
  }
  return modules;
}

function given(name: string, code: string): string {
  if (name === "goldpan") return `declare const goldpan: import("goldpan").GoldpanSession;`;
  if (name in exported && !/^import /m.test(code)) return `import { ${name} } from "goldpan";`;
  return `declare const ${name}: import("goldpan").DataFrame;`;
}

test("samples compile", () => {
  expect(samples.size).toBeGreaterThan(0);
  const problems = problemsIn(completed(), options).map(({ path, line, message }) => {
    const sample = samples.get(path);
    return `${sample?.page}:${(sample?.line ?? 0) + line + 1} ${message}`;
  });
  expect(problems).toEqual([]);
});
