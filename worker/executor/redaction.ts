/**
 * Values that stay out of error texts: those of columns, and of fields in them, whose names `goldpan.redaction.columns` matches. Errors
 * travel to the master, into its journal and to whoever reads them.
 */
import { Config } from "../../common/config/config.js";
import type { Task } from "../../common/wire/types.js";
import { describeValue } from "./value-refused.js";

export const redacted = "***";

/** Unless `goldpan.redaction.columns` says otherwise. */
const namesDefault = "passw|pwd|secret|token|credential|(api|access|private)_?key";

export class Redaction {
  constructor(private readonly names: RegExp | undefined) {}

  /** As the task's settings say. */
  static of({ settings }: Pick<Task, "settings">): Redaction {
    const config = Config.resolve([{ source: "application", values: settings }]);
    const pattern = config.optional("goldpan.redaction.columns") ?? namesDefault;
    return new Redaction(pattern === "" ? undefined : new RegExp(pattern, "iu"));
  }

  hides(column: string): boolean {
    return this.names?.test(column) === true;
  }

  /** `delay = 15`, shortened. @param value  as JSON has it; nested ones may also be texts of DuckDB's */
  shown(column: string, value: unknown): string {
    return `${column} = ${this.hides(column) ? redacted : this.described(value)}`;
  }

  /**
   * Whether a text that a row function made tells a hidden value of its row, or enough of one.
   * @param row  values as JSON has them; nested ones may also be texts of DuckDB's
   */
  isToldBy(text: string, row: Readonly<Record<string, unknown>>): boolean {
    const told = text.toLowerCase();
    return this.hiddenIn(row).some((value) => partsOf(value.toLowerCase()).some((part) => told.includes(part)));
  }

  /** Texts of hidden values. */
  private hiddenIn(value: unknown, isHidden = false): string[] {
    if (value === null || value === undefined || value === "") return [];
    if (Array.isArray(value)) return value.flatMap((item: unknown) => this.hiddenIn(item, isHidden));
    if (typeof value === "object") {
      const entry = value as { key?: unknown };
      const isEntry = typeof entry.key === "string" && this.hides(entry.key);
      return Object.entries(value).flatMap(([name, inner]) =>
        this.hiddenIn(inner, isHidden || this.hides(name) || (isEntry && name === "value")),
      );
    }
    const plain = value as string | number | bigint | boolean;
    const text = String(plain);
    if (isHidden) return [text];
    // The text of a nested value: its fields are not told apart.
    return /^[[{]/.test(text) && this.hides(text) ? (text.match(/[^[\]{}'":=, ]+/g) ?? []) : [];
  }

  private described(value: unknown): string {
    // The text of a nested value: its fields are not told apart.
    if (typeof value === "string" && /^[[{]/.test(value) && this.hides(value)) return redacted;
    return describeValue(typeof value === "object" && value !== null ? this.without(value) : value);
  }

  private without(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.without(item));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
      name,
      this.hides(name) ? redacted : this.without(inner),
    ]);
    // Entries of a map.
    const entry = value as { key?: unknown };
    if (typeof entry.key !== "string" || !this.hides(entry.key)) return Object.fromEntries(entries);
    return { ...Object.fromEntries(entries), value: redacted };
  }
}

/** A text that has so many letters of a hidden value in a row tells it. */
const tellingLetters = 6;

function partsOf(value: string): string[] {
  const last = Math.max(0, Math.min(value.length, 10_000) - tellingLetters);
  return Array.from({ length: last + 1 }, (_, from) => value.slice(from, from + tellingLetters));
}
