/** What an expression lacks for having a meaning, beside its error: another relation below might give it. */
export type Lack =
  /** `path` as it is written. */
  | { readonly kind: "column"; readonly path: readonly string[] }
  /** An aggregate stands where there are no groups: in the expression of this text. */
  | { readonly kind: "aggregate"; readonly sql: string };

const lacks = new WeakMap<Error, Lack>();

export function withLack<E extends Error>(error: E, lack: Lack): E {
  lacks.set(error, lack);
  return error;
}

export function lackOf(error: unknown): Lack | undefined {
  return error instanceof Error ? lacks.get(error) : undefined;
}
