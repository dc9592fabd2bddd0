/**
 * Resolved settings: each value with the source it came from, frozen. Made once per process from layers, weakest first.
 * Product code asks for typed values and never for the environment.
 */
import { GoldpanError } from "../errors/goldpan-error.js";
import { nearest } from "../nearest.js";
import { parseBytes, parseDurationMs } from "../units.js";
import { settings, type Setting, type SettingKey } from "./settings.js";

/** Values by key, as a user wrote them, and where: `--conf`, `job.properties`, `environment`. */
export interface SettingLayer {
  readonly source: string;
  readonly values: Readonly<Record<string, string>>;
}

interface ResolvedValue {
  readonly text: string;
  readonly source: string;
}

export class Config {
  private constructor(private readonly values: ReadonlyMap<SettingKey, ResolvedValue>) {}

  /**
   * @param layers  weakest first; a later layer wins
   * @throws CONFIG_INVALID for an unknown key (naming the nearest) or a value that its type refuses
   */
  static resolve(layers: readonly SettingLayer[]): Config {
    const values = new Map<SettingKey, ResolvedValue>();
    for (const [key, setting] of Object.entries(settings) as [SettingKey, Setting][]) {
      if (setting.default !== undefined) values.set(key, { text: setting.default, source: "default" });
    }
    for (const layer of layers) {
      for (const [key, text] of Object.entries(layer.values)) {
        assertKnown(key);
        values.set(key, { text: validText(key, text, layer.source), source: layer.source });
      }
    }
    return new Config(values);
  }

  /** Another layer on top. */
  with(source: string, values: Readonly<Record<string, string>>): Config {
    const merged = new Map(this.values);
    for (const [key, text] of Object.entries(values)) {
      assertKnown(key);
      merged.set(key, { text: validText(key, text, source), source });
    }
    return new Config(merged);
  }

  optional(key: SettingKey): string | undefined {
    return this.values.get(key)?.text;
  }

  string(key: SettingKey): string {
    const text = this.optional(key);
    if (text === undefined) throw new GoldpanError("CONFIG_INVALID", `${key} is not set`, { hint: `set ${key}` });
    return text;
  }

  bytes(key: SettingKey): number {
    return parseBytes(this.string(key));
  }

  durationMs(key: SettingKey): number {
    return parseDurationMs(this.string(key));
  }

  integer(key: SettingKey): number {
    return Number(this.string(key));
  }

  optionalInteger(key: SettingKey): number | undefined {
    const text = this.optional(key);
    return text === undefined ? undefined : Number(text);
  }

  optionalBoolean(key: SettingKey): boolean | undefined {
    const text = this.optional(key);
    return text === undefined ? undefined : text === "true";
  }

  /** What others may see: every set value with its source, secrets masked; in the order of the registry. */
  describe(): { key: SettingKey; value: string; source: string }[] {
    return (Object.entries(settings) as [SettingKey, Setting][]).flatMap(([key, setting]) => {
      const value = this.values.get(key);
      if (value === undefined) return [];
      return [{ key, value: setting.secret ? "*****" : value.text, source: value.source }];
    });
  }

  /** Every value that is not a default, secrets too: for processes of ours that hold what this one holds. */
  explicit(): Partial<Record<SettingKey, string>> {
    return Object.fromEntries(
      [...this.values].filter(([, value]) => value.source !== "default").map(([key, value]) => [key, value.text]),
    );
  }

  /** What may travel with an application: set by the user, not secret. */
  shareable(): Record<string, string> {
    return Object.fromEntries(
      [...this.values]
        .filter(([key, value]) => value.source !== "default" && !(settings[key] as Setting).secret)
        .map(([key, value]) => [key, value.text]),
    );
  }
}

/** The layer of `GOLDPAN_…` variables and their aliases; own names win over aliases, earlier aliases over later ones. */
export function environmentLayer(environment: Readonly<Record<string, string | undefined>>): SettingLayer {
  const values: Record<string, string> = {};
  for (const [key, setting] of Object.entries(settings) as [SettingKey, Setting][]) {
    const names = [environmentName(key), ...(setting.environment ?? [])];
    const text = names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
    if (text !== undefined) values[key] = text;
  }
  return { source: "environment", values };
}

/** `goldpan.task.maxFailures` → `GOLDPAN_TASK_MAX_FAILURES` */
export function environmentName(key: SettingKey): string {
  return key
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settings, key);
}

function assertKnown(key: string): asserts key is SettingKey {
  if (isSettingKey(key)) return;
  const [best] = nearest(key, Object.keys(settings), 1);
  throw new GoldpanError("CONFIG_INVALID", `unknown setting '${key}'`, {
    hint: best === undefined ? "docs/CONFIG.md lists all settings" : `did you mean ${best}?`,
  });
}

/** The value as it is kept. */
function validText(key: SettingKey, given: string, source: string): string {
  const setting: Setting = settings[key];
  const text = given.trim() === "-1" ? (setting.minusOne ?? given) : given;
  assertValid(key, text, source);
  // Spark takes them in either case.
  return setting.choices === undefined ? text : text.toLowerCase();
}

function assertValid(key: SettingKey, text: string, source: string): void {
  const setting: Setting = settings[key];
  const refuse = (what: string): never => {
    throw new GoldpanError("CONFIG_INVALID", `${key} = '${text}' (${source}): ${what}`, { hint: setting.doc });
  };
  let value: number | undefined;
  try {
    value = numericValue(setting, text);
  } catch (error) {
    if (error instanceof GoldpanError) refuse(error.message);
    throw error;
  }
  if (value === undefined) {
    if (setting.type === "boolean" && text !== "true" && text !== "false") refuse("not true or false");
    if (setting.type === "pattern" && !isPattern(text)) refuse("not a regular expression");
    if (setting.choices?.includes(text.toLowerCase()) === false) refuse(`not one of ${setting.choices.join(", ")}`);
    return;
  }
  if (!Number.isFinite(value)) refuse("not a number");
  if (setting.type === "integer" && !Number.isInteger(value)) refuse("not a whole number");
  if (value < (setting.minimum ?? 0)) refuse(tooSmall(setting, text));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "iu").source !== "";
  } catch {
    return false;
  }
}

/** A size is mostly too small because its unit was forgotten. */
function tooSmall({ type, minimum = 0 }: Setting, text: string): string {
  if (type !== "bytes") return `less than ${minimum}`;
  const least = `less than ${minimum / 2 ** 20}m`;
  if (!/^\d+$/.test(text.trim())) return least;
  const unit = Number(text) * 2 ** 20 < minimum ? "g" : "m";
  return `${least}; a number alone counts bytes: write ${text.trim()}${unit}`;
}

function numericValue(setting: Setting, text: string): number | undefined {
  switch (setting.type) {
    case "bytes":
      return parseBytes(text);
    case "duration":
      return parseDurationMs(text);
    case "integer":
    case "number":
      return text.trim() === "" ? Number.NaN : Number(text);
    case "string":
    case "pattern":
    case "boolean":
      return undefined;
  }
}
