// Generates the wire contract for TypeScript: proto/ → common/wire/generated/, types and the descriptors that processes load.
// With --check: fails when what is committed differs from what proto/ says.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "common/wire/generated");
const fresh = mkdtempSync(join(tmpdir(), "goldpan-wire-"));
const services = ["application", "worker", "plan", "task", "errors"];
execFileSync(
  process.execPath,
  [
    join(root, "node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js"),
    "--longs=Number",
    "--enums=String",
    "--defaults",
    "--arrays",
    "--oneofs",
    "--includeComments",
    "--inputTemplate=%sInput",
    "--outputTemplate=%s",
    "--importFileExtension=.js",
    "--grpcLib=@grpc/grpc-js",
    `-I=${join(root, "proto")}`,
    `-O=${fresh}`,
    ...services.map((name) => `goldpan/v1/${name}.proto`),
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
// The generator writes where this checkout lies into each file; the contract does not depend on it.
for (const entry of readdirSync(fresh, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(`${root}/`, ""));
}
// One module of short names, so that a reader of the code sees `Task`, not a path into generated folders.
const messages = join(fresh, "goldpan/v1");
const names = readdirSync(messages)
  .map((file) => file.replace(".ts", ""))
  .filter((name) => !name.endsWith("Service"));
writeFileSync(
  join(fresh, "types.ts"),
  names
    .sort()
    .map(
      (name) =>
        (name === "Error" ? "ErrorInput as WireErrorInput, Error as WireError" : `${name}Input, ${name}`).replace(
          /^/,
          "export type { ",
        ) + ` } from "./goldpan/v1/${name}.js";\n`,
    )
    .join(""),
);
// Parsing proto/ takes a process longer than all else that it does with gRPC at its start: it loads what is parsed here.
const parsed = new protobuf.Root();
parsed.resolvePath = (_from, path) => join(root, "proto", path);
parsed.loadSync(services.map((name) => `goldpan/v1/${name}.proto`));
parsed.resolveAll();
writeFileSync(
  join(fresh, "descriptors.ts"),
  `/** What proto/ says, as protobufjs keeps it: JSON in a string, which is read faster than code. */\nexport const descriptors = ${JSON.stringify(JSON.stringify(parsed.toJSON()))};\n`,
);
const files = (dir) =>
  (existsSync(dir) ? readdirSync(dir, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
if (process.argv.includes("--check")) {
  const [want, have] = [files(fresh), files(target)];
  const stale = want.filter(
    (f) => !have.includes(f) || readFileSync(join(fresh, f), "utf8") !== readFileSync(join(target, f), "utf8"),
  );
  const extra = have.filter((f) => !want.includes(f));
  rmSync(fresh, { recursive: true });
  if (stale.length + extra.length > 0) {
    process.stderr.write(
      `common/wire/generated is not what proto/ says (${[...stale, ...extra].join(", ")}): run npm run generate\n`,
    );
    process.exit(1);
  }
} else {
  rmSync(target, { recursive: true, force: true });
  cpSync(fresh, target, { recursive: true });
  rmSync(fresh, { recursive: true });
}
