/**
 * One attempt in this process: fetch its input, wait for the place to run, run the fragment, deliver. Fetching and uploading
 * overlap with another attempt's run; whatever happens, its folder and its engine are gone at the end.
 */
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Config } from "../../common/config/config.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type {
  AttemptReport,
  ExpectationTally,
  FileSlice,
  PendingFile,
  ScanSource,
  Task,
  ValuesSource,
} from "../../common/wire/types.js";
import { inParallel } from "../../common/in-parallel.js";
import { s3ConfigOf, type StoreRetry } from "../../storage/s3/s3-config.js";
import type { TransferOptions } from "../../storage/transfer.js";
import { spillFolder, type Engine } from "../engine/engine.js";
import { EngineError } from "../engine/engine-error.js";
import type { ExecutorStart } from "../executor-protocol.js";
import { AttemptDelivery, deliveredNames, type Delivered } from "./attempt-delivery.js";
import { attemptError } from "./attempt-error.js";
import { loadArrow } from "./deliver-result.js";
import { uploadSinkFile } from "./deliver-sink.js";
import type { SinkFile } from "./sink-file.js";
import { engineOptions, spillBytesMax } from "./engine-options.js";
import type { ExecutorTools } from "./executor-tools.js";
import type { FragmentInput } from "./fragment-context.js";
import { FragmentRun, type FragmentResult } from "./fragment-run.js";
import { Redaction } from "./redaction.js";
import { RowFunctionCalls } from "./row-function-calls.js";
import { findUnreadable } from "./find-unreadable.js";
import type { LocalSlice } from "./local-slice.js";
import type { OnePlace } from "./one-place.js";
import { operatorsOf } from "./operators-of.js";
import { localRows } from "./source-sql.js";
import { formatBytes } from "../../common/units.js";
import type { BadFile } from "../../common/errors/unreadable-files.js";
import { SpillWatch } from "./spill-watch.js";

/** How far an attempt is; read by the executor for its progress messages. */
export interface AttemptProgress {
  rowsRead: number;
  bytesRead: number;
  rowsWritten: number;
  bytesWritten: number;
}

interface Fetched {
  readonly slices: readonly LocalSlice[];
  readonly input: FragmentInput;
}

interface Run {
  readonly result: FragmentResult;
  /** When the operators were done; what follows is delivery. */
  readonly ranAt: number;
  readonly delivered: Delivered;
}

/** Uploads of one attempt side by side: a partitioned table has many small files. */
const filesAtOnce = 3;

/** Of an attempt. */
const badFilesNamedMax = 20;

export class AttemptRun {
  private cancelled = false;
  /** Rejects once the attempt is cancelled. */
  private readonly cancellation: Promise<never>;
  private rejectAll: (error: GoldpanError) => void = () => undefined;
  /** Whether it has the place to run, and with it the engine and the row functions. */
  private running = false;
  private engine: Engine | undefined;
  private fragment: FragmentRun | undefined;
  private slices: readonly LocalSlice[] = [];
  private badFiles: BadFile[] = [];
  private rowsTotal = 0;
  private bytesRead = 0;
  private written = { rows: 0, bytes: 0 };
  private readonly folder: string;
  private readonly config: Config;
  private spillBytes = 0;
  private spilledBytes = 0;
  private spill: SpillWatch | undefined;
  private releasePlace: () => void = () => undefined;

  constructor(
    readonly token: string,
    private readonly task: Task,
    private readonly start: ExecutorStart,
    private readonly tools: ExecutorTools,
  ) {
    this.folder = join(start.folder, "attempts", token);
    this.cancellation = new Promise((_, reject) => {
      this.rejectAll = reject;
    });
    // Most attempts are never cancelled, and then nobody waits for it.
    this.cancellation.catch(() => undefined);
    this.config = Config.resolve([{ source: "application", values: task.settings }]);
  }

  /** Rejects with a GoldpanError that says where and why. */
  async run(): Promise<AttemptReport> {
    try {
      return await this.attempt();
    } catch (error) {
      throw await attemptError(error, {
        engine: this.engine,
        slices: this.slices,
        steps: this.fragment?.steps ?? [],
        memoryBytes: this.start.memoryBytes,
        readsPieces: this.task.inputs.length > 0 && scanOf(this.task) === undefined,
        spillBytesMax: this.spillBytes,
        folder: this.start.folder,
        redaction: Redaction.of(this.task),
        isCancelled: this.isCancelled,
      });
    } finally {
      this.spill?.close();
      this.engine?.close();
      this.releasePlace();
      await rm(this.folder, { recursive: true, force: true });
      await rm(join(this.start.folder, "fetched", this.token), { recursive: true, force: true });
    }
  }

  /** Ends it soon: the running query, the row function, the next transfer. */
  async cancel(): Promise<void> {
    this.cancelled = true;
    this.rejectAll(cancelledError());
    if (!this.running) return;
    this.engine?.interrupt();
    await this.tools.endFunctions();
  }

