import { expect, test } from "vitest";
import { smallFilesNotice } from "./commit-job.js";

test("more than a hundred files of under 1 MB on average are worth a notice", () => {
  expect(smallFilesNotice({ files: 101, bytes: 100_000_000 })).toEqual({
    code: "SMALL_FILES",
    text: "101 files of 990 kB on average: partition by a coarser column, or make them few with goldpan table PATH --compact",
  });
  expect(smallFilesNotice({ files: 100, bytes: 1 })).toBeUndefined();
  expect(smallFilesNotice({ files: 101, bytes: 101_000_000 })).toBeUndefined();
});
