import { configDefaults, defineConfig } from "vitest/config";

// `npm run test:unit` runs what stands beside the code, `npm run test:integration` what crosses rooms, `npm run test:e2e` the
// compose cluster. Timeouts are generous: correctness never depends on speed.
const report = process.env.GOLDPAN_TEST_REPORT;

export default defineConfig({
  resolve: { alias: { goldpan: new URL("./client/index.ts", import.meta.url).pathname } },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // One JSON report per run, for whoever sums them up.
    reporters:
      report === undefined ? ["default"] : ["default", ["json", { outputFile: `${report}-${process.pid}.json` }]],
    exclude: [...configDefaults.exclude, "dist/**", ".goldpan/**"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "{common,storage,master,worker,client,bench}/**/*.test.ts",
            "tests/{support,fuzz,docs}/**/*.test.ts",
          ],
        },
      },
      { extends: true, test: { name: "integration", include: ["tests/integration/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "fuzz", include: ["tests/fuzz/**/*.fuzz.ts"], fileParallelism: false },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: "home", include: ["tests/home/**/*.home.ts"], testTimeout: 900_000, hookTimeout: 900_000 },
      },
      { extends: true, test: { name: "spill", include: ["tests/e2e/**/*.spill.ts"] } },
      { extends: true, test: { name: "readers", include: ["tests/readers/**/*.readers.ts"], testTimeout: 600_000 } },
    ],
  },
});
