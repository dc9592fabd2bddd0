/** Code that looks at bytes. */
import { bytes16, i32, type Code } from "./wasm-module.js";

const ascii = (character: string): Code => i32.of(character.charCodeAt(0));

export const byteIs = (at: Code, character: string): Code => i32.equal(i32.loadByte(at), ascii(character));

/** Sixteen times a character. */
export const splat = (character: string): Code => bytes16.splat(ascii(character));
