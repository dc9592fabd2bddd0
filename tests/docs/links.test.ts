/** Where README.md, docs/ and their like send a reader: links between pages, files of the repository and scripts of npm that they name. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../common/package-root.js";
import { pages } from "./pages.js";

/** What git has; `dist`, `node_modules` and `.goldpan` are made. */
const folders = readdirSync(packageRoot, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^(?!dist$|node_modules$)\w/.test(entry.name))
  .map(({ name }) => name);

/** Of headings, as GitHub makes them: small letters, without punctuation, with dashes for spaces. */
function anchors(path: string): readonly string[] {
  const text = pages.find((page) => page.path === path)?.text ?? "";
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("links lead to files, and to headings in them", () => {
  const links = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, file = "", anchor]) => ({
      from: path,
      to: file === "" ? path : join(dirname(path), file),
      anchor,
    })),
  );
  expect(links.length).toBeGreaterThan(0);
  const dead = links.filter(
    ({ to, anchor }) => !existsSync(join(packageRoot, to)) || (anchor !== undefined && !anchors(to).includes(anchor)),
  );
  expect(dead).toEqual([]);
});

test("files that are named are there", () => {
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<=[\s`])([\w-]+)\/[\w./-]*[\w/]/g)]
      .filter(([, folder = ""]) => folders.includes(folder))
      .map(([to]) => ({ from: path, to })),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ to }) => !existsSync(join(packageRoot, to)))).toEqual([]);
});

test("scripts of npm that are named are there", () => {
  const manifest = readFileSync(join(packageRoot, "package.json"), "utf8");
  const { scripts } = JSON.parse(manifest) as { scripts: Readonly<Record<string, string>> };
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run (?:-\S+ )*([\w:-]+)/g)].map(([, script = ""]) => ({ from: path, script })),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});
