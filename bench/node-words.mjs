// The plain script that a word count is measured against: one Node process, one Map. Arguments: folder of texts, output file.
import { createReadStream, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [folder, output] = process.argv.slice(2);
const calledAtMs = Date.now();
const counts = new Map();
for (const name of readdirSync(folder).sort()) {
  for await (const line of createInterface({
    input: createReadStream(join(folder, name), { highWaterMark: 2 ** 20 }),
  })) {
    for (const word of line.toLowerCase().split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
}
const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
writeFileSync(output, sorted.map(([word, count]) => `${word}\t${count}\n`).join(""));
process.stdout.write(`${JSON.stringify({ calledAtMs, returnedAtMs: Date.now() })}\n`);
