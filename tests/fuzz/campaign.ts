/** Runs cases in blocks: a block shares its tables, its workers and its settings, so that a case costs little. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { Coverage } from "./coverage.js";
import { openFuzzCluster, type AlterPlan, type FuzzCluster } from "./fuzz-cluster.js";
import { judge, type CaseRunner, type FuzzCase, type Verdict } from "./fuzz-case.js";
import { Random } from "./random.js";
import { randomPlan } from "./random-plan.js";
import { reproduction, type CaseSettings } from "./reproduction.js";
import { shrink } from "./shrink.js";
import { layTable, randomTable } from "./tables.js";
import { columnTypes, type ColumnType } from "./types.js";

export interface CampaignOptions {
  readonly seed: number;
  readonly cases: number;
  /** The first case, when not all from the beginning are wanted. */
  readonly from?: number;
  /** Planted bugs: see planted-bugs.ts. */
  readonly alter?: AlterPlan;
  /** Ends at the first finding, unshrunk. */
  readonly stopAtFirst?: boolean;
  /** Findings after which the campaign ends. @default 5 */
  readonly findingsMax?: number;
  readonly onFinding?: (finding: Finding) => void;
  readonly onBlock?: (done: number) => void;
}

export interface Finding {
  readonly number: number;
  readonly verdict: Extract<Verdict, { kind: "wrong" }>;
  /** Of the shrunk case. */
  readonly script: string;
}

export interface CampaignReport {
  readonly cases: number;
  readonly equal: number;
  readonly noAnswer: readonly string[];
  readonly refused: readonly string[];
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly seconds: number;
}

const blockCases = 40;
const tablesPerBlock = 10;
const typesPerBlock = 8;
/** One case in so many runs twice. */
const rerunEvery = 4;

export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const startedAtMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "goldpan-fuzz-tables-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duckdb = await instance.connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  const lab = new Lab(folder, duckdb, options.alter);
  const report = {
    cases: 0,
    equal: 0,
    noAnswer: [] as string[],
    refused: [] as string[],
    findings: [] as Finding[],
    coverage: new Coverage(),
  };
  const first = options.from ?? 0;
  try {
    for (let number = first; number < first + options.cases; number++) {
      const made = await lab.makeCase(options.seed, number);
      const verdict = await judge(made.given, made.runner, number % rerunEvery === 0);
      report.cases += 1;
      if (verdict.kind === "equal") report.equal += 1;
      if (verdict.kind === "equal" || verdict.kind === "wrong") report.coverage.add(made.given);
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

interface MadeCase {
  readonly given: FuzzCase;
  readonly runner: CaseRunner;
  readonly settings: CaseSettings;
}

/** The clusters, sessions and tables of the block at hand. */
class Lab {
  private readonly clusters = new Map<number, FuzzCluster>();
  private block = -1;
  private current: Omit<MadeCase, "given"> | undefined;
  private tables: FuzzCase["tables"] = [];

  constructor(
    private readonly folder: string,
    private readonly duckdb: DuckDBConnection,
    private readonly alter: AlterPlan | undefined,
  ) {}

  async makeCase(seed: number, number: number): Promise<MadeCase> {
    const block = Math.floor(number / blockCases);
    if (block !== this.block || this.current === undefined) await this.openBlock(seed, block);
    if (this.current === undefined) throw new Error("no block");
    const random = new Random(seed * 1_000_003 + number);
    return { ...this.current, given: { tables: this.tables, plan: randomPlan(random, this.tables) } };
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

  private async openBlock(seed: number, block: number): Promise<void> {
    await this.current?.runner.session.close();
    this.block = block;
    const random = new Random(seed * 7_919 + block);
    const settings = randomSettings(random);
    const types = typesOfBlock(seed, block);
    await this.lay(
      Array.from({ length: tablesPerBlock }, (_, index) => randomTable(random.fork(), `t${index}`, types)),
    );
    const session = await (await this.cluster(settings.workers)).open(settings.settings);
    this.current = { settings, runner: { session, duckdb: this.duckdb, folder: this.folder } };
  }

  private laid: FuzzCase["tables"] = [];

  private async lay(tables: FuzzCase["tables"]): Promise<void> {
    for (const table of tables) {
      if (!this.laid.includes(table)) await layTable(this.duckdb, this.folder, table);
    }
    this.laid = tables;
    this.tables = tables;
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

/** Few types, so that tables have some in common; over the blocks each type as often as any other. */
export function typesOfBlock(seed: number, block: number): ColumnType[] {
  const blocksPerRound = columnTypes.length / 2;
  const types = new Random(seed * 31 + Math.floor(block / blocksPerRound)).shuffle(columnTypes);
  return Array.from({ length: typesPerBlock }, (_, index) => {
    const type = types[(block * typesPerBlock + index) % types.length];
    if (type === undefined) throw new Error("no types");
    return type;
  });
}

/** An error's message without what varies with names and numbers. */
function kindOfMessage(message: string): string {
  return message.replace(/"[^"]*"|'[^']*'|`[^`]*`|\([^)]*\)|\d+/g, "").slice(0, 60);
}

function randomSettings(random: Random): CaseSettings {
  const isOff = random.chance(0.4);
  return {
    workers: random.pick([1, 2, 2, 3]),
    settings: {
      "goldpan.executor.memory": "512m",
      "goldpan.sql.shuffle.partitions": String(random.pick([1, 2, 3, 5, 7])),
      "goldpan.sql.adaptive.enabled": String(!isOff),
      "goldpan.sql.adaptive.coalescePartitions.enabled": String(random.chance(0.5)),
      "goldpan.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": random.pick(["1k", "256m"]),
      "goldpan.sql.adaptive.skewJoin.skewedPartitionFactor": random.pick(["1", "5"]),
      "goldpan.sql.autoBroadcastJoinThreshold": random.pick(["0", "0", "1k", "10m"]),
      "goldpan.sql.files.maxPartitionBytes": random.pick(["1k", "128m"]),
      "goldpan.sql.files.openCostInBytes": random.pick(["1", "4m"]),
    },
  };
}
