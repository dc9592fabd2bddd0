import { expect, test } from "vitest";
import { testSession } from "../../tests/support/test-connection.js";

const { session } = testSession();

test("options beside the paths are those of option(), for this read alone", () => {
  const reader = session.read.option("sep", ";");
  const scan = (frame: { relation: { scan?: unknown } }) => frame.relation.scan;
  expect(scan(reader.csv("/a", { header: true, sep: "|" }))).toMatchObject({
    format: "csv",
    paths: ["file:///a"],
    options: { header: "true", sep: "|" },
  });
  expect(scan(reader.csv("/b"))).toMatchObject({ options: { sep: ";" } });
});

test("paths may come as a list", () => {
  const frame = session.read.json(["/a", "/b"], { multiLine: true });
  expect(frame.relation.scan).toMatchObject({ paths: ["file:///a", "file:///b"], options: { multiLine: "true" } });
  expect(() => session.read.parquet({ mergeSchema: true })).toThrow(/without a path/);
});

test("every format takes several paths, and options after them", () => {
  const { read } = session;
  const options = { badFiles: "quarantine", versionAsOf: 2 };
  for (const format of ["parquet", "csv", "json", "text"] as const) {
    const scan = {
      format,
      paths: ["file:///a", "file:///b"],
      options: { badFiles: "quarantine", versionAsOf: "2" },
    };
    expect(read[format]("/a", "/b", options).relation.scan).toEqual(scan);
    expect(session.read.format(format).load("/a", "/b", options).relation.scan).toEqual(scan);
  }
});

test("what is no object is refused where options stand", () => {
  const write = session.read.parquet("/a").write as unknown as Record<string, (...given: unknown[]) => unknown>;
  expect(() => write["parquet"]?.("/b", "overwrite")).toThrow(/no options/);
});
