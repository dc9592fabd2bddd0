import { expect, test } from "vitest";
import { contract } from "./load.js";
import { inputsOf, relationsOf, withoutCopies, withShared } from "./relation-inputs.js";
import type { PlanInput, RelationInput } from "./types.js";

const scan: RelationInput = { scan: { paths: ["a"] } };
const doubled = (input: RelationInput): RelationInput => ({ union: { inputs: [input, input] } });

test("relations are found in all places, inputs first, and once", () => {
  const left = { filter: { input: scan, condition: { sql: "true" } } };
  const right = { sql: { query: "FROM v", views: { v: scan } } };
  const join = { join: { left, right } };
  expect(inputsOf(join)).toEqual([left, right]);
  expect(relationsOf<RelationInput>(join)).toEqual([scan, left, right, join]);
});

test("a plan whose relations are read by several others crosses at its own size, and is as it was", () => {
  let root = scan;
  for (let index = 0; index < 100; index++) root = doubled(root);
  const { requestSerialize, requestDeserialize } = contract.ApplicationService.service.Analyze;
  const bytes = requestSerialize({ plan: withoutCopies(root) });
  expect(bytes.byteLength).toBeLessThan(5_000);
  const { plan } = requestDeserialize(bytes);
  const read = withShared<PlanInput>(plan ?? {}).root ?? {};
  expect(relationsOf(read)).toHaveLength(101);
  expect(relationsOf(read)[0]).toMatchObject(scan);
});

test("what is read once is where it is read", () => {
  const root: RelationInput = { limit: { input: { drop: { input: scan, columns: ["b"] } }, offset: 0 } };
  expect(withoutCopies(root)).toEqual({ root, shared: [] });
});
