/** A compose project of its own under a name of its own, on free ports; everything of it is removed at the end. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { packageRoot } from "../../common/package-root.js";
import { outputOf } from "../support/output-of.js";

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function composeIsThere(): boolean {
  const works = (args: string[]) => spawnSync("docker", args, { stdio: "ignore" }).status === 0;
  return works(["compose", "version"]) && works(["info"]);
}

export class ComposeProject {
  private readonly environment: Record<string, string | undefined>;

  constructor(
    readonly name: string,
    variables: Readonly<Record<string, string>>,
  ) {
    this.environment = { ...process.env, COMPOSE_PROJECT_NAME: name, MINIO_PORT: "0", GOLDPAN_PORT: "0", ...variables };
  }

  async docker(...args: string[]): Promise<CommandOutcome> {
    const child = spawn("docker", args, { cwd: packageRoot, env: this.environment, stdio: ["ignore", "pipe", "pipe"] });
    const output = outputOf(child);
    const [code] = (await once(child, "close")) as [number | null];
    return { code: code ?? -1, ...output };
  }

  /** @throws Error with what compose said, when it fails */
  async compose(...args: string[]): Promise<string> {
    const outcome = await this.docker("compose", ...args);
    if (outcome.code !== 0)
      throw new Error(
        `docker compose ${args.join(" ")} ended with ${outcome.code}\n${outcome.stdout}${outcome.stderr}`,
      );
    return outcome.stdout;
  }

  async submit(...args: string[]): Promise<CommandOutcome> {
    return this.docker("compose", "run", "--rm", "-T", "submit", ...args);
  }

  /** `127.0.0.1:49153`: where a service's port is published. */
  async publishedAddress(service: string, port: number): Promise<string> {
    return (await this.compose("port", service, String(port))).trim();
  }

  /** Ids of the running containers of a service. */
  async containers(service: string): Promise<string[]> {
    return (await this.compose("ps", "-q", service)).split("\n").filter((id) => id !== "");
  }

  async down(): Promise<void> {
    await this.compose("--profile", "submit", "down", "--volumes", "--remove-orphans", "--timeout", "5");
  }
}
