import type { ChildProcess } from "node:child_process";

/** What a process has printed so far; each of the two grows where it is a pipe. */
export function outputOf({ stdout, stderr }: ChildProcess): { readonly stdout: string; readonly stderr: string } {
  const output = { stdout: "", stderr: "" };
  stdout?.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  stderr?.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return output;
}
