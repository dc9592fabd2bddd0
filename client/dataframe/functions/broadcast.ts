/** Hints for joins. */
import { captureCallSite } from "../call-site.js";
import { assertFrame } from "../frame/base-frame.js";
import type { CombinedFrame } from "../frame/combined-frame.js";

/**
 * Says that a DataFrame is small: a join that it is a side of sends all of it to every task, and the other side stays where it is.
 * @example flights.join(broadcast(airports), "iata")
 */
export function broadcast<Frame extends CombinedFrame>(frame: Frame): Frame {
  const at = captureCallSite("broadcast");
  assertFrame(frame, at);
  return frame.broadcasted(at);
}