  progress(): AttemptProgress {
    const share = this.engine?.progress() ?? 0;
    return {
      rowsRead: this.written.rows > 0 ? this.rowsTotal : Math.floor(this.rowsTotal * share),
      bytesRead: this.bytesRead,
      rowsWritten: this.written.rows,
      bytesWritten: this.written.bytes,
    };
  }

  private readonly isCancelled = (): boolean => this.cancelled;

  private async attempt(): Promise<AttemptReport> {
    await mkdir(this.folder, { recursive: true });
    const endFetch = await this.takePlace(this.tools.fetchPlace);
    const began = performance.now();
    const fetching = this.orCancelled(this.fetch()).finally(endFetch);
    // While the input is on its way; should it fail, the delivery will say so.
    if (this.task.fragment?.delivery?.result) loadArrow().catch(() => undefined);
    const fetched = await fetching;
    const fetchedAt = performance.now();
    const release = await this.takePlace(this.tools.runPlace);
    let result: FragmentResult;
    let delivered: Delivered;
    const runAt = performance.now();
    let ranAt = runAt;
    try {
      this.running = true;
      this.throwIfCancelled();
      ({ result, ranAt, delivered } = await this.runAndDeliver(fetched));
      this.spilledBytes = (await this.spill?.peakBytes()) ?? 0;
      if (this.engine) this.tools.engines.giveBack(this.engine);
      release();
    } catch (error) {
      // The place is kept until the failure is explained, which takes the engine.
      this.releasePlace = release;
      throw error;
    } finally {
      this.running = false;
    }
    await this.tools.splits.giveBack(this.slices);
    this.written = { rows: delivered.rows, bytes: delivered.bytes };
    const files = await this.orCancelled(this.upload(delivered.files));
    return {
      rowsRead: this.rowsTotal,
      bytesRead: this.bytesRead,
      rowsOut: delivered.rows,
      bytesOut: delivered.bytes,
      rowsQuarantined: result.rowsQuarantined,
      rowsDropped: result.rowsDropped,
      expectations: [...result.tallies, ...this.fileTallies()],
      files,
      fetchMs: Math.round(fetchedAt - began),
      runMs: Math.round(ranAt - runAt),
      deliverMs: Math.round(performance.now() - ranAt),
      memoryPeakBytes: await peakMemoryBytes(),
      pieceSizes: delivered.pieceSizes,
      pieceStatistics: [...delivered.statistics],
      spilledBytes: this.spilledBytes,
    };
  }

  /** Files of a scan that leaves bad ones out. */
  private fileTallies(): ExpectationTally[] {
    const expectation = scanOf(this.task)?.badFiles;
    if (expectation === undefined) return [];
    const files = this.task.split?.files ?? [];
    const rows = files.filter(isBeginning).length;
    const examples = this.badFiles
      .slice(0, badFilesNamedMax)
      .map(({ file, bytes, problem }) => `${file} (${formatBytes(bytes)}): ${problem}`);
    return [{ expectation, rows, violations: this.badFiles.length, nullViolations: 0, examples }];
  }

  private throwIfCancelled(): void {
    if (this.cancelled) throw cancelledError();
  }

