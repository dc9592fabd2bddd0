import type { Column } from "../../../common/wire/types.js";

/** A SELECT list of a piece's values: it carries a DOUBLE beside the sign of its zero. */
export function pieceValues(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => (type === "DOUBLE" ? `${name}.number AS ${name}` : name)).join(", ");
}
