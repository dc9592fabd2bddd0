/** The order in which the kernel's out-of-memory killer takes processes: children that can be replaced go first. */
import { writeFileSync } from "node:fs";

export function offerToOutOfMemoryKiller(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // No such thing on this system.
  }
}