  /** Does not wait for what is cancelled; it fails later, when its files are gone, and nobody minds. */
  private async orCancelled<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    return await Promise.race([work, this.cancellation]);
  }

  private async takePlace(place: OnePlace): Promise<() => void> {
    const taken = place.take();
    try {
      return await this.orCancelled(taken);
    } catch (error) {
      void taken.then((release) => {
        release();
      });
      throw error;
    }
  }

  private get transfer(): TransferOptions & { readonly isCancelled: () => boolean } {
    const { token } = this;
    const onRetry = (retry: StoreRetry): void => {
      this.tools.daemon.tell({ kind: "storeRetry", token, retry });
    };
    return { retry: { ...s3ConfigOf(this.config).retry, onRetry }, isCancelled: this.isCancelled };
  }

  private async fetch(): Promise<Fetched> {
    const { token, task } = this;
    const scan = scanOf(task);
    if (scan) {
      const options = { ...this.transfer, onBytes: (bytes: number) => void (this.bytesRead += bytes) };
      const fetched = await this.tools.splits.fetch(token, task, scan, this.folder, options);
      this.slices = fetched.slices;
      this.badFiles = [...fetched.bad];
    }
    const pieces = task.inputs.length > 0 ? await this.tools.daemon.ask("fetchPieces", { token }) : [];
    const values = new Map<ValuesSource, string>();
    for (const { values: source } of operatorsOf(task.fragment?.operators ?? [])) {
      if (!source) continue;
      const path = join(this.folder, `values-${String(values.size)}.json`);
      await writeFile(path, source.rowsJson);
      values.set(source, path);
    }
    this.rowsTotal = rowsIn(this.slices) + pieces.flat().reduce((sum, piece) => sum + piece.rows, 0);
    return { slices: this.slices, input: { slices: this.slices, pieces, values } };
  }

  /** Records are taken for well-formed first, which costs least; where one is not, all is begun anew. */
  private async runAndDeliver(fetched: Fetched): Promise<Run> {
    try {
      return await this.runWhole(fetched, true);
    } catch (error) {
      const mended = error instanceof EngineError && error.kind === "data" && this.fragment?.trusts === true;
      if (!mended || this.cancelled) throw error;
      await this.undo();
      return await this.runWhole(fetched, false);
    }
  }

  /** Where bad files may be left out, all is begun anew without one that turns out damaged only now. */
  private async runWhole(fetched: Fetched, trustsRecords: boolean): Promise<Run> {
    try {
      return await this.runOnce(fetched, trustsRecords);
    } catch (error) {
      const bad = await this.unreadableFile(error, fetched);
      if (bad === undefined || this.cancelled) throw error;
      await this.undo();
      this.badFiles.push(bad);
      this.slices = fetched.slices.filter(({ slice }) => slice.uri !== bad.file);
      this.rowsTotal -= rowsIn(fetched.slices) - rowsIn(this.slices);
      const { slices } = this;
      return await this.runWhole({ ...fetched, slices, input: { ...fetched.input, slices } }, trustsRecords);
    }
  }

  private async unreadableFile(error: unknown, { slices }: Fetched): Promise<BadFile | undefined> {
    if (scanOf(this.task)?.badFiles === undefined) return undefined;
    if (this.engine === undefined || !(error instanceof EngineError)) return undefined;
    return (await findUnreadable(this.engine, slices, error))?.bad;
  }

  private async undo(): Promise<void> {
    this.spill?.close();
    this.engine?.close();
    await Promise.all(deliveredNames.map((name) => rm(join(this.folder, name), { recursive: true, force: true })));
  }

  private async runOnce(fetched: Fetched, trustsRecords: boolean): Promise<Run> {
    const { engine, fragment } = await this.open(fetched, trustsRecords);
    const result = await fragment.run();
    const ranAt = performance.now();
    const { task, token, folder, config, start } = this;
    const { context } = fragment;
    const delivery = new AttemptDelivery({ engine, context, task, token, folder, config, start });
    return { result, ranAt, delivered: await delivery.deliver(result) };
  }

  private async open(
    fetched: Fetched,
    trustsRecords: boolean,
  ): Promise<{ readonly engine: Engine; readonly fragment: FragmentRun }> {
    const disk = await statfs(this.folder);
    this.spillBytes = spillBytesMax(disk.bavail * disk.bsize);
    const engine = await this.tools.engines.open(
      engineOptions(this.start, this.task, {
        folder: this.folder,
        files: fetched.input.pieces.flat().map(({ path }) => path),
        spillBytesMax: this.spillBytes,
        volatileFunctions: this.tools.volatileFunctions,
      }),
    );
    this.engine = engine;
    this.throwIfCancelled();
    this.spill = new SpillWatch(spillFolder(this.folder));
    this.fragment = new FragmentRun(this.task, fetched.input, {
      engine,
      translator: this.tools.translator,
      volatileFunctions: this.tools.volatileFunctions,
      functionCalls: new RowFunctionCalls(engine, Redaction.of(this.task), this.tools.functionWorker, this.isCancelled),
      isCancelled: this.isCancelled,
      trustsRecords,
    });
    return { engine, fragment: this.fragment };
  }

  private async upload(files: readonly SinkFile[]): Promise<PendingFile[]> {
    const partBytes = this.config.bytes("goldpan.hadoop.fs.s3a.multipart.size");
    return await inParallel(files, filesAtOnce, (file) =>
      uploadSinkFile(this.tools.daemon, this.token, file, partBytes, this.transfer),
    );
  }
}

function rowsIn(slices: readonly LocalSlice[]): number {
  return slices.reduce((sum, slice) => sum + localRows(slice), 0);
}

/** Of files that several tasks share, one has the beginning. */
function isBeginning({ range, rowGroups }: FileSlice): boolean {
  if (range) return range.from === 0;
  return rowGroups.length === 0 || rowGroups.some(({ index }) => index === 0);
}

function scanOf({ fragment }: Task): ScanSource | undefined {
  return operatorsOf(fragment?.operators ?? []).find(({ scan }) => scan)?.scan ?? undefined;
}

function cancelledError(): GoldpanError {
  return new GoldpanError("ATTEMPT_CANCELLED", "the attempt was cancelled");
}

/** Most that this process held so far; 0 where the system does not say. */
async function peakMemoryBytes(): Promise<number> {
  try {
    const status = await readFile("/proc/self/status", "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
