import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { initProject } from "./init-project.js";

const folder = temporaryFolder();

describe("initProject", () => {
  test("makes a project of this checkout, whose .env git ignores and which sets nothing", async () => {
    const root = join(folder, "My Jobs");
    const written = await initProject(root);
    expect(readdirSync(root).sort()).toEqual([
      ...[".env", ".gitignore", "README.md", "data", "package.json", "src", "tsconfig.json"],
    ]);
    expect(written).toContain("src/clean-orders.test.ts");
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      name: "my-jobs",
      type: "module",
      devDependencies: { goldpan: `file:${packageRoot}` },
    });
    expect(JSON.stringify(manifest["devDependencies"])).not.toContain("latest");
    expect(readFileSync(join(root, ".gitignore"), "utf8").split("\n")).toContain(".env");
    const lines = readFileSync(join(root, ".env"), "utf8").split("\n");
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
  });

  test("takes an empty folder", async () => {
    const root = join(folder, "empty");
    mkdirSync(root);
    await initProject(root);
    expect(readdirSync(root)).toContain("package.json");
  });

  test("refuses a folder that holds anything, by name, and leaves it as it is", async () => {
    const root = join(folder, "mine");
    mkdirSync(root);
    for (const name of ["a", "b", "c", ".d"]) writeFileSync(join(root, name), "mine");
    await expect(initProject(root)).rejects.toMatchObject({
      code: "USAGE",
      message: `${root} is not empty: it holds .d, a, b and 1 more`,
    });
    expect(readdirSync(root).sort()).toEqual([".d", "a", "b", "c"]);
    await expect(initProject(join(root, "a"))).rejects.toMatchObject({
      code: "USAGE",
      message: `${join(root, "a")} is a file`,
    });
  });
});
