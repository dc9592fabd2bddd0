/** The drivers that run on this worker: each fetched, started in a folder of its own, watched, and told about when it has ended. */
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { errorToWire } from "../../common/errors/wire.js";
import type { Logger } from "../../common/log.js";
import type { DriverKey, LaunchDriver, WorkerMessageInput } from "../../common/wire/types.js";
import { diskError } from "../disk-full.js";
import { driverFolderName } from "../driver-output.js";
import { DriverProcess } from "./driver-process.js";
import { placeFiles, type FetchFile } from "./shipped-files.js";

/** What drivers printed is kept of so many that have ended. */
const endedMax = 20;

export interface DriversParts {
  /** Created with the first driver. */
  readonly folder: string;
  readonly masterAddresses: readonly string[];
  readonly token: string | undefined;
  readonly program: () => string;
  readonly fetch: FetchFile;
  readonly send: (message: WorkerMessageInput) => boolean;
  readonly logger: Logger;
}

interface Driver {
  readonly key: DriverKey;
  process: DriverProcess | undefined;
  /** Its application ended before it was started. */
  unwanted: boolean;
}

export class Drivers {
  private readonly running = new Map<string, Driver>();
  private readonly endedFolders: string[] = [];

  constructor(private readonly parts: DriversParts) {}

  get count(): number {
    return this.running.size;
  }

  get memoryBytes(): number {
    return [...this.running.values()].reduce((sum, { process }) => sum + (process?.memoryBytes ?? 0), 0);
  }

  keys(): DriverKey[] {
    return [...this.running.values()].map(({ key }) => key);
  }

  launch(launch: LaunchDriver): void {
    const { driver: key } = launch;
    if (key === null || this.running.has(driverFolderName(key))) return;
    const driver: Driver = { key, process: undefined, unwanted: false };
    this.running.set(driverFolderName(key), driver);
    void this.run(driver, launch);
  }

  /** The master has forgotten the application. */
  endApplication(applicationId: string): void {
    for (const driver of this.running.values()) {
      if (driver.key.applicationId !== applicationId) continue;
      driver.unwanted = true;
      driver.process?.leave();
    }
  }

  /** After a new registration: what the master does not name it does not want. */
  keepOnly(keys: readonly DriverKey[]): void {
    const kept = new Set(keys.map(driverFolderName));
    for (const [name, driver] of this.running) {
      if (!kept.has(name)) this.kill(driver, "the master does not want it any more");
    }
  }

  watchMemory(): void {
    for (const { process } of this.running.values()) process?.watchMemory();
  }

  /** Resolves when all are gone and told. */
  async endAll(reason: string): Promise<void> {
    const drivers = [...this.running.values()];
    for (const driver of drivers) this.kill(driver, reason);
    await Promise.all(drivers.map(async ({ process }) => process?.ended));
  }

  private kill(driver: Driver, reason: string): void {
    driver.unwanted = true;
    driver.process?.kill(new GoldpanError("DRIVER_LOST", reason));
  }

  private async run(driver: Driver, launch: LaunchDriver): Promise<void> {
    const { logger, send } = this.parts;
    const { key } = driver;
    const folder = join(this.parts.folder, driverFolderName(key));
    let error: GoldpanError;
    try {
      driver.process = await this.start(driver, launch, folder);
      send({ driverStarted: { driver: key } });
      error = await driver.process.ended;
    } catch (thrown) {
      error = diskError(thrown, this.parts.folder);
    }
    logger.info({ ...key, code: error.code, reason: error.message }, "driver_ended");
    this.running.delete(driverFolderName(key));
    send({ driverEnded: { driver: key, error: errorToWire(error) } });
    this.forgetOldest(folder);
  }

  private async start(driver: Driver, launch: LaunchDriver, folder: string): Promise<DriverProcess> {
    const { masterAddresses, token, program, fetch } = this.parts;
    const { secret, bundleSha256, files, memoryBytes, firstJobId, outputBytesMax } = launch;
    const workFolder = join(folder, "work");
    await rm(folder, { recursive: true, force: true });
    mkdirSync(workFolder, { recursive: true });
    await placeFiles(fetch, folder, [{ name: "driver.json", sha256: bundleSha256, bytes: 0 }]);
    await placeFiles(fetch, workFolder, files);
    if (driver.unwanted) throw new GoldpanError("DRIVER_LOST", "it was not wanted any more when it was to start");
    const { applicationId } = driver.key;
    const bundlePath = join(folder, "driver.json");
    const start = {
      kind: "start",
      masterAddresses,
      token,
      applicationId,
      secret,
      bundlePath,
      firstJobId,
      memoryBytes,
    } as const;
    return new DriverProcess({ program: program(), folder, workFolder, start, outputBytesMax });
  }

  private forgetOldest(folder: string): void {
    this.endedFolders.push(folder);
    for (const oldest of this.endedFolders.splice(0, Math.max(0, this.endedFolders.length - endedMax))) {
      // The worker's end removes what cannot be removed now.
      void rm(oldest, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
