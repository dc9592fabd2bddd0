/** SIGINT, SIGTERM and SIGHUP as one promise; a second signal ends the process at once. */

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type InterruptSignal = keyof typeof exitCodes;

export interface Interrupts {
  /** Resolves at the first signal. */
  readonly first: Promise<InterruptSignal>;
  /** Takes the handlers away. */
  stop(): void;
}

export function listenForInterrupts(): Interrupts {
  let signal: InterruptSignal | undefined;
  let resolveFirst: (signal: InterruptSignal) => void = () => undefined;
  const first = new Promise<InterruptSignal>((resolve) => (resolveFirst = resolve));
  const handle = (received: NodeJS.Signals) => {
    const known = received as InterruptSignal;
    if (signal !== undefined) process.exit(exitCodeOfSignal(known));
    signal = known;
    resolveFirst(known);
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
