// Brings a fresh clone to where its scripts run: installs what the lockfile pins, builds what is missing or older than its source.
// Does nothing, in a few milliseconds, where all of that is there.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`goldpan setup: ${text}\n`);
const modifiedAtMs = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function newestSourceMs() {
  const sources = ["proto", "common", "storage", "master", "worker", "client"].map((name) => join(root, name));
  let newest = modifiedAtMs(join(root, "package-lock.json"));
  for (const folder of sources) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !entry.name.endsWith(".test.ts"))
        newest = Math.max(newest, modifiedAtMs(join(entry.parentPath, entry.name)));
    }
  }
  return newest;
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
  process.exit(1);
}
if (modifiedAtMs(join(root, "node_modules/.package-lock.json")) < modifiedAtMs(join(root, "package-lock.json"))) {
  // npm empties the folder before it installs, and through a link that of another checkout.
  if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    say("node_modules is a symbolic link, and older than package-lock.json: npm ci would empty what it points to.");
    say("Remove the link, or run npm ci where it points to.");
    process.exit(1);
  }
  say("installing what package-lock.json pins (once, about a minute)");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2] });
}
if (modifiedAtMs(join(root, "dist/types/client/index.d.ts")) < newestSourceMs()) {
  say("building");
  execFileSync(process.execPath, [join(root, "scripts/build.mjs")], { cwd: root, stdio: ["ignore", 2, 2] });
}
