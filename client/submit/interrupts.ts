/** SIGINT, SIGTERM and SIGHUP as one promise; a second signal ends the process at once. */

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A terminal, a shell and `timeout` may each pass on the same signal: what comes within this time is one. */
const sameSignalMs = 300;

export type InterruptSignal = keyof typeof exitCodes;

export interface Interrupts {
  /** Resolves at the first signal. */
  readonly first: Promise<InterruptSignal>;
  /** Takes the handlers away. */
  stop(): void;
}

export function listenForInterrupts(): Interrupts {
  let firstAtMs: number | undefined;
  let resolveFirst: (signal: InterruptSignal) => void = () => undefined;
  const first = new Promise<InterruptSignal>((resolve) => (resolveFirst = resolve));
  const handle = (received: NodeJS.Signals) => {
    const known = received as InterruptSignal;
    if (firstAtMs === undefined) {
      firstAtMs = performance.now();
      resolveFirst(known);
    } else if (performance.now() - firstAtMs > sameSignalMs) process.exit(exitCodeOfSignal(known));
  };
  const names = Object.keys(exitCodes) as InterruptSignal[];
  for (const name of names) process.on(name, handle);
  return {
    first,
    stop: () => names.forEach((name) => process.off(name, handle)),
  };
}

/** As a shell tells it: 128 and the signal's number. */
export function exitCodeOfSignal(signal: InterruptSignal): number {
  return exitCodes[signal];
}
