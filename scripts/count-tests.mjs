// Sums the JSON reports that vitest left in a folder: `N passed, N failed, N skipped`. Fails when there is none, or a failure.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const file of files) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  sum.passed += report.numPassedTests;
  // A file that could not be loaded has no tests that could fail, but it did fail.
  sum.failed += report.numFailedTests || (report.success ? 0 : 1);
  sum.skipped += report.numPendingTests + report.numTodoTests;
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
if (files.length === 0 || sum.failed > 0 || sum.passed === 0) process.exit(1);
