import { describe, expect, test } from "vitest";
import { parseWriteOptions } from "./write-options.js";

const at = { file: "job.ts", line: 4, column: 1, method: "parquet" };
