/** `goldpan init`: a project to begin with. */
import { relative } from "node:path";
import { Command } from "commander";

const help = `
Example:
  goldpan init my-jobs && cd my-jobs && npm install && npm test`;

export function initCommand(): Command {
  return new Command("init")
    .description("make a project: a script, its test, types and settings")
    .argument("<folder>", "a new folder, or an empty one")
    .addHelpText("after", help)
    .action(async (folder: string) => {
      const { initProject } = await import("../init/init-project.js");
      const written = await initProject(folder);
      const place = relative(process.cwd(), folder);
      const next = [...(place === "" ? [] : [`cd ${shellWord(folder)}`]), "npm install", "npm test", "npm start"].join(
        " && ",
      );
      process.stdout.write(`${written.join("\n")}\nnext: ${next}\n`);
    });
}

/** As a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
