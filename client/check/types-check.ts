/**
 * Entry of a process of its own: TypeScript's opinion of a script and what it imports, by its own tsconfig.json if there is one.
 * argv[2] is the script's absolute path; the process sends one TypesAnswer over Node's IPC channel and ends.
 *
 * `goldpan` is this package wherever the script lies, as it is for submit. What is none of the script's (declarations, packages) is not
 * checked.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import type * as typescript from "typescript";
import type { CompilerOptions, Diagnostic, Program } from "typescript";
import { packageRoot } from "../../common/package-root.js";
import { columnOperators } from "./column-operators.js";
import type { TypeProblem, TypesAnswer } from "./type-problems.js";

// Required, not imported: Node would first search nine megabytes for names to export.
const require = createRequire(import.meta.url);
const ts = require("typescript") as typeof typescript;

interface ScriptOptions {
  readonly options: CompilerOptions;
  /** Undefined where none was found. */
  readonly configPath: string | undefined;
  readonly problems: readonly Diagnostic[];
}

function check(scriptPath: string): TypesAnswer {
  const { options, configPath, problems } = optionsFor(scriptPath);
  const host = compilerHost(options);
  const program = ts.createProgram([scriptPath, ...nodeTypes(scriptPath, options)], options, host);
  const files = program.getSourceFiles().filter((file) => isOfTheScript(program, file));
  const found = files.flatMap((file) => problemsIn(program, file));
  return { files: files.length, configPath, problems: [...errorsOf(problems), ...found] };
}

/** What is said of an operator is more than what TypeScript says of the same expression. */
function problemsIn(program: Program, file: typescript.SourceFile): TypeProblem[] {
  const operators = columnOperators(ts, program.getTypeChecker(), file, isColumnClass);
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  const others = found.filter(
    ({ start = -1, length = 0 }) => !operators.some((known) => known.start <= start && start + length <= known.end),
  );
  return [
    ...errorsOf(others),
    ...operators.map(({ start, message }) => ({ ...placeIn(file, start), code: "COLUMN_OPERATOR", message })),
  ];
}

/** `Column` of `import … from "goldpan"`, however the script calls it. */
function isColumnClass(declaration: typescript.Node): boolean {
  const { fileName } = declaration.getSourceFile();
  return /[/]client[/]dataframe[/]column([.]d)?[.]ts$/.test(fileName) && fileName.startsWith(packageRoot);
}

/** Comments of declarations, most of their text, say nothing of types: parsing them took a tenth of the check. */
function compilerHost(options: CompilerOptions): typescript.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { ParseForTypeErrors, ParseNone } = ts.JSDocParsingMode;
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target, ...rest) => {
    const jsDocParsingMode = /[.]d[.][cm]?ts$/.test(name) ? ParseNone : ParseForTypeErrors;
    const how = typeof target === "object" ? target : { languageVersion: target };
    return parse(name, { ...how, jsDocParsingMode }, ...rest);
  };
  return host;
}

/** As the bundler and Node see a script: modules, resolved as esbuild does. */
const defaults: CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  allowImportingTsExtensions: true,
};

function optionsFor(scriptPath: string): ScriptOptions {
  const configPath = ts.findConfigFile(dirname(scriptPath), (path) => ts.sys.fileExists(path));
  const own = configPath === undefined ? { options: defaults, problems: [] } : readConfig(configPath, scriptPath);
  const isJavaScript = /\.[mc]?jsx?$/.test(extname(scriptPath));
  const options: CompilerOptions = {
    ...own.options,
    // TypeScript 6 takes no package of types unless it is named; a project that names none was made for those before it.
    types: own.options.types ?? ["*"],
    paths: { ...own.options.paths, goldpan: [goldpanTypes()] },
    noEmit: true,
    composite: false,
    incremental: false,
    declaration: false,
    skipLibCheck: true,
    ...(isJavaScript ? { allowJs: true } : {}),
  };
  delete options.tsBuildInfoFile;
  return { options, configPath, problems: own.problems };
}

function readConfig(configPath: string, scriptPath: string): { options: CompilerOptions; problems: Diagnostic[] } {
  const read: { config?: object; error?: Diagnostic } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path));
  const { config, error } = read;
  if (error !== undefined) return { options: defaults, problems: [error] };
  // The script alone: what else the project holds is its own business.
  const alone = { ...config, files: [scriptPath], include: [], references: [] };
  const { options } = ts.parseJsonConfigFileContent(alone, ts.sys, dirname(configPath), undefined, configPath);
  return { options, problems: [] };
}

/** Built, or in a checkout that was built without types the sources. */
function goldpanTypes(): string {
  const built = join(packageRoot, "dist", "types", "client", "index.d.ts");
  return existsSync(built) ? built : join(packageRoot, "client", "index.ts");
}

/** Node's own types, for a script that lies where none are installed. */
function nodeTypes(scriptPath: string, options: CompilerOptions): string[] {
  const { resolvedTypeReferenceDirective } = ts.resolveTypeReferenceDirective("node", scriptPath, options, ts.sys);
  if (resolvedTypeReferenceDirective !== undefined) return [];
  return [join(dirname(require.resolve("@types/node/package.json")), "index.d.ts")];
}

/** In a checkout without built types `goldpan` is its sources: they are checked elsewhere. */
const ownFolders = ["client", "common", "master", "storage", "worker"].map((folder) => join(packageRoot, folder, "/"));

function isOfTheScript(program: Program, file: typescript.SourceFile): boolean {
  if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) return false;
  return !ownFolders.some((folder) => file.fileName.startsWith(folder));
}

function errorsOf(diagnostics: readonly Diagnostic[]): TypeProblem[] {
  return diagnostics.filter(({ category }) => category === ts.DiagnosticCategory.Error).map(problemOf);
}

function problemOf({ file, start, messageText, code }: Diagnostic): TypeProblem {
  const message = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\s+/g, " ");
  if (file === undefined || start === undefined) return { file: "", line: 0, column: 0, code: `TS${code}`, message };
  return { ...placeIn(file, start), code: `TS${code}`, message };
}

function placeIn(file: typescript.SourceFile, start: number): Pick<TypeProblem, "file" | "line" | "column"> {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return { file: file.fileName, line: line + 1, column: character + 1 };
}

process.once("disconnect", () => process.exit(0));
process.send?.(check(process.argv[2] ?? ""), () => process.exit(0));
