/** What an executor and the thread that runs row functions say to each other: columns, never rows. */

/** `nulls[i] = 1` where value i is NULL; undefined when none is. */
export type Nulls = Uint8Array | undefined;

/** A page of values of one column, in a form that threads exchange cheaply. */
export type PackedColumn =
  | { readonly form: "number"; readonly values: Float64Array; readonly nulls: Nulls }
  | { readonly form: "bigint"; readonly values: BigInt64Array; readonly nulls: Nulls }
  | { readonly form: "boolean"; readonly values: Uint8Array; readonly nulls: Nulls }
  /** All texts in one, between `textSeparator`s; what stands where a value is NULL means nothing. */
  | { readonly form: "text"; readonly text: string; readonly count: number; readonly nulls: Nulls }
  /** Where a text itself has the separator. */
  | { readonly form: "texts"; readonly texts: readonly string[]; readonly nulls: Nulls }
  | { readonly form: "bytes"; readonly values: readonly (Uint8Array | null)[]; readonly nulls: Nulls };

/** U+001E, the record separator of ASCII. */
export const textSeparator = "\u001e";

/** Stands for NULL among the texts that a function returned. */
export const nullMark = "\u001d\u0001NULL\u0001";

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
  | { readonly kind: "list" }
  | { readonly kind: "object" };

export interface FunctionCall {
  readonly kind: "call";
  readonly request: number;
  readonly name: string;
  readonly rows: number;
  readonly callOnNull: boolean;
  readonly bigint: boolean;
  readonly argumentKinds: readonly ArgumentKind[];
  /** Of `json` arguments. */
  readonly argumentShapes: readonly (NestedShape | undefined)[];
  readonly columns: readonly PackedColumn[];
  readonly returns: ReturnKind;
  /** The declared type, for messages. */
  readonly returnType: string;
}

export type FromFunctionThread =
  | { readonly kind: "loaded"; readonly names: readonly string[] }
  | { readonly kind: "notLoaded"; readonly message: string }
  | { readonly kind: "result"; readonly request: number; readonly column: PackedColumn }
  | {
      readonly kind: "failed";
      readonly request: number;
      /** Row within the page. */
      readonly row: number;
      readonly message: string;
      readonly hint: string;
      /** The value at fault, shortened; empty when none is. */
      readonly value: string;
    };

export interface FunctionThreadData {
  readonly bundlePath: string;
}
