/** Makes a session inside any Node program, as `submit` does for a script. */
import { basename } from "node:path";
import { Config } from "../../common/config/config.js";
import { processEnvironmentLayer } from "../../common/config/process-environment.js";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { captureCallSite } from "../dataframe/call-site.js";
import { builderReplacements, refuseSparkNames } from "../dataframe/spark-names.js";
import type { Bundle } from "../grpc/upload-bundle.js";
import type { MasterConnection } from "../master-connection.js";
import { registeredRowFunctions } from "../row-functions/registry.js";
import { findFilesAt } from "./goldpan-files.js";
import { refuseInExecutor } from "./inside-executor.js";
import type { SessionOptions } from "./session-options.js";

/** What a builder needs to know of sessions. */
export interface SessionFactory<S> {
  readonly create: (connection: MasterConnection, options: SessionOptions) => S;
  /** The session of this process that runs or is about to, if any. */
  readonly active: () => Promise<RunningSession<S>> | undefined;
  readonly activate: (opening: Promise<S>) => Promise<S>;
}

export interface RunningSession<S> {
  readonly session: S;
  readonly appName: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Value of a setting, as text or as what its text says. */
export type SettingValue = string | number | boolean;

/** Collects settings; its methods return the builder itself. What is not set comes from the environment, then from defaults. */
export class SessionBuilder<S> {
  private readonly factory: SessionFactory<S>;
  private readonly values: Record<string, string> = {};

  /** @internal  Use `GoldpanSession.builder()`. */
  constructor(factory: SessionFactory<S>) {
    this.factory = factory;
  }

  /** `local[N]`, `local[*]` (the default), `local-cluster[W,C]`, or `goldpan://host:port`. */
  master(master: string): this {
    return this.config("goldpan.master", master);
  }

  /** Names the application; the program's file name unless set. */
  appName(name: string): this {
    return this.config("goldpan.app.name", name);
  }

  /** One setting, or several as an object. docs/CONFIG.md lists them; `getOrCreate` refuses one that is not known. */
  config(key: string, value: SettingValue): this;
  config(values: Readonly<Record<string, SettingValue>>): this;
  config(keyOrValues: string | Readonly<Record<string, SettingValue>>, value?: SettingValue): this {
    const entries = typeof keyOrValues === "string" ? [[keyOrValues, value] as const] : Object.entries(keyOrValues);
    for (const [key, given] of entries) {
      if (given === undefined)
        throw new GoldpanError("CONFIG_INVALID", `config("${key}") without a value`, { hint: "pass a value" });
      this.values[key] = String(given);
    }
    return this;
  }

  /**
   * The session that runs in this process, in a submitted script the one that `main` got; or a new one, with its cluster if the
   * master is a local form. End a new one by `stop()`.
   *
   * Executors load the modules whose row functions are declared by now, so declare those in modules that do not open a session
   * themselves.
   * @throws CONFIG_INVALID for a setting that is unknown, or that differs from the running session's; MASTER_UNREACHABLE,
   *   TOKEN_REFUSED; SCRIPT_NOT_LOADED in executors
   */
  async getOrCreate(): Promise<S> {
    refuseInExecutor(captureCallSite("getOrCreate"));
    const config = Config.resolve([processEnvironmentLayer(), { source: "builder", values: this.values }]);
    const active = this.factory.active();
    if (active !== undefined) return this.reuse(await active);
    return this.factory.activate(this.open(config));
  }

  private reuse({ session, appName, settings }: RunningSession<S>): S {
    const running: Readonly<Record<string, string>> = { ...settings, "goldpan.app.name": appName };
    for (const [key, value] of Object.entries(this.values)) {
      if (running[key] === value) continue;
      throw new GoldpanError(
        "CONFIG_INVALID",
        `${key} = '${value}': a session runs already, with ${running[key] ?? "another value"}`,
        {
          hint: "settings are fixed when an application starts: pass them to goldpan submit (--master, --name, --conf), or stop() the session first",
        },
      );
    }
    return session;
  }

  private async open(config: Config): Promise<S> {
    const appName = config.optional("goldpan.app.name") ?? basename(process.argv[1] ?? "node");
    // Loaded here alone: executors import this package too, and need neither gRPC nor a master.
    refuseSubmitSettings(config);
    const { shippedFiles } = await import("../submit/shipped-files.js");
    const files = shippedFiles(config, process.cwd());
    findFilesAt(new Map(files.map(({ name, path }) => [name, path])));
    const [{ connect }, bundle] = await Promise.all([import("../local-mode.js"), bundleDeclaredFunctions()]);
    const opened = await connect(config, { applicationName: appName, bundle, files });
    return this.factory.create(opened.connection, {
      ...(bundle === undefined ? {} : { bundle: { sha256: bundle.sha256 } }),
      appName,
      baseFolder: process.cwd(),
      settings: config.shareable(),
      onStopped: () => opened.close(),
    });
  }
}

/** @throws CONFIG_INVALID for what only submit can do */
function refuseSubmitSettings(config: Config): void {
  for (const { key, value, source } of config.describe()) {
    const isDefault = source === "default" || (key === "goldpan.submit.deployMode" && value === "client");
    const isSubmits = key === "goldpan.submit.deployMode" || key === "goldpan.submit.idempotencyKey";
    if (!isSubmits || isDefault) continue;
    throw new GoldpanError("CONFIG_INVALID", `${key} = '${value}' (${source}) is for goldpan submit`, {
      hint: "make the program a script that exports main, and submit it",
    });
  }
}

/** The modules that declared row functions so far, bundled for executors; undefined without any. */
async function bundleDeclaredFunctions(): Promise<Bundle | undefined> {
  const declared = [...registeredRowFunctions().values()].flatMap(({ callSite }) => callSite?.file ?? []);
  if (declared.length === 0) return undefined;
  const { bundleRowFunctions } = await import("../submit/bundle-script.js");
  return bundleRowFunctions([...new Set(declared)], process.cwd());
}

refuseSparkNames(SessionBuilder.prototype, "GoldpanSession.builder()", builderReplacements);
