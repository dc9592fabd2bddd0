import { expect, test } from "vitest";
import { GoldpanSession } from "./goldpan-session.js";
import { enterExecutor } from "./inside-executor.js";

test("an executor makes no sessions", async () => {
  enterExecutor("");
  await expect(GoldpanSession.builder().getOrCreate()).rejects.toMatchObject({
    code: "SCRIPT_NOT_LOADED",
    details: { callSite: { file: import.meta.filename, method: "getOrCreate" } },
  });
});
