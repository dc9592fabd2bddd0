import { expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { planLimits, type PlanLimits } from "./plan-rules.js";

const mebibyte = 2 ** 20;
const limitsOf = (values: Readonly<Record<string, string>>): PlanLimits =>
  planLimits(Config.resolve([{ source: "--conf", values }]), 3);
const unset = limitsOf({});

interface Changed {
  readonly limits?: Partial<PlanLimits["limits"]>;
  readonly rules?: Partial<PlanLimits["rules"]>;
  readonly adaptive?: Partial<PlanLimits["adaptive"]>;
}

test.each<[string, string, Changed]>([
  ["files.maxPartitionBytes", "1m", { limits: { maxBytes: mebibyte } }],
  ["files.openCostInBytes", "8m", { limits: { openCostBytes: 8 * mebibyte } }],
  ["shuffle.partitions", "7", { rules: { shufflePartitions: 7 } }],
  ["autoBroadcastJoinThreshold", "0", { rules: { broadcastBytesMax: 0 } }],
  ["adaptive.enabled", "false", { rules: { adaptive: false }, adaptive: { enabled: false } }],
  ["adaptive.coalescePartitions.enabled", "false", { rules: { coalescePartitions: false } }],
  ["adaptive.advisoryPartitionSizeInBytes", "2m", { adaptive: { advisoryPartitionBytes: 2 * mebibyte } }],
  ["adaptive.coalescePartitions.minPartitionSize", "3m", { adaptive: { coalesceMinBytes: 3 * mebibyte } }],
  ["adaptive.skewJoin.enabled", "false", { rules: { splitSkewed: false } }],
  ["adaptive.skewJoin.skewedPartitionFactor", "2.5", { adaptive: { skewFactor: 2.5 } }],
  ["adaptive.skewJoin.skewedPartitionThresholdInBytes", "4m", { adaptive: { skewMinBytes: 4 * mebibyte } }],
  ["runtimeFilter.enabled", "false", { rules: { runtimeFilters: false } }],
  ["crossJoin.maxRows", "5", { rules: { crossJoinRowsMax: 5 } }],
  ["singleTask.enabled", "true", { rules: { singleTaskEnabled: true } }],
  ["singleTask.maxBytes", "6m", { rules: { singleTaskBytesMax: 6 * mebibyte } }],
])("goldpan.sql.%s changes what it says and nothing else", (key, value, changed) => {
  const set = limitsOf({ [`goldpan.sql.${key}`]: value });
  expect(set).toEqual({
    limits: { ...unset.limits, ...changed.limits },
    rules: { ...unset.rules, ...changed.rules },
    adaptive: { ...unset.adaptive, ...changed.adaptive },
  });
  expect(set).not.toEqual(unset);
});
