/** How files of a write are named: unique per attempt, so that no two ever take each other's place. */
import type { AttemptKey, SinkDelivery } from "../common/wire/types.js";

/** `part-<partition>-<write id>-<attempt>`; what follows it tells files of one attempt apart. */
export function sinkFileName({ writeId }: Pick<SinkDelivery, "writeId">, { partition, attempt }: AttemptKey): string {
  return `part-${inFiveDigits(partition)}-${writeId}-${attempt}`;
}

/** With the stage, since every stage of a job may quarantine. */
export function quarantineFileName(
  { writeId }: Pick<SinkDelivery, "writeId">,
  { stageId, partition, attempt }: AttemptKey,
): string {
  return `part-${inFiveDigits(partition)}-${writeId}-s${stageId}-${attempt}`;
}

/** What tells files apart into which one would be cut: by name they are in the order of their rows. */
export function cutFileEnding(index: number): string {
  return `-${inFiveDigits(index)}`;
}

/** In the order of numbers by name, too. */
function inFiveDigits(number: number): string {
  return String(number).padStart(5, "0");
}

/** As other programs know the format by: `.parquet`, `.csv`, `.json.gz`. */
export function dataFileEnding({ text }: Pick<SinkDelivery, "text">): string {
  if (!text) return ".parquet";
  const plain = text.format === "text" ? ".txt" : `.${text.format}`;
  if (text.compression === "gzip") return `${plain}.gz`;
  return text.compression === "zstd" ? `${plain}.zst` : plain;
}
