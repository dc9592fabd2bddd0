/** Options, and forms of their values, that several commands have. */
import { InvalidArgumentError, Option } from "commander";
import { parseBytes } from "../../common/units.js";

/** `--conf`, as every command takes it. */
export function confOption(): Option {
  return new Option("-c, --conf <key=value>", "a setting, goldpan.* or Spark's; may be repeated").argParser(
    (value, values: readonly string[] | undefined) => [...(values ?? []), value],
  );
}

/** @returns bytes. @throws InvalidArgumentError */
export function bytesOf(text: string): number {
  try {
    return parseBytes(text);
  } catch {
    throw new InvalidArgumentError("a size is written for instance 512m or 8g.");
  }
}
