// A function check that takes every `udf("name"` in the bundle's text for a registration, and loads nothing.
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2], "utf8");
const registered = [...text.matchAll(/udf\("([^"]+)"/g)].map((match) => match[1]);
process.send({ kind: "loaded", registered }, () => process.exit(0));
