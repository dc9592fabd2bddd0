/** Whether a planned job can be run to its end: what job-graph.ts promises of it. A graph that breaks a promise would wait for ever. */
import { InvariantError } from "../../common/errors/goldpan-error.js";
import type { FragmentGraph, JobGraph, StageGraph } from "./job-graph.js";

/** @throws InvariantError naming the stage: the planner has a bug */
export function checkJobGraph({ stages }: JobGraph): void {
  if (stages.length === 0) throw new InvariantError("a job without stages");
  for (const [index, stage] of stages.entries()) {
    const { stageId, fragments, after } = stage;
    const hold = (condition: boolean, story: string): void => {
      if (!condition) throw new InvariantError(`stage ${stageId} (${stage.name}) ${story}`);
    };
    hold(stageId === index, `stands in place ${index}`);
    hold(fragments.length > 0, "has no fragment");
    const before = [...after, ...fragments.flatMap(({ inputs }) => inputs.map((input) => input.stageId))];
    hold(
      before.every((id) => id >= 0 && id < stageId),
      `waits for stages ${before.join(", ")}`,
    );
    for (const fragment of fragments) hold(isReadable(fragment), `reads its inputs as its layout does not`);
    hold(isSwitchable(stage), "has a join that cannot switch");
  }
}

function isReadable({ inputs, layout }: FragmentGraph): boolean {
  const count = (way: string): number => inputs.filter(({ read }) => read === way).length;
  switch (layout.kind) {
    case "single":
      return true;
    case "splits":
      return count("all") === inputs.length;
    case "partitions":
      return count("partition") > 0 && count("map") === 0 && layout.partitionCount > 0;
    case "maps":
      return count("map") === 1 && count("partition") === 0;
  }
}

function isSwitchable({ fragments, joinSwitch }: StageGraph): boolean {
  if (joinSwitch === undefined) return true;
  const [main, build, ...others] = fragments[0]?.inputs ?? [];
  const sides = main?.stageId === joinSwitch.mainStageId && build?.stageId === joinSwitch.buildStageId;
  return sides && main.read === "partition" && build.read === "partition" && others.every(({ read }) => read === "all");
}
