/** A bundle of row functions is code: what is larger carries data that belongs into the object store. */
export const bundleBytesMax = 64 * 2 ** 20;
