/** Lists, structs and maps on their way into a row function: JSON whose leaves are texts where JSON's numbers would lose digits. */
import type { NestedShape } from "./function-protocol.js";

/** What a leaf's text stands for. @param integer  reads a whole number as the function wants it */
export function nestedValue(shape: NestedShape, value: unknown, integer: (text: string) => unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (shape.kind) {
    case "asIs":
      return value;
    case "integer":
      return integer(value as string);
    case "number":
      return numberOf(value as string);
    case "float":
      return Math.fround(numberOf(value as string));
    case "list":
      return (value as unknown[]).map((item) => nestedValue(shape.item, item, integer));
    case "struct": {
      const fields = Object.entries(value as Record<string, unknown>);
      return Object.fromEntries(
        fields.map(([name, field]) => [name, nestedValue(shape.fields[name] ?? asIs, field, integer)]),
      );
    }
    case "map": {
      const entries = Object.entries(value as Record<string, unknown>);
      return Object.fromEntries(entries.map(([key, item]) => [key, nestedValue(shape.value, item, integer)]));
    }
  }
}

const asIs: NestedShape = { kind: "asIs" };

/** DuckDB writes `nan`, `inf` and `-inf`. */
function numberOf(text: string): number {
  if (text === "inf") return Infinity;
  return text === "-inf" ? -Infinity : Number(text);
}
