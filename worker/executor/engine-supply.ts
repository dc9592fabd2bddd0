/**
 * Engines of attempts that follow each other: each has one of its own, made ahead while there is nothing else to do.
 *
 * The ones that are done with are closed together, once the executor has nothing to do or needs the memory: each close gives the process's
 * free memory back to the system, and the next attempt would fault it in again, page by page, which cost a tenth of a task's time.
 */
import { bareEngine, Engine, type BareEngine, type EngineOptions } from "../engine/engine.js";

/** Of a process's memory. With it, and what the next engine may take, the process stays within its limit. */
const keptShare = 0.25;
/** What one that is done with still holds is small, but not nothing. */
const doneWithMax = 32;

export class EngineSupply {
  private prepared: Promise<BareEngine | undefined> | undefined;
  private doneWith: (() => void)[] = [];

  /**
   * @param first  for the first attempt
   * @param memoryBytes  of each engine
   * @param processBytes  of the process that they are in
   */
  constructor(
    first: BareEngine,
    private readonly memoryBytes: number,
    private readonly processBytes: number,
  ) {
    this.prepared = Promise.resolve(first);
  }

  /** @throws EngineError */
  async open(options: Omit<EngineOptions, "memoryBytes">): Promise<Engine> {
    const taken = this.prepared;
    this.prepared = undefined;
    return await Engine.open({ ...options, memoryBytes: this.memoryBytes }, await taken);
  }

  /** Takes one back that did its work: it is closed sooner or later. */
  giveBack(engine: Engine): void {
    this.doneWith.push(engine.disconnect());
    const isLarge = process.memoryUsage.rss() > keptShare * this.processBytes;
    if (isLarge || this.doneWith.length >= doneWithMax) this.closeAll();
  }

  /** For a time without attempts: gives memory back to the system, and makes the next engine. */
  rest(): void {
    this.closeAll();
    // What fails now is tried again when it is needed, and tells then.
    this.prepared ??= bareEngine(this.memoryBytes).catch(() => undefined);
  }

  private closeAll(): void {
    for (const close of this.doneWith) close();
    this.doneWith = [];
  }
}
