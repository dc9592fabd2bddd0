import type { CopiedFile } from "../engine/engine.js";

/** A checked file that waits for its upload. */
export interface SinkFile extends CopiedFile {
  readonly path: string;
  readonly uri: string;
  readonly quarantine: boolean;
}
