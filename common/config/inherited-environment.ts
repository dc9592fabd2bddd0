/** The environment of processes that carry on what this one began: a driver, the worker processes of a local cluster. */
import { environmentName } from "./config.js";
import { settings, type Setting, type SettingKey } from "./settings.js";

const secretNames = new Set(
  (Object.entries(settings) as [SettingKey, Setting][])
    .filter(([, setting]) => setting.secret)
    .flatMap(([key, setting]) => [environmentName(key), ...(setting.environment ?? [])]),
);

/** All of this process's environment but the cluster's token and the store's credentials: scripts never hold them. */
export function environmentWithoutSecrets(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !secretNames.has(entry[0]),
    ),
  );
}

/** This process's environment with settings on top, by the names of their variables. */
export function environmentWith(values: Readonly<Partial<Record<SettingKey, string>>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  for (const [key, value] of Object.entries(values)) environment[environmentName(key as SettingKey)] = value;
  return environment;
}
