import { describe, expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import { defaultRetryPolicy, s3ConfigOf, type S3Config } from "./s3-config.js";

const configOf = (values: Readonly<Record<string, string>>): S3Config => {
  const keyed = Object.entries(values).map(([key, value]) => [`goldpan.hadoop.fs.s3a.${key}`, value] as const);
  return s3ConfigOf(Config.resolve([{ source: "--conf", values: Object.fromEntries(keyed) }]));
};

test("an endpoint that has never answered counts as wrong after three seconds, whatever the budget", () => {
  const { retry } = configOf({ "retry.budget": "10min", "request.timeout": "60s" });
  expect([retry.unansweredMs, defaultRetryPolicy.unansweredMs]).toEqual([3_000, 3_000]);
});

describe("a setting", () => {
  const minio = { endpoint: "http://minio:9000" };
  const { retry } = configOf(minio);

  test.each<[string, string, Partial<S3Config>]>([
    ["endpoint", "http://other:9000", { endpoint: "http://other:9000" }],
    ["access.key", "key", { accessKey: "key" }],
    ["secret.key", "hush", { secretKey: "hush" }],
    ["session.token", "token", { sessionToken: "token" }],
    ["endpoint.region", "eu-west-1", { region: "eu-west-1" }],
    ["path.style.access", "false", { pathStyle: false }],
    ["connection.maximum", "7", { connectionsMax: 7 }],
    ["attempts.maximum", "2", { retry: { ...retry, attemptsMax: 2 } }],
    ["request.timeout", "1min", { retry: { ...retry, requestTimeoutMs: 60_000 } }],
    ["retry.budget", "5s", { retry: { ...retry, budgetMs: 5_000 } }],
  ])("goldpan.hadoop.fs.s3a.%s changes what it says and nothing else", (key, value, changed) => {
    const before = configOf(minio);
    const after = configOf({ ...minio, [key]: value });
    expect(after).toEqual({ ...before, ...changed });
    expect(after).not.toEqual(before);
  });

  test("of an endpoint puts buckets into paths; AWS has them in host names unless told otherwise", () => {
    const styles = [minio, {}, { "path.style.access": "true" }].map((values) => configOf(values).pathStyle);
    expect(styles).toEqual([true, false, true]);
  });
});
