// Sums the JSON reports that vitest left in a folder: `N passed, N failed, N skipped`, after what failed. Fails when there is none, or a failure.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

// Enough of a message to see what was expected, and of a report that names many.
const linesMax = 20;

/** What failed in a report, as one reads it at the end of a long log: the file, the test, how its message begins. */
function failuresOf(report) {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0) return message ? [[file, ...message.split("\n")]] : [];
    return failed.map(({ fullName, failureMessages }) => [
      `${file}: ${fullName}`,
      ...failureMessages
        .join("\n")
        .split("\n")
        .filter((line) => !line.includes("node_modules")),
    ]);
  });
}

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const file of files) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8"));
  sum.passed += report.numPassedTests;
  // A file that could not be loaded has no tests that could fail, but it did fail.
  sum.failed += report.numFailedTests || (report.success ? 0 : 1);
  sum.skipped += report.numPendingTests + report.numTodoTests;
  for (const lines of failuresOf(report)) {
    process.stdout.write(`FAILED ${lines.slice(0, linesMax).join("\n  ")}\n`);
  }
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
if (files.length === 0 || sum.failed > 0 || sum.passed === 0) process.exit(1);
