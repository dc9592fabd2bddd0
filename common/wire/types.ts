/** The wire contract's messages. `X` is what arrives (every field there), `XInput` what one may send. Generated from proto/. */
export type * from "./generated/types.js";
