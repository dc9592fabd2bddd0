import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../tests/support/temporary-folder.js";
import { EndedApplications, type EndedApplication } from "./ended-applications.js";

const ended = (number: number, more: Partial<EndedApplication> = {}): EndedApplication => ({
  applicationId: `app-${String(number).padStart(6, "0")}`,
  state: "FINISHED",
  idempotencyKey: "k",
  ...more,
});

test("outcomes are there for the next life of the master; a torn file is left out", () => {
  const folder = temporaryFolder();
  const before = EndedApplications.open(folder);
  before.save(ended(1, { exitCode: 7, state: "FAILED" }));
  before.save(ended(1, { exitCode: 0 }));
  writeFileSync(join(folder, "app-000002.json"), '{"applicationId":"app-0');
  const after = EndedApplications.open(folder);
  expect(after.get("app-000001")).toMatchObject({ exitCode: 7, state: "FAILED" });
  expect(after.get("app-000002")).toBeUndefined();
});

test("only what succeeded answers for a key, the latest of it", () => {
  const applications = EndedApplications.open(temporaryFolder());
  expect(applications.succeededUnder("k")).toBeUndefined();
  for (const number of [1, 2]) applications.save(ended(number));
  applications.save(ended(3, { state: "FAILED" }));
  applications.save(ended(4, { idempotencyKey: "another" }));
  expect(applications.succeededUnder("k")?.applicationId).toBe("app-000002");
});

test("the oldest of more than a thousand are forgotten", () => {
  const folder = temporaryFolder();
  const applications = EndedApplications.open(folder);
  for (let number = 0; number < 1_003; number++) applications.save(ended(number));
  expect(applications.get("app-000002")).toBeUndefined();
  expect(applications.get("app-000003")).toBeDefined();
  expect(readdirSync(folder)).toHaveLength(1_000);
});
