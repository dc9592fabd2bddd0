/**
 * JSON that keeps its numbers as they are written: DuckDB's trees hold 64-bit integers and bare `Infinity` and `NaN`, which
 * JSON.parse would round or refuse. Everything else is plain JavaScript.
 */

/** A number, as text. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export interface JsonObject {
  readonly [key: string]: Json;
}
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;

/** @throws SyntaxError for text that is not JSON */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

export function formatJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text;
  if (isArray(value)) return `[${value.map(formatJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${formatJson(member)}`)
    .join(",")}}`;
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isArray(value) && !(value instanceof JsonNumber);
}

const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?(?:[0-9][-+.0-9eE]*|Infinity|NaN))|(true|false|null))/y;

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  value(): Json {
    const [, mark, quoted, number, word] = this.next();
    if (quoted !== undefined) return JSON.parse(quoted) as string;
    if (number !== undefined) return new JsonNumber(number);
    if (word !== undefined) return word === "null" ? null : word === "true";
    if (mark === "[") return this.items("]", () => this.value());
    if (mark === "{") return Object.fromEntries(this.items("}", () => this.member()));
    throw this.unexpected();
  }

  end(): void {
    if (this.text.slice(this.position).trim() !== "") throw this.unexpected();
  }

  private member(): [string, Json] {
    const key = this.next()[2];
    if (key === undefined || this.next()[1] !== ":") throw this.unexpected();
    return [JSON.parse(key) as string, this.value()];
  }

  private items<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    const before = this.position;
    if (this.next()[1] === close) return items;
    this.position = before;
    for (;;) {
      items.push(item());
      const mark = this.next()[1];
      if (mark === close) return items;
      if (mark !== ",") throw this.unexpected();
    }
  }

  private next(): RegExpExecArray {
    token.lastIndex = this.position;
    const match = token.exec(this.text);
    if (match === null) throw this.unexpected();
    this.position = token.lastIndex;
    return match;
  }

  private unexpected(): SyntaxError {
    return new SyntaxError(`unexpected JSON at ${this.position}`);
  }
}
