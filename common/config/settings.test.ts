import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { Config, environmentLayer, environmentName } from "./config.js";
import { settings, type Setting, type SettingKey } from "./settings.js";

const document = readFileSync(join(packageRoot, "docs/CONFIG.md"), "utf8");
const rows = [...document.matchAll(/^\| `(goldpan\.[^`]+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, key = "", value = "", variables = "", doc = ""]) => ({ key, value, variables, doc }),
);

describe("docs/CONFIG.md and the settings", () => {
  test("name the same keys in the same order", () => {
    expect(rows.map((row) => row.key)).toEqual(Object.keys(settings));
  });

  test("agree on defaults, variables and meaning", () => {
    for (const row of rows) {
      const key = row.key as SettingKey;
      const setting: Setting = settings[key];
      const variables = [environmentName(key), ...(setting.environment ?? [])].map((name) => `\`${name}\``).join(", ");
      expect(row).toEqual({
        key,
        value: setting.default === undefined ? "unset" : `\`${setting.default}\``,
        variables,
        doc: setting.doc.replaceAll("|", "\\|"),
      });
    }
  });
});

describe("Config", () => {
  test("takes the strongest layer, and says which it was", () => {
    const config = Config.resolve([
      { source: "environment", values: { "goldpan.executor.memory": "512m" } },
      { source: "--conf", values: { "goldpan.executor.memory": "2g" } },
    ]);
    expect(config.bytes("goldpan.executor.memory")).toBe(2 * 1024 ** 3);
    expect(config.describe().find((row) => row.key === "goldpan.executor.memory")?.source).toBe("--conf");
  });

  test("refuses an unknown key with the nearest one", () => {
    expect(() => Config.resolve([{ source: "--conf", values: { "goldpan.executor.memorry": "1g" } }])).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", hint: "did you mean goldpan.executor.memory?" }),
    );
  });

  test("says that a size without a unit counts bytes", () => {
    expect(() => Config.resolve([{ source: "--executor-memory", values: { "goldpan.executor.memory": "1" } }])).toThrow(
      "goldpan.executor.memory = '1' (--executor-memory): less than 128m; a number alone counts bytes: write 1g",
    );
  });

  test.each([
    ["goldpan.executor.memory", "lots"],
    ["goldpan.executor.memory", "127m"],
    ["goldpan.executor.cores", "1.5"],
    ["goldpan.executor.cores", "0"],
    ["goldpan.io.compression.codec", "lzf"],
    ["goldpan.hadoop.fs.s3a.path.style.access", "yes"],
    ["goldpan.worker.timeout", "5 parsecs"],
  ])("refuses %s = %s, naming the key", (key, value) => {
    expect(() => Config.resolve([{ source: "--conf", values: { [key]: value } }])).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining(key) as string }),
    );
  });

  test("never shows or shares a secret", () => {
    const config = Config.resolve([
      environmentLayer({ AWS_SECRET_ACCESS_KEY: "hush", GOLDPAN_TOKEN: "hush", AWS_REGION: "eu-west-1" }),
    ]);
    expect(JSON.stringify([config.describe(), config.shareable()])).not.toContain("hush");
    expect(config.shareable()).toEqual({ "goldpan.hadoop.fs.s3a.endpoint.region": "eu-west-1" });
  });

  test("names its variables", () => {
    expect(environmentName("goldpan.task.maxFailures")).toBe("GOLDPAN_TASK_MAX_FAILURES");
    expect(environmentName("goldpan.hadoop.fs.s3a.endpoint")).toBe("GOLDPAN_HADOOP_FS_S3A_ENDPOINT");
  });
});

test("a choice is taken in either case, as Spark takes it", () => {
  const config = Config.resolve([{ source: "--conf", values: { "goldpan.io.compression.codec": "ZSTD" } }]);
  expect(config.string("goldpan.io.compression.codec")).toBe("zstd");
});

test("Spark's -1 for no broadcast is 0", () => {
  const config = Config.resolve([{ source: "flags", values: { "goldpan.sql.autoBroadcastJoinThreshold": "-1" } }]);
  expect(config.bytes("goldpan.sql.autoBroadcastJoinThreshold")).toBe(0);
  expect(() => Config.resolve([{ source: "flags", values: { "goldpan.executor.memory": "-1" } }])).toThrow();
});
