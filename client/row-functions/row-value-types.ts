/** What TypeScript knows of the values that row functions get and give. */

/** What a value of a DuckDB type is in a row function. `unknown` for types of which TypeScript is told nothing. */
export type RowValue<Type extends string, Big extends boolean> = ValueOf<Uppercase<Type>, Big>;

type ValueOf<Type extends string, Big extends boolean> = Type extends keyof ScalarValues
  ? ScalarValues[Type]
  : Type extends "BIGINT" | "LONG" | "UBIGINT" | "HUGEINT" | "UHUGEINT"
    ? Big extends true
      ? bigint
      : number
    : Type extends `DECIMAL${string}`
      ? string
      : unknown;

interface ScalarValues {
  VARCHAR: string;
  TEXT: string;
  STRING: string;
  UUID: string;
  TIME: string;
  BOOLEAN: boolean;
  BOOL: boolean;
  TINYINT: number;
  SMALLINT: number;
  INTEGER: number;
  INT: number;
  UTINYINT: number;
  USMALLINT: number;
  UINTEGER: number;
  FLOAT: number;
  REAL: number;
  DOUBLE: number;
  /** Midnight in UTC. */
  DATE: Date;
  /** Its UTC fields are the value's. */
  TIMESTAMP: Date;
  TIMESTAMPTZ: Date;
  BLOB: Uint8Array;
}

/** An argument of a row function. Of types that TypeScript knows nothing of the function may say what it likes. */
export type RowArgument<Type extends string, Big extends boolean, OnNull extends "null" | "call"> =
  unknown extends RowValue<Type, Big> ? never : RowValue<Type, Big> | (OnNull extends "call" ? null : never);

/** What a row function returns: null and undefined give NULL. */
export type RowResult<Type extends string, Big extends boolean> =
  RowValue<Type, Big> | NumberBeside<Type> | null | undefined;

/** A DECIMAL may be returned as a number, too, and a BIGINT as either kind. */
type NumberBeside<Type extends string> =
  Uppercase<Type> extends `DECIMAL${string}` | "BIGINT" | "LONG" | `${string}HUGEINT` | "UBIGINT"
    ? number | bigint
    : never;
