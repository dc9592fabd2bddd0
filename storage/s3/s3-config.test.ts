import { expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { defaultRetryPolicy, s3ConfigOf } from "./s3-config.js";

test("an endpoint that has never answered counts as wrong after three seconds, whatever the budget", () => {
  const values = { "goldpan.hadoop.fs.s3a.retry.budget": "10min", "goldpan.hadoop.fs.s3a.request.timeout": "60s" };
  const { retry } = s3ConfigOf(Config.resolve([{ source: "--conf", values }]));
  expect([retry.unansweredMs, defaultRetryPolicy.unansweredMs]).toEqual([3_000, 3_000]);
});
