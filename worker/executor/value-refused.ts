/** Values that can't enter or leave a row function, and what is said of them. */

/** A value that can't enter or leave a row function as declared. */
export class ValueRefused extends Error {
  override readonly name = "ValueRefused";

  constructor(
    message: string,
    readonly hint: string,
    readonly value: unknown,
  ) {
    super(message);
  }
}

/** A result that is not of the declared type. @param wanted  what would be, in words */
export function wrongType(value: unknown, returnType: string, wanted: string): ValueRefused {
  return new ValueRefused(
    `returned ${describeValue(value)}, which is no ${returnType}`,
    `return ${wanted}, or null`,
    value,
  );
}

const describedCharactersMax = 200;

/** A value as a message shows it: with its type where that is the point, shortened. */
export function describeValue(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : plainText(value);
  return text.length > describedCharactersMax ? `${text.slice(0, describedCharactersMax)}…` : text;
}

function plainText(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "an invalid Date" : value.toISOString();
  if (value instanceof Promise) return "a Promise";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${String(value)}n`;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return "an object";
  }
}

export const halfSurrogate = /\p{Surrogate}/u;

/** The text itself. @throws ValueRefused for half a surrogate pair, which UTF-8 has no form for */
export function wellFormed(text: string): string {
  if (!halfSurrogate.test(text)) return text;
  throw new ValueRefused(
    `returned ${describeValue(text)}, which holds half a surrogate pair`,
    'cut texts between characters, not between code units: [...text].slice(…).join(""), or text.toWellFormed()',
    text,
  );
}
