/** What `goldpan init` puts into a new folder: a project with one script, its test and its settings. Pure. */

/** Versions as package.json writes them. */
export interface ProjectVersions {
  readonly goldpan: string;
  readonly typescript: string;
  readonly vitest: string;
  readonly nodeTypes: string;
}

/** @returns contents by path, relative to the project's folder */
export function projectFiles(name: string, versions: ProjectVersions): Readonly<Record<string, string>> {
  return {
    "package.json": `${JSON.stringify(manifest(name, versions), null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(tsconfig, null, 2)}\n`,
    ".gitignore": "node_modules/\n.env\ndata/gold/\n",
    ".env": environment,
    "README.md": readme(name),
    "data/raw/orders.csv": orders,
    "src/clean-orders.ts": script,
    "src/clean-orders.test.ts": scriptTest,
  };
}

function manifest(name: string, versions: ProjectVersions): object {
  const { goldpan, typescript, vitest, nodeTypes } = versions;
  // Node reads .env itself, so that no secret stands in a shell's history.
  const command = "node --env-file=.env node_modules/goldpan/bin/goldpan.js";
  return {
    name,
    private: true,
    type: "module",
    engines: { node: ">=20.19" },
    scripts: {
      start: `${command} submit src/clean-orders.ts`,
      check: `${command} check src/clean-orders.ts`,
      test: "vitest run",
      types: "tsc --noEmit",
    },
    devDependencies: { "@types/node": nodeTypes, goldpan, typescript, vitest },
  };
}

const tsconfig = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023", "ESNext.Disposable"],
    module: "NodeNext",
    moduleResolution: "NodeNext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["src"],
};

const environment = `# Where tables lie, and who may reach them. git ignores this file; every setting is in goldpan's docs/CONFIG.md.
# GOLDPAN_HADOOP_FS_S3A_ENDPOINT=http://127.0.0.1:9000
# AWS_ACCESS_KEY_ID=
# AWS_SECRET_ACCESS_KEY=

# A cluster instead of this machine, and its token.
# GOLDPAN_MASTER=goldpan://master:7077
# GOLDPAN_TOKEN=
`;

function readme(name: string): string {
  return `# ${name}

\`\`\`
npm install
npm test           # the cleaning, on rows that the test makes
npm run check      # types, plan, inputs and output of src/clean-orders.ts; nothing runs
npm start          # cleans data/raw/orders.csv into data/gold/orders/
npx goldpan table data/gold/orders
\`\`\`

Arguments follow \`--\`: \`npm start -- s3a://rawzone/orders/ s3a://gold/orders/\`. Where the object store is, and which cluster runs the
script, stands in \`.env\`, which git ignores.
`;
}

const orders = `id,customer,amount,ordered_at
1,Ada,12.50,2026-01-30
2, Grace ,7.00,2026-01-31
2, Grace ,7.00,2026-01-31
3,Edsger,-4.00,2026-02-01
4,Barbara,abc,2026-02-02
5,,19.90,2026-02-03
6,Tony,3.10,2026-02-03
`;

const script = `/**
 * Cleans orders: text becomes numbers and dates, doubles go, and rows that make no sense are set aside and counted.
 *
 *   npm start -- <csv files> <table>
 */
import type { DataFrame, GoldpanSession } from "goldpan";

/** Apart from reading and writing, so that the test can pass rows of its own. All columns come as text. */
export function cleanOrders(orders: DataFrame): DataFrame {
  return orders
    .dropDuplicates(["id"])
    .withColumns({
      id: "CAST(id AS BIGINT)",
      customer: "nullif(trim(customer), '')",
      amount: "TRY_CAST(amount AS DECIMAL(10,2))",
      ordered_at: "CAST(ordered_at AS DATE)",
    })
    .expect("amount is positive", "amount > 0", "quarantine", { failAbove: 0.5 })
    .expect("customer is known", "customer IS NOT NULL", "drop")
    .withColumn("month", "strftime(ordered_at, '%Y-%m')");
}

export default async function main(goldpan: GoldpanSession, args: string[]): Promise<void> {
  const [from = "data/raw/orders.csv", to = "data/gold/orders/"] = args;
  const orders = goldpan.read.option("header", true).csv(from);
  await cleanOrders(orders).write.mode("overwrite").partitionBy("month").parquet(to);
}
`;

const scriptTest = `import { GoldpanSession } from "goldpan";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanOrders } from "./clean-orders.js";

let goldpan: GoldpanSession;

beforeAll(async () => {
  goldpan = await GoldpanSession.builder().master("local[2]").appName("clean-orders test").getOrCreate();
}, 60_000);

afterAll(async () => {
  await goldpan.stop();
});

test("keeps an order once, and none without a customer or an amount", async () => {
  const orders = goldpan.createDataFrame([
    { id: "1", customer: " Ada ", amount: "12.50", ordered_at: "2026-01-31" },
    { id: "1", customer: " Ada ", amount: "12.50", ordered_at: "2026-01-31" },
    { id: "2", customer: "", amount: "7.00", ordered_at: "2026-02-01" },
    { id: "3", customer: "Edsger", amount: "-4.00", ordered_at: "2026-02-01" },
    { id: "4", customer: "Tony", amount: "many", ordered_at: "2026-02-01" },
    { id: "5", customer: "Grace", amount: "3", ordered_at: "2026-02-02" },
  ]);
  const rows = await cleanOrders(orders).select("id", "customer", "amount", "month").orderBy("id").toArray();
  expect(rows).toEqual([
    { id: 1, customer: "Ada", amount: "12.50", month: "2026-01" },
    { id: 5, customer: "Grace", amount: "3.00", month: "2026-02" },
  ]);
}, 60_000);
`;
