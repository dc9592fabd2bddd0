/** What an executor and the thread that runs row functions say to each other: columns, never rows. */

/** `nulls[i] = 1` where value i is NULL; undefined when none is. */
export type Nulls = Uint8Array | undefined;

/** A page of values of one column, in a form that threads exchange cheaply. */
export type PackedColumn =
  | { readonly form: "number"; readonly values: Float64Array; readonly nulls: Nulls }
  | { readonly form: "bigint"; readonly values: BigInt64Array; readonly nulls: Nulls }
  | { readonly form: "boolean"; readonly values: Uint8Array; readonly nulls: Nulls }
  | { readonly form: "texts"; readonly texts: readonly (string | null)[] }
  | { readonly form: "bytes"; readonly values: readonly (Uint8Array | null)[] };

/** Texts are one, in UTF-8, between `textSeparator`s where none has it; `nullText` stands for NULL, and is undefined where none is. */
export type PackedArgument =
  PackedColumn | { readonly form: "utf8"; readonly bytes: Uint8Array; readonly nullText: string | undefined };

/** Texts are one, between `textSeparator`s where none has it, `nullMark` among them for NULL. */
export type PackedResult = PackedColumn | { readonly form: "text"; readonly text: string };

/** U+001E, the record separator of ASCII. */
export const textSeparator = "\u001e";

/** Stands for NULL among the texts that a function returned. */
export const nullMark = "\u001d\u0001NULL\u0001";

/** U+001F, the unit separator of ASCII: between the items of a list of texts. */
export const itemSeparator = "\u001f";

/** Begins a list that travels as JSON where others travel as texts. */
export const jsonMark = "\u001d";

/** How a packed value becomes what the function gets. */
export type ArgumentKind =
  | "number"
  | "integer64"
  | "integerText"
  | "boolean"
  | "text"
  /** Microseconds since 1970; `infiniteTime` and its negative where there is no such number. */
  | "date"
  /** The same in nanoseconds. */
  | "dateNanoseconds"
  | "bytes"
  | "json";

/** Stands for 'infinity' among times. */
export const infiniteTime = 2n ** 63n - 1n;

/** How the JSON of a nested argument is read. Leaves other than `asIs` are texts. */
export type NestedShape =
  | { readonly kind: "asIs" | "integer" | "number" | "float" }
  | { readonly kind: "list"; readonly item: NestedShape }
  | { readonly kind: "struct"; readonly fields: Readonly<Record<string, NestedShape>> }
  | { readonly kind: "map"; readonly value: NestedShape };

/** What a function may return for its declared type, and the form it travels in. */
export type ReturnKind =
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "integer64" }
  | { readonly kind: "integerText" }
  | { readonly kind: "number" }
  | { readonly kind: "numberText" }
  | { readonly kind: "boolean" }
  | { readonly kind: "text" }
  | { readonly kind: "date" }
  | { readonly kind: "bytes" }
  /** JSON. */
  | { readonly kind: "list" }
  /** Items between `itemSeparator`s; JSON behind `jsonMark` where there are none, or not texts alone, or the separator in one. */
  | { readonly kind: "textList" }
  /** JSON. */
  | { readonly kind: "object" };

/** One argument of a function: how its values are read. */
export interface ArgumentRead {
  readonly kind: ArgumentKind;
  /** Of a `json` argument. */
  readonly shape: NestedShape | undefined;
}

/** One result of a function: what its values must be. */
export interface ResultWrite {
  readonly kind: ReturnKind;
  /** The declared type, for messages. */
  readonly type: string;
}

/** A page through a function that takes each row by itself. */
export interface FunctionCall {
  readonly kind: "call";
  readonly request: number;
  readonly name: string;
  readonly rows: number;
  readonly callOnNull: boolean;
  readonly bigint: boolean;
  readonly argumentReads: readonly ArgumentRead[];
  readonly columns: readonly PackedArgument[];
  readonly returns: ResultWrite;
}

/** Begins a function that keeps something from page to page; `session` names it in what follows. */
export type OpenSession = { readonly kind: "open"; readonly request: number; readonly session: number } & SessionStart;

export type SessionStart = AggregateStart | PartitionsStart;

export interface AggregateStart {
  readonly function: "aggregate";
  readonly name: string;
  readonly callOnNull: boolean;
  readonly bigint: boolean;
  /** Whether it gets states, and not the arguments of rows. */
  readonly merges: boolean;
  /** Whether it gives values, and not states. */
  readonly finishes: boolean;
  readonly argumentReads: readonly ArgumentRead[];
  readonly returns: ResultWrite;
}

export interface PartitionsStart {
  readonly function: "partitions";
  readonly name: string;
  readonly bigint: boolean;
  readonly inputs: readonly (ArgumentRead & { readonly name: string })[];
  readonly outputs: readonly (ResultWrite & { readonly name: string })[];
}

/** The next rows. Of an aggregate `starts[i] = 1` where row i is the first of its group. */
export interface SessionPage {
  readonly kind: "page";
  readonly request: number;
  readonly session: number;
  readonly rows: number;
  readonly columns: readonly PackedArgument[];
  readonly starts: Uint8Array | undefined;
}

/** There are no more rows: the last results are asked for; or, with `dropped`, nobody wants them. */
export interface EndSession {
  readonly kind: "end";
  readonly request: number;
  readonly session: number;
  readonly dropped: boolean;
}

export type ToFunctionThread = FunctionCall | OpenSession | SessionPage | EndSession;

/** A function refused, or threw. */
export interface CallFailure {
  readonly kind: "failed";
  readonly request: number;
  /** Row within the page. */
  readonly row: number;
  readonly message: string;
  readonly hint: string;
  /** The value at fault, shortened; empty when none is. */
  readonly value: string;
}

/** Rows that a page or the end of a session gave, by result. */
export interface CallResult {
  readonly kind: "result";
  readonly request: number;
  readonly rows: number;
  readonly columns: readonly PackedResult[];
}

export type FromFunctionThread =
  | { readonly kind: "loaded"; readonly names: readonly string[] }
  | { readonly kind: "notLoaded"; readonly message: string }
  | CallResult
  | CallFailure;

export interface FunctionThreadData {
  readonly bundlePath: string;
  /** Of the application's files. */
  readonly filesFolder: string;
}
