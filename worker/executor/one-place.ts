/** A place for one at a time, first come first served. */
export class OnePlace {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when the place is free, with what gives it back; giving back twice is harmless. */
  async take(): Promise<() => void> {
    const before = this.last;
    let release: () => void = () => undefined;
    this.last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }
}
