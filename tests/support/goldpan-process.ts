/** Runs `goldpan submit` as a user would, against whatever master a test names. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "../../common/config/child-environment.js";
import { packageRoot } from "../../common/package-root.js";
import { outputOf } from "./output-of.js";
import { temporaryFolder } from "./temporary-folder.js";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function writeScript(body: string, name = "script.ts"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, body);
  return path;
}

export function startGoldpan(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(packageRoot, "bin/goldpan.js"), ...args], {
    env: childEnvironment(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = outputOf(child);
  const ended: Promise<Ended> = once(child, "close").then(([code]) => ({
    code: code as number | null,
    ...output,
  }));
  const untilSaid = async (text: string) => {
    while (!(output.stdout + output.stderr).includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended without saying '${text}':\n${output.stdout}${output.stderr}`);
      await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), once(child, "close")]);
    }
  };
  return { child, ended, untilSaid };
}

export async function goldpan(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startGoldpan(args, environment).ended;
}
