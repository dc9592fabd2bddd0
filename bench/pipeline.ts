/** What `side-by-side.ts` runs: a script of ours, and what it is measured beside. */
import type { TestMinio } from "../tests/support/minio.js";

/** A program beside ours. It prints `{"calledAtMs":…,"returnedAtMs":…}` as a line of its own. */
export interface Peer {
  readonly name: string;
  readonly command: readonly string[];
}

export interface Pipeline {
  readonly title: string;
  /** Lands what it reads. */
  land(minio: TestMinio): Promise<void>;
  /** The script, and its arguments, by what the run is called. */
  readonly runs: readonly { readonly name: string; readonly script: string; readonly args: readonly string[] }[];
  /** The first one is what all are compared with. */
  readonly peers: readonly [Peer, ...Peer[]];
  /** Called after all have run. @throws Error where the results differ */
  verify?(minio: TestMinio): Promise<void>;
  /** What the peers wrote. */
  readonly outputs: readonly string[];
}
