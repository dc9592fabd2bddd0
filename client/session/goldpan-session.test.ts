import { afterEach, describe, expect, test, vi } from "vitest";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import type { JobResult } from "../master-connection.js";
import { testSession } from "../../tests/support/test-connection.js";
import { emptySummary } from "../grpc/run-job.js";
import { GoldpanSession } from "./goldpan-session.js";

const done: JobResult = { schema: { columns: [] }, summary: emptySummary, partitions: [] };
const failure = new GoldpanError("DATA_ERROR", "a bad row");

describe("actions", () => {
  test("are started at once and accounted for", async () => {
    const { session, connection } = testSession();
    const release: (() => void)[] = [];
    connection.respond = async () => {
      await new Promise<void>((resolve) => release.push(resolve));
      return done;
    };
    const write = session.read.parquet("x").write.parquet("y");
    expect(session.pendingActions()).toMatchObject([
      { name: "write.parquet", state: "running", awaited: false, callSite: { file: import.meta.filename } },
    ]);
    await vi.waitFor(() => expect(release).toHaveLength(1));
    release.forEach((free) => free());
    expect(await write).toBe(emptySummary);
    expect(session.pendingActions()).toEqual([]);
    expect(session.actions()).toMatchObject([{ state: "succeeded", awaited: true }]);
  });

  test("whoever listens is noticed, however it is done", async () => {
    const { session } = testSession();
    const frame = session.read.parquet("x");
    const ways = [
      async (action: Promise<unknown>) => {
        await action;
      },
      async (action: Promise<unknown>) => {
        await Promise.all([action]);
      },
      async (action: Promise<unknown>) => action.then(() => undefined),
      async (action: Promise<unknown>) => action.catch(() => undefined) as Promise<void>,
      async (action: Promise<unknown>) => action as Promise<void>,
    ];
    for (const way of ways) await way(frame.write.parquet("y"));
    expect(session.actions().map(({ awaited }) => awaited)).toEqual(ways.map(() => true));
    void frame.write.parquet("y");
    await session.actionsSettled();
    expect(session.actions().at(-1)).toMatchObject({ awaited: false, state: "succeeded" });
  });

  test("a failure reaches whoever awaits, and the record", async () => {
    const { session, connection } = testSession();
    connection.respond = async () => Promise.reject(failure);
    await expect(session.read.parquet("x").count()).rejects.toBe(failure);
    expect(session.actions()).toMatchObject([{ state: "failed", error: failure, awaited: true }]);
  });

  test("a failure that nobody looks at is an unhandled rejection of the action's promise", async () => {
    const { session, connection } = testSession();
    connection.respond = async () => Promise.reject(failure);
    const before = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    const seen: unknown[] = [];
    const unseen = new Promise<void>((resolve) => {
      process.once("unhandledRejection", (reason) => {
        seen.push(reason);
        resolve();
      });
    });
    void session.read.parquet("x").count();
    await unseen;
    for (const listener of before) process.on("unhandledRejection", listener);
    expect(seen).toEqual([failure]);
    expect(session.actions()).toMatchObject([{ state: "failed", awaited: false }]);
  });

  test("promises made from an action are ordinary", () => {
    const { session } = testSession();
    const derived = session.read.parquet("x").count().then(String);
    expect(derived.constructor).toBe(Promise);
  });
});

describe("stop", () => {
  test("waits for actions, ends the application once, and refuses what comes later", async () => {
    const order: string[] = [];
    const { session, connection } = testSession({ onStopped: async () => void order.push("closed") });
    connection.respond = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("ran");
      return done;
    };
    const frame = session.read.parquet("x");
    const write = frame.write.parquet("y");
    await Promise.all([session.stop(), session.stop(), write]);
    expect(order).toEqual(["ran", "closed"]);
    expect(connection.ended).toBe(1);
    await expect(frame.count()).rejects.toMatchObject({ code: "APPLICATION_UNKNOWN" });
    await expect(frame.schema()).rejects.toMatchObject({ code: "APPLICATION_UNKNOWN" });
  });
});

describe("what a session knows", () => {
  test("version, application, settings", () => {
    const { session } = testSession({ settings: { "goldpan.executor.memory": "2g" } });
    expect(session.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(session.applicationId).toBe("app-test");
    expect(session.conf.get("goldpan.executor.memory")).toBe("2g");
    expect(session.conf.get("goldpan.executor.cores")).toBe("1");
    expect(session.conf.get("goldpan.cores.max", "8")).toBe("8");
    expect(() => session.conf.get("goldpan.cores.max")).toThrow("goldpan.cores.max is not set");
    expect(() => session.conf.get("goldpan.executor.memroy")).toThrow("unknown setting");
    expect(() => session.conf.get("goldpan.authenticate.secret")).toThrow("is a secret");
  });
});

describe("getOrCreate", () => {
  const stopped: GoldpanSession[] = [];
  afterEach(async () => {
    await Promise.all(stopped.map((session) => session.stop()));
  });

  test("finds the session that runs, unless it was asked for another", async () => {
    // Sessions of the tests above may be active: the builder finds one of them.
    const { session: fallback } = testSession();
    const active = await GoldpanSession.builder().getOrCreate();
    stopped.push(fallback, active);
    const builder = () => GoldpanSession.builder();
    expect(await builder().appName("test").getOrCreate()).toBe(active);
    await expect(builder().appName("other").getOrCreate()).rejects.toThrow("a session runs already, with test");
    await expect(builder().master("local[7]").getOrCreate()).rejects.toThrow("goldpan.master = 'local[7]'");
    await expect(builder().config("goldpan.nonsense", 1).getOrCreate()).rejects.toThrow("unknown setting");
  });
});
