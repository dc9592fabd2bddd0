/**
 * Sizes of pieces as one byte each, so that a task of a thousand partitions costs the master a kilobyte: 0 for none, else the least b
 * with 1.1^b ≥ bytes, at most 255 (36 GB). What comes back is at most a tenth above what was.
 */
const base = 1.1;
const bytesOfSize = Array.from({ length: 256 }, (_, size) => (size === 0 ? 0 : Math.floor(base ** size)));

/** @param bytes  ≥ 0 */
export function pieceSizeOf(bytes: number): number {
  if (bytes <= 0) return 0;
  // The logarithm may be off by one where bytes is a power itself.
  let size = Math.min(255, Math.max(1, Math.ceil(Math.log(bytes) / Math.log(base))));
  while (size > 1 && pieceBytesOf(size - 1) >= bytes) size -= 1;
  while (size < 255 && pieceBytesOf(size) < bytes) size += 1;
  return size;
}

/** @returns the most bytes that this size stands for; 0 for 0 */
export function pieceBytesOf(size: number): number {
  return bytesOfSize[size] ?? 0;
}
