/** Functions that keep something from page to page, inside the thread: aggregates of groups, and functions from rows to rows. */
import type {
  AggregateStart,
  ArgumentRead,
  CallResult,
  PackedArgument,
  PartitionsStart,
  SessionPage,
} from "./function-protocol.js";
import { readerOf, writerOf, type ValueReader } from "./function-values.js";
import type { LoadedAggregate, LoadedPartitions, PartitionRow } from "./load-row-functions.js";

/** Which row of the page a function failed on. */
export class SessionFailed extends Error {
  override readonly name = "SessionFailed";

  constructor(
    readonly row: number,
    cause: unknown,
  ) {
    super("a function failed", { cause });
  }
}

type Rows = Omit<CallResult, "kind" | "request">;

function readersOf(columns: readonly PackedArgument[], reads: readonly ArgumentRead[], bigint: boolean): ValueReader[] {
  return columns.map((column, index) => {
    const read = reads[index];
    return readerOf(column, read?.kind ?? "text", { bigint, shape: read?.shape });
  });
}

interface Callbacks {
  readonly init: () => unknown;
  readonly add: (state: unknown, ...values: unknown[]) => unknown;
  readonly merge: (state: unknown, other: unknown) => unknown;
  readonly finish: (state: unknown) => unknown;
}

/** Folds the rows of one group after the other: rows come sorted by group. */
export class AggregateSession {
  private readonly callbacks: Callbacks;
  private state: unknown;
  /** Whether a group has begun. */
  private begun = false;
  /** Whether the state is that of rows: merging begins with the first one that comes. */
  private filled = false;

  constructor(
    declared: LoadedAggregate,
    private readonly start: AggregateStart,
  ) {
    this.callbacks = declared as unknown as Callbacks;
  }

  /** @returns the results of groups that ended with this page. @throws SessionFailed */
  page({ rows, columns, starts }: SessionPage): Rows {
    const results: unknown[] = [];
    let row = 0;
    try {
      const { argumentReads, bigint, merges, callOnNull } = this.start;
      const readers = readersOf(columns, argumentReads, bigint);
      for (; row < rows; row += 1) {
        if (starts?.[row] === 1 || !this.begun) this.begin(results);
        if (merges) this.merge(readers[0]?.(row));
        else {
          const values = readers.map((read) => read(row));
          if (callOnNull || !values.includes(null)) this.state = this.callbacks.add(this.state, ...values);
        }
      }
      return this.packed(results);
    } catch (error) {
      throw new SessionFailed(row, error);
    }
  }

  /** @returns the last group's result: that of no rows when none came */
  end(): Rows {
    const results: unknown[] = [];
    if (!this.begun) this.begin(results);
    results.push(this.result());
    return this.packed(results);
  }

  private begin(results: unknown[]): void {
    if (this.begun) results.push(this.result());
    this.state = this.callbacks.init();
    this.begun = true;
    this.filled = false;
  }

  private merge(other: unknown): void {
    this.state = this.filled ? this.callbacks.merge(this.state, other) : other;
    this.filled = true;
  }

  private result(): unknown {
    return this.start.finishes ? this.callbacks.finish(this.state) : this.state;
  }

  private packed(results: readonly unknown[]): Rows {
    const { kind, type } = this.start.returns;
    const writer = writerOf(kind, type, results.length);
    results.forEach((value, index) => {
      writer.add(index, value);
    });
    return { rows: results.length, columns: [writer.finish()] };
  }
}

/** Rows through one run of a function: it asks for batches, we answer with pages as they come. */
export class PartitionsSession {
  private readonly gathered: PartitionRow[] = [];
  private waiting: ((batch: readonly PartitionRow[] | undefined) => void) | undefined;
  /** Resolves when the function asks for the next batch, or has ended. */
  private rested = newLatch();
  private ended: { readonly error: unknown } | "well" | undefined;

  constructor(
    declared: LoadedPartitions,
    private readonly start: PartitionsStart,
  ) {
    void this.run(declared);
  }

  /** @throws SessionFailed */
  async page({ rows, columns }: SessionPage): Promise<Rows> {
    const { inputs, bigint } = this.start;
    const readers = readersOf(columns, inputs, bigint);
    const names = inputs.map(({ name }) => name);
    const batch = Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(names.map((name, index) => [name, readers[index]?.(row)])),
    );
    return await this.give(batch);
  }

  /** @throws SessionFailed */
  async end(): Promise<Rows> {
    return await this.give(undefined);
  }

  private async give(batch: readonly PartitionRow[] | undefined): Promise<Rows> {
    await this.rested.opened;
    if (this.ended === undefined) {
      this.rested = newLatch();
      this.waiting?.(batch);
      await this.rested.opened;
    }
    if (typeof this.ended === "object") throw new SessionFailed(0, this.ended.error);
    return this.packed(this.gathered.splice(0));
  }

  private async run({ call }: LoadedPartitions): Promise<void> {
    try {
      for await (const rows of call(this.batches())) for (const row of rows) this.gathered.push(row);
      this.ended = "well";
    } catch (error) {
      this.ended = { error };
    }
    this.rested.open();
  }

  private async *batches(): AsyncGenerator<readonly PartitionRow[]> {
    for (;;) {
      const next = new Promise<readonly PartitionRow[] | undefined>((resolve) => {
        this.waiting = resolve;
      });
      this.rested.open();
      const batch = await next;
      if (batch === undefined) return;
      yield batch;
    }
  }

  private packed(rows: readonly PartitionRow[]): Rows {
    const columns = this.start.outputs.map(({ name, kind, type }) => {
      const writer = writerOf(kind, type, rows.length);
      rows.forEach((row, index) => {
        writer.add(index, row[name]);
      });
      return writer.finish();
    });
    return { rows: rows.length, columns };
  }
}

interface Latch {
  readonly opened: Promise<void>;
  open(): void;
}

function newLatch(): Latch {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
