/** One of the processes of a campaign, see lanes.ts. */
import { runCampaign } from "./campaign.js";
import type { LaneMessage, LaneOptions } from "./lanes.js";

const tell = (message: LaneMessage) => process.send?.(message);

const orphaned = () => process.exit(1);
process.once("disconnect", orphaned);
const options = JSON.parse(process.argv[2] ?? "{}") as LaneOptions;
const report = await runCampaign({
  ...options,
  onFinding: (finding) => tell({ kind: "finding", finding }),
  onBlock: () => tell({ kind: "block" }),
});
tell({ kind: "report", report });
process.off("disconnect", orphaned);
process.disconnect();
