/** Settings from where a command line finds them, weakest first: defaults, environment, properties file, `--conf`, flags. */
import { Config, environmentLayer, type SettingLayer } from "../../common/config/config.js";
import type { SettingKey } from "../../common/config/settings.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { readPropertiesFile } from "./properties-file.js";
import { mapSparkSettings } from "./spark-settings.js";

export interface ConfigSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly propertiesFile?: string | undefined;
  /** `key=value` each. */
  readonly conf?: readonly string[] | undefined;
  /** By flag, e.g. `--executor-memory`; undefined where it was not given. */
  readonly flags?: Readonly<Record<string, { readonly key: SettingKey; readonly value: string | undefined }>>;
}

export interface ResolvedConfig {
  readonly config: Config;
  /** What the user should know about the settings; at most one line. */
  readonly notes: readonly string[];
}

/** @throws CONFIG_INVALID, USAGE */
export function resolveConfig(sources: ConfigSources): ResolvedConfig {
  const { environment, propertiesFile, conf = [], flags = {} } = sources;
  const file = mapSparkSettings(propertiesFile === undefined ? {} : readPropertiesFile(propertiesFile));
  const given = mapSparkSettings(parseConf(conf));
  const layers: SettingLayer[] = [
    environmentLayer(environment),
    { source: propertiesFile ?? "", values: file.values },
    { source: "--conf", values: given.values },
    ...Object.entries(flags).flatMap(([flag, { key, value }]) =>
      value === undefined ? [] : [{ source: flag, values: { [key]: value } }],
    ),
  ];
  const ignored = [...new Set([...file.ignored, ...given.ignored])];
  const notes = ignored.length === 0 ? [] : [`without meaning here, so ignored: ${ignored.join(", ")}`];
  return { config: Config.resolve(layers), notes };
}

function parseConf(conf: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    conf.map((text) => {
      const split = text.indexOf("=");
      if (split > 0) return [text.slice(0, split).trim(), text.slice(split + 1).trim()];
      throw new GoldpanError("USAGE", `--conf ${text}: write --conf key=value`);
    }),
  );
}
