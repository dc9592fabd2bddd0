import { describe, expect, test } from "vitest";
import { Config } from "../../common/config/config.js";
import type { ApplicationDemand, DriverDemand } from "../core/events.js";
import { demandOf, driverDemandOf } from "./applications.js";

const mebibyte = 2 ** 20;
const configOf = (values: Readonly<Record<string, string>>): Config => Config.resolve([{ source: "--conf", values }]);

describe("a setting changes what an application asks for, and nothing else", () => {
  const unset = demandOf(configOf({}));

  test.each<[string, string, Partial<ApplicationDemand>]>([
    ["goldpan.executor.cores", "3", { executorCores: 3 }],
    ["goldpan.executor.memory", "300m", { executorMemoryBytes: 300 * mebibyte }],
    ["goldpan.cores.max", "7", { coresMax: 7 }],
    ["goldpan.task.maxFailures", "1", { taskFailuresMax: 1 }],
    ["goldpan.scheduler.noWorkerTimeout", "3s", { noWorkerTimeoutMs: 3_000 }],
    ["goldpan.driver.maxResultSize", "5m", { resultBytesMax: 5 * mebibyte }],
  ])("%s", (key, value, changed) => {
    const set = demandOf(configOf({ [key]: value }));
    expect(set).toEqual({ ...unset, ...changed });
    expect(set).not.toEqual(unset);
  });
});

describe("a setting changes what a driver asks for, and nothing else", () => {
  const supervised = { "goldpan.driver.supervise": "true" };
  const unset = driverDemandOf(configOf(supervised));

  test.each<[string, string, Partial<DriverDemand>]>([
    ["goldpan.driver.memory", "400m", { memoryBytes: 400 * mebibyte }],
    ["goldpan.driver.cores", "2", { cores: 2 }],
    ["goldpan.driver.supervise", "false", { restartsMax: 0 }],
    ["goldpan.driver.maxRestarts", "8", { restartsMax: 8 }],
    ["goldpan.client.reattachTimeout", "1min", { graceMs: 60_000 }],
  ])("%s", (key, value, changed) => {
    const set = driverDemandOf(configOf({ ...supervised, [key]: value }));
    expect(set).toEqual({ ...unset, ...changed });
    expect(set).not.toEqual(unset);
  });

  test("goldpan.driver.maxRestarts is nothing to a driver that is not supervised", () => {
    expect(driverDemandOf(configOf({ "goldpan.driver.maxRestarts": "8" })).restartsMax).toBe(0);
  });
});
