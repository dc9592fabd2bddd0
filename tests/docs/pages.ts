/** The Markdown that a reader of the repository is sent to. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../common/package-root.js";

export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** All but CHANGELOG.md, which tells of what was. */
export const pages: readonly Page[] = [".", "docs", "deploy/airflow"].flatMap((folder) =>
  readdirSync(join(packageRoot, folder))
    .filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md")
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(join(packageRoot, path), "utf8") })),
);
