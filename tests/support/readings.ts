/** Six rows with what cleaning meets: NULLs, NaN, texts that are numbers, an empty text. */
import type { DataFrame, GoldpanSession } from "../../client/index.js";

export function readings(goldpan: GoldpanSession): DataFrame {
  return goldpan.createDataFrame(
    [
      { id: 1, n: 1, d: 1.5, s: "x", b: true, day: "2024-01-01" },
      { id: 2, d: Number.NaN },
      { id: 3, n: 3, s: "10", b: false, day: "2024-02-01" },
      { id: 4, n: 1, d: 2.5, s: "" },
      { id: 5, n: 40, d: -7.25, s: "red", b: true, day: "2023-12-31" },
      { id: 6, s: "2.5", b: false },
    ],
    "id INTEGER, n INTEGER, d DOUBLE, s VARCHAR, b BOOLEAN, day DATE",
  );
}
