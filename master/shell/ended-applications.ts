/**
 * How applications ended, one JSON file each in the state folder: what `--status` and idempotency keys ask for is still known when the
 * journal has forgotten them. The newest thousand are kept.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApplicationStatusInput } from "../../common/wire/types.js";

const endedMax = 1_000;

export type EndedApplication = ApplicationStatusInput & { readonly applicationId: string };

export class EndedApplications {
  /** Oldest first. */
  private readonly known = new Map<string, EndedApplication>();

  private constructor(private readonly folder: string) {}

  /** A file that cannot be read, torn by a crash, is left out. Ids sort by time. */
  static open(folder: string): EndedApplications {
    const ended = new EndedApplications(folder);
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder).sort()) {
      const record = name.endsWith(".json") ? readRecord(join(folder, name)) : undefined;
      if (record !== undefined) ended.known.set(record.applicationId, record);
    }
    ended.prune();
    return ended;
  }

  get(applicationId: string): EndedApplication | undefined {
    return this.known.get(applicationId);
  }

  /** The latest application that succeeded under this key. */
  succeededUnder(idempotencyKey: string): EndedApplication | undefined {
    const answers = [...this.known.values()].filter(
      (record) => record.idempotencyKey === idempotencyKey && record.state === "FINISHED",
    );
    return answers.at(-1);
  }

  /** Saving it again, in a replay, changes nothing. */
  save(record: EndedApplication): void {
    if (this.known.has(record.applicationId)) return;
    const path = this.path(record.applicationId);
    writeFileSync(`${path}.new`, JSON.stringify(record));
    renameSync(`${path}.new`, path);
    this.known.set(record.applicationId, record);
    this.prune();
  }

  private prune(): void {
    for (const applicationId of [...this.known.keys()].slice(0, Math.max(0, this.known.size - endedMax))) {
      this.known.delete(applicationId);
      rmSync(this.path(applicationId), { force: true });
    }
  }

  private path(applicationId: string): string {
    return join(this.folder, `${applicationId}.json`);
  }
}

function readRecord(path: string): EndedApplication | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as EndedApplication;
  } catch {
    return undefined;
  }
}
