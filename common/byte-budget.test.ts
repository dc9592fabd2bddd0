import { expect, test } from "vitest";
import { ByteBudget } from "./byte-budget.js";

/** Uses that are ended by hand: those under way, in the order in which they began. */
function uses(budget: ByteBudget) {
  const under = new Map<string, () => void>();
  return {
    begin: (name: string, bytes: number) =>
      budget.use(bytes, async () => {
        await new Promise<void>((resolve) => under.set(name, resolve));
        under.delete(name);
      }),
    end: async (name: string): Promise<string[]> => {
      under.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
      return [...under.keys()];
    },
  };
}

test("bytes are given out in the order asked for; what needs more than there are runs alone", async () => {
  const { begin, end } = uses(new ByteBudget(10));
  void begin("a", 6);
  void begin("b", 4);
  void begin("more than all", 25);
  void begin("c", 1);
  expect(await end("")).toEqual(["a", "b"]);
  expect(await end("a")).toEqual(["b"]);
  expect(await end("b")).toEqual(["more than all"]);
  expect(await end("more than all")).toEqual(["c"]);
});

test("a use that fails gives its bytes back", async () => {
  const budget = new ByteBudget(10);
  await expect(budget.use(10, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await budget.use(10, () => Promise.resolve("done"))).toBe("done");
});
