/** Parts of a whole that come side by side, and are used one after the other. */

/**
 * @param chunk  the taker's until it returns
 * @returns whether more is wanted
 */
export type Take = (chunk: Buffer) => boolean;

/** Gives all bytes of a part to `use`, in order; what that throws ends it. */
export type FetchPart = (use: (chunk: Buffer) => void) => Promise<void>;

class Enough extends Error {}

/** Buffers that no part needs now: they are large, and new ones at every turn would have the garbage collector run for them. */
const spare: Buffer[] = [];
const spareMax = 4;

/**
 * Passes the bytes of all parts on in order, as long as more is wanted: those of the first part that is not whole as they come; others
 * are held until it is their turn.
 * @param parallelMax  parts under way at once: one less is held
 * @param bytesMax     of a part
 * @throws the first failure, after what had begun has ended
 */
export async function takeInOrder(
  parts: readonly FetchPart[],
  { parallelMax, bytesMax }: { readonly parallelMax: number; readonly bytesMax: number },
  take: Take,
): Promise<void> {
  const held = new HeldParts(bytesMax, take);
  const begun: Promise<void>[] = [];
  try {
    for (const index of parts.keys()) {
      for (const fetch of parts.slice(begun.length, index + parallelMax)) {
        const place = begun.length;
        const come = fetch((chunk) => held.add(place, chunk));
        // It is waited for in its turn.
        come.catch(() => undefined);
        begun.push(come);
      }
      held.passOn(index);
      await begun[index];
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  } finally {
    held.isOver = true;
    await Promise.allSettled(begun);
    held.release();
  }
}

function giveBack(buffer: Buffer): void {
  if (spare.length < spareMax) spare.push(buffer);
}

class HeldParts {
  isOver = false;
  private next = 0;
  /** By part. */
  private readonly buffers = new Map<number, { readonly bytes: Buffer; length: number }>();

  constructor(
    private readonly bytesMax: number,
    private readonly take: Take,
  ) {}

  add(part: number, chunk: Buffer): void {
    if (this.isOver) throw new Enough();
    if (part === this.next) {
      this.pass(chunk);
      return;
    }
    let held = this.buffers.get(part);
    if (held === undefined) {
      held = { bytes: this.buffer(), length: 0 };
      this.buffers.set(part, held);
    }
    held.length += chunk.copy(held.bytes, held.length);
  }

  /** It is the turn of that part. */
  passOn(part: number): void {
    this.next = part;
    const held = this.buffers.get(part);
    if (held === undefined) return;
    this.buffers.delete(part);
    this.pass(held.bytes.subarray(0, held.length));
    giveBack(held.bytes);
  }

  release(): void {
    for (const { bytes } of this.buffers.values()) giveBack(bytes);
    this.buffers.clear();
  }

  private buffer(): Buffer {
    const found = spare.findIndex(({ length }) => length >= this.bytesMax);
    return spare.splice(found, found < 0 ? 0 : 1)[0] ?? Buffer.allocUnsafeSlow(this.bytesMax);
  }

  private pass(chunk: Buffer): void {
    if (!this.take(chunk)) throw new Enough();
  }
}
