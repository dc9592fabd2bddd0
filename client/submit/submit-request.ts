/** What the command line asks of submit, and of check. */
import type { Config } from "../../common/config/config.js";

export interface SubmitRequest {
  /** Absolute. */
  readonly scriptPath: string;
  readonly args: readonly string[];
  readonly config: Config;
  readonly applicationName: string;
  /** What to say about the settings. */
  readonly notes: readonly string[];
  readonly verbose: boolean;
  readonly json: boolean;
}
