/** A delimiter of several bytes, which the table of single bytes does not know: found as bytes pass by, so that quotes open after it. */
export class LongDelimiter {
  private readonly bytes: Buffer;
  /** By how many bytes match so far: how many still do where the next one does not. */
  private readonly shorter: number[] = [0];
  private matched = 0;

  constructor(delimiter: string) {
    this.bytes = Buffer.from(delimiter);
    for (let length = 1; length < this.bytes.length; length++) {
      this.shorter.push(this.longer(this.shorter[length - 1] ?? 0, this.bytes[length]));
    }
  }

  /** @returns whether this byte, outside quotes, is the delimiter's last one; none of its bytes counts twice */
  endsWith(byte: number | undefined): boolean {
    this.matched = this.longer(this.matched, byte);
    if (this.matched < this.bytes.length) return false;
    this.matched = 0;
    return true;
  }

  /** What came before is no part of one. */
  forget(): void {
    this.matched = 0;
  }

  private longer(matched: number, byte: number | undefined): number {
    let length = matched;
    while (length > 0 && this.bytes[length] !== byte) length = this.shorter[length - 1] ?? 0;
    return this.bytes[length] === byte ? length + 1 : 0;
  }
}
