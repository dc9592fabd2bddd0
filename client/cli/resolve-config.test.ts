import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { parseProperties } from "./properties-file.js";
import { resolveConfig } from "./resolve-config.js";

const folder = temporaryFolder();
const propertiesFile = join(folder, "job.properties");
writeFileSync(propertiesFile, "spark.executor.memory 2g\ngoldpan.executor.cores=2\nspark.app.name: from file\n");

const sourceOf = (resolved: ReturnType<typeof resolveConfig>, key: string) =>
  resolved.config.describe().find((value) => value.key === key);

describe("precedence", () => {
  test("flags over --conf over the properties file over the environment over defaults", () => {
    const resolved = resolveConfig({
      environment: { GOLDPAN_EXECUTOR_MEMORY: "3g", GOLDPAN_TASK_MAX_FAILURES: "7", GOLDPAN_EXECUTOR_CORES: "9" },
      propertiesFile,
      conf: ["goldpan.executor.memory=4g", "spark.app.name=from conf"],
      flags: {
        "--executor-memory": { key: "goldpan.executor.memory", value: "5g" },
        "--name": { key: "goldpan.app.name", value: undefined },
      },
    });
    expect(sourceOf(resolved, "goldpan.executor.memory")).toMatchObject({ value: "5g", source: "--executor-memory" });
    expect(sourceOf(resolved, "goldpan.app.name")).toMatchObject({ value: "from conf", source: "--conf" });
    expect(sourceOf(resolved, "goldpan.executor.cores")).toMatchObject({ value: "2", source: propertiesFile });
    expect(sourceOf(resolved, "goldpan.task.maxFailures")).toMatchObject({ value: "7", source: "environment" });
    expect(sourceOf(resolved, "goldpan.sql.session.timeZone")).toMatchObject({ value: "UTC", source: "default" });
  });
});

describe("Spark's keys", () => {
  const resolve = (...conf: string[]) => resolveConfig({ environment: {}, conf });

  test("are mapped where we have the thing", () => {
    const { config, notes } = resolve("spark.hadoop.fs.s3a.endpoint=http://minio:9000", "spark.cores.max=4");
    expect(config.string("goldpan.hadoop.fs.s3a.endpoint")).toBe("http://minio:9000");
    expect(config.integer("goldpan.cores.max")).toBe(4);
    expect(notes).toEqual([]);
  });

  test("give one note where they mean nothing here", () => {
    const { notes } = resolve("spark.yarn.queue=a", "spark.executor.instances=3");
    expect(notes).toEqual(["without meaning here, so ignored: spark.yarn.queue, spark.executor.instances"]);
  });

  test.each([
    ["spark.executor.memry=1g", "spark.executor.memory"],
    ["goldpan.executor.memry=1g", "goldpan.executor.memory"],
    ["my.own.key=1", "arguments"],
  ])("%s is refused", (conf, hint) => {
    expect(() => resolve(conf)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", hint: expect.stringContaining(hint) }),
    );
  });

  test("--conf without a value is wrong usage", () => {
    expect(() => resolve("goldpan.executor.memory")).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});

describe("parseProperties", () => {
  test("spark-defaults.conf and Java properties", () => {
    const text = "# comment\n! too\n\na 1\nb=2\nc : 3\n  d\t=\tx y  \ne=long \\\n   line\nf\ng=a\\=b\\u0041\nh\\ i=j";
    expect(parseProperties(text, "f")).toEqual({
      a: "1",
      b: "2",
      c: "3",
      d: "x y",
      e: "long line",
      f: "",
      g: "a=bA",
      "h i": "j",
    });
  });

  test("a line without a key is named", () => {
    expect(() => parseProperties("a 1\n= 2", "job.properties")).toThrow(/job\.properties:2/);
  });
});
