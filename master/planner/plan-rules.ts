/** What the settings say of planning. */
import type { Config } from "../../common/config/config.js";
import type { SettingKey } from "../../common/config/settings.js";
import type { AdaptiveRules } from "../core/job-graph.js";
import type { SplitLimits } from "./splits.js";

/** Settings that decide how a plan is lowered. Sizes are compressed bytes. */
export interface PlanRules {
  /** Slots of the cluster, at least 1. */
  readonly slots: number;
  /** Of every exchange; undefined: by its size. */
  readonly shufflePartitions: number | undefined;
  /** A join's side of at most that is broadcast; 0 never. */
  readonly broadcastBytesMax: number;
  readonly adaptive: boolean;
  readonly coalescePartitions: boolean;
  readonly splitSkewed: boolean;
  readonly runtimeFilters: boolean;
  readonly crossJoinRowsMax: number;
  readonly singleTaskEnabled: boolean;
  readonly singleTaskBytesMax: number;
}

/** How a plan becomes stages and tasks. */
export interface PlanLimits {
  readonly limits: SplitLimits;
  readonly rules: PlanRules;
  readonly adaptive: AdaptiveRules;
}

/** @param slots  of the cluster now */
export function planLimits(config: Config, slots: number): PlanLimits {
  const adaptive = isSet(config, "goldpan.sql.adaptive.enabled");
  return {
    limits: {
      maxBytes: Math.max(1, config.bytes("goldpan.sql.files.maxPartitionBytes")),
      openCostBytes: config.bytes("goldpan.sql.files.openCostInBytes"),
      slots: Math.max(1, slots),
    },
    rules: {
      slots: Math.max(1, slots),
      shufflePartitions: config.optionalInteger("goldpan.sql.shuffle.partitions"),
      broadcastBytesMax: config.bytes("goldpan.sql.autoBroadcastJoinThreshold"),
      adaptive,
      coalescePartitions: isSet(config, "goldpan.sql.adaptive.coalescePartitions.enabled"),
      splitSkewed: isSet(config, "goldpan.sql.adaptive.skewJoin.enabled"),
      runtimeFilters: isSet(config, "goldpan.sql.runtimeFilter.enabled"),
      crossJoinRowsMax: config.integer("goldpan.sql.crossJoin.maxRows"),
      singleTaskEnabled: isSet(config, "goldpan.sql.singleTask.enabled"),
      singleTaskBytesMax: config.bytes("goldpan.sql.singleTask.maxBytes"),
    },
    adaptive: {
      enabled: adaptive,
      advisoryPartitionBytes: config.bytes("goldpan.sql.adaptive.advisoryPartitionSizeInBytes"),
      coalesceMinBytes: config.bytes("goldpan.sql.adaptive.coalescePartitions.minPartitionSize"),
      skewFactor: Number(config.string("goldpan.sql.adaptive.skewJoin.skewedPartitionFactor")),
      skewMinBytes: config.bytes("goldpan.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes"),
    },
  };
}

function isSet(config: Config, key: SettingKey): boolean {
  return config.optionalBoolean(key) === true;
}
