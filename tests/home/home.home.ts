/**
 * At home: the package as npm packs it, a project that `goldpan init` makes, and what a newcomer does there. Installs from the registry, so
 * it has a project of its own: `npm run test:home`.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { packageRoot, packageVersion } from "../../common/package-root.js";
import { queryRows } from "../support/duckdb.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const project = join(folder, "my-jobs");
const alone = join(folder, "alone");
const bin = join(project, "node_modules", ".bin");

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** Fails with all that was said. */
async function succeed(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

beforeAll(async () => {
  const types = join(packageRoot, "dist", "types", "client", "index.d.ts");
  if (!existsSync(types)) throw new Error(`${types} is missing: npm run build`);
  // What is in dist/ is packed: others may be using it.
  await succeed("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], packageRoot);
  await succeed(process.execPath, [join(packageRoot, "bin/goldpan.js"), "init", project], folder);
  const tarball = join(folder, `goldpan-${packageVersion}.tgz`);
  await succeed("npm", ["install", "--save-dev", "--no-audit", "--no-fund", tarball], project);
  mkdirSync(alone);
  writeFileSync(
    join(alone, "job.ts"),
    `import { basename } from "node:path";
import { col, udf, type GoldpanSession } from "goldpan";
const shout = udf("shout", (text: string) => text.toUpperCase(), { args: ["VARCHAR"], returns: "VARCHAR" });
export default async function main(goldpan: GoldpanSession, [to = ""]: string[]) {
  await goldpan.createDataFrame([{ name: "ada" }, { name: "tony" }]).withColumn("loud", shout(col("name"))).write.parquet(to);
  console.log(basename(to));
}
`,
  );
});

describe("the package", () => {
  test("carries both commands, the types and nothing of the tests", () => {
    expect(readdirSync(bin)).toEqual(expect.arrayContaining(["goldpan", "goldpan-submit"]));
    const root = join(project, "node_modules", "goldpan");
    expect(readdirSync(root).sort()).toEqual(expect.arrayContaining(["LICENSE", "README.md", "bin", "dist", "proto"]));
    for (const name of ["tests", "client", "node_modules/vitest"]) expect(existsSync(join(root, name))).toBe(false);
  });
});

describe("a project that goldpan init made", () => {
  test("takes the release that made it, where that is installed", async () => {
    await succeed(join(bin, "goldpan"), ["init", "other"], folder);
    expect(readFileSync(join(folder, "other", "package.json"), "utf8")).toContain(`"goldpan": "^${packageVersion}"`);
  });

  test("has no error in an editor, and a test that passes", async () => {
    await succeed("npm", ["run", "--silent", "types"], project);
    const said = await succeed("npm", ["test", "--silent"], project);
    expect(said).toContain("1 passed");
  });

  test("is checked, then cleans its orders", async () => {
    const checked = await succeed("npm", ["run", "--silent", "check"], project);
    expect(checked).toContain("would be accepted: 1 of 1 action planned");
    expect(existsSync(join(project, "data/gold"))).toBe(false);
    await succeed("npm", ["start", "--silent"], project);
    const gold = await queryRows(
      `SELECT id, customer, amount::VARCHAR, month FROM read_parquet('${project}/data/gold/orders/**/*.parquet', hive_partitioning = true) ORDER BY id`,
    );
    expect(gold).toEqual([
      ["1", "Ada", "12.50", "2026-01"],
      ["2", "Grace", "7.00", "2026-01"],
      ["6", "Tony", "3.10", "2026-02"],
    ]);
    const table = await succeed(join(bin, "goldpan"), ["table", "data/gold/orders", "--json"], project);
    expect(table).toContain('"commit"');
  });

  test("runs on a cluster of two workers as well", async () => {
    const master = ["--master", "local-cluster[2,1]", "--json"];
    const args = ["submit", ...master, "src/clean-orders.ts", "data/raw/orders.csv", "data/gold/again/"];
    const said = await succeed(join(bin, "goldpan"), args, project);
    expect(JSON.parse(said.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      status: "succeeded",
      jobs: [{ rowsWritten: 3, rowsQuarantined: 2, rowsDropped: 1 }],
    });
  });
});

describe("a script in a folder without node_modules", () => {
  test("finds goldpan and Node's types", async () => {
    const checked = await succeed(join(bin, "goldpan"), ["check", "job.ts", join(alone, "gold")], alone);
    expect(checked).toContain("types: no errors in 1 file (strict, no tsconfig.json)");
    const said = await succeed(
      join(bin, "goldpan-submit"),
      ["--master", "local[1]", "job.ts", join(alone, "gold")],
      alone,
    );
    expect(said).toBe("gold\n");
    expect(await queryRows(`SELECT name, loud FROM '${alone}/gold/*.parquet' ORDER BY name`)).toEqual([
      ["ada", "ADA"],
      ["tony", "TONY"],
    ]);
    expect(readFileSync(join(alone, "gold", "_SUCCESS"), "utf8")).toContain("goldpan/1");
  });
});
