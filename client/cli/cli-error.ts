/** What a command that fails leaves behind: one line on stderr and an exit code. */
import { asGoldpanError, isGoldpanError } from "../../common/errors/goldpan-error.js";

/**
 * @param faultsInFull  whether what is no error of ours is shown with its stack
 * @returns the exit code that goes with the error
 */
export function tellError(thrown: unknown, faultsInFull = false): number {
  if (faultsInFull && thrown instanceof Error && !isGoldpanError(thrown))
    process.stderr.write(`${thrown.stack ?? ""}\n`);
  const error = asGoldpanError(thrown);
  const hint = error.hint === "" ? "" : ` (${error.hint})`;
  process.stderr.write(`goldpan: error ${error.code}: ${`${error.message}${hint}`.replace(/\s*[\r\n]+\s*/g, " ")}\n`);
  return error.exitCode;
}
