/** What a command that fails leaves behind: one line on stderr and an exit code. */
import { asGoldpanError } from "../../common/errors/goldpan-error.js";

/** @returns the exit code that goes with the error */
export function tellError(thrown: unknown): number {
  const error = asGoldpanError(thrown);
  const hint = error.hint === "" ? "" : ` (${error.hint})`;
  process.stderr.write(`goldpan: error ${error.code}: ${`${error.message}${hint}`.replace(/\s*[\r\n]+\s*/g, " ")}\n`);
  return error.exitCode;
}
