import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLogger } from "../../common/log.js";
import { buildAnalyser } from "../../tests/support/build-analyser.js";
import * as p from "../../tests/support/plan-messages.js";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { Analyser } from "./analyser.js";

const rows = p.values({ a: "int" });
const request = (text: string) => ({ plan: p.plan(p.select(rows, ["x", text])), scans: [], timeZone: "UTC" });
const scratch = temporaryFolder();
const analysers: Analyser[] = [];
let entryPath: string;

function start(limits: { memoryBytes?: number; deadlineMs?: number } = {}): Analyser {
  const analyser = new Analyser({
    logger: createLogger("test", "silent"),
    folder: scratch,
    memoryBytes: 700_000_000,
    deadlineMs: 30_000,
    entryPath,
    ...limits,
  });
  analysers.push(analyser);
  return analyser;
}

beforeAll(async () => {
  entryPath = await buildAnalyser("test-analyser");
});
afterAll(async () => {
  await Promise.all(analysers.map((analyser) => analyser.close()));
});

const large = request("length(range(200000000)) + a");

describe("the analyser's process", () => {
  test("answers in order, with the plan or the error, and is kept", async () => {
    const analyser = start();
    const { pid } = analyser;
    const answers = await Promise.allSettled(
      [request("a + 1"), request("b"), request("a::DOUBLE")].map((each) => analyser.analyse(each)),
    );
    expect(
      answers.map((answer) =>
        answer.status === "fulfilled" ? answer.value.root.schema : (answer.reason as { code: string }).code,
      ),
    ).toEqual([[{ name: "x", type: "INTEGER" }], "COLUMN_NOT_FOUND", [{ name: "x", type: "DOUBLE" }]]);
    expect(analyser.pid).toBe(pid);
  });

  test("works in the folder that it is given, and goes first when memory runs out", async () => {
    const analyser = start();
    const made = readdirSync(scratch).length;
    expect(made).toBeGreaterThan(0);
    expect(readFileSync(`/proc/${analyser.pid}/oom_score_adj`, "utf8").trim()).toBe("1000");
    await analyser.close();
    expect(readdirSync(scratch)).toHaveLength(made - 1);
  });

  test("is ended when binding takes more memory than it may, and the next plan finds another", async () => {
    const analyser = start({ memoryBytes: 400_000_000 });
    const { pid } = analyser;
    const [refused, next] = await Promise.allSettled([analyser.analyse(large), analyser.analyse(request("a"))]);
    expect(refused).toMatchObject({ status: "rejected", reason: { code: "ANALYSIS_LIMIT_EXCEEDED" } });
    expect(next).toMatchObject({ status: "fulfilled" });
    expect(analyser.pid).not.toBe(pid);
  });

  test("is ended at the deadline", async () => {
    const analyser = start({ memoryBytes: 64_000_000_000, deadlineMs: 700 });
    await expect(
      analyser.analyse(request("length(range(150000000)) + length(range(150000001)) + a")),
    ).rejects.toMatchObject({
      code: "ANALYSIS_LIMIT_EXCEEDED",
    });
  });

  test("that was killed is replaced", async () => {
    const analyser = start();
    await analyser.analyse(request("a"));
    process.kill(analyser.pid ?? 0, "SIGKILL");
    // The kill may be noticed before the next plan is sent, or by it.
    const first = await analyser.analyse(request("a")).catch((error: unknown) => error);
    expect(first).toSatisfy(
      (answer: { code?: string; root?: unknown }) =>
        answer.root !== undefined || answer.code === "ANALYSIS_LIMIT_EXCEEDED",
    );
    await expect(analyser.analyse(request("a"))).resolves.toBeDefined();
  });
});
