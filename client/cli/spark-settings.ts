/**
 * Spark's keys, for people who bring their `--conf` and their spark-defaults.conf along: mapped where we have the thing, named in one
 * note where the key means nothing here, refused where nobody knows it.
 */
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { isSettingKey } from "../../common/config/config.js";
import { settings, type Setting, type SettingKey } from "../../common/config/settings.js";
import { nearest } from "../../common/nearest.js";

export interface MappedSettings {
  readonly values: Readonly<Record<string, string>>;
  /** Spark's keys that mean nothing here, in the order given. */
  readonly ignored: readonly string[];
}

/** Families and single keys of Spark's that are known and have no counterpart: a key matches when it is one or begins with one and a dot. */
const meaningless = [
  "spark.acls",
  "spark.admin.acls",
  "spark.archives",
  "spark.authenticate.enableSaslEncryption",
  "spark.barrier",
  "spark.blacklist",
  "spark.block",
  "spark.broadcast",
  "spark.buffer",
  "spark.checkpoint",
  "spark.cleaner",
  "spark.closure",
  "spark.connect",
  "spark.databricks",
  "spark.decommission",
  "spark.default.parallelism",
  "spark.deploy",
  "spark.driver",
  "spark.dynamicAllocation",
  "spark.eventLog",
  "spark.excludeOnFailure",
  "spark.executor",
  "spark.executorEnv",
  "spark.extraListeners",
  "spark.files",
  "spark.hadoop",
  "spark.history",
  "spark.io",
  "spark.jars",
  "spark.kerberos",
  "spark.kryo",
  "spark.kryoserializer",
  "spark.kubernetes",
  "spark.launcher",
  "spark.local",
  "spark.locality",
  "spark.log",
  "spark.logConf",
  "spark.master.rest",
  "spark.memory",
  "spark.metrics",
  "spark.modify.acls",
  "spark.network",
  "spark.plugins",
  "spark.port",
  "spark.pyspark",
  "spark.r",
  "spark.rdd",
  "spark.reducer",
  "spark.redaction",
  "spark.repl",
  "spark.resources",
  "spark.rpc",
  "spark.scheduler",
  "spark.security",
  "spark.serializer",
  "spark.shuffle",
  "spark.speculation",
  "spark.sql",
  "spark.ssl",
  "spark.stage",
  "spark.storage",
  "spark.streaming",
  "spark.submit",
  "spark.task",
  "spark.ui",
  "spark.unsafe",
  "spark.view.acls",
  "spark.worker",
  "spark.yarn",
] as const;

/** Close enough to a key that we map to be a slip of the pen rather than another key of Spark's. */
const slipEditsShareMax = 12;

/** Spark's key of each setting. */
const mapped = new Map<string, SettingKey>(
  (Object.entries(settings) as [SettingKey, Setting][]).flatMap(([key, setting]) => [
    [key.replace(/^goldpan\./, "spark."), key] as const,
    ...(setting.spark ?? []).map((name) => [name, key] as const),
  ]),
);

/**
 * @param values  as the user wrote them, `goldpan.*` and `spark.*`
 * @throws CONFIG_INVALID for a key that neither Spark nor we know; unknown `goldpan.*` keys are left to Config
 */
export function mapSparkSettings(values: Readonly<Record<string, string>>): MappedSettings {
  const result: Record<string, string> = {};
  const ignored: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const target = mapped.get(key);
    if (target !== undefined) {
      // Our own spelling beside Spark's wins.
      if (!Object.hasOwn(values, target)) result[target] = value;
    } else if (key.startsWith("goldpan.") || isSettingKey(key)) result[key] = value;
    else {
      assertKnownToSpark(key);
      ignored.push(key);
    }
  }
  return { values: result, ignored };
}

function assertKnownToSpark(key: string): void {
  const [slip] = nearest(key, [...mapped.keys()], 1);
  const isSlip = slip !== undefined && Math.abs(slip.length - key.length) <= key.length / slipEditsShareMax;
  const known = meaningless.some((family) => key === family || key.startsWith(`${family}.`));
  if (known && !isSlip) return;
  throw new GoldpanError("CONFIG_INVALID", `unknown setting '${key}'`, {
    hint:
      slip === undefined
        ? "settings are goldpan.* (docs/CONFIG.md) or Spark's; what the script needs goes after it, as arguments"
        : `did you mean ${slip}?`,
  });
}
