/** A function of a script: in a module of its own, as executors load it. */
import { udf } from "goldpan";

let calls = 0;

/** How often it was called: a row for which it is called twice shows. */
export const counted = udf("counted", () => ++calls, { args: ["INTEGER"], returns: "DOUBLE" });
