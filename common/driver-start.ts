/** What a worker tells a driver process that it starts (dist/cluster-driver.js), over Node's IPC channel: its first and only message. */
export interface ClusterDriverStart {
  readonly kind: "start";
  /** `host:port` each. */
  readonly masterAddresses: readonly string[];
  readonly token: string | undefined;
  readonly applicationId: string;
  /** With which this launch speaks for the application. */
  readonly secret: string;
  /** The file of the driver's bundle: client/submit/driver-bundle.ts. */
  readonly bundlePath: string;
  readonly firstJobId: number;
  /** Of the process with all that it starts. */
  readonly memoryBytes: number;
}
