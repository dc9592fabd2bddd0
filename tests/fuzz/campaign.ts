/** Runs cases in blocks: a block shares its tables, its workers and its settings, so that a case costs little. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { openFuzzCluster, type AlterPlan, type FuzzCluster } from "./fuzz-cluster.js";
import { judge, type CaseRunner, type FuzzCase, type Verdict } from "./fuzz-case.js";
import { blockCases, randomCases, type RandomCase } from "./random-cases.js";
import { reproduction, type CaseSettings } from "./reproduction.js";
import { shrink } from "./shrink.js";
import { layTable } from "./tables.js";

export interface CampaignOptions {
  readonly seed: number;
  readonly cases: number;
  /** The first case, when not all from the beginning are wanted. */
  readonly from?: number;
  /** One of several campaigns that share the blocks among them. */
  readonly lane?: Lane;
  /** Planted bugs: see planted-bugs.ts. */
  readonly alter?: AlterPlan;
  /** Ends at the first finding, unshrunk. */
  readonly stopAtFirst?: boolean;
  /** Findings after which the campaign ends. @default 5 */
  readonly findingsMax?: number;
  readonly onFinding?: (finding: Finding) => void;
  readonly onBlock?: (done: number) => void;
}

export interface Lane {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export interface Finding {
  readonly number: number;
  readonly verdict: Extract<Verdict, { kind: "wrong" }>;
  /** Of the shrunk case. */
  readonly script: string;
}

/** Plain data. */
export interface CampaignReport {
  readonly cases: number;
  readonly equal: number;
  /** Numbers of the cases that were compared with DuckDB's answer. */
  readonly judged: readonly number[];
  readonly noAnswer: readonly string[];
  readonly refused: readonly string[];
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/** One case in so many runs twice. */
const rerunEvery = 4;

export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const startedAtMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "goldpan-fuzz-tables-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duckdb = await instance.connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  // It would know blocks of files that the next tables replace.
  await duckdb.run("SET enable_external_file_cache = false");
  const lane = options.lane ?? { index: 0, of: 1 };
  const lab = new Lab(folder, duckdb, options.alter);
  const report = {
    cases: 0,
    equal: 0,
    noAnswer: [] as string[],
    refused: [] as string[],
    findings: [] as Finding[],
    judged: [] as number[],
  };
  const first = options.from ?? 0;
  try {
    for (const randomCase of randomCases(options.seed)) {
      const { number } = randomCase;
      if (number < first) continue;
      if (number === first + options.cases) break;
      if (!isOf(lane, number)) continue;
      const made = await lab.prepare(randomCase);
      const verdict = await judge(made.given, made.runner, number % rerunEvery === 0);
      report.cases += 1;
      if (verdict.kind === "equal") report.equal += 1;
      if (verdict.kind === "equal" || verdict.kind === "wrong") report.judged.push(number);
      if (verdict.kind === "no answer") report.noAnswer.push(`${number}: ${verdict.message}`);
      if (verdict.kind === "refused") report.refused.push(`${number}: ${verdict.message}`);
      if (verdict.kind === "wrong") {
        const shrunk = options.stopAtFirst === true ? { given: made.given, verdict } : await lab.shrunk(made, verdict);
        const seed = `npm run fuzz -- --seed ${options.seed} --from ${number} --cases 1`;
        const script = reproduction(shrunk.given, made.settings, seed);
        const finding = { number, verdict: shrunk.verdict, script };
        report.findings.push(finding);
        options.onFinding?.(finding);
        if (options.stopAtFirst === true || report.findings.length >= (options.findingsMax ?? 5)) break;
      }
      if ((number + 1) % blockCases === 0) options.onBlock?.(report.cases);
    }
  } finally {
    await lab.close();
    duckdb.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...report, seconds: (performance.now() - startedAtMs) / 1000 };
}

function isOf({ index, of }: Lane, number: number): boolean {
  return Math.floor(number / blockCases) % of === index;
}

interface MadeCase {
  readonly given: FuzzCase;
  readonly runner: CaseRunner;
  readonly settings: CaseSettings;
}

/** The clusters, sessions and tables of the block at hand. */
class Lab {
  private readonly clusters = new Map<number, FuzzCluster>();
  private block: RandomCase["block"] | undefined;
  private current: Omit<MadeCase, "given"> | undefined;

  constructor(
    private readonly folder: string,
    private readonly duckdb: DuckDBConnection,
    private readonly alter: AlterPlan | undefined,
  ) {}

  async prepare({ block, plan }: RandomCase): Promise<MadeCase> {
    if (block !== this.block || this.current === undefined) this.current = await this.openBlock(block);
    return { ...this.current, given: { tables: block.tables, plan } };
  }

  /** The smallest case that is wrong in the same way; the block's tables are as before when it is done. */
  async shrunk(
    made: MadeCase,
    found: Extract<Verdict, { kind: "wrong" }>,
  ): Promise<{ given: FuzzCase; verdict: Extract<Verdict, { kind: "wrong" }> }> {
    let verdict = found;
    const given = await shrink(made.given, async (candidate) => {
      await this.lay(candidate.tables);
      const tried = await judge(candidate, made.runner, found.problem === "re-run");
      if (tried.kind !== "wrong" || tried.problem !== found.problem) return false;
      if (found.problem === "error" && kindOfMessage(tried.message) !== kindOfMessage(found.message)) return false;
      verdict = tried;
      return true;
    });
    await this.lay(made.given.tables);
    return { given, verdict };
  }

  async close(): Promise<void> {
    await this.current?.runner.session.close();
    for (const cluster of this.clusters.values()) await cluster.close();
  }

  private async openBlock(block: RandomCase["block"]): Promise<Omit<MadeCase, "given">> {
    await this.current?.runner.session.close();
    this.block = block;
    const { settings, tables } = block;
    await this.lay(tables);
    const session = await (await this.cluster(settings.workers)).open(settings.settings);
    return { settings, runner: { session, duckdb: this.duckdb, folder: this.folder } };
  }

  private laid: FuzzCase["tables"] = [];

  private async lay(tables: FuzzCase["tables"]): Promise<void> {
    for (const table of tables) {
      if (!this.laid.includes(table)) await layTable(this.duckdb, this.folder, table);
    }
    this.laid = tables;
  }

  private async cluster(workers: number): Promise<FuzzCluster> {
    const known = this.clusters.get(workers);
    if (known !== undefined) return known;
    const cluster = await openFuzzCluster(workers);
    cluster.alterPlans(this.alter);
    this.clusters.set(workers, cluster);
    return cluster;
  }
}

/** An error's message without what varies with names and numbers. */
function kindOfMessage(message: string): string {
  return message.replace(/"[^"]*"|'[^']*'|`[^`]*`|\([^)]*\)|\d+/g, "").slice(0, 60);
}
