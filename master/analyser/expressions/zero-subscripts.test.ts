import { expect, test } from "vitest";
import * as p from "../../../tests/support/plan-messages.js";
import { analyse } from "../analyse.js";

const lists = p.values({ tags: "VARCHAR[]", name: "VARCHAR", m: "MAP(INTEGER, VARCHAR)", n: "INTEGER" });

async function told(root: ReturnType<typeof p.values>): Promise<string[]> {
  const { notices = [] } = await analyse({ plan: p.plan(root), scans: [], timeZone: "UTC" });
  return notices.map(({ text }) => text);
}

test("the subscript 0 of a list or text is told of, once for each place", async () => {
  const text = "job.ts:1: tags[0] is there for no row: positions count from 1 in SQL; the first one is tags[1]";
  expect(await told(p.withColumns(lists, ["first", "upper(tags[0])"]))).toEqual([text]);
  expect(await told(p.filter(p.select(lists, "tags", ["x", "tags[0]"]), "tags[0] = 'a'"))).toEqual([text]);
  expect(await told(p.filter(lists, "name[0] = 'a'"))).toHaveLength(1);
});

test("that of a map is its key, and others count from 1", async () => {
  const more: [string, string][] = [
    ["a", "m[0]"],
    ["b", "tags[1]"],
    ["c", "tags[n]"],
    ["d", "list_transform([tags], lambda t: t[0])"],
  ];
  expect(await told(p.withColumns(lists, ...more))).toEqual([]);
});
