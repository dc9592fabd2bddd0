/** A number of bytes that several have at once, given out in the order in which it is asked for. */
export class ByteBudget {
  private free: number;
  private readonly waiting: { readonly bytes: number; readonly begin: () => void }[] = [];

  /** @param bytesMax  given out at once, at least 1 */
  constructor(private readonly bytesMax: number) {
    this.free = bytesMax;
  }

  /** Runs something that needs so many bytes once they are free; what needs more than there are runs alone. */
  async use<Result>(bytes: number, run: () => Promise<Result>): Promise<Result> {
    const share = Math.min(Math.max(bytes, 0), this.bytesMax);
    if (this.waiting.length > 0 || share > this.free) {
      await new Promise<void>((begin) => this.waiting.push({ bytes: share, begin }));
    } else {
      this.free -= share;
    }
    try {
      return await run();
    } finally {
      this.free += share;
      this.wake();
    }
  }

  private wake(): void {
    for (;;) {
      const [next] = this.waiting;
      if (next === undefined || next.bytes > this.free) return;
      this.waiting.shift();
      this.free -= next.bytes;
      next.begin();
    }
  }
}
