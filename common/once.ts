/** The first call does it, later ones get the first one's promise. */
export function once<Arguments extends unknown[]>(
  work: (...given: Arguments) => Promise<void>,
): (...given: Arguments) => Promise<void> {
  let done: Promise<void> | undefined;
  return (...given) => (done ??= work(...given));
}
