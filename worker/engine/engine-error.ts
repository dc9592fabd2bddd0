/** What DuckDB says when it fails, typed: with `errors_as_json` a failure is an object, and its class decides, but for spilling. */

/** DuckDB's exception classes, as far as they decide what happens next. */
export type EngineErrorKind = "data" | "memory" | "spill" | "disk" | "interrupted" | "io" | "other";

const kinds: Readonly<Record<string, EngineErrorKind>> = {
  Conversion: "data",
  "Out of Range": "data",
  "Invalid Input": "data",
  "Mismatch Type": "data",
  Decimal: "data",
  "Out of Memory": "memory",
  INTERRUPT: "interrupted",
  IO: "io",
  Serialization: "io",
};

/** DuckDB has one class for reads, writes and a full disk; its own number says which. */
interface EngineErrorJson {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly errno?: string;
}

/**
 * A setting that DuckDB names where memory ends because no more may be spilled; its class is that of all ends of memory, and what was
 * spilled is gone when the query has failed.
 */
const spillSetting = "'max_temp_directory_size'";

/** ENOSPC and EDQUOT. */
const diskFullNumbers: readonly string[] = ["28", "122"];

export class EngineError extends Error {
  override readonly name = "EngineError";

  private constructor(
    readonly kind: EngineErrorKind,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }

  /** Any rejection of the binding. */
  static from(error: unknown): EngineError {
    if (error instanceof EngineError) return error;
    const text = error instanceof Error ? error.message : String(error);
    const json = parse(text);
    if (json === undefined) return new EngineError("other", text, error);
    const message = json.exception_message ?? text;
    if (json.errno !== undefined && diskFullNumbers.includes(json.errno))
      return new EngineError("disk", message, error);
    const kind = kinds[json.exception_type ?? ""] ?? "other";
    return new EngineError(kind === "memory" && message.includes(spillSetting) ? "spill" : kind, message, error);
  }
}

function parse(text: string): EngineErrorJson | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as EngineErrorJson;
  } catch {
    return undefined;
  }
}
