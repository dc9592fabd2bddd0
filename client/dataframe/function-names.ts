/** `F`: the functions under one name. Those of Spark that are not here throw, and say what to write instead; no editor offers them. */
import { captureCallSite, planRefused } from "./call-site.js";
import * as functions from "./functions.js";
import { functionReplacements } from "./functions/refused-functions.js";

export const F = { ...functions };

for (const [name, hint] of Object.entries(functionReplacements)) {
  const value = (): never => {
    throw planRefused(`F has no ${name}`, captureCallSite(name), hint);
  };
  if (!(name in F)) Object.defineProperty(F, name, { value, enumerable: false });
}
