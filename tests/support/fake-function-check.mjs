// A function check that takes every `udf("name"` in the bundle's text for a registration, and loads nothing.
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2], "utf8");
process.on("message", ({ functions }) => {
  const registered = [...text.matchAll(/udf\("([^"]+)"/g)].map((match) => match[1]);
  const missing = functions.filter(({ name }) => !registered.includes(name));
  process.send({ kind: "checked", missing, registered }, () => process.exit(0));
});
