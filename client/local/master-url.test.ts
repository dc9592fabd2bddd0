import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { describeMaster, parseMasterUrl } from "./master-url.js";

describe("parseMasterUrl", () => {
  test.each([
    ["local", { kind: "local", cores: 1 }],
    ["local[3]", { kind: "local", cores: 3 }],
    ["local[*]", { kind: "local", cores: availableParallelism() }],
    ["local-cluster[2,1]", { kind: "local-cluster", workers: 2, coresPerWorker: 1, memoryBytesPerWorker: undefined }],
    [
      "local-cluster[2, 4, 512]",
      { kind: "local-cluster", workers: 2, coresPerWorker: 4, memoryBytesPerWorker: 512 * 2 ** 20 },
    ],
    [
      "local-cluster[1,1,2g]",
      { kind: "local-cluster", workers: 1, coresPerWorker: 1, memoryBytesPerWorker: 2 * 2 ** 30 },
    ],
    ["goldpan://master", { kind: "remote", addresses: ["master:7077"] }],
    ["goldpan://a:1,b:2", { kind: "remote", addresses: ["a:1", "b:2"] }],
    ["goldpan://[::1]:7077", { kind: "remote", addresses: ["[::1]:7077"] }],
  ])("%s", (text, url) => expect(parseMasterUrl(text)).toEqual(url));

  test.each([
    "local[0]",
    "local[x]",
    "local-cluster[2]",
    "goldpan://",
    "goldpan://a:99999",
    "goldpan://a b",
    "http://a",
    "",
  ])("refuses '%s'", (text) => expect(() => parseMasterUrl(text)).toThrow(/--master/));

  test("says what to do about other systems' masters", () => {
    expect(() => parseMasterUrl("spark://host:7077")).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", hint: expect.stringContaining("goldpan master") }),
    );
  });

  test("describes where an application runs", () => {
    expect(describeMaster("local[2]")).toBe("local[2]: 2 cores, no server");
    expect(describeMaster("local-cluster[2,1]")).toBe("local-cluster[2,1]: 2 worker processes of 1 core");
  });
});
