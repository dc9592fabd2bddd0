/** Code that reads and writes what is known of a field. */
import { fieldPlaces } from "./plain-places.js";
import { i32, type Code } from "./wasm-module.js";

export type FieldPart = keyof typeof fieldPlaces;

/** @param field  where what is known of it begins */
export function partPlace(field: Code, part: FieldPart): Code {
  return i32.add(field, i32.of(fieldPlaces[part]));
}

export function fieldPart(field: Code, part: FieldPart): Code {
  return i32.load(partPlace(field, part));
}
