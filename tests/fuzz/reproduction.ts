/** A case as a script that anybody can run: it makes its tables, runs the plan on a local cluster, and shows what DuckDB says. */
import { render } from "./frame.js";
import type { FuzzCase } from "./fuzz-case.js";
import { framesOf } from "./frame.js";
import { rowsSql } from "./tables.js";

export interface CaseSettings {
  readonly workers: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** TypeScript for `npx tsx FILE`, in a folder where `goldpan` and `@duckdb/node-api` resolve. */
export function reproduction(given: FuzzCase, { workers, settings }: CaseSettings, seed: string): string {
  const { script, sql } = render(given.plan);
  const names = new Set(
    framesOf(given.plan)
      .filter(({ inputs }) => inputs.length === 0)
      .map((frame) => frame.script([])),
  );
  const tables = given.tables.filter(({ name }) => names.has(`tables.${name}`));
  const literal = (text: string) =>
    `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;
  const lines = tables.flatMap((table) => {
    const perFile = Math.max(1, Math.ceil(table.rows.length / table.files));
    const files = Array.from({ length: table.files }, (_, file) => {
      const from = Math.min(table.rows.length, file * perFile);
      const query = rowsSql(table, from, Math.min(table.rows.length, from + perFile));
      return `await duckdb.run(\`COPY (\${${literal(query)}}) TO '\${folder}/${table.name}/part-${file}.parquet'\`);`;
    });
    return [
      `mkdirSync(\`\${folder}/${table.name}\`);`,
      ...files,
      `await duckdb.run(\`CREATE TABLE ${table.name} AS SELECT * FROM '\${folder}/${table.name}/*.parquet'\`);`,
    ];
  });
  return `// ${seed}
import { mkdirSync, mkdtempSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import * as api from "goldpan";
const { ${exportsUsed(script).join(", ")} } = api;

const folder = mkdtempSync("/tmp/goldpan-fuzz-case-");
const duckdb = await (await DuckDBInstance.create(":memory:")).connect();
await duckdb.run("SET TimeZone = 'UTC'");
${lines.join("\n")}
const goldpan = await api.GoldpanSession.builder()
  .master("local-cluster[${workers},1]")
  .config(${JSON.stringify(settings)})
  .getOrCreate();
const tables = { ${tables.map(({ name }) => `${name}: goldpan.read.parquet(\`file://\${folder}/${name}/\`)`).join(", ")} };
const plan = () => {
${script.replace(/^/gm, "  ")}
};
try {
  await plan().show(100, { truncate: false });
} catch (error) {
  console.log(error);
}
console.log((await duckdb.runAndReadAll(${literal(sql)})).getRowsJson());
await goldpan.stop();
`;
}

const exported = [
  "avg",
  "broadcast",
  "col",
  "count",
  "countDistinct",
  "explode",
  "explode_outer",
  "expr",
  "max",
  "min",
];

function exportsUsed(script: string): string[] {
  const names = [...exported, "posexplode", "posexplode_outer", "sum", "when"];
  const used = names.filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(script));
  return used.length === 0 ? ["col"] : used;
}
