import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { errorRegistry } from "./registry.js";

const document = readFileSync(join(packageRoot, "docs/ERRORS.md"), "utf8");
const sections = [...document.matchAll(/^### ([A-Z_]+)\n\n([^\n]+)/gm)].map(([, code = "", text = ""]) => ({
  code,
  text,
}));

describe("docs/ERRORS.md and the registry", () => {
  test("name the same codes, each once", () => {
    expect(sections.map((section) => section.code).sort()).toEqual(Object.keys(errorRegistry).sort());
  });

  test("agree on exit codes", () => {
    for (const [code, entry] of Object.entries(errorRegistry)) {
      if (!("exitCode" in entry) || entry.exitCode === 2) continue;
      expect(sections.find((section) => section.code === code)?.text.toLowerCase()).toContain(
        `exit code ${entry.exitCode}`,
      );
    }
  });

  test("agree on which errors are retried elsewhere", () => {
    for (const { code, text } of sections) {
      const { retry } = errorRegistry[code as keyof typeof errorRegistry];
      expect([code, text.includes("Retried on another worker")]).toEqual([code, retry === "other-worker"]);
    }
  });
});
