/** A seeded generator of choices: the same seed makes the same case on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 to below 2^32. @see Tommy Ettinger, mulberry32 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + (this.next() % (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share * 2 ** 32;
  }

  /** @throws for an empty list */
  pick<T>(items: readonly T[]): T {
    const item = items[this.next() % Math.max(1, items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** `count` different items, or all there are, in random order. */
  sample<T>(items: readonly T[], count: number): T[] {
    return this.shuffle(items).slice(0, count);
  }

  shuffle<T>(items: readonly T[]): T[] {
    const left = [...items];
    const drawn: T[] = [];
    while (left.length > 0) drawn.push(...left.splice(this.next() % left.length, 1));
    return drawn;
  }

  /** An independent generator. */
  fork(): Random {
    return new Random(this.next());
  }
}
