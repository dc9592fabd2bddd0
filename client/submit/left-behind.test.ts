import { expect, test } from "vitest";
import { findLeftBehind } from "./left-behind.js";

const found = (text: string) =>
  findLeftBehind(text, "job.ts").map(({ file, text: note }) => [file, /:\d+/.exec(note)?.[0]]);

test("relative files are named with their line, whatever reads them", () => {
  const text = `import { readFileSync } from "node:fs";
const a = readFileSync("./x.csv", "utf8");
const b = await readFile('lists/y.json');
const c = new URL("../z.txt", import.meta.url);`;
  expect(found(text)).toEqual([
    ["x.csv", ":2"],
    ["y.json", ":3"],
    ["z.txt", ":4"],
  ]);
});

test("so are imports of what is known only when the script runs", () => {
  expect(found("\nawait import(name);\nrequire(`./${kind}.js`);")).toEqual([
    ["", ":2"],
    ["", ":3"],
  ]);
});

test.each([
  ['readFileSync("/etc/hostname")'],
  ['readFileSync(GoldpanFiles.get("x.csv"))'],
  ['goldpan.read.parquet("s3a://raw/x/")'],
  ['open("s3://raw/x")'],
  ['await import("./module.js")'],
  ["await import(`./module.js`)"],
  ['// readFileSync("x.csv")'],
  ['/* a\n readFileSync("x.csv") */'],
  ["frame.import(name)"],
])("nothing is said of %s", (text) => expect(found(text)).toEqual([]));
