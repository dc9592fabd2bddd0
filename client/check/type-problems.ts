/** A script's types, looked at by TypeScript in a process of its own while everything else goes on. */
import { fork, type ChildProcess } from "node:child_process";
import { childEnvironment } from "../../common/config/child-environment.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { entryPointPath } from "../../common/package-root.js";

export interface TypeProblem {
  /** Absolute; empty where the problem is nobody's line. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** TypeScript's, `TS2345`, or COLUMN_OPERATOR. */
  readonly code: string;
  readonly message: string;
}

/** What dist/types-check.js sends. */
export interface TypesAnswer {
  /** Files of the script's own that were checked. */
  readonly files: number;
  /** Of the tsconfig.json that was followed. */
  readonly configPath: string | undefined;
  readonly problems: readonly TypeProblem[];
}

/** Half of the time goes into collecting garbage of a process that ends in a second: it gets room instead. */
const execArgv = ["--min-semi-space-size=64", "--max-semi-space-size=128"];

export interface TypesCheck {
  readonly answer: Promise<TypesAnswer>;
  /** Ends the process, if it still runs. */
  stop(): void;
}

/** @param scriptPath  absolute. The answer rejects with INTERNAL where the process ends without one. */
export function startTypesCheck(scriptPath: string): TypesCheck {
  const child = fork(entryPointPath("types-check"), [scriptPath], {
    env: childEnvironment({}),
    execArgv,
    serialization: "advanced",
  });
  const answer = answerOf(child);
  // Whoever gives up before asking has said why.
  answer.catch(() => undefined);
  return { answer, stop: () => void child.kill("SIGKILL") };
}

async function answerOf(child: ChildProcess): Promise<TypesAnswer> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as TypesAnswer));
    child.once("error", reject);
    child.once("close", (code, signal) =>
      reject(new GoldpanError("INTERNAL", `the check of types ended by ${String(signal ?? code)} without an answer`)),
    );
  });
}
