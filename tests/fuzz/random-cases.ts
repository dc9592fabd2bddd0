/**
 * The cases of a seed, in order. A block of them shares tables, workers and settings. Each case is the one of a few random plans that
 * holds the pair of operator and type that was rarest so far, so that no valid pair stays rare: a case depends on those before it.
 */
import { Coverage } from "./coverage.js";
import type { Frame } from "./frame.js";
import { Random } from "./random.js";
import { randomPlan } from "./random-plan.js";
import type { CaseSettings } from "./reproduction.js";
import { randomTable, type RandomTable } from "./tables.js";
import { columnTypes, type ColumnType } from "./types.js";

export interface CaseBlock {
  readonly settings: CaseSettings;
  readonly tables: readonly RandomTable[];
}

export interface RandomCase {
  readonly number: number;
  /** The same object for all cases of a block. */
  readonly block: CaseBlock;
  readonly plan: Frame;
}

export const blockCases = 40;
const tablesPerBlock = 10;
const typesPerBlock = 8;
const plansPerCase = 3;

/** Endless. Making ten thousand takes seconds, so that whoever wants a later one can make those before it, too. */
export function* randomCases(seed: number): Generator<RandomCase, never> {
  const coverage = new Coverage();
  let block = randomBlock(seed, 0);
  for (let number = 0; ; number++) {
    if (number % blockCases === 0) block = randomBlock(seed, number / blockCases);
    const random = new Random(seed * 1_000_003 + number);
    const plans = Array.from({ length: plansPerCase }, () => randomPlan(random, block.tables));
    const plan = coverage.rarest(plans);
    coverage.add(plan);
    yield { number, block, plan };
  }
}

/** What these cases of a seed met. */
export function coverageOf(seed: number, numbers: Iterable<number>): Coverage {
  const coverage = new Coverage();
  const wanted = new Set(numbers);
  for (const { number, plan } of randomCases(seed)) {
    if (wanted.size === 0) return coverage;
    if (wanted.delete(number)) coverage.add(plan);
  }
  return coverage;
}

function randomBlock(seed: number, number: number): CaseBlock {
  const random = new Random(seed * 7_919 + number);
  const settings = randomSettings(random);
  const types = typesOfBlock(seed, number);
  const tables = Array.from({ length: tablesPerBlock }, (_, index) => randomTable(random.fork(), `t${index}`, types));
  return { settings, tables };
}

/** Few types, so that tables have some in common; over the blocks each type as often as any other. */
function typesOfBlock(seed: number, block: number): ColumnType[] {
  const blocksPerRound = columnTypes.length / 2;
  const types = new Random(seed * 31 + Math.floor(block / blocksPerRound)).shuffle(columnTypes);
  return Array.from({ length: typesPerBlock }, (_, index) => {
    const type = types[(block * typesPerBlock + index) % types.length];
    if (type === undefined) throw new Error("no types");
    return type;
  });
}

export function randomSettings(random: Random): CaseSettings {
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
