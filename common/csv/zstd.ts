/**
 * Zstandard by its reference decoder, compiled to WebAssembly: it checks sizes and checksums, and takes several frames for one text.
 * Node has one of its own from release 22.15 on, which takes a second frame for damage and says nothing of bytes after the first.
 */
import { ZSTDDecoder } from "zstddec/stream";

/** What is used of the module: sizes and pointers are 32 bits wide. */
interface Decoder {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly malloc: (bytes: number) => number;
  readonly free: (pointer: number) => void;
  readonly ZSTD_createDCtx: () => number;
  readonly ZSTD_freeDCtx: (context: number) => number;
  readonly ZSTD_DStreamOutSize: () => number;
  /** @returns 0 at the end of a frame, how much it would like to have next, or an error */
  readonly ZSTD_decompressStream: (context: number, output: number, input: number) => number;
}

let decoder: Decoder | undefined;

/** The library's own loop over a stream does not look at errors: this keeps its module, for ours. */
class KeptDecoder extends ZSTDDecoder {
  /** Called without `this`. */
  override _init(result: { readonly instance: { readonly exports: unknown } }): void {
    super._init(result);
    decoder = result.instance.exports as Decoder;
  }
}

/** Of input at once. */
const blockBytes = 2 ** 16;
/** `{ pointer, size, position }`, as the decoder has it for its input and its output. */
const bufferBytes = 12;
const errorMax = 120;

/** zstd_errors.h; all others are damage, too. */
const errors: Readonly<Record<number, string>> = {
  10: "it is no zstd, or something else follows it",
  16: "it needs a window of more than 128 MiB",
  22: "its checksum is another one",
  32: "it needs a dictionary",
};

/** What was given is no zstd, or no longer. */
export class ZstdDamage extends Error {}

/**
 * @param parts  of the compressed text, in order
 * @param isWhole  whether they end where the text ends
 * @throws ZstdDamage, also for an end that comes too early
 */
export async function* decompressZstd(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  isWhole = true,
): AsyncGenerator<Uint8Array, void, undefined> {
  await new KeptDecoder().init();
  if (decoder === undefined) throw new TypeError("zstddec has no module");
  const stream = new Stream(decoder);
  try {
    for await (const part of parts) {
      for (let at = 0; at < part.length; at += blockBytes) yield* stream.add(part.subarray(at, at + blockBytes));
    }
    if (isWhole && stream.isOpen) throw new ZstdDamage("it ends too early");
  } finally {
    stream.close();
  }
}

class Stream {
  /** Before the end of a frame. */
  isOpen = true;
  private readonly context: number;
  private readonly outputBytes: number;
  private readonly memory: number;

  constructor(private readonly decoder: Decoder) {
    this.outputBytes = decoder.ZSTD_DStreamOutSize();
    this.context = decoder.ZSTD_createDCtx();
    this.memory = decoder.malloc(2 * bufferBytes + blockBytes + this.outputBytes);
    if (this.context === 0 || this.memory === 0) throw new Error("there is no memory to decompress it");
  }

  *add(block: Uint8Array): Generator<Uint8Array> {
    const { decoder, context, memory, outputBytes } = this;
    const [output, input] = [memory, memory + bufferBytes];
    const blockAt = memory + 2 * bufferBytes;
    const outputAt = blockAt + blockBytes;
    new Uint8Array(decoder.memory.buffer).set(block, blockAt);
    this.setBuffer(input, blockAt, block.length);
    for (let left = true; left;) {
      this.setBuffer(output, outputAt, outputBytes);
      const answer = decoder.ZSTD_decompressStream(context, output, input) | 0;
      if (answer < 0 && answer >= -errorMax) throw new ZstdDamage(errors[-answer] ?? "its bytes are damaged");
      this.isOpen = answer !== 0;
      const made = this.position(output);
      // Within a frame, a full buffer may not be all that there is.
      left = this.position(input) < block.length || (this.isOpen && made === outputBytes);
      if (made > 0) yield new Uint8Array(decoder.memory.buffer).slice(outputAt, outputAt + made);
    }
  }

  close(): void {
    this.decoder.ZSTD_freeDCtx(this.context);
    this.decoder.free(this.memory);
  }

  private setBuffer(buffer: number, pointer: number, size: number): void {
    const view = new DataView(this.decoder.memory.buffer);
    view.setUint32(buffer, pointer, true);
    view.setUint32(buffer + 4, size, true);
    view.setUint32(buffer + 8, 0, true);
  }

  private position(buffer: number): number {
    return new DataView(this.decoder.memory.buffer).getUint32(buffer + 8, true);
  }
}
