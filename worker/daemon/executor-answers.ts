/**
 * What executors may have, for they run the user's code and hold no credentials: to read the objects of their split as pinned,
 * to upload files that their attempt's name makes theirs, and the pieces of their task. Anything else is refused.
 */
import { join } from "node:path";
import type { Config } from "../../common/config/config.js";
import type { SettingKey } from "../../common/config/settings.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { AttemptKey, Task } from "../../common/wire/types.js";
import type { ObjectStore, PartGrant, PendingUpload, ReadGrant } from "../../storage/object-store.js";
import { diskError } from "../disk-full.js";
import { partitionFolder } from "../../storage/table/hive-partitions.js";
import type { ExecutorRequests } from "../executor-protocol.js";
import { dataFileEnding, quarantineFileName, sinkFileName } from "../sink-file-name.js";
import type { ExecutorRequest } from "./application-executors.js";
import type { Attempt } from "./attempt.js";
import { fetchPieces } from "./fetch-pieces.js";
import { HostFolders } from "./host-folders.js";
import type { PieceStore } from "./piece-store.js";

/** Signed URLs are good for so long; an attempt that takes longer asks again. */
const grantValidMs = 3_600_000;
const partNumberMax = 10_000;

export interface AnswerOptions {
  readonly workerId: string;
  readonly token: string | undefined;
  readonly store: ObjectStore;
  readonly pieces: PieceStore;
  readonly config: Config;
  /** Resolves when the master has the upload on record. */
  readonly recordUpload: (attempt: Attempt, upload: PendingUpload) => Promise<void>;
}

export class ExecutorAnswers {
  private readonly hostFolders = new HostFolders();

  constructor(private readonly options: AnswerOptions) {}

  async answer(attempt: Attempt, executorFolder: string, request: ExecutorRequest): Promise<unknown> {
    switch (request.method) {
      case "grantReads":
        return this.grantReads(attempt, request.ask);
      case "fetchPieces":
        return this.fetchPieces(attempt, executorFolder);
      case "createUpload":
        return this.createUpload(attempt, request.ask);
      case "grantParts":
        return this.grantParts(attempt, request.ask);
    }
  }

  private async grantReads(
    { task }: Attempt,
    { objects }: ExecutorRequests["grantReads"]["ask"],
  ): Promise<readonly ReadGrant[]> {
    const files = task.split?.files ?? [];
    for (const { uri, etag } of objects) {
      if (!files.some((file) => file.uri === uri && file.etag === etag)) throw refuse(`${uri} is not in its split`);
    }
    return Promise.all(objects.map(({ uri, etag }) => this.options.store.grantRead(uri, etag, grantValidMs)));
  }

  private async createUpload(
    attempt: Attempt,
    { uri }: ExecutorRequests["createUpload"]["ask"],
  ): Promise<PendingUpload> {
    if (!isFileOf(attempt.task, attempt.key, uri)) throw refuse(`${uri} is not its to write`);
    if (attempt.uploads.size >= this.uploadsMax(attempt.task))
      throw refuse("it has begun all uploads that an attempt may");
    const { store } = this.options;
    const upload = await store.createUpload(uri, { "goldpan-attempt": attempt.token });
    if (attempt.over.signal.aborted) {
      await store.abortUpload(upload);
      throw attempt.cancel("this attempt is over");
    }
    attempt.uploads.set(upload.uploadId, upload);
    await this.options.recordUpload(attempt, upload);
    return upload;
  }

  private async grantParts(
    attempt: Attempt,
    { upload, parts }: ExecutorRequests["grantParts"]["ask"],
  ): Promise<readonly PartGrant[]> {
    const own = attempt.uploads.get(upload.uploadId);
    if (own?.uri !== upload.uri) throw refuse("this upload is not its own");
    if (parts.some(({ number }) => !(number >= 1 && number <= partNumberMax))) throw refuse("no such part number");
    const { store } = this.options;
    return Promise.all(parts.map(({ number, offset }) => store.grantPart(own, number, offset, grantValidMs)));
  }

  /** A sink's files and its quarantine's. */
  private uploadsMax(task: Task): number {
    if (!task.fragment?.delivery?.sink) return 2;
    return 2 * this.configOf(task, "goldpan.sink.filesMax").integer("goldpan.sink.filesMax") + 1;
  }

  /** This worker's settings, the application's of these keys before them. */
  private configOf({ settings }: Task, ...keys: readonly SettingKey[]): Config {
    const values = Object.fromEntries(Object.entries(settings).filter(([key]) => keys.some((one) => one === key)));
    return this.options.config.with("application", values);
  }

  private async fetchPieces(
    attempt: Attempt,
    executorFolder: string,
  ): Promise<ExecutorRequests["fetchPieces"]["answer"]> {
    const { workerId, token, pieces } = this.options;
    const folder = join(executorFolder, "fetched", attempt.token);
    const config = this.configOf(attempt.task, "goldpan.reducer.maxSizeInFlight", "goldpan.shuffle.readHostLocalDisk");
    const bytesInFlightMax = config.bytes("goldpan.reducer.maxSizeInFlight");
    const { signal } = attempt.over;
    const reserve = (bytes: number) => {
      pieces.reserve(attempt.token, bytes);
    };
    const hostFolders = config.optionalBoolean("goldpan.shuffle.readHostLocalDisk") ? this.hostFolders : undefined;
    const options = { workerId, token, pieces, hostFolders, bytesInFlightMax, signal, reserve };
    try {
      return await fetchPieces(attempt.task.inputs, folder, options);
    } catch (error) {
      throw diskError(error, executorFolder);
    }
  }
}

/** A data file named after the attempt, in the folders of the table's partition columns and no others, or its quarantine file. */
function isFileOf(task: Task, key: AttemptKey, uri: string): boolean {
  const { sink, pieces } = task.fragment?.delivery ?? {};
  const target = sink ?? pieces?.quarantine;
  if (!target) return false;
  const isNamed = (table: string, start: string, partitionBy: readonly string[], ending = ".parquet"): boolean => {
    if (table === "" || !uri.startsWith(table)) return false;
    const folders = uri.slice(table.length).split("/");
    const name = folders.pop() ?? "";
    const inPartition = folders.every((folder, index) => folder.startsWith(partitionStart(partitionBy[index])));
    return name.startsWith(start) && name.endsWith(ending) && folders.length === partitionBy.length && inPartition;
  };
  if (sink && isNamed(sink.table, sinkFileName(sink, key), sink.partitionBy, dataFileEnding(sink))) return true;
  return isNamed(target.quarantineTable, quarantineFileName(target, key), []);
}

/** `key=`, as the folder of a value begins. */
function partitionStart(column: string | undefined): string {
  return column === undefined ? "/" : partitionFolder([[column, "x"]]).slice(0, -"x/".length);
}

function refuse(why: string): GoldpanError {
  return new GoldpanError("INTERNAL", `the attempt asked for what it may not have: ${why}`, { retry: "never" });
}
