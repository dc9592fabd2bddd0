/** JSON lines on stderr. Every record has a constant event name; fields carry what varies. Secrets are never passed in. */
import { pino, type Logger } from "pino";

export type { Logger };

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** @param component  `master`, `worker`, `executor`, … */
export function createLogger(component: string, level: LogLevel): Logger {
  return pino(
    { level, base: { component, pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
