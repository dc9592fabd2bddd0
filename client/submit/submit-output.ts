/** Where submit writes: stderr for people, and with --json nothing but one document at the end of stdout. */
import type { Notice } from "../../common/wire/types.js";
import type { JobRecord } from "./job-record.js";
import { ProgressLine } from "./progress.js";

export class SubmitOutput {
  readonly notices: Notice[] = [];
  private progress: ProgressLine | undefined;

  constructor(private readonly options: { readonly quiet: boolean }) {}

  /** One line for people; not with --json. */
  say(text: string): void {
    if (!this.options.quiet) this.line(`goldpan: ${text}`);
  }

  /** A line as it is, --json or not: the cause of a failure. */
  line(text: string): void {
    this.progress?.clear();
    process.stderr.write(`${text}\n`);
  }

  notice(notice: Notice): void {
    this.notices.push(notice);
    this.say(`note: ${notice.text}`);
  }

  showProgress(jobs: readonly JobRecord[]): void {
    if (this.options.quiet || this.progress !== undefined) return;
    const { stderr } = process;
    this.progress = new ProgressLine(
      {
        isTTY: stderr.isTTY,
        get columns() {
          return stderr.columns;
        },
        write: (text) => void stderr.write(text),
      },
      jobs,
      () => performance.now(),
    );
  }

  /** Idempotent. */
  stopProgress(): void {
    this.progress?.stop();
  }
}
