/**
 * The analyser's DuckDB: locked down, empty, one per analysis. It binds and never runs a user's expression, but binding folds
 * constants: who starts this process watches its memory and its time.
 */
import { DuckDBInstance, DuckDBScalarFunction, type DuckDBConnection } from "@duckdb/node-api";
import accessors from "@duckdb/node-api/lib/vectors/dataAccessors.js";
import { quoteText } from "../../common/sql-text.js";

// Its own decoder leaves out a U+FEFF that a text or a name begins with, as if texts were files.
Object.assign(accessors, { textDecoder: new TextDecoder("utf-8", { ignoreBOM: true }) });

/** What DuckDB says about a statement that it refuses, from errors_as_json. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";

  constructor(
    readonly exceptionType: string,
    readonly subtype: string,
    message: string,
    /** Byte offset in the statement. */
    readonly position: number | undefined,
    /** Nearest names, or signatures of a function. */
    readonly candidates: readonly string[],
    /** The name that is missing, and what kind of thing it would be. */
    readonly missing: { readonly name: string; readonly kind: string } | undefined,
    readonly call: string | undefined,
  ) {
    super(message);
  }
}

export class Engine {
  private tables = 0;

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  /** @param folder  the only one it may read from */
  static async open(options: { folder: string; timeZone: string; memoryBytes: number }): Promise<Engine> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const engine = new Engine(instance, connection);
    try {
      // The order matters: after the last line nothing can be changed.
      for (const setting of [
        "errors_as_json = true",
        `TimeZone = ${quoteText(options.timeZone)}`,
        `memory_limit = ${quoteText(`${Math.floor(options.memoryBytes / 2 ** 20)}MiB`)}`,
        "threads = 1",
        "temp_directory = ''",
        `allowed_directories = [${quoteText(options.folder)}]`,
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "enable_external_access = false",
        "lock_configuration = true",
      ]) {
        await engine.run(`SET ${setting}`);
      }
    } catch (error) {
      engine.close();
      throw error;
    }
    return engine;
  }

  /** Rows as text. @throws EngineRefusal */
  async rows(sql: string, parameters: readonly string[] = []): Promise<(string | null)[][]> {
    try {
      const reader = await this.connection.runAndReadAll(sql, [...parameters]);
      return reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : asText(value))));
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async run(sql: string): Promise<void> {
    try {
      await this.connection.run(sql);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** Names and types of a query's columns. */
  async describe(query: string): Promise<{ name: string; type: string }[]> {
    const rows = await this.rows(`DESCRIBE ${query}`);
    return rows.map(([name, type]) => ({ name: name ?? "", type: type ?? "" }));
  }

  /** Registers a function that binds like a row function and is never called. */
  async declare(name: string, argumentTypes: readonly string[], returnType: string): Promise<void> {
    const typeOf = async (type: string) => (await this.connection.run(`SELECT CAST(NULL AS ${type})`)).columnType(0);
    const parameterTypes = [];
    for (const type of argumentTypes) parameterTypes.push(await typeOf(type));
    this.connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes,
        returnType: await typeOf(returnType),
        // Else constant arguments would call it at binding.
        volatile: true,
        specialHandling: true,
        mainFunction: () => {
          throw new Error("row functions run in executors");
        },
      }),
    );
  }

  /** A name that no table has yet. */
  tableName(): string {
    return `input_${this.tables++}`;
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function refusalOf(error: unknown): EngineRefusal {
  const message = error instanceof Error ? error.message : String(error);
  let fields: Record<string, unknown> = {};
  try {
    fields = JSON.parse(message) as Record<string, unknown>;
  } catch {
    // Errors from before errors_as_json, and of the binding itself, are plain text.
  }
  const field = (name: string): string | undefined => (typeof fields[name] === "string" ? fields[name] : undefined);
  const candidates = field("candidates") ?? "";
  const name = field("name");
  return new EngineRefusal(
    field("exception_type") ?? "",
    field("error_subtype") ?? "",
    field("exception_message") ?? message,
    field("position") === undefined ? undefined : Number(field("position")),
    field("error_subtype") === "NO_MATCHING_FUNCTION"
      ? candidates.split(/,(?=[^ ])/)
      : candidates.split(",").filter((candidate) => candidate !== ""),
    name === undefined ? undefined : { name, kind: field("type") ?? "" },
    field("call"),
  );
}
